"""F1 and its kin for texts with any number of labels, for ``evaluate.load`` of this folder.

It stands by itself: ``evaluate`` copies the file and imports the copy.
"""

from __future__ import annotations

from typing import Any

import datasets
import evaluate
from sklearn.metrics import accuracy_score, hamming_loss, precision_recall_fscore_support

_DESCRIPTION = "Precision, recall and F1 (micro, macro, by label), subset accuracy and Hamming loss."
_INPUTS = """
Args:
    predictions: 0 or 1 for each text and label.
    references: of the same shape.

Returns:
    micro_precision, micro_recall, micro_f1, macro_f1; exact (all labels of a text right); hamming
    (share of wrong decisions); precision, recall, f1 and support as lists in label order. A
    quotient without a denominator is 0.
"""


class MultilabelF1(evaluate.Metric):  # type: ignore[misc]
    """The metric; ``evaluate`` documents it from ``_info``."""

    def _info(self) -> evaluate.MetricInfo:
        row = datasets.Sequence(datasets.Value("int8"))
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation="",
            inputs_description=_INPUTS,
            features=datasets.Features({"predictions": row, "references": row}),
        )

    def _compute(self, predictions: list[list[int]], references: list[list[int]]) -> dict[str, Any]:
        precision, recall, f1, support = precision_recall_fscore_support(
            references, predictions, average=None, zero_division=0
        )
        micro = precision_recall_fscore_support(references, predictions, average="micro", zero_division=0)
        return {
            **dict(zip(("micro_precision", "micro_recall", "micro_f1"), map(float, micro[:3]), strict=True)),
            "macro_f1": float(f1.mean()),
            "exact": float(accuracy_score(references, predictions)),
            "hamming": float(hamming_loss(references, predictions)),
            "precision": precision.tolist(),
            "recall": recall.tolist(),
            "f1": f1.tolist(),
            "support": support.tolist(),
        }
