from __future__ import annotations

import io
import json
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from policyclause import Classifier, InputError, context
from policyclause.inference.explain import Explanation, Span, explain_text, write_explanations

TEXT = "办好产业论坛，对新认定的总部企业给予200万元补助。（责任单位：市财政局）"


@pytest.fixture
def readings(packaged: Classifier, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many texts each call of ``predict_proba`` reads; all have the same probabilities."""
    calls: list[int] = []

    def same(self: Classifier, texts: Sequence[str], contexts: Sequence[str]) -> np.ndarray:
        calls.append(len(texts))
        return np.full((len(texts), len(self.labels)), 0.5)

    monkeypatch.setattr(Classifier, "predict_proba", same)
    return calls


def test_a_sentence_is_read_once_for_all_labels(packaged: Classifier, readings: list[int]) -> None:
    assert len(explain_text(TEXT, packaged, packaged.labels)) == len(packaged.labels)
    assert len(readings) == 2


@pytest.mark.parametrize(("length", "width"), [(9, 4), (95, 4), (96, 6), (1000, 62), (10_000, 624)])
def test_a_longer_phrase_is_not_read_ever_more_often(
    length: int, width: int, packaged: Classifier, readings: list[int]
) -> None:
    (found,) = explain_text("给" * length + "。", packaged, ["subsidy"])
    assert {len(span.text) for span in found.spans} == {width}
    assert length - 2 * width < found.spans[-1].end <= length
    assert readings[1] < 100


def test_the_words_of_the_grant_carry_subsidy(packaged: Classifier) -> None:
    (found,) = explain_text(TEXT, packaged, ["subsidy"])
    spans = found.spans
    heaviest = max(spans, key=lambda span: span.weight)
    grant = TEXT.index("给予200万元补助")
    assert grant <= heaviest.start < heaviest.end <= grant + len("给予200万元补助")
    assert all(TEXT[s.start : s.end] == s.text for s in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    forum = next(s for s in spans if "论坛" in s.text)
    assert forum.weight < heaviest.weight / 2


def test_decided_labels_are_explained_and_others_if_asked(packaged: Classifier) -> None:
    assert [found.label for found in explain_text(TEXT, packaged)] == ["subsidy"]
    (found,) = explain_text(TEXT, packaged, ["land"])
    assert not found.decided
    with pytest.raises(InputError, match=r"expected labels among .* got .'tax'"):
        explain_text(TEXT, packaged, ["tax"])
    with pytest.raises(InputError, match="expected a text with a sentence"):
        explain_text(" ", packaged)
    assert explain_text(TEXT, packaged, "land") == [found]
    with pytest.raises(InputError, match="expected a string, got int"):
        explain_text(3, packaged)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="expected a list of headings, got str"):
        context("支持创新的若干措施", "一、平台")


def test_a_label_that_what_stands_above_carries_says_so() -> None:
    shown = io.TextIOWrapper(io.BytesIO(), "utf-8")
    write_explanations("text", [Explanation("subsidy", 0.97, True, "省级平台", 0, 4, ())], shown)
    shown.seek(0)
    assert "no phrase of it carries the label" in shown.read()


DOCUMENT = """涟江市支持制造业创新的若干措施
第一章 创新平台
一、支持平台建设。对新获认定的下列平台给予一次性奖励：
（一）国家级技术中心，每家100万元；
（二）省级技术中心；
（三）市级技术中心，每家10万元。优先保障平台用地。（责任单位：市财政局）
"""


def test_clauses_are_read_as_classify_reads_them(packaged: Classifier) -> None:
    document = packaged.classify(DOCUMENT)
    for clause in document.clauses:
        above = context(document.facts.title, clause.path)
        every = explain_text(clause.text, packaged, packaged.labels, context=above, lead_in=clause.lead_in)
        assert {found.label: found.probability for found in every} == clause.scores
        decided = explain_text(clause.text, packaged, context=above, lead_in=clause.lead_in)
        assert {e.label: e.sentence for e in decided} == {label: s.text for label, s in clause.evidence.items()}


def test_context_and_lead_in_are_not_weighed(packaged: Classifier) -> None:
    text, lead_in = "省级技术中心；优先保障其用地。", "支持平台建设。对下列平台给予一次性奖励："
    assert "subsidy" not in [found.label for found in explain_text("省级技术中心；", packaged)]
    (found,) = explain_text(text, packaged, ["subsidy"], context="若干措施|创新平台", lead_in=lead_in)
    assert found.decided and (found.sentence, found.start, found.end) == (text, 0, len(text))
    assert all(text[s.start : s.end] == s.text for s in found.spans)
    (alone,) = explain_text(text, packaged, ["subsidy"], context="若干措施|创新平台")
    assert [s.weight for s in found.spans] != [s.weight for s in alone.spans]  # they are weighed after their lead-in


def test_explanations_are_written_for_people_and_programs(packaged: Classifier) -> None:
    found = explain_text(TEXT, packaged)
    text, lines = io.StringIO(), io.TextIOWrapper(io.BytesIO(), "ascii")
    write_explanations("text", found, text)
    write_explanations("json", found, lines)
    assert "subsidy" in text.getvalue() and "补助" in text.getvalue()
    (entry,) = map(json.loads, lines.buffer.getvalue().splitlines())  # type: ignore[attr-defined]
    assert entry["spans"][0]["text"] in TEXT
    assert all(entry["sentence"].startswith(s["text"], s["place"]) for s in entry["spans"])


def test_only_the_words_weighed_are_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    span = Span(11, 13, "补助", 2.0, 11)
    file = io.StringIO()
    write_explanations(
        "text", [Explanation("subsidy", 0.9, True, "对企业给予补助，对个人补助。", 0, 14, (span,))], file
    )
    assert "对企业给予补助，对个人\x1b[1;7m补助\x1b[0m。" in file.getvalue()
