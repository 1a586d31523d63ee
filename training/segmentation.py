"""How well documents are split into clauses, measured against gold clauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from policyclause.data.records import Record, clauses_of, read_records
from policyclause.inference.classifier import draft
from policyclause.inference.document import Segment
from policyclause.inference.errors import InputError
from policyclause.inference.read import read_text

SIMILARITY = 0.95


@dataclass(frozen=True)
class SegmentationScore:
    """Matches of gold and found clauses of one document.

    Preambles and closings that match nothing count neither way: annotators leave them out in
    some documents and not in others.
    """

    matched: int
    missed: tuple[str, ...]
    spurious: tuple[str, ...]

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 to 1."""
        wrong = len(self.missed) + len(self.spurious)
        return 2 * self.matched / (2 * self.matched + wrong) if self.matched else 0.0


def score_segmentation(gold: Sequence[Record], found: Sequence[Segment]) -> SegmentationScore:
    """Match each gold record to the most similar segment left, if it is similar enough."""
    left = list(found)
    unmatched = []
    for record in gold:
        best = max(left, key=lambda s: _similarity(record.text, s.text), default=None)
        if best is not None and _similarity(record.text, best.text) >= SIMILARITY:
            left.remove(best)
        else:
            unmatched.append(record)
    missed, spurious = (tuple(x.text for x in rest if x.kind == "clause") for rest in (unmatched, left))
    return SegmentationScore(len(gold) - len(unmatched), missed, spurious)


def _similarity(a: str, b: str) -> float:
    if 2 * min(len(a), len(b)) < SIMILARITY * (len(a) + len(b)):  # the ratio cannot reach it
        return 0.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def evaluate_segmentation_file(gold: Path) -> list[str]:
    """Print F1 and the differences for each document of a gold file.

    Returns:
        What is wrong with each document that was left out: it cannot be read, or does not lie beside the gold file
        or in a directory there.
    """
    faults = []
    documents = defaultdict(list)
    for record in clauses_of(read_records(gold)):
        documents[record.document].append(record)
    for document, clauses in documents.items():
        try:
            text = read_text(_beside(gold, document))
        except InputError as error:
            faults.append(str(error))
            continue
        score = score_segmentation(clauses, draft(text).segments)
        print(f"{document}: {len(clauses)} gold clauses, F1 {score.f1:.3f}")
        for name, differences in (("missed", score.missed), ("spurious", score.spurious)):
            for clause in differences:
                print(f"  {name}: {clause[:60]}")
    return faults


def _beside(gold: Path, document: str) -> Path:
    """The file of a document; others' gold files must not name any file there is, as lines of it are printed."""
    folder = gold.parent.resolve()
    path = (folder / document).resolve()
    if not path.is_relative_to(folder):
        raise InputError(f"{gold}: expected documents in {gold.parent}, got {document!r}")
    return path
