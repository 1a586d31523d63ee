"""Tag the clauses of Chinese government policy documents with the instruments they use."""

from importlib import import_module
from typing import TYPE_CHECKING

from policyclause.inference.classifier import Classifier, classify
from policyclause.inference.context import complete, context
from policyclause.inference.document import Clause, Document, Facts, Segment, Sentence
from policyclause.inference.errors import InputError, MissingExtraError, ModelError, PolicyClauseError
from policyclause.labels import LABELS

if TYPE_CHECKING:
    from policyclause.inference.bulk import classify_files
    from policyclause.inference.explain import explain_text
    from policyclause.inference.mix import instrument_mix
    from policyclause.inference.read import read_text
else:  # out of sight of type checkers, for which it would make every name one of the package
    _MODULES = {"classify_files": "bulk", "explain_text": "explain", "instrument_mix": "mix", "read_text": "read"}

    def __getattr__(name):
        """Load what ``classify`` does without when it is asked for, so that importing the package stays fast."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"policyclause.inference.{_MODULES[name]}"), name)

    def __dir__():
        return sorted({*globals(), *_MODULES})


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
    "classify_files",
    "complete",
    "context",
    "explain_text",
    "instrument_mix",
    "read_text",
]
