"""The labelled dataset: records, annotations of real documents, checks, statistics."""
