"""Which words carry a label: phrases are hidden one by one, and the drop of the log-odds is seen.

Occlusion (Zeiler and Fergus, 2014; for words Li et al., 2016). It tells what the model went by,
not why the label is right, and phrases that stand in for one another all seem light. Context and
lead-in are read, but nothing is hidden in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from policyclause.inference.arguments import expect, strings
from policyclause.inference.classifier import Classifier, scored_sentences
from policyclause.inference.clean import clean
from policyclause.inference.context import complete
from policyclause.inference.decide import log_odds
from policyclause.inference.errors import InputError
from policyclause.inference.repair import LOST
from policyclause.inference.rows import json_line
from policyclause.inference.text import TrackedText

_PHRASE = re.compile(r"[^，,、；;：:。！？!?…（）()〔〕\[\]【】《》“”‘’\"'\s]{2,}")
_LONGEST = 8  # characters of a phrase that is hidden as a whole
_WINDOW = 4  # characters hidden at a time in a longer one
_STEPS = 32  # from twice as many characters on, steps and windows widen: each window costs a reading of the sentence
_SHOWN = 5  # spans that are marked for people
_Window = tuple[int, int]  # start and end in a sentence


@dataclass(frozen=True)
class Span:
    """Words and their ``weight``: how far the label's log-odds drop without them (negative: they rise).

    ``start`` and ``end`` are character offsets into the text as given, ``place`` is one into the
    explanation's sentence, where ``text`` begins.
    """

    start: int
    end: int
    text: str
    weight: float
    place: int


@dataclass(frozen=True)
class Explanation:
    """What carries a label in a text.

    Attributes:
        label, probability: as the classifier sees the whole text.
        decided: the probability reaches the threshold.
        sentence: the sentence that carries the label most, ``start`` to ``end`` in the text as given,
            without the words that it completes.
        spans: of that sentence, in order, none overlapping.
    """

    label: str
    probability: float
    decided: bool
    sentence: str
    start: int
    end: int
    spans: tuple[Span, ...]


def explain_text(
    text: str, classifier: Classifier, labels: Sequence[str] | None = None, context: str = "", lead_in: str = ""
) -> list[Explanation]:
    """An explanation of each label; of the decided ones, most probable first, when ``labels`` is None.

    ``classify`` reads a clause under title and heading, and an item after the words that it completes.
    For the probabilities that it has, give them here too: ``context(document.facts.title, clause.path)``
    and ``clause.lead_in`` with ``clause.text``. Phrases are hidden in ``text`` alone.

    Args:
        text: a sentence or a clause.
        classifier: whose labels are explained.
        labels: names of labels, or one of them; None for those that are decided.
        context: what the text stands under, of ``context(title, path)``; ``""`` for nothing.
        lead_in: the words, up to a colon, that the first sentence completes; ``""`` for none.

    Raises:
        InputError: an unknown label, what is no text or has no sentence, or an argument of another kind.
    """
    for value in (text, context, lead_in):
        expect(value, str, "a string")
    expect(classifier, Classifier, "a Classifier")
    if labels is not None:
        labels = [labels] if isinstance(labels, str) else strings(labels, "labels")
    if unknown := set(labels or ()) - set(classifier.labels):
        raise InputError(f"expected labels among {list(classifier.labels)}, got {sorted(unknown)}")
    sentences = scored_sentences(text)
    if not sentences:
        raise InputError("expected a text with a sentence to explain, got none")
    before = [complete(clean(lead_in).value, ""), *[""] * (len(sentences) - 1)]
    read = [words + s.value for words, s in zip(before, sentences, strict=True)]
    p = classifier.predict_proba(read, [context] * len(read))
    if labels is None:
        labels = _decided_labels(p, classifier)
    hidden = cache(lambda i: _hide(sentences[i].value, before[i], context, classifier))  # once for all its labels

    def explanation(label: str) -> Explanation:
        column = classifier.labels.index(label)
        i = int(p[:, column].argmax())
        sentence, probability = sentences[i], float(p[i, column])
        windows, drops = hidden(i)
        spans = _spans(sentence, windows, drops[:, column])
        decided = probability >= classifier.thresholds[label]
        place = sentence.span(0, len(sentence.value))
        return Explanation(label, probability, decided, sentence.value, *place, spans)

    return [explanation(label) for label in labels]


def _decided_labels(p: NDArray[np.float64], classifier: Classifier) -> list[str]:
    """Labels that any of the sentences decides, most probable first; ``p`` of shape ``(n_sentences, n_labels)``."""
    highest = dict(zip(classifier.labels, p.max(axis=0).tolist(), strict=True))
    decided = [label for label, probability in highest.items() if probability >= classifier.thresholds[label]]
    return sorted(decided, key=lambda label: -highest[label])


def _hide(text: str, before: str, context: str, classifier: Classifier) -> tuple[list[_Window], NDArray[np.float64]]:
    """Short phrases of a sentence, and windows in long ones, with the drops, shape ``(n_windows, n_labels)``.

    The sentence is read after the words ``before`` it and under ``context``, in which nothing is hidden.
    """
    windows = [w for phrase in _PHRASE.finditer(text) for w in _windows(*phrase.span())]
    hidden = [text[:a] + LOST * (b - a) + text[b:] for a, b in windows]
    read = [before + t for t in (text, *hidden)]
    odds = log_odds(classifier.predict_proba(read, [context] * len(read)))
    return windows, odds[0] - odds[1:]


def _windows(start: int, end: int) -> list[_Window]:
    if end - start <= _LONGEST:
        return [(start, end)]
    step = max(1, (end - start) // _STEPS)
    width = max(_WINDOW, 2 * step)
    return [(a, a + width) for a in (*range(start, end - width, step), end - width)]


def _spans(sentence: TrackedText, windows: Sequence[_Window], weights: NDArray[np.float64]) -> tuple[Span, ...]:
    """The windows with their weights: the heaviest first, those that overlap it left out."""
    chosen: list[Span] = []
    taken: set[int] = set()
    for (a, b), weight in sorted(zip(windows, weights, strict=True), key=lambda w: -abs(w[1])):
        if taken.isdisjoint(range(a, b)):
            taken.update(range(a, b))
            chosen.append(Span(*sentence.span(a, b), sentence.value[a:b], float(weight), a))
    return tuple(sorted(chosen, key=lambda span: span.start))


def write_explanations(form: str, explanations: Sequence[Explanation], file: TextIO) -> None:
    """As ``json``, one object a label, or as ``text``: the sentence, words that carry the label marked.

    JSON goes to ``file.buffer`` and is UTF-8 whatever the encoding of ``file``.
    """
    from rich.text import Text

    from policyclause.inference.console import plain_console

    console = plain_console(file=file, soft_wrap=True)
    for explanation in explanations:
        if form == "json":
            file.buffer.write(json_line(asdict(explanation)))
            continue
        doubt = "" if explanation.decided else " (not decided)"
        console.print(f"{explanation.label} {explanation.probability:.2f}{doubt}")
        shown = Text(explanation.sentence)
        heaviest = sorted((s for s in explanation.spans if s.weight > 0), key=lambda s: -s.weight)[:_SHOWN]
        for span in heaviest:
            shown.stylize("bold reverse", span.place, span.place + len(span.text))
        console.print(shown)
        weights = "  ".join(f"{span.text} {span.weight:+.1f}" for span in heaviest)
        console.print(weights or "no phrase of it carries the label: what it stands under may")
    if not explanations and form == "text":
        console.print("no label is decided; name one with --label")
