"""Knowledge distillation: what trained models say of texts, for another model to learn from (Hinton et al., 2015)."""

from __future__ import annotations

import hashlib
import logging
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from policyclause.data.annotations import read_annotations, unlabelled_sentences
from policyclause.inference.clean import clean
from policyclause.inference.errors import InputError
from policyclause.inference.files import replacing
from policyclause.inference.model import CONFIG_FILE, Scorer, sha256
from policyclause.training.config import TrainingConfig
from policyclause.training.examples import Example

_BREAK = re.compile(r"(?<=[，；])(?=.)")  # after commas, which stay
logger = logging.getLogger(__name__)


def with_soft_labels(examples: Sequence[Example], config: TrainingConfig) -> list[Example]:
    """The examples, with what the teachers of the config say of each, and further ones that only the teachers label.

    As they are, where the config has no teachers. Teachers know their own training texts by heart, so what they
    have to teach is in texts that they have not seen: parts of those, and sentences of real documents that nobody
    labelled.
    """
    if not config.teachers:
        return list(examples)
    further = [("cropped", t) for t in cropped_texts(examples, int(config.cropped * len(examples)), config.seed)]
    n_unlabelled = int(config.unlabelled * len(examples))
    further += [("unlabelled", t) for t in unlabelled_texts(Path(config.texts), n_unlabelled, config.seed)]
    for part, n in Counter(part for part, _ in further).items():
        logger.info("%s: %d texts that the teachers label", part, n)
    texts = [(e.text, e.context) for e in examples] + [(text, "") for _, text in further]
    means = teacher_probabilities(texts, [Path(t) for t in config.teachers], Path(config.output))
    own = np.array([e.target for e in examples])
    mixed = own + config.distillation_weight * (means[: len(own)] - own)
    learnt = [replace(e, soft_labels=tuple(row)) for e, row in zip(examples, mixed.round(4).tolist(), strict=True)]
    for (part, text), row in zip(further, means[len(own) :].round(4).tolist(), strict=True):
        learnt.append(Example(text, tuple(int(p >= 0.5) for p in row), "", part, tuple(row)))
    return learnt


def unlabelled_texts(directory: Path, n: int, seed: int) -> list[str]:
    """``n`` sentences, or as many as there are, of the documents in ``directory`` that nobody labelled.

    None, with a warning, where that directory is not there.
    """
    if n and not directory.is_dir():
        logger.warning("unlabelled: the directory %s is not there, so %d sentences are left out", directory, n)
    if not n or not directory.is_dir():
        return []
    sentences = unlabelled_sentences(read_annotations(), directory)
    return [clean(text).value.strip() for text in random.Random(seed).sample(sentences, min(n, len(sentences)))]


def cropped_texts(examples: Sequence[Example], n: int, seed: int) -> list[str]:
    """``n`` parts of sentences with two commas or more: each a run of what stands between, but never all."""
    draw = random.Random(seed)
    candidates = [pieces for e in examples if len(pieces := _BREAK.split(e.text)) > 2]
    texts = []
    for pieces in draw.choices(candidates, k=n) if candidates else []:
        length = draw.randint(1, len(pieces) - 1)
        start = draw.randint(0, len(pieces) - length)
        texts.append("".join(pieces[start : start + length]))
    return texts


def teacher_probabilities(
    read: Sequence[tuple[str, str]], teachers: Sequence[Path], directory: Path
) -> NDArray[np.float32]:
    """Mean of the teachers' calibrated probabilities, shape ``(n_texts, n_labels)``.

    ``read`` has texts and what each is read under. Asking takes minutes, so the answer is kept in ``directory`` for
    a run that goes on.

    Raises:
        InputError: a teacher is not there.
        ModelError: it is not a model directory of this version.
    """
    if missing := [str(teacher) for teacher in teachers if not (teacher / CONFIG_FILE).is_file()]:
        raise InputError(f"teachers: expected model directories that 'policyclause train' wrote, got none in {missing}")
    asked = repr((list(read), [sha256(teacher / CONFIG_FILE) for teacher in teachers]))
    kept = directory / f"soft-labels-{hashlib.sha256(asked.encode()).hexdigest()[:16]}.npy"
    if not kept.is_file():
        logger.info("asking %d teachers about %d texts", len(teachers), len(read))
        texts, contexts = zip(*read, strict=True)
        means = np.mean([Scorer.load(teacher).probabilities(texts, contexts) for teacher in teachers], axis=0)
        directory.mkdir(parents=True, exist_ok=True)
        with replacing(kept) as file:
            np.save(file, means.astype(np.float32), allow_pickle=False)
    probabilities: NDArray[np.float32] = np.load(kept, allow_pickle=False)
    return probabilities
