"""The dataset, its checks, and the agreement measures."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from policyclause import InputError
from policyclause.cli import main
from policyclause.data.agreement import f1_against, krippendorff_alpha, masi_distance
from policyclause.data.annotations import (
    MEASURED,
    Annotation,
    Joined,
    fingerprint,
    gold_records,
    join,
    join_files,
    read_annotations,
    texts_of,
    training_documents,
    unlabelled_sentences,
)
from policyclause.data.exchange import (
    from_doccano,
    from_label_studio,
    read_from,
    to_doccano,
    to_label_studio,
    write_for,
)
from policyclause.data.plots import draw_pairs, write_plots
from policyclause.data.records import (
    SPLITS,
    LabelledSentence,
    Record,
    as_entry,
    parse_record,
    read_records,
    write_records,
)
from policyclause.data.stats import agreement_table
from policyclause.data.validate import (
    check_copies,
    check_coverage,
    check_duplicates,
    check_openings,
    check_records,
    check_rules,
    check_splits,
    load,
    validate,
)
from policyclause.inference.clean import clean
from policyclause.labels import border_rules

ROOT = Path(__file__).parent.parent
META = {
    "title": "t",
    "level": "city",
    "doc_kind": "意见",
    "field": "f",
    "region": "r",
    "period": "2020",
    "part": "modelled",
    "modelled_on": "m",
}


def _record(n: int, text: str, *labels: str, document: str = "D") -> Record:
    sentence = LabelledSentence(text, labels, (labels, labels))
    return Record(f"{document}-{n}", document, "clause", ("一、标题",), text, labels, (sentence,), META)


ONE = _record(1, "对首次上规模的工业企业，由市财政给予一次性奖励。", "subsidy")
TWO = _record(2, "办好一年一度的柑橘采摘节，打响山区特色旅游品牌。", document="E")


def test_the_shipped_dataset_is_valid() -> None:
    faults = {check: found for check, found in validate(ROOT / "data" / "composed").items() if found}
    assert not faults


def test_records_survive_a_round_trip(tmp_path: Path) -> None:
    write_records(tmp_path / "a.jsonl", [ONE, TWO])
    assert list(read_records(tmp_path / "a.jsonl")) == [ONE, TWO]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda e: e.pop("labels"), r"a:1: expected the keys \['labels'\]"),
        (lambda e: e["sentences"][0].pop("labels"), r"a:1: sentences\[0\]: expected the keys \['labels'\], got \['p"),
        (lambda e: e.update(sentences=["给予补助。"]), r"a:1: sentences\[0\]: expected an object, got str"),
        (lambda e: e.update(labels=["tax"]), r"a:1: expected labels among .* got \['tax'\]"),
        (lambda e: e.update(text=None), "a:1: expected id, document and texts to be strings, got None"),
        (lambda e: e.update(sentences=[{"text": 5, "labels": ["subsidy"]}]), "texts to be strings, got 5"),
        (lambda e: e.update(path="一、支持政策"), "a:1: expected path to be a list of strings, got '一、支持政策'"),
        (lambda e: e.update(path=[1]), r"a:1: expected path to be a list of strings, got \[1\]"),
        (lambda e: e.update(meta=None), "a:1: expected meta to be an object, got None"),
        (lambda e: e.update(labels=[]), r"a:1: expected the labels of its sentences \['subsidy'\], got \[\]"),
    ],
)
def test_bad_records_are_refused_with_their_place(change: Callable[[dict[str, Any]], object], message: str) -> None:
    entry = as_entry(ONE)
    change(entry)
    with pytest.raises(InputError, match=message):
        parse_record(entry, "a:1")


def test_files_that_are_no_records(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\nnot json\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.jsonl:1: expected the keys"):
        list(read_records(tmp_path / "a.jsonl"))
    with pytest.raises(InputError, match="expected a readable JSON-lines file"):
        list(read_records(tmp_path / "none.jsonl"))


def test_other_encodings_of_records(tmp_path: Path) -> None:
    write_records(tmp_path / "train-00.jsonl", [ONE, TWO])
    text = (tmp_path / "train-00.jsonl").read_text("utf-8")
    (tmp_path / "train-00.jsonl").write_text(text, encoding="utf-8-sig")
    assert list(read_records(tmp_path / "train-00.jsonl")) == [ONE, TWO]
    for split in SPLITS:
        (tmp_path / f"{split}-00.jsonl").write_text(text, encoding="gbk")
    with pytest.raises(InputError, match=r"train-00\.jsonl:1: expected a JSON object: .*can't decode"):
        list(read_records(tmp_path / "train-00.jsonl"))
    faults = load(tmp_path)[1]
    assert len(faults) == 2 * len(SPLITS) and "train-00.jsonl:2: expected a JSON object" in faults[1]


def _faults(check: Callable[..., object], *records: Record, split: str = "train") -> str:
    return "\n".join(check({split: list(records)}))  # type: ignore[call-overload]


def test_checks_find_what_they_look_for() -> None:
    assert not _faults(check_records, ONE, TWO)
    assert "expected a new id" in _faults(check_records, ONE, ONE)
    assert "expected the union" in _faults(check_records, replace(ONE, labels=("land",)))
    assert "expected the sentences joined" in _faults(check_records, replace(ONE, text=ONE.text + "多。"))
    assert "expected a kind" in _faults(check_records, replace(ONE, kind="article"))
    assert "expected a level" in _faults(check_records, replace(ONE, meta={**META, "level": "town"}))
    once = replace(ONE, sentences=(replace(ONE.sentences[0], passes=()),))
    assert "expected a blind second pass" in _faults(check_splits, once, split="test")
    old = replace(ONE, meta={**META, "period": "1998"})
    assert "1998, " in _faults(check_splits, old) and not _faults(check_splits, old, split="test_register")
    assert "expected in train, validation or test, got test_region" in _faults(check_splits, ONE, split="test_region")
    assert "expected one split" in "\n".join(check_splits({"train": [ONE], "test": [replace(ONE, id="x")]}))
    assert "of it is that of D-1" in _faults(
        check_duplicates, ONE, replace(ONE, id="D-9", text=ONE.text.replace("。", "！"))
    )
    assert not _faults(check_duplicates, ONE, TWO)
    item = replace(ONE, id="D-9", lead_in="下列项目不予补助：")
    assert not _faults(check_duplicates, ONE, item)  # below other words it says something else
    assert _faults(check_duplicates, item, replace(item, id="D-8"))
    assert "with an opening of another" in _faults(check_openings, ONE, replace(ONE, id="D-9"))
    assert "expected 4000 or more clauses, got 1" in _faults(check_coverage, ONE)


def test_copies_of_real_text_are_found_and_formulae_are_not(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text(
        "某文。" + ONE.text + "以习近平新时代中国特色社会主义思想为指导。", encoding="utf-8"
    )
    assert "a real document has" in "".join(check_copies({"train": [ONE]}, [tmp_path], []))
    formula = _record(3, "以习近平新时代中国特色社会主义思想为指导。")
    assert not list(check_copies({"train": [formula, TWO]}, [tmp_path], ["习近平新时代中国特色社会主义思想"]))


@pytest.mark.parametrize("name", ["a.txt", "A.TXT", "a.html", "a.md", "a", "below/a.JSONL", "a.csv"])
def test_copies_are_found_in_every_file_that_may_hold_text(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"text": ONE.text}) if "JSON" in name else f"<p>{ONE.text}</p>", encoding="utf-8")
    assert list(check_copies({"train": [ONE]}, [tmp_path], [])) == list(check_copies({"train": [ONE]}, [path], []))
    assert "a real document has" in "".join(check_copies({"train": [ONE]}, [tmp_path], []))


@pytest.mark.parametrize("name", ["a.doc", ".git/a", ".a"])
def test_references_without_texts_are_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / name).write_bytes(b"\x00\x01")
    with pytest.raises(InputError, match=r"expected \.txt, .*or files without suffix, got none in"):
        list(check_copies({"train": [ONE]}, [tmp_path], []))


def test_faulty_records_are_reported_not_stumbled_over(tmp_path: Path) -> None:
    for split in SPLITS:
        write_records(tmp_path / f"{split}-00.jsonl", [ONE, replace(ONE, id="x", meta={})])
    faults = validate(tmp_path)
    assert any("expected a new id" in f for f in faults["records"])
    assert any("expected meta with" in f for f in faults["records"])


def test_line_separators_inside_a_text_survive(tmp_path: Path) -> None:
    odd = _record(1, "加强\u2028监管\x85工作。")
    write_records(tmp_path / "a.jsonl", [odd])
    assert list(read_records(tmp_path / "a.jsonl")) == [odd]


def test_facts_of_a_record_may_be_numbers_or_missing() -> None:
    entry = as_entry(ONE) | {"meta": {"title": "甲市办法", "period": 2021, "region": None}}
    assert parse_record(entry, "here").meta == {"title": "甲市办法", "period": "2021"}


def test_alpha_and_masi_of_known_cases() -> None:
    a, b, ab = frozenset("a"), frozenset("b"), frozenset("ab")
    assert masi_distance(a, a) == masi_distance(frozenset(), frozenset()) == 0
    assert masi_distance(a, b) == masi_distance(a, frozenset()) == 1
    assert masi_distance(a, ab) == pytest.approx(1 - 2 / 3 * 1 / 2)
    assert krippendorff_alpha([(a, a), (b, b), (a, a)]) == 1
    # Nominal data: two units agree on a, one pair differs. Coincidences by hand: Do = 1/3, De = 2·5·1 / (6·5) = 1/3.
    assert krippendorff_alpha([(a, a), (a, a), (a, b)]) == pytest.approx(1 - (1 / 3) / (2 * 5 / 30))
    assert f1_against([frozenset({"land"})], [frozenset({"land", "talent"})])["micro"] == pytest.approx(2 / 3)


def test_agreement_counts_what_two_annotators_labelled() -> None:
    both, one, none = ("land", "talent"), ("land",), ()
    passes = {"p": [(both, both), (both, one), (none, none), (one,)]}  # the last has no second pass
    table = agreement_table(passes, {"p": [both, both, none, one]})
    console = Console(width=150, record=True)
    console.print(table)
    rows = [line.split("│")[1:-1] for line in console.export_text().splitlines() if line.startswith("│")]
    first, second, against = ([cell.strip() for cell in row] for row in rows)
    assert first[:2] == ["p", "3"] and first[3:5] == ["1", "1.000"]
    assert second[3:5] == ["2", "0.857"] and against[3:5] == ["1 against 2", "0.857"]
    alpha = krippendorff_alpha([[frozenset(p) for p in pair] for pair in passes["p"][:3]])
    assert first[2] == f"{alpha:.3f}" and first[5] == "0.000" and second[6] == "1.000"


def test_annotations_join_documents_by_hash(tmp_path: Path) -> None:
    sentence = "对首次上規(guī)模的工業(yè)企業(yè),由市財政給予一次性獎勵。"
    annotations = [
        Annotation(
            "s",
            "http://a",
            "1",
            0,
            fingerprint("对首次上规模的工业企业，由市财政给予一次性奖励。"),
            ("subsidy",),
            (("subsidy",),),
        ),
        Annotation("s", "http://b", "1", 0, fingerprint("别的文件里的一句话。"), (), ((),)),
    ]
    (tmp_path / "page.txt").write_text("标题\n一、支持政策\n加强领导。" + sentence, encoding="utf-8")
    joined, missed = join(annotations, tmp_path)
    assert [j.annotation.address for j in joined] == ["http://a"]
    assert [a.address for a in missed] == ["http://b"]
    with pytest.raises(InputError, match="expected a directory"):
        join(annotations, tmp_path / "none")


def test_join_finds_what_a_sentence_stands_under(tmp_path: Path) -> None:
    sentence = "对首次上规模的工业企业，由市财政给予一次性奖励。"
    annotation = Annotation("s", "a", "1", 0, fingerprint(sentence), ("subsidy",), ())
    text = f"一、支持政策\n（一）做强工业\n{sentence}"
    path = ("一、支持政策", "（一）做强工业")
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "甲市若干措施", "content": text}), encoding="utf-8")
    ((joined,), _) = join([annotation], tmp_path)
    assert (joined.title, joined.path) == ("甲市若干措施", path)
    (record,) = gold_records([joined])
    assert (record.meta, record.path, record.lead_in) == ({"title": "甲市若干措施"}, path, "")
    (tmp_path / "a.jsonl").unlink()
    (tmp_path / "a.txt").write_text(f"甲市关于支持工业的若干措施\n{text}", encoding="utf-8")
    ((joined,), _) = join([annotation], tmp_path)
    assert (joined.title, joined.path) == ("甲市关于支持工业的若干措施", path)


@pytest.mark.parametrize(
    "address",
    [
        "甲县养蜂管理办法",
        "http://a.gov.cn/1",
        "https://zh.wikisource.org/wiki/%E7%94%B2%E5%8E%BF%E5%85%BB%E8%9C%82%E7%AE%A1%E7%90%86%E5%8A%9E%E6%B3%95",
        "https://github.com/o/r/甲县.md",
    ],
)
def test_a_sentence_of_several_documents_stands_in_its_own(address: str, tmp_path: Path) -> None:
    sentence = "所需经费由县财政统筹安排。"
    body = f"第一条 为了养蜂，制定本办法。\n第二条 加强领导。{sentence}"
    own, other = f"甲县养蜂管理办法\n{body}", f"乙县用地管理办法\n{body}"
    if address.startswith("http://"):
        entries = [{"url": address, "content": own}, {"url": "http://a.gov.cn/2", "content": other}]
        (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    else:
        for name in ("一", "甲县", "终"):  # before and after it, whatever the order of files
            (tmp_path / f"{name}.txt").write_text(own if name == "甲县" else other, encoding="utf-8")
    joined, _ = join([Annotation("s", a, "1", 0, fingerprint(sentence), (), ()) for a in (address, "x")], tmp_path)
    assert joined[0].title == "甲县养蜂管理办法" and joined[1].title  # of an unknown one, any document's


def test_joined_items_are_read_after_the_words_they_complete(tmp_path: Path) -> None:
    texts = ["（一）国家级技术中心，50万元；", "经费由区里另行安排。"]
    annotations = [Annotation("s", "a", "1", i, fingerprint(t), (), ()) for i, t in enumerate(texts)]
    text = f"一、奖励\n本年度有效。对下列企业给予奖励：\n{texts[0]}\n{texts[1]}"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    joined, _ = join(annotations, tmp_path)
    assert [j.lead_in for j in joined] == ["本年度有效。对下列企业给予奖励：", ""]
    write_records(tmp_path / "gold.jsonl", gold_records(joined))
    (record,) = read_records(tmp_path / "gold.jsonl")
    assert record.texts_to_score == ["对下列企业给予奖励：" + texts[0], texts[1]]


def test_items_within_a_clause_are_read_after_the_words_above_them() -> None:
    texts = [
        "第八条 下列车辆免费停放：",
        "（一）军车；",
        "（二）下列单位的车辆：",
        "1.医院；",
        "（三）校车。",
        "新能源汽车减半。",
        "第九条 停放满三十分钟的，按下列标准收费：",
        "小型车四元；",
        "大型车六元。",
        "夜间不收费。",
    ]
    entry = {"id": "1", "document": "a", "text": "".join(texts), "labels": []}
    record = parse_record(entry | {"sentences": [{"text": text, "labels": []} for text in texts]}, "here")
    read = record.texts_to_score
    assert read[1] == texts[0] + texts[1] and read[2] == texts[0] + texts[2] and read[3] == texts[2] + texts[3]
    assert read[4] == texts[0] + texts[4]
    assert read[7] == texts[6] + texts[7] and read[8] == texts[6] + texts[8]
    assert [read[i] for i in (0, 5, 6, 9)] == [texts[i] for i in (0, 5, 6, 9)]


def test_joined_annotations_are_gold_records_of_a_paragraph_each(tmp_path: Path) -> None:
    texts = {("1", 0): "支持企业贷款。", ("1", 1): "保障用地。", ("2", 0): "办好论坛。"}
    labels = {("1", 0): ("finance",), ("1", 1): ("land",), ("2", 0): ()}
    joined = [Joined(texts[k], Annotation("s", "http://a", *k, "h", labels[k], (labels[k],))) for k in texts]
    write_records(tmp_path / "gold.jsonl", gold_records(joined))
    first, second = read_records(tmp_path / "gold.jsonl")
    assert (first.text, first.labels, first.document) == ("支持企业贷款。保障用地。", ("land", "finance"), "http://a")
    assert [s.labels for s in first.sentences] == [("finance",), ("land",)]
    assert second.labels == () and second.id != first.id


def test_gold_has_no_paragraph_with_a_sentence_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Annotation(MEASURED, "a", "1", 0, fingerprint("支持企业贷款。"), ("finance",), ())]
    found += [
        Annotation(MEASURED, "a", n, i, fingerprint(t), (), ())
        for n, i, t in (("2", 0, "办好论坛。"), ("2", 1, "无。"))
    ]
    monkeypatch.setattr("policyclause.data.annotations.read_annotations", lambda: found)
    (tmp_path / "a.txt").write_text("支持企业贷款。\n办好论坛。", encoding="utf-8")
    assert "2 annotated sentences joined, 1 not found" in join_files(tmp_path, tmp_path / "gold", "test", gold=True)
    assert [r.text for r in read_records(tmp_path / "gold")] == ["支持企业贷款。"]


def test_unlabelled_sentences_are_of_documents_to_train_on_alone(tmp_path: Path) -> None:
    def annotation(source: str, address: str, text: str) -> Annotation:
        return Annotation(source, address, "1", 0, fingerprint(text), (), ((),))

    trained = next(str(n) for n in range(99) if annotation("s", str(n), "").split == "train")
    apart = next(str(n) for n in range(99) if annotation("s", str(n), "").split == "validation")
    kept = ["加强对各项工作的领导，落实各单位的责任。", "各部门按照职责分工，做好有关的各项工作。"]
    formula = "以上措施由有关部门负责解释，自发布之日起施行。"
    annotations = [annotation("s", trained, "办好各类展会论坛。"), annotation("s", apart, formula)]
    annotations += [annotation(MEASURED, "x", kept[0]), annotation(MEASURED, "x", kept[1])]
    other = "县城的道路和桥梁由交通部门负责养护和管理。"
    files = {
        "a.txt": f"办好各类展会论坛。{other}\n通知\n{formula}",  # a formula of many documents does not tell one
        "b.txt": f"{kept[0]}植树造林的工作。{other}{kept[1]}",
        "c.jsonl": json.dumps({"sentences": [{"text": kept[0]}, {"text": "<br>"}, {"text": "看书读报的活动。"}]}),
        "d.jsonl": json.dumps({"sentences": [{"text": "歡迎各地的遊客。"}], "content": "歡迎各地的遊客。再見。"})
        + "\n"
        + json.dumps({"content": kept[1]}),
        "e.csv": "text,url\n喝水吃饭的地方。,http://a",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert unlabelled_sentences(annotations, tmp_path) == [other, "欢迎各地的游客。"]
    assert list(training_documents(annotations, tmp_path)) == [clean(files["a.txt"]).value, "欢迎各地的游客。再见。"]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.jsonl", '{"text": "好。"}\n{"content": null}', r"a\.jsonl:2: expected a JSON object with texts"),
        ("a.jsonl", "[1]", r"a\.jsonl:1: expected a JSON object with texts"),
        ("a.jsonl", "{", r"a\.jsonl:1: expected a JSON object with texts"),
        ("a.txt", "PK\x03\x04", r"a\.txt: expected text, PDF or Word .* got "),
        ("a.csv", "%PDF-1.7", r"a\.csv"),
    ],
)
def test_a_faulty_file_is_named_and_the_others_are_joined(name: str, content: str, fault: str, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / name).write_text(content, encoding="utf-8")
    (texts / "b.txt").write_text("办好一年一度的柑橘采摘节。", encoding="utf-8")
    annotation = Annotation("s", "b", "1", 0, fingerprint("办好一年一度的柑橘采摘节。"), (), ())
    faults: list[str] = []
    assert [j.annotation for j in join([annotation], texts, faults.append)[0]] == [annotation]
    assert len(faults) == 1 and re.search(fault, faults[0])
    faulty = list(check_copies({"train": [ONE]}, [texts], []))
    assert len(faulty) == 1 and re.search(fault, faulty[0])
    result = CliRunner().invoke(main, ["data", "join", "--texts", str(texts), "--output", str(tmp_path / "joined")])
    assert result.exit_code == 1 and "0 annotated sentences joined" in result.stdout
    assert re.search(rf"Error: .*{fault}", result.stderr) and (tmp_path / "joined").exists()
    assert len(list(training_documents([], texts))) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_texts_are_joined_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    texts = {"a.csv": "对首次上规模的工业企业，由市财政给予一次性奖励。", "a.jsonl": "办好一年一度的柑橘采摘节。"}
    (tmp_path / "a.csv").write_text(f"标题,正文\r\n甲市若干措施,{texts['a.csv']}\r\n", encoding, newline="")
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": texts["a.jsonl"]}, ensure_ascii=False), encoding)
    annotations = [Annotation("s", name, "1", 0, fingerprint(text), (), ()) for name, text in texts.items()]
    assert [j.text for j in join(annotations, tmp_path)[0]] == list(texts.values())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_annotations_are_read_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    annotation = Annotation("s", "甲市关于支持工业发展的若干措施", "1", 0, "0" * 24, ("land",), (("land",),))
    (tmp_path / "a.jsonl").write_text(json.dumps(vars(annotation), ensure_ascii=False), encoding)
    assert read_annotations(tmp_path) == [annotation]


def test_cells_of_a_table_may_be_long_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = "加强领导。" * 30_000
    (tmp_path / "a.csv").write_text(f"正文\n{document}\n", encoding="utf-8")
    limit = csv.field_size_limit()
    try:
        assert list(texts_of(tmp_path / "a.csv")) == ["正文", document]
    finally:
        csv.field_size_limit(limit)
    monkeypatch.setattr("csv.field_size_limit", lambda *_: limit)
    with pytest.raises(InputError, match=r"a\.csv:2: expected a row of CSV: field larger than field limit"):
        list(texts_of(tmp_path / "a.csv"))


def test_measured_documents_are_never_trained_or_calibrated_on() -> None:
    annotations = read_annotations(ROOT / "data" / "annotations")
    measured = {a.address for a in annotations if a.source == MEASURED}
    assert measured
    assert {a.source for a in annotations} == set(
        json.loads((ROOT / "data/annotations/sources.json").read_text("utf-8"))
    )
    assert not measured & {a.address for a in annotations if a.split != "test"}
    hashes = {a.sha256 for a in annotations if a.split != "test"}
    assert not [a for a in annotations if a.split == "test" and a.sha256 in hashes]


def test_shipped_annotations_hold_no_text() -> None:
    annotations = read_annotations(ROOT / "data" / "annotations")
    assert len(annotations) >= 8000
    assert all(len(a.sha256) == 24 and 0 < len(a.address) < 300 for a in annotations)
    keys = set().union(
        *(json.loads(line) for p in (ROOT / "data" / "annotations").glob("*.jsonl") for line in p.open())
    )
    assert keys == {"source", "address", "paragraph", "sentence", "sha256", "labels", "passes"}


@pytest.mark.parametrize("labels", [("subsidy", "finance"), ("finance", "subsidy")])
@pytest.mark.parametrize("tool", ["label-studio", "doccano"])
def test_round_trip_through_annotators_tools(tool: str, labels: tuple[str, ...], tmp_path: Path) -> None:
    both = LabelledSentence("一、给予贷款贴息。", labels)
    none = LabelledSentence("办好展会。", ())
    record = Record("D-1", "D", "clause", (), both.text + " " + none.text, both.labels, (both, none), META)
    write_for(tool, [record], tmp_path / "export")
    assert read_from(tool, tmp_path / "export") == [record]
    if tool == "label-studio":
        (task,) = to_label_studio([record])
        assert from_label_studio([task | {"annotations": task["predictions"]}]) == [record]
    spans = json.loads((tmp_path / "export").read_text("utf-8").splitlines()[0]) if tool == "doccano" else None
    if spans:
        assert [record.text[a:b] for a, b, _ in spans["label"]] == [both.text, both.text]


@pytest.mark.parametrize(
    "exported",
    [{"predictions": []}, {"predictions": [17]}, {}, {"annotations": [{"was_cancelled": True, "result": []}]}],
)
def test_tasks_that_nobody_annotated_keep_their_labels(exported: dict[str, object]) -> None:
    (task,) = to_label_studio([ONE])
    done = {"annotations": [], "data": task["data"], **exported}
    assert from_label_studio([done]) == [ONE]
    region = task["predictions"][0]["result"][0]
    region["value"]["labels"] = ["finance"]
    (changed,) = from_label_studio([done | {"annotations": [{"result": [region]}]}])
    assert changed.labels == ("finance",)


def test_changed_labels_come_back_as_another_pass() -> None:
    (entry,) = to_doccano([ONE])
    entry["label"] = [[0, len(ONE.text), "finance"]]
    (changed,) = from_doccano([entry])
    assert changed.labels == ("finance",)
    assert changed.sentences[0].passes == (("subsidy",), ("subsidy",), ("finance",))
    entry["label"] = [[0, 5, "finance"]]
    with pytest.raises(InputError, match="expected a label on a whole sentence"):
        from_doccano([entry])


def test_rules_are_those_of_the_codebook() -> None:
    every = [replace(ONE, id=f"D-{n}", rules=(n, 0)) for n in border_rules()]
    assert not list(check_rules({"train": every}))
    (missing,) = check_rules({"train": every[1:]})
    assert "none for [1]" in missing
    unknown, _ = check_rules({"train": [replace(ONE, rules=(999,))]})
    assert "got [999]" in unknown
    assert parse_record(as_entry(every[4]), "here").rules == (5, 0)


def test_plots_are_drawn(tmp_path: Path) -> None:
    files = write_plots(tmp_path / "plots", ROOT / "data" / "composed")
    assert [f.stem for f in files] == ["labels", "pairs", "lengths", "register", "kinds", "fields"]
    assert all(f.read_text("utf-8").startswith("<?xml") for f in files)


@pytest.mark.parametrize("command", ["stats", "grid"])
def test_faulty_records_are_not_counted(command: str, tmp_path: Path) -> None:
    for split in SPLITS:
        write_records(tmp_path / f"{split}-00.jsonl", [ONE])
    assert CliRunner().invoke(main, ["data", command, "--directory", str(tmp_path)]).exit_code == 0
    write_records(tmp_path / "test-00.jsonl", [replace(ONE, document="E", meta={"title": "t"})])
    for extra, message in (("", "expected meta with ['level', 'doc_kind'"), ("{}\n", "expected the keys")):
        with (tmp_path / "test-00.jsonl").open("a", encoding="utf-8") as file:
            file.write(extra)
        result = CliRunner().invoke(main, ["data", command, "--directory", str(tmp_path)])
        assert result.exit_code == 1 and message in result.stderr
    with pytest.raises(InputError, match="expected the keys"):
        write_plots(tmp_path / "plots", tmp_path)


def test_annotations_are_those_beside_the_dataset_if_there_are_any(tmp_path: Path) -> None:
    directory = tmp_path / "composed"
    directory.mkdir()
    for split in SPLITS:
        write_records(directory / f"{split}-00.jsonl", [ONE])
    stats = ["data", "stats", "--directory", str(directory)]
    result = CliRunner().invoke(main, stats)
    assert result.exit_code == 0 and "no annotations of real documents in" in result.output
    assert "Agreement of annotators" in result.output and "Annotations of real documents" not in result.output
    (tmp_path / "annotations").mkdir()
    annotation = Annotation("a[/b]", "甲市", "1", 0, "0" * 24, ("land",), (("land",), ("land",)))
    (tmp_path / "annotations" / "a.jsonl").write_text(json.dumps(vars(annotation)), encoding="utf-8")
    result = CliRunner().invoke(main, stats)
    assert result.exit_code == 0 and "a[/b]" in result.output and "no annotations of real" not in result.output


def test_pairs_count_clauses_not_headings() -> None:
    both = replace(ONE, id="D-2", labels=("subsidy", "land"))
    heading = replace(both, id="D-3", kind="heading")
    panel = draw_pairs([ONE, both, heading]).axes[0]
    shown = {t.get_position()[::-1]: t.get_text() for t in panel.texts}
    assert (shown[0, 0], shown[0, 1], shown[1, 0], shown[1, 1]) == ("1", "1", "1", "0")
