"""Inference: a document in, labelled clauses out. Imports neither torch nor training."""
