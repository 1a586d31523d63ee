"""Labels that may be wrong: those a model disputes that has not seen their document."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from policyclause.data.records import COMPOSED, SPLITS, read_split
from policyclause.inference.errors import InputError
from policyclause.labels import LABELS
from policyclause.training.examples import Example, sentence_examples
from policyclause.training.ngrams import N_BUCKETS, fit_ngrams

FOLDS = 5


@dataclass(frozen=True)
class Suspect:
    """A sentence with a label that is likely wrong, or likely missing.

    Attributes:
        id: record and number of the sentence in it, from 0 (``D-001#2``).
        text: the sentence.
        labels: what it is labelled with.
        suspicious: labels to look at, the most doubtful first; each is wrong where ``labels``
            has it, and missing where it has not.
        probabilities: of each label, from a model fitted without the document.
    """

    id: str
    text: str
    labels: tuple[str, ...]
    suspicious: tuple[str, ...]
    probabilities: dict[str, float]


def find_suspects(directory: Path = COMPOSED) -> list[Suspect]:
    """Sentences of all splits with suspicious labels, the most doubtful first.

    Raises:
        InputError: a split has no file, a line is no record, or documents or labels are too few to learn from.
    """
    records = [record for split in SPLITS for record in read_split(split, directory)]
    ids = [f"{record.id}#{i}" for record in records for i in range(len(record.sentences))]
    examples = sentence_examples(records)
    return rank(ids, examples, out_of_fold(examples))


def out_of_fold(examples: Sequence[Example], n_buckets: int = N_BUCKETS) -> NDArray[np.float64]:
    """Probabilities of the n-gram model, each from a fold without the example's document.

    Shape ``(n_examples, n_labels)``.

    Raises:
        InputError: fewer documents than folds, or a label that is in one fold alone or not at all.
    """
    documents = [e.document for e in examples]
    if (n := len(set(documents))) < FOLDS:
        raise InputError(f"expected {FOLDS} documents or more to learn from some and judge others, got {n}")
    probabilities = np.zeros((len(examples), len(LABELS)))
    for train, held_out in GroupKFold(FOLDS).split(examples, groups=documents):
        model = fit_ngrams([examples[i] for i in train], n_buckets)
        for i in held_out:
            probabilities[i] = 1 / (1 + np.exp(-model.logits(examples[i].text).astype(np.float64)))
    return probabilities


def rank(ids: Sequence[str], examples: Sequence[Example], probabilities: NDArray[np.float64]) -> list[Suspect]:
    """Confident learning (Northcutt et al., 2021) label by label, ordered by the model's trust in the given label."""
    from cleanlab.multilabel_classification.filter import find_multilabel_issues_per_class

    given = np.array([e.target for e in examples], bool)
    disputed = find_multilabel_issues_per_class([list(np.flatnonzero(row)) for row in given], probabilities, n_jobs=1)
    trust = np.where(given, probabilities, 1 - probabilities)
    trust[~disputed] = np.inf
    suspects = []
    for i in np.argsort(trust.min(axis=1), kind="stable")[: disputed.any(axis=1).sum()]:
        doubtful = [j for j in np.argsort(trust[i], kind="stable") if disputed[i, j]]
        suspects.append(
            Suspect(
                ids[i],
                examples[i].text,
                tuple(label for label, has in zip(LABELS, given[i], strict=True) if has),
                tuple(LABELS[j] for j in doubtful),
                dict(zip(LABELS, probabilities[i].round(4).tolist(), strict=True)),
            )
        )
    return suspects


def write_suspects(suspects: Sequence[Suspect], output: Path) -> None:
    """Write suspects as JSON lines."""
    with output.open("w", encoding="utf-8") as file:
        for suspect in suspects:
            file.write(json.dumps(asdict(suspect), ensure_ascii=False) + "\n")


def describe(suspect: Suspect) -> str:
    """Two lines for people: place and doubts, then the text."""
    doubts = ", ".join(
        f"{'' if label in suspect.labels else 'not '}{label} (probability {suspect.probabilities[label]:.2f})"
        for label in suspect.suspicious
    )
    return f"{suspect.id}: {doubts}\n  {suspect.text}"
