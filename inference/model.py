"""A model directory, and the sentence scorer made from it: onnxruntime and numpy, no torch."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from policyclause.inference.arguments import path_of, strings
from policyclause.inference.errors import InputError, ModelError
from policyclause.inference.ngrams import NgramModel

PACKAGED_MODEL = Path(__file__).with_name("model")
CONFIG_FILE = "policyclause.json"
ONNX_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
NGRAM_FILE = "ngrams.safetensors"
MODEL_FILES = (ONNX_FILE, TOKENIZER_FILE, NGRAM_FILE)
FORMAT = 2
REMEMBERED = 20_000  # sentences of many documents, about 10 MB: copies and fixed formulae come again in others
PART = 32  # runs of the encoder that begin together
_LONGEST_SCREENED = 150  # characters; of a longer sentence, n-grams are never sure
_PARTS = re.compile("[；;]")
Providers = str | Sequence[str] | None
_SHORT_NAMES = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}


@dataclass(frozen=True)
class ModelConfig:
    """What a model directory says of itself in ``policyclause.json``.

    Attributes:
        labels: names, in the order of the model's outputs.
        encoder_slopes, ngram_slopes, intercepts: calibration by label; the probability is
            ``sigmoid(encoder_slope * encoder_logit + ngram_slope * ngram_logit + intercept)``.
        thresholds: a label is decided when its calibrated probability reaches this; tuned for F1.
        precision_thresholds: by precision (``"0.95"``), the thresholds that reached it.
        review_margin: distance to the threshold, in log-odds, within which a person should look.
        max_tokens: longest input; longer sentences are scored in windows.
        reads_context: it learnt to read sentences under what they stand under; others leave it aside.
        screened_below: a sentence of which the n-grams give every label a logit below this is not read by
            the encoder; None where all are read.
        screened_logits: the logits that stand for the encoder's then, in label order.
        files: SHA-256 of each file of the directory.
        about: facts for people (training data, date, figures), and the rates that ``mix.Rates`` reads;
            nothing in it changes scores or decisions.
    """

    labels: tuple[str, ...]
    encoder_slopes: tuple[float, ...]
    ngram_slopes: tuple[float, ...]
    intercepts: tuple[float, ...]
    thresholds: tuple[float, ...]
    precision_thresholds: Mapping[str, tuple[float, ...]]
    review_margin: float
    max_tokens: int
    files: Mapping[str, str]
    about: Mapping[str, Any]
    reads_context: bool
    screened_below: float | None
    screened_logits: tuple[float, ...]
    format: int = FORMAT

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        if self.format != FORMAT:
            raise ModelError(f"expected model format {FORMAT}, got {self.format}: install a matching policyclause")
        rows = {name: getattr(self, name) for name in ("encoder_slopes", "ngram_slopes", "intercepts", "thresholds")}
        rows |= {f"thresholds for precision {level}": v for level, v in self.precision_thresholds.items()}
        if self.screened_below is not None:
            rows["screened_logits"] = self.screened_logits
        for name, values in rows.items():
            if len(values) != len(self.labels):
                raise ModelError(f"expected {len(self.labels)} {name}, got {len(values)}")

    @classmethod
    def read(cls, path: Path) -> ModelConfig:
        """Read and check ``policyclause.json``."""
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ModelError(
                f"expected a model directory with {CONFIG_FILE}, got {path.parent}: {error.strerror}"
            ) from error
        except ValueError as error:
            raise ModelError(f"expected JSON in {path}: {error}") from error
        known = {f.name for f in fields(cls)}
        wrong = set(entries) ^ known if isinstance(entries, dict) else {"(no object)"}
        if wrong:
            raise ModelError(f"expected the keys {sorted(known)} in {path}; missing or unknown: {sorted(wrong)}")
        settings: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entries.items()}
        try:
            settings["precision_thresholds"] = {k: tuple(v) for k, v in entries["precision_thresholds"].items()}
            return cls(**settings)
        except (AttributeError, TypeError) as error:
            raise ModelError(f"expected rows of numbers in {path}: {error}") from error

    def write(self, directory: Path) -> None:
        """Write ``policyclause.json`` with the hashes of the other files as they are now."""
        hashes = {name: sha256(directory / name) for name in MODEL_FILES}
        entries = {**asdict(self), "files": hashes}
        text = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
        (directory / CONFIG_FILE).write_text(text, encoding="utf-8")


def model_directory(path: str | Path | None) -> Path:
    """The directory of a model; of the packaged one for None.

    Raises:
        InputError: the path is none, or empty: it would be the current directory.
    """
    return PACKAGED_MODEL if path is None else path_of(path, "a model directory")


def sha256(path: Path) -> str:
    """Hash of a file, in hexadecimal."""
    with path.open("rb") as file:
        return (
            hashlib.file_digest(file, "sha256").hexdigest()
            if hasattr(hashlib, "file_digest")
            else hashlib.sha256(file.read()).hexdigest()
        )


class Scorer:
    """Logits of sentences, from an encoder and from n-grams.

    Every sentence is run by itself, unpadded, so that its scores depend on nothing else in
    the call (dynamic quantisation would otherwise take one scale for a whole batch). The
    processor's cores work on different sentences.
    """

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        tokenizer: Tokenizer,
        ngrams: NgramModel,
        config: ModelConfig,
        remember: int = 0,
        threads: int | None = None,
    ) -> None:
        self.config = config
        self.n_threads = threads or cores()
        self._session = session
        self._tokenizer = tokenizer
        self._ngrams = ngrams
        self._run = lru_cache(remember)(self._run_encoder)
        self._pool: ThreadPoolExecutor | None = None
        self._pool_owner = 0

    @classmethod
    def load(
        cls,
        directory: str | Path | None = None,
        remember: int = 0,
        providers: Providers = None,
        threads: int | None = None,
    ) -> Scorer:
        """Load a model directory, each file checked against its hash.

        Args:
            directory: None for the packaged model.
            remember: keep the logits of this many recent sentences. As they depend on nothing
                else in the call, a remembered score is the score.
            providers: what onnxruntime runs on: ``"cpu"`` (the default), ``"cuda"`` or its own names.
            threads: sentences in work at a time; by default one for each core.

        Raises:
            InputError: the path is none or empty, or onnxruntime as installed does not have a provider.
            ModelError: a file is missing or is not what the directory's config says.
        """
        directory = model_directory(directory)
        config = ModelConfig.read(directory / CONFIG_FILE)
        for name in MODEL_FILES:
            path = directory / name
            if not path.is_file():
                raise ModelError(f"expected the file {path}, which the model needs, got none")
            if name not in config.files:
                raise ModelError(f"expected a sha256 of {name} in {directory / CONFIG_FILE}, got none")
            if (digest := sha256(path)) != config.files[name]:
                raise ModelError(f"{path} is damaged: expected sha256 {config.files[name]}, got {digest}")
        session = _open_session(directory / ONNX_FILE, providers)
        tokenizer = Tokenizer.from_file(str(directory / TOKENIZER_FILE))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(session, tokenizer, NgramModel.load(directory / NGRAM_FILE), config, remember, threads)

    def logits(self, sentences: Sequence[str], contexts: Sequence[str] | None = None) -> NDArray[np.float32]:
        """Logits of encoder and n-grams, shape ``(2, n_sentences, n_labels)``.

        A text longer than the encoder reads is scored in overlapping windows; the largest
        logit of each label counts, as a label holds when any part of the text carries it. What the
        n-grams screen out has the same logits of the encoder whatever it says.

        ``contexts``: what each sentence is read under (of ``context``), ``""`` for nothing; None for nothing at all.
        """
        if contexts is None or not self.config.reads_context:
            contexts = [""] * len(sentences)
        read = list(zip(sentences, contexts, strict=True))
        unique = list(dict.fromkeys(read))
        ngrams, windows = [], []

        def unsure() -> Iterator[list[int]]:
            for text, above in unique:
                ngrams.append(row := self._ngrams.logits(text))
                windows.append(inputs := [] if self._screens(text, row) else self.encoder_inputs(text, above))
                yield from inputs

        runs = iter(self.encode(unsure()))
        screened = [np.array(self.config.screened_logits, np.float32)]
        encoder = [np.max([next(runs) for _ in inputs] or screened, axis=0) for inputs in windows]
        logits = np.array([encoder, ngrams], dtype=np.float32).reshape(2, len(unique), len(self.config.labels))
        places = {r: i for i, r in enumerate(unique)}
        return logits[:, [places[r] for r in read]]

    def probabilities(self, sentences: Sequence[str], contexts: Sequence[str] | None = None) -> NDArray[np.float64]:
        """Calibrated probabilities, shape ``(n_sentences, n_labels)``; ``contexts`` as of ``logits``."""
        return calibrate(self.logits(sentences, contexts), self.config)

    def screened(self, text: str) -> bool:
        """Whether the encoder need not read a sentence, as the n-grams are sure that it carries no label."""
        return self._screens(text, self._ngrams.logits(text))

    def _screens(self, text: str, ngram_logits: NDArray[np.float32]) -> bool:
        """The first stage of a cascade (Viola and Jones, 2001).

        In a long sentence the n-grams of the words that carry a label weigh little, so its parts are asked too.
        """
        below = self.config.screened_below
        if below is None or ngram_logits.max() >= below or len(text) > _LONGEST_SCREENED:
            return False
        parts = _PARTS.split(text)
        return len(parts) == 1 or all(self._ngrams.logits(part).max() < below for part in parts)

    def encoder_inputs(self, text: str, context: str = "") -> list[list[int]]:
        """Token ids of each run of the encoder that ``logits`` takes for a text.

        Of a context that is longer than half of what the encoder reads, the end counts.
        """
        pair = (text, context) if context and self.config.reads_context else (text,)
        encoded = self._tokenizer.encode(*pair)
        ids, parts = encoded.ids, encoded.sequence_ids
        if (surplus := parts.count(1) - self.config.max_tokens // 2) > 0:
            begin = parts.index(1)
            del ids[begin : begin + surplus], parts[begin : begin + surplus]
        return _windows(ids, parts, self.config.max_tokens)

    def encode(self, inputs: Iterable[list[int]]) -> list[NDArray[np.float32]]:
        """The encoder alone: logits ``(n_labels,)`` of each list of token ids.

        ``inputs`` are drawn part by part: while one part runs, the next is prepared.
        """
        inputs, runs = iter(inputs), list[Future[NDArray[np.float32]]]()
        try:
            while part := [tuple(ids) for ids in islice(inputs, PART)]:
                # The long ones first, so that at the end no core is left with one.
                order = sorted(range(len(part)), key=lambda i: len(part[i]), reverse=True)
                begun = {i: self._threads().submit(self._run, part[i]) for i in order}
                runs += [begun[i] for i in range(len(part))]
            for run in as_completed(runs):
                run.result()  # raises at once what one of them raised
            return [run.result() for run in runs]
        finally:
            for run in runs:
                run.cancel()  # after an error, what has not begun

    def _threads(self) -> ThreadPoolExecutor:
        """The pool of this process: threads do not survive a fork, so a child makes its own."""
        if self._pool is None or self._pool_owner != os.getpid():
            self._pool, self._pool_owner = ThreadPoolExecutor(self.n_threads), os.getpid()
        return self._pool

    def _run_encoder(self, ids: tuple[int, ...]) -> NDArray[np.float32]:
        (batch,) = self._session.run(None, {"input_ids": np.array([ids], dtype=np.int64)})
        logits: NDArray[np.float32] = batch[0]
        return logits


def calibrate(logits: NDArray[np.float32], config: ModelConfig) -> NDArray[np.float64]:
    """Probabilities, shape ``(n, n_labels)``, of logits of shape ``(2, n, n_labels)``.

    Platt scaling (Platt, 1999) with two logits in place of one.
    """
    encoder, ngrams = np.asarray(logits, np.float64)
    scaled = encoder * config.encoder_slopes + ngrams * config.ngram_slopes + config.intercepts
    return np.asarray(1.0 / (1.0 + np.exp(-scaled)))


def _windows(ids: list[int], parts: Sequence[int | None], size: int) -> list[list[int]]:
    """``ids`` in windows of ``size`` that overlap by a quarter of the text in them.

    ``parts``: 0 for tokens of the text, 1 for those of its context, None for special ones. What is
    not of the text is in every window.
    """
    if len(ids) <= size:
        return [ids]
    begin = parts.index(0)
    end = len(parts) - list(reversed(parts)).index(0)
    room = size - (len(ids) - (end - begin))
    step = room - room // 4
    starts = range(begin, max(begin + 1, end - room // 4), step)
    return [[*ids[:begin], *ids[s : min(s + room, end)], *ids[end:]] for s in starts]


def _open_session(path: Path, providers: Providers) -> onnxruntime.InferenceSession:
    """A session of one thread; raises InputError if it would not run on the providers asked for."""
    wanted = [providers] if isinstance(providers, str) else strings(providers or ["cpu"])
    names = [_SHORT_NAMES.get(name.lower(), name) for name in wanted]
    available = onnxruntime.get_available_providers()
    if missing := [name for name in names if name not in available]:
        advice = "; CUDA comes with onnxruntime-gpu in place of onnxruntime" if "CUDA" in missing[0] else ""
        raise InputError(f"expected providers of onnxruntime among {available}, got {missing[0]!r}{advice}")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=names)
    if session.get_providers()[:1] != names[:1]:  # onnxruntime falls back in silence where a driver does not load
        raise InputError(f"expected {names[0]} to start, got {session.get_providers()}: is its driver installed?")
    return session


def cores() -> int:
    """Processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
