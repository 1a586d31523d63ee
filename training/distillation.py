"""What trained models say of texts, for another model to learn from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from policyclause.inference.errors import InputError
from policyclause.inference.files import replacing
from policyclause.inference.model import CONFIG_FILE, Scorer, sha256


def ask_teachers(read: Sequence[tuple[str, str]], teachers: Sequence[Path], directory: Path) -> NDArray[np.float32]:
    """Mean of the teachers' calibrated probabilities, shape ``(n_texts, n_labels)``.

    ``read`` has texts and what each is read under. Asking takes minutes, so the answer is kept in ``directory`` for a run that goes on.

    Raises:
        InputError: a teacher is not there.
        ModelError: it is not a model directory of this version.
    """
    if missing := [str(teacher) for teacher in teachers if not (teacher / CONFIG_FILE).is_file()]:
        raise InputError(
            f"teachers: expected model directories that 'policyclause train' wrote, {missing} are not there"
        )
    asked = repr((list(read), [sha256(teacher / CONFIG_FILE) for teacher in teachers]))
    kept = directory / f"taught-{hashlib.sha256(asked.encode()).hexdigest()[:16]}.npy"
    if not kept.is_file():
        texts, contexts = zip(*read, strict=True)
        means = np.mean([Scorer.load(teacher).probabilities(texts, contexts) for teacher in teachers], axis=0)
        directory.mkdir(parents=True, exist_ok=True)
        with replacing(kept) as file:
            np.save(file, means.astype(np.float32), allow_pickle=False)
    found: NDArray[np.float32] = np.load(kept, allow_pickle=False)
    return found
