from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

import policyclause
from policyclause import LABELS, Classifier, Clause, InputError, classify, classify_files, complete, context
from policyclause.inference.classifier import scored_sentences
from policyclause.inference.model import PACKAGED_MODEL, Scorer
from policyclause.inference.read import read_text

DATA = Path(__file__).parent / "data"
DEMO = read_text(DATA / "demo.txt")


def test_public_names() -> None:
    assert all(hasattr(policyclause, name) for name in policyclause.__all__)


READER = {
    "(一)": set(),
    "(二)": {"land"},
    "(三)": {"subsidy"},
    "(四)": {"subsidy", "finance"},
    "(五)": {"talent"},
    "(六)": {"regulation"},
    "(七)": set(),
}


def test_demo_document_has_its_title_and_clauses() -> None:
    document = classify(DEMO)
    assert document.facts.title == "涟江市人民政府办公室关于支持纺织服装产业转型升级的若干措施"
    assert [c.number for c in document.clauses if c.number] == list(READER)


@pytest.mark.parametrize("number", READER)
def test_demo_clauses_are_labelled_as_a_reader_would(number: str) -> None:
    (clause,) = [c for c in classify(DEMO).clauses if c.number == number]
    assert set(clause.labels) == READER[number]


def test_items_are_read_after_the_words_they_complete() -> None:
    items = "1.通过国家级认定的，100万元；\n2.通过省级认定的，50万元。\n"
    granted = classify("（一）对下列企业技术中心给予一次性奖励：\n" + items + "（二）加强组织领导。")
    asked = classify("（一）对下列企业技术中心开展上门走访：\n" + items + "（二）加强组织领导。")
    grants = [c for c in granted.clauses if c.lead_in]
    assert [c.labels for c in grants] == [("subsidy",), ("subsidy",)]
    assert [c.evidence["subsidy"].text for c in grants] == items.split()
    visits = [c for c in asked.clauses if c.lead_in]
    assert [c.text for c in visits] == items.split()
    for grant, visit in zip(grants, visits, strict=True):
        assert visit.scores["subsidy"] < grant.scores["subsidy"]


@pytest.mark.parametrize(
    ("lead_in", "read"),
    [
        ("", "（一）储能。"),
        ("对下列企业给予奖励：", "对下列企业给予奖励：（一）储能。"),
        ("三、奖励。对首次上规的企业走访。对下列企业给予奖励：", "对下列企业给予奖励：（一）储能。"),
        ("三、对下列项目给予奖励。主要包括：", "三、对下列项目给予奖励，主要包括：（一）储能。"),
        ("一、总则。对下列项目给予奖励。其中：", "对下列项目给予奖励，其中：（一）储能。"),
        ("主要包括：", "主要包括：（一）储能。"),
        ("三、鼓励创新。主要任务和分工如下，各部门落实：", "主要任务和分工如下，各部门落实：（一）储能。"),
    ],
)
def test_an_item_is_read_after_the_last_sentence_that_says_of_what_it_is(lead_in: str, read: str) -> None:
    assert complete(lead_in, "（一）储能。") == read


def test_clauses_are_predicted_as_in_their_document(packaged: Classifier) -> None:
    lead_in = "一、要素保障。对重点企业给予一次性奖励。对下列项目优先安排用地指标："
    document = packaged.classify(f"关于支持产业发展的若干措施\n{lead_in}\n（一）省级技术中心；\n二、加强组织领导。\n")
    (item,) = [c for c in document.clauses if c.lead_in]
    above = context(document.facts.title, item.path)
    assert packaged.predict([complete(item.lead_in, item.text)], [above]) == [item.labels]
    assert packaged.predict([item.lead_in + item.text], [above]) != [item.labels]  # every sentence counts there


@pytest.mark.parametrize("number", ["3.1 ", "3.1", "2.1.3 ", "4.2.1.1　"])
def test_numbers_that_look_like_amounts_are_not_read(number: str, packaged: Classifier) -> None:
    sentence = "支持企业发行绿色债券。"
    plain, numbered = packaged.predict_proba([sentence, number + sentence])
    assert numbered.tolist() == plain.tolist()
    (clause,) = classify(f"溪江市工业发展实施方案\n{number}{sentence}").clauses
    (bare,) = classify(f"溪江市工业发展实施方案\n（一）{sentence}").clauses
    assert clause.number == number.strip() and clause.labels == bare.labels == ("finance",)
    assert packaged.predict_proba(["1.5亿元以上的项目，给予贴息。"])[0].argmax() == 0


def test_clause_is_complete_and_consistent(packaged: Classifier) -> None:
    for clause in classify(DEMO).clauses:
        assert isinstance(clause, Clause)
        assert set(clause.scores) == set(LABELS)
        assert all(0 <= p <= 1 for p in clause.scores.values())
        assert list(clause.labels) == sorted(clause.labels, key=lambda label: -clause.scores[label])
        assert set(clause.labels) == {k for k, p in clause.scores.items() if p >= packaged.thresholds[k]}
        for label, sentence in clause.evidence.items():
            assert sentence.scores[label] == clause.scores[label]
            assert clause.start <= sentence.start < sentence.end <= clause.end
            assert not sentence.is_tail


def test_str_gives_one_and_list_gives_list() -> None:
    assert classify("") == classify([""])[0]
    assert classify("").clauses == ()
    assert classify([]) == []
    assert classify([DEMO]) == [classify(DEMO)]


def test_batch_does_not_change_a_document(packaged: Classifier) -> None:
    other = "一、加强监管。\n二、对企业给予补助。"
    assert packaged.classify([other, DEMO, other])[1] == packaged.classify(DEMO)


def test_probabilities_of_sentences_and_clauses(packaged: Classifier) -> None:
    texts = [
        "对新认定企业奖励50万元。",
        "（一）加强用地保障。对新认定企业奖励50万元。（责任单位：市财政局、市人社局）",
        "",
    ]
    p = packaged.predict_proba(texts)
    assert p.shape == (3, 5)
    assert packaged.labels == LABELS
    assert p[1, 0] == p[0, 0]  # the clause has the sentence's probability
    assert not p[2].any()
    assert packaged.predict(texts)[2] == ()
    assert packaged.predict_proba([]).shape == (0, 5)


def test_tail_decides_nothing(packaged: Classifier) -> None:
    text = "办好产业论坛，打响区域品牌。"
    with_tail = text + "（责任单位：市财政局、市人才办、市自然资源局、市金融监管局）"
    assert np.array_equal(packaged.predict_proba([text]), packaged.predict_proba([with_tail]))


@pytest.mark.parametrize("make", [tuple, np.array, iter, lambda texts: dict.fromkeys(texts).keys()])
def test_any_strings_will_do(packaged: Classifier, make: Callable[[list[str]], Iterable[str]]) -> None:
    texts = ["对企业给予资金补助。", "办好展会论坛。"]
    assert np.array_equal(packaged.predict_proba(make(texts)), packaged.predict_proba(texts))
    assert packaged.predict(make(texts)) == packaged.predict(texts)
    assert packaged.classify(make(texts)) == packaged.classify(texts)


_BYTES = ": decode them, or read a file with read_text"


@pytest.mark.parametrize(
    ("wrong", "got"),
    [
        (None, "NoneType"),
        (3, "int"),
        ({"a": 1}, "dict"),
        (b"", f"bytes{_BYTES}"),
        (b"bytes", f"bytes{_BYTES}"),
        (bytearray(), f"bytearray{_BYTES}"),
        ([1], "int at position 0"),
        (["a", None], "NoneType at position 1"),
        ([b"a"], f"bytes at position 0{_BYTES}"),
    ],
)
def test_wrong_types_are_named(packaged: Classifier, wrong: object, got: str) -> None:
    with pytest.raises(InputError, match=f"^expected (a string or a list of )?strings, got {got}$"):
        packaged.classify(wrong)  # type: ignore[call-overload]
    with pytest.raises(InputError, match=f"^expected (a list of )?strings, got {got}$"):
        packaged.predict_proba(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("read_text(5)", "expected a path, got int"),
        ("read_text('')", "expected a path, got an empty one"),
        ("Classifier.load(5)", "expected a model directory, got int"),
        ("Classifier.load(providers=5)", "expected a list of strings, got int"),
        ("Classifier.load(providers=[5])", "expected strings, got int at position 0"),
        ("context(None, [])", "expected a title, got NoneType"),
        ("context('', None)", "expected a list of headings, got NoneType"),
        ("context('', [None])", "expected strings, got NoneType at position 0"),
        ("classify_files(None, 'a.csv')", "expected paths or patterns, got NoneType"),
        ("classify_files([5], 'a.csv')", "expected a path or pattern, got int"),
        ("classify_files(b'.', 'a.csv')", f"expected a path or pattern, got bytes{_BYTES}"),
        ("classify_files('.', None)", "expected a file to write, got NoneType"),
        ("classify_files('.', 'a', form=['csv'])", "expected a format of jsonl, csv, xlsx, parquet, got ['csv']"),
        ("classify_files('.', 'a.csv', workers='3')", "workers: expected a whole number, 0 or more, got '3'"),
        ("classify_files('.', 'a.csv', part_bytes=0)", "part_bytes: expected a whole number, 1 or more, got 0"),
        ("instrument_mix('text')", "expected a Document, got str"),
        ("instrument_mix(classify('一、给予补助。'), 5)", "expected Rates or None, got int"),
        ("instrument_mix(classify('一、给予补助。'), rounds=0)", "rounds: expected a whole number, 1 or more, got 0"),
        ("explain_text('给予补助。', None)", "expected a Classifier, got NoneType"),
        ("explain_text('给予补助。', packaged, 5)", "expected labels, got int"),
        ("explain_text('给予补助。', packaged, lead_in=None)", "expected a string, got NoneType"),
    ],
)
def test_wrong_arguments_are_told_what_was_expected(packaged: Classifier, call: str, message: str) -> None:
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        eval(call, {name: getattr(policyclause, name) for name in policyclause.__all__} | {"packaged": packaged})


@pytest.mark.parametrize(
    "load",
    [
        lambda path: Classifier.load(""),
        lambda path: Scorer.load(""),
        lambda path: classify_files(path, "a.csv", model=""),
    ],
)
def test_an_empty_path_is_no_model(
    load: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("一、给予补助。", encoding="utf-8")
    for file in PACKAGED_MODEL.iterdir():  # the current directory is a model
        shutil.copy(file, tmp_path)
    with pytest.raises(InputError, match="expected a model directory, got an empty one"):
        load(tmp_path / "a.txt")


def test_predictions_of_this_model_version(packaged: Classifier) -> None:
    """Golden predictions; ``python tests/golden.py`` writes them after a change of model."""
    golden = json.loads((DATA / "golden.json").read_text(encoding="utf-8"))
    p = packaged.predict_proba([entry["text"] for entry in golden])
    assert np.allclose(p, [entry["scores"] for entry in golden], atol=0.03)  # processors differ a little


def test_results_are_plain_values() -> None:
    document = classify(DEMO)
    assert pickle.loads(pickle.dumps(document)) == document
    assert asdict(document)["clauses"][0]["scores"].keys() == set(LABELS)
    assert len({*document.clauses}) == len(document.clauses)


def test_half_characters_and_line_ends_keep_offsets() -> None:
    text = "一、加强监\ud800管。\r\n二、对企业给予补助。\r\n"
    first, second = classify(text).clauses
    assert first.damaged and not second.damaged
    assert text[second.start : second.end] == "二、对企业给予补助。"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_classifier_works_after_a_fork(packaged: Classifier) -> None:
    texts = ["给予补助。"]
    expected = packaged.predict(texts)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=lambda: queue.put(packaged.predict(texts)))
    child.start()
    assert queue.get(timeout=60) == expected
    child.join(timeout=60)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("对新建项\n目给予补助。", ["对新建项目给予补助。"]),
        ("对新建项\n— 12 —\n目给予补助。", ["对新建项目给予补助。"]),
        ("对新建项 - 12 - 目给予补助。", ["对新建项目给予补助。"]),
        ("对新建项第3页 共9页目给予补助。", ["对新建项目给予补助。"]),
        ("一、对新建项目，按\n投资额给予\n补助。\n二、其他", ["一、对新建项目，按投资额给予补助。", "二、其他"]),
        ("（一）优化供给\n对新建项目供\n地。", ["（一）优化供给", "对新建项目供地。"]),
        ("发放下列补贴：\n租房补贴\n购房补贴", ["发放下列补贴：", "租房补贴", "购房补贴"]),
        ("证书（见第3页）", ["证书（见第3页）"]),
        ("标准见手册第12页共40页，在 -5- 度以下补贴。", ["标准见手册第12页共40页，在 -5- 度以下补贴。"]),
        ("增速在 - 3 - 之间，见附件第3页 共9页的表格。", ["增速在 - 3 - 之间，见附件第3页共9页的表格。"]),
        ("支持蜂业\n## 用地保障\n优先供地。", ["支持蜂业", "## 用地保障", "优先供地。"]),
        ("- 补贴蜂箱\n- 优先供地。", ["- 补贴蜂箱", "- 优先供地。"]),
        ("一是补贴蜂箱\n二是优先供地。", ["一是补贴蜂箱", "二是优先供地。"]),
        ("人才|30万元\n硕士|10万元。", ["人才|30万元", "硕士|10万元。"]),
        ("养蜂扶持办法\n对蜂农给予补助。", ["养蜂扶持办法", "对蜂农给予补助。"]),
        ("补贴对象\n蜂农\n补贴标准\n每只30元。", ["补贴对象", "蜂农", "补贴标准", "每只30元。"]),
        ("决定：“给予补助。”\n银行贷款。", ["决定：“给予补助。”", "银行贷款。"]),
        ("Beekeepers are\npaid.", ["Beekeepers are", "paid."]),
    ],
)
def test_a_text_is_read_over_the_breaks_of_lines_and_pages(text: str, sentences: list[str]) -> None:
    assert [sentence.value for sentence in scored_sentences(text)] == sentences
