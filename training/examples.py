"""What the model learns from: sentences with label vectors, from records and joined annotations."""

from __future__ import annotations

import logging
import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from policyclause.data.annotations import join, read_annotations
from policyclause.data.records import Record, clauses_of, read_split
from policyclause.inference.clean import clean
from policyclause.inference.context import complete, context, last_part
from policyclause.labels import LABELS
from policyclause.training.config import TrainingConfig
from policyclause.training.noise import dirty

REAL_WEIGHT = 4.0  # of a held-out real sentence in calibration, where a composed one has 1
# What a miniature has beside each modelled clause: rich clauses, and annotated sentences; about as the dataset has them.
RICH_CLAUSES = 0.5
ANNOTATED_SENTENCES = 2
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Example:
    """A text to learn from.

    ``target`` has a 1 for each label it carries, in label order; ``part`` is the part of the data it is of.
    ``soft_labels`` are what the encoder learns in place of the target where there are teachers. ``context`` is
    what it is read under, ``""`` for nothing.
    """

    text: str
    target: tuple[int, ...]
    document: str
    part: str = ""
    soft_labels: tuple[float, ...] = ()
    context: str = ""


Drawn = TypeVar("Drawn", Record, Example)


def sentence_examples(records: Iterable[Record]) -> list[Example]:
    """One example a sentence. Headings are sentences too."""
    return [
        _example(text, s.labels, r.document, part_of(r), record_context(r))
        for r in records
        for s, text in zip(r.sentences, r.texts_to_score, strict=True)
    ]


def training_examples(config: TrainingConfig) -> list[Example]:
    """Examples of the labelled parts that the config names, with lines in the log on how many there are."""
    records = [r for part in ("modelled", "rich") if part in config.parts for r in _records_of(part, config)]
    examples = sentence_examples(records)
    logger.info("composed: %d sentences", len(examples))
    if config.joined:
        joined = joined_examples(records, int(config.joined * len(examples)), config.seed)
        logger.info("joined: %d long sentences", len(joined))
        examples += joined
    if "annotations" in config.parts:
        annotated = annotated_examples(Path(config.texts), "train")
        examples += _draw(annotated, ANNOTATED_SENTENCES * config.clauses, config.seed, lambda example: True)
    if config.noise:
        noisy = noisy_examples(examples, int(config.noise * len(examples)), config.seed)
        logger.info("noise: %d damaged sentences", len(noisy))
        examples += noisy
    return thin_contexts(examples, config.context, config.seed)


def _records_of(part: str, config: TrainingConfig) -> list[Record]:
    """Records of a part of the training split, or of its miniature."""
    records = [r for r in read_split("train", Path(config.data)) if part_of(r) == part]
    share = RICH_CLAUSES if part == "rich" else 1
    return _draw(records, math.ceil(share * config.clauses), config.seed, lambda record: not record.is_heading)


def _draw(items: list[Drawn], size: int, seed: int, counts: Callable[[Drawn], bool]) -> list[Drawn]:
    """Items of whole documents, in an order that the seed draws, until ``size`` of them count; all for 0."""
    if not size:
        return items
    by_document: dict[str, list[Drawn]] = {}
    for item in items:
        by_document.setdefault(item.document, []).append(item)
    names = sorted(by_document)
    random.Random(seed).shuffle(names)
    drawn: list[Drawn] = []
    counted = 0
    for name in names:
        if counted >= size:
            break
        drawn += by_document[name]
        counted += sum(map(counts, by_document[name]))
    return drawn


def thin_contexts(examples: Iterable[Example], share: float, seed: int) -> list[Example]:
    """The examples, of which ``share`` keep their context, and one in five of those only its last part.

    So the model learns to do without what a text does not say of itself.
    """
    draw = random.Random(seed)
    thinned = []
    for example in examples:
        drawn = draw.random()
        kept = "" if drawn >= share else example.context if drawn >= share / 5 else last_part(example.context)
        thinned.append(replace(example, context=kept))
    return thinned


def held_out_examples(config: TrainingConfig) -> list[Example]:
    """What calibration and early stopping look at: sentences of documents that are not trained on.

    The validation split, and the annotated real documents that are kept apart. Headings stay out:
    what is classified are clauses.
    """
    records = clauses_of(read_split("validation", Path(config.data)))
    return sentence_examples(records) + annotated_examples(Path(config.texts), "validation")


def stopping_examples(config: TrainingConfig) -> list[Example]:
    """The held-out sentences where the config has ``patience``; none where the last weights are kept in any case."""
    return held_out_examples(config) if config.patience else []


def held_out_weights(examples: Sequence[Example]) -> NDArray[np.float64]:
    """How much each held-out sentence counts in calibration, shape ``(n_examples,)``.

    Users have real documents. Composed ones steady the fit, as real uses of a label are few.
    """
    return np.array([REAL_WEIGHT if e.part == "annotations" else 1.0 for e in examples])


def joined_examples(records: Sequence[Record], n: int, seed: int) -> list[Example]:
    """``n`` long sentences, each of two to four neighbours in a clause run together with ``；``.

    In a long sentence an instrument is one part of many; few composed sentences are that long.
    """
    draw = random.Random(seed)
    candidates = [r for r in records if len(r.sentences) > 1]
    examples = []
    for record in draw.choices(candidates, k=n) if candidates else []:
        start = draw.randrange(len(record.sentences) - 1)
        run = record.sentences[start : start + draw.randint(2, 4)]
        text = "".join(s.text.rstrip("。") + "；" for s in run[:-1]) + run[-1].text
        examples.append(
            _example(
                text, {label for s in run for label in s.labels}, record.document, "joined", record_context(record)
            )
        )
    return examples


def noisy_examples(examples: Sequence[Example], n: int, seed: int) -> list[Example]:
    """``n`` of the examples again, damaged as ``noise.dirty`` says."""
    draw = random.Random(seed)
    chosen = draw.sample(examples, n)
    return [replace(e, text=clean(dirty(e.text, draw)).value.strip(), part="noise") for e in chosen]


def annotated_examples(texts: Path, split: str) -> list[Example]:
    """Annotated real sentences of a split (``train`` or ``validation``), joined to the documents in ``texts``.

    None, with a warning, where that directory is not there. A process joins each split once, however often it asks.
    """
    if not texts.is_dir():
        logger.warning(
            "annotations: the directory %s is not there, so the annotated sentences are left out; "
            "'policyclause data sources' says how to get the documents",
            texts,
        )
        return []
    return list(_annotated(texts.resolve(), split))


@cache
def _annotated(texts: Path, split: str) -> tuple[Example, ...]:
    annotations = [a for a in read_annotations() if a.split == split]
    joined, missed = join(annotations, texts)
    logger.info("annotations: %d sentences joined, %d not found in %s", len(joined), len(missed), texts)
    return tuple(
        _example(
            complete(j.lead_in, j.text),
            j.annotation.labels,
            j.annotation.address,
            "annotations",
            context(j.title, j.path),
        )
        for j in joined
    )


def _example(text: str, labels: Iterable[str], document: str, part: str, above: str) -> Example:
    """Text goes to training as it goes to the model later: cleaned."""
    return Example(clean(text).value.strip(), target(labels), document, part, context=clean(above).value)


def record_context(record: Record) -> str:
    """What the sentences of a record are read under."""
    return context(record.meta.get("title", ""), record.path)


def part_of(record: Record) -> str:
    """``modelled`` for clauses modelled on real passages, ``rich`` for all others: the hard ones are of it."""
    return "modelled" if record.meta.get("part", "modelled").startswith("modelled") else "rich"


def target(labels: Iterable[str]) -> tuple[int, ...]:
    """Label vector in label order."""
    chosen = set(labels)
    return tuple(int(label in chosen) for label in LABELS)
