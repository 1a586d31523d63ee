"""The classifier: text to labelled clauses, and labels of single sentences or clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from policyclause.inference.arguments import strings
from policyclause.inference.clean import clean
from policyclause.inference.context import complete, context, decimal_number
from policyclause.inference.decide import DecisionRule, Options, decision_rule
from policyclause.inference.document import Clause, Document, Draft, Segment
from policyclause.inference.errors import InputError
from policyclause.inference.facts import find_facts
from policyclause.inference.layout import restore_lines
from policyclause.inference.mend import join_sentences
from policyclause.inference.model import ModelConfig, Providers, Scorer
from policyclause.inference.running_heads import strip_pages
from policyclause.inference.segment import segment as find_segments
from policyclause.inference.sentences import split_sentences
from policyclause.inference.tails import find_tail
from policyclause.inference.text import TrackedText
from policyclause.inference.unfold import unfold

if TYPE_CHECKING:
    from typing_extensions import Unpack  # in typing from Python 3.11 on

    from policyclause.inference.mix import Rates

_SEGMENT = tuple(f.name for f in fields(Segment))


class Classifier:
    """Tags Chinese policy text with policy instruments.

    A clause is scored sentence by sentence; its probability for a label is that of the
    sentence that carries the label most, and that sentence is the evidence.
    """

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer

    @classmethod
    def load(cls, path: str | Path | None = None, providers: Providers = None) -> Classifier:
        """Load a model directory; None loads the model in the package.

        ``providers`` are what onnxruntime runs on: ``"cpu"`` (the default), ``"cuda"`` or its own names.

        Raises:
            InputError: the path is none or empty, or onnxruntime as installed does not have a provider.
            ModelError: a file is missing, damaged or of another format.
        """
        return cls(Scorer.load(path, providers=providers))

    @property
    def config(self) -> ModelConfig:
        """What the model directory says of itself."""
        return self._scorer.config

    @property
    def rates(self) -> Rates | None:
        """How decisions on held-out clauses came out, for ``instrument_mix``; None if the model does not say."""
        from policyclause.inference.mix import Rates  # what classify does without is loaded when it is asked for

        return Rates.of(self.config.about)

    @property
    def labels(self) -> tuple[str, ...]:
        """Label names, in the order of the columns of ``predict_proba``."""
        return self.config.labels

    @property
    def thresholds(self) -> dict[str, float]:
        """Probability from which each label is decided."""
        return dict(zip(self.labels, self.config.thresholds, strict=True))

    def predict_proba(self, texts: Iterable[str], contexts: Iterable[str] | None = None) -> NDArray[np.float64]:
        """Calibrated probabilities of sentences or clauses, shape ``(n_texts, n_labels)``.

        A text without a sentence (blank, or a list of departments alone) has 0 for every label.
        ``classify`` reads an item of a list after the words that it completes, and each sentence under
        the title of its document and its heading; here they are read when they are given:
        ``complete(clause.lead_in, clause.text)``, and ``contexts``.

        Args:
            texts: sentences or clauses of any length.
            contexts: for each text what it stands under, of ``context(title, path)``; ``""`` for nothing.

        Raises:
            InputError: ``texts`` or ``contexts`` are no strings, or not equally many.
        """
        texts = strings(texts)
        above = [""] * len(texts) if contexts is None else [clean(c).value for c in strings(contexts)]
        if len(above) != len(texts):
            raise InputError(f"expected a context for each of {len(texts)} texts, got {len(above)}")
        sentences = [scored_sentences(text) for text in texts]
        flat = self._scorer.probabilities(
            [s.value for group in sentences for s in group],
            [c for c, group in zip(above, sentences, strict=True) for _ in group],
        )
        result = np.zeros((len(texts), len(self.labels)))
        done = 0
        for i, group in enumerate(sentences):
            if group:
                result[i] = flat[done : done + len(group)].max(axis=0)
            done += len(group)
        return result

    def predict(
        self, texts: Iterable[str], contexts: Iterable[str] | None = None, **options: Unpack[Options]
    ) -> list[tuple[str, ...]]:
        """Decided labels of sentences or clauses, most probable first; ``()`` for none.

        ``contexts`` are those of ``predict_proba``, ``options`` those of ``classify``.
        """
        rule = decision_rule(self.config, **options)
        return [rule.decide(row) for row in self.predict_proba(texts, contexts)]

    @overload
    def classify(self, text: str, **options: Unpack[Options]) -> Document: ...  # type: ignore[overload-overlap]
    @overload
    def classify(self, text: Iterable[str], **options: Unpack[Options]) -> list[Document]: ...
    def classify(self, text: str | Iterable[str], **options: Unpack[Options]) -> Document | list[Document]:
        """A document for a text, a list of documents for a list of texts.

        The mappings ``scores`` and ``evidence`` of its clauses are part of a frozen result: do not change them.

        Args:
            text: a document as it was found, or a list of them.
            options: ``thresholds`` (one number, or by label), ``min_confidence``,
                ``min_precision`` (raises them to those that reached this precision on held-out
                documents) and ``top_k`` decide which labels are given. All five scores
                come back in any case.

        Raises:
            InputError: ``text`` is neither, or an option is out of range.
        """
        if isinstance(text, str):
            return self.classify_drafts([draft(text)], **options)[0]
        return self.classify_drafts([draft(t) for t in strings(text, "a string or a list of strings")], **options)

    def classify_drafts(self, drafts: Sequence[Draft], **options: Unpack[Options]) -> list[Document]:
        """Score drafts (of ``draft``) and decide the labels of their clauses."""
        rule = decision_rule(self.config, **options)
        read = [
            (text, context(d.facts.title, segment.path))
            for d in drafts
            for segment in d.segments
            for text in texts_to_score(segment)
        ]
        rows = iter(self._scorer.probabilities([text for text, _ in read], [above for _, above in read]))
        return [Document(d.facts, tuple(self._clause(segment, rows, rule) for segment in d.segments)) for d in drafts]

    def _clause(self, segment: Segment, rows: Iterator[NDArray[np.float64]], rule: DecisionRule) -> Clause:
        """The segment with labels; takes from ``rows`` the scores of its sentences but the tail."""
        scored = [
            replace(s, scores=self._named(np.zeros(len(self.labels)) if s.is_tail else next(rows)))
            for s in segment.sentences
        ]
        carriers = {label: max(scored, key=lambda s: s.scores[label]) for label in self.labels} if scored else {}
        row = np.array([carriers[label].scores[label] for label in self.labels] if scored else [0.0] * len(self.labels))
        labels = rule.decide(row)
        values = {name: getattr(segment, name) for name in _SEGMENT} | {"sentences": tuple(scored)}
        evidence = {label: carriers[label] for label in labels}
        doubtful = rule.doubtful(row)
        return Clause(
            **values,
            labels=labels,
            scores=self._named(row),
            evidence=evidence,
            review=bool(doubtful),
            doubtful=doubtful,
        )

    def _named(self, row: NDArray[np.float64]) -> Mapping[str, float]:
        return dict(zip(self.labels, row.tolist(), strict=True))


def draft(text: str) -> Draft:
    """Everything before scoring: cleaning, facts, segments. Needs no model."""
    printed = unfold(clean(text))
    lines = restore_lines(printed)
    return Draft(find_facts(printed.value, lines.value), find_segments(lines))


def texts_to_score(segment: Segment) -> list[str]:
    """A text for each sentence of a segment but the tail; the first is read after the words that it completes."""
    texts = [s.text for s in segment.sentences if not s.is_tail]
    return [complete(segment.lead_in, text) if i == 0 else text for i, text in enumerate(texts)]


def scored_sentences(text: str) -> list[TrackedText]:
    """Sentences of a text, whatever lines and pages they were broken into.

    Without the tail of departments, which never decides, and a number such as 3.1.
    """
    cleaned = join_sentences(strip_pages(clean(text)))
    cleaned = cleaned.slice(decimal_number(cleaned.value), len(cleaned.value))
    tail = find_tail(cleaned.value)
    return [cleaned.slice(a, b) for a, b in split_sentences(cleaned.value) if tail is None or a < tail]


@cache
def default_classifier() -> Classifier:
    """The packaged model, loaded at the first call and kept."""
    return Classifier.load()


@overload
def classify(text: str, **options: Unpack[Options]) -> Document: ...  # type: ignore[overload-overlap]
@overload
def classify(text: Iterable[str], **options: Unpack[Options]) -> list[Document]: ...
def classify(text: str | Iterable[str], **options: Unpack[Options]) -> Document | list[Document]:
    """Classify with the packaged model: a text to a document, a list of texts to a list.

    ``options`` are those of ``Classifier.classify``.

    Raises:
        InputError: ``text`` is neither a string nor strings, or an option is out of range.
    """
    return default_classifier().classify(text, **options)
