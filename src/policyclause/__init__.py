"""Tag the clauses of Chinese government policy documents with the instruments they use."""

from policyclause.inference.classifier import Classifier, classify
from policyclause.inference.document import Clause, Document, Facts, Segment, Sentence
from policyclause.inference.errors import InputError, MissingExtraError, ModelError, PolicyClauseError
from policyclause.labels import LABELS

__version__ = "0.1.0"

__all__ = [
    "LABELS",
    "Classifier",
    "Clause",
    "Document",
    "Facts",
    "InputError",
    "MissingExtraError",
    "ModelError",
    "PolicyClauseError",
    "Segment",
    "Sentence",
    "classify",
]
