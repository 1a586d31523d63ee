from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from policyclause import Classifier, context
from policyclause.cli import main
from policyclause.data.records import Record, write_records
from policyclause.inference.classifier import draft
from policyclause.inference.document import Draft

DEMO = str(Path(__file__).parent / "data" / "demo.txt")


def test_table() -> None:
    result = CliRunner().invoke(main, ["classify", DEMO])
    assert result.exit_code == 0
    assert "涟江市人民政府办公室关于支持纺织服装产业转型升级的若干措施" in result.output
    assert "subsidy 财政补贴与税费优惠" in result.output


def test_brackets_in_a_text_are_no_markup(tmp_path: Path) -> None:
    (tmp_path / "a[b].txt").write_text("一、支持[/b]企业，给予[red]补助。\n二、加强监管。", encoding="utf-8")
    result = CliRunner().invoke(main, ["classify", str(tmp_path / "a[b].txt")])
    assert result.exit_code == 0
    assert "支持[/b]企业,给予[red]补助" in result.output.replace("，", ",")


def test_jsonl_offsets_point_into_the_file() -> None:
    result = CliRunner().invoke(main, ["classify", DEMO, "--format", "jsonl"])
    entries = [json.loads(line) for line in result.output.splitlines()]
    text = Path(DEMO).read_text(encoding="utf-8")
    assert [e["number"] for e in entries if e["number"]] == ["(一)", "(二)", "(三)", "(四)", "(五)", "(六)", "(七)"]
    assert all(text[e["start"] : e["end"]].startswith(e["number"]) for e in entries)


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["classify", str(tmp_path / "none.txt"), DEMO, "--format", "jsonl"])
    assert result.exit_code == 1
    expected = "expected a readable file, got an error: No such file or directory"
    assert result.stderr == f"Error: {tmp_path / 'none.txt'}: {expected}\n"  # the name once
    assert [json.loads(line)["document"] for line in result.stdout.splitlines()] == [DEMO] * 9


def test_standard_input_in_any_encoding() -> None:
    data = Path(DEMO).read_text(encoding="utf-8").encode("gb18030")
    result = CliRunner().invoke(main, ["classify", "-", "--format", "jsonl"], input=data)
    assert result.exit_code == 0
    assert json.loads(result.stdout.splitlines()[1])["text"].startswith("(一)壮大产业集群")


@pytest.mark.parametrize("command", [["classify", "./-"], ["classify", "."], ["explain", "--file", "./-"]])
def test_a_file_named_dash_is_not_standard_input(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-").absolute().write_text("一、对新引进的企业给予一次性奖励。", encoding="utf-8")
    result = CliRunner().invoke(main, command, input="一、优先安排用地指标。")
    assert result.exit_code == 0 and "奖励" in result.stdout and "用地" not in result.stdout


@pytest.mark.parametrize("form", ["table", "jsonl", "csv", "html"])
def test_ascii_output_does_not_crash(form: str) -> None:
    environment = {**os.environ, "LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "policyclause.cli", "classify", DEMO, "--format", form]
    result = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert "壮大产业集群" in result.stdout.decode("utf-8") and not result.stderr


def test_data_are_utf8_whatever_the_terminal() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    text = "对企业给予补助。"
    for arguments in (["explain", text, "--format", "json"], ["mix", "涟江.txt", "--format", "csv"]):
        command = [sys.executable, "-m", "policyclause.cli", *arguments]
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "涟江.txt").write_text(text, encoding="utf-8")
            result = subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=True)
        assert ("补助" if "explain" in arguments else "涟江.txt") in result.stdout.decode("utf-8")


def test_explain_reads_what_stands_above() -> None:
    lead_in = "对新获认定的下列平台给予一次性奖励："
    above = ["--title", "支持创新的若干措施", "--heading", "第一章 创新", "--heading", "一、平台", "--lead-in", lead_in]
    alone = CliRunner().invoke(main, ["explain", "省级技术中心；"])
    assert "no label is decided" in alone.output
    result = CliRunner().invoke(main, ["explain", "省级技术中心；", *above, "--format", "json"])
    (entry,) = map(json.loads, result.stdout.splitlines())
    read = context("支持创新的若干措施", ["第一章 创新", "一、平台"])
    (row,) = Classifier.load().predict_proba([f"{lead_in}省级技术中心；"], [read])
    assert (entry["label"], entry["probability"]) == ("subsidy", row[0])


def test_explain_reads_a_file_and_takes_labels_by_name(tmp_path: Path) -> None:
    text = "对在本市新建标准厂房、购置设备、引进先进生产线的工业企业，由市财政给予一次性奖励。"
    (tmp_path / "a.txt").write_text(text, encoding="gbk")
    command = ["explain", "--file", str(tmp_path / "a.txt"), "--label", "subsidy"]
    result = CliRunner().invoke(main, [*command, "--label", "land", "--format", "json"])
    asked, other = map(json.loads, result.stdout.splitlines())
    assert (asked["label"], other["label"], asked["sentence"]) == ("subsidy", "land", text)
    heaviest = sorted(asked["spans"], key=lambda span: -span["weight"])[:5]
    shown = CliRunner().invoke(main, command).output
    assert len(asked["spans"]) > 5 and heaviest[-1]["weight"] > 0
    assert shown.splitlines()[-1] == "  ".join(f"{span['text']} {span['weight']:+.1f}" for span in heaviest)


@pytest.mark.parametrize(("arguments", "got"), [([], "neither"), (["text", "--file", "a.txt"], "both")])
def test_explain_takes_one_text(arguments: list[str], got: str) -> None:
    result = CliRunner().invoke(main, ["explain", *arguments])
    assert result.exit_code == 2 and f"expected either TEXT or --file, got {got}" in result.stderr


def test_explain_names_the_file_that_it_cannot_read() -> None:
    result = CliRunner().invoke(main, ["explain", "--file", "没有.txt"])
    assert result.exit_code == 1 and "没有.txt: expected a readable file" in result.stderr


def test_output_form_is_told_from_its_name(tmp_path: Path) -> None:
    for name, start in (("a.csv", b"\xef\xbb\xbfdocument"), ("a.html", b"<!DOCTYPE"), ("a.xlsx", b"PK")):
        result = CliRunner().invoke(main, ["classify", DEMO, "--output", str(tmp_path / name)])
        assert result.exit_code == 0, result.output
        assert (tmp_path / name).read_bytes().startswith(start)
    assert {p.name for p in tmp_path.iterdir()} == {"a.csv", "a.html", "a.xlsx"}
    result = CliRunner().invoke(main, ["classify", DEMO, "--output", str(tmp_path / "a.doc")])
    assert result.exit_code == 2 and "expected --output to end in one of table, jsonl" in result.stderr


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_binary_formats_need_a_file(form: str) -> None:
    result = CliRunner().invoke(main, ["classify", DEMO, "--format", form])
    assert result.exit_code == 2 and f"{form} needs --output" in result.stderr


def test_bulk_says_what_it_did(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("一、对企业给予补助。", encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_bytes(b"%PDF-1.7")
    output = tmp_path / "out.jsonl"
    result = CliRunner().invoke(main, ["classify", str(tmp_path / "in"), "--output", str(output)])
    assert result.exit_code == 1
    assert "1 clauses of 1 files" in result.stderr
    assert "1 more files are faulty or without clauses: see" in result.stderr
    assert json.loads(output.read_text("utf-8"))["labels"] == ["subsidy"]


@pytest.mark.parametrize("form", ["html", "txt", "jsonl"])
def test_files_without_clauses_are_reported_in_every_format(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(text: str) -> Draft:
        if "意外" in text:
            raise RuntimeError("surprise")
        return draft(text)

    monkeypatch.setattr("policyclause.inference.bulk.draft", read)
    for name, text in (("a", "一、对企业给予补助。"), ("b", ""), ("c", "一、意外。"), ("d", "一、支持企业贷款。")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    output = tmp_path / f"out.{form}"
    for _ in range(2):  # the output of the first run is no input of the second
        result = CliRunner().invoke(main, ["classify", str(tmp_path), "--output", str(output)])
        assert result.exit_code == 1
        errors = (tmp_path / "out.jsonl.errors.jsonl").read_text("utf-8") if form == "jsonl" else result.stderr
        faults = ("b.txt", "expected a document with clauses, got an empty file", "c.txt", "RuntimeError: surprise")
        assert all(fault in errors for fault in faults) and len(errors.splitlines()) == 2
        written = output.read_text("utf-8")
        assert "对企业给予补助" in written and "支持企业贷款" in written and "b.txt" not in written


def test_a_dash_as_output_is_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed = CliRunner().invoke(main, ["classify", DEMO, "--format", "jsonl"])
    result = CliRunner().invoke(main, ["classify", DEMO, "--format", "jsonl", "--output", "-"])
    assert result.exit_code == 0 and result.stdout == printed.stdout
    assert "subsidy" in CliRunner().invoke(main, ["classify", DEMO, "--output", "-"]).stdout  # a table
    result = CliRunner().invoke(main, ["classify", DEMO, "--format", "xlsx", "--output", "-"])
    assert result.exit_code == 2 and "xlsx needs --output FILE" in result.stderr
    assert not list(tmp_path.iterdir())


def test_an_empty_argument_is_not_the_current_directory() -> None:
    for command in ("classify", "mix"):
        result = CliRunner().invoke(main, [command, ""])
        assert result.exit_code == 1
        assert result.stderr == "Error: expected a path or pattern, got an empty one\n"


def test_with_standard_input_errors_are_listed_too_and_old_ones_do_not_stay(tmp_path: Path) -> None:
    output, errors = tmp_path / "out.jsonl", tmp_path / "out.jsonl.errors.jsonl"
    command = ["classify", "-", str(tmp_path / "*"), "--output", str(output)]
    (tmp_path / "empty.txt").write_bytes(b"")
    for _ in range(2):  # the list of the first run is no input of the second
        result = CliRunner().invoke(main, command, input="一、对企业给予补助。".encode())
        assert result.exit_code == 1 and json.loads(output.read_text("utf-8"))["document"] == "-"
        assert json.loads(errors.read_text("utf-8")) == {
            "file": str(tmp_path / "empty.txt"),
            "error": "expected a document with clauses, got an empty file",
        }
    (tmp_path / "empty.txt").write_text("一、支持企业贷款。", encoding="utf-8")
    result = CliRunner().invoke(main, command, input="一、对企业给予补助。".encode())
    assert result.exit_code == 0 and not errors.exists()


def test_with_standard_input_nothing_is_kept_to_go_on_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policyclause.inference.rows._XLSX_ROWS", 1)
    command = ["classify", "-", "--output", str(tmp_path / "out.xlsx")]
    result = CliRunner().invoke(main, command, input="一、对企业给予补助。".encode())
    assert result.stderr.endswith("clauses for xlsx, got more: csv and parquet take any\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(  # what goes through a bulk run is in test_bulk.py
    ("name", "source"), [("out.html", "none.txt"), ("out.txt", "-"), ("out.jsonl", "-")]
)
def test_output_stays_as_it_was_when_every_input_failed(name: str, source: str, tmp_path: Path) -> None:
    output = tmp_path / name
    output.write_bytes(b"good")
    result = CliRunner().invoke(main, ["classify", source, "--output", str(output)], input=b"")
    assert result.exit_code == 1 and output.read_bytes() == b"good"
    errors = tmp_path / f"{name}.errors.jsonl"
    listed = name.endswith("jsonl")
    assert "expected a" in (errors.read_text("utf-8") if listed else result.stderr)
    assert {*tmp_path.iterdir()} == ({output, errors} if listed else {output})


def test_the_output_is_no_input(tmp_path: Path) -> None:
    path = str(tmp_path / "a.txt")
    (tmp_path / "a.txt").write_text("一、对企业给予补助。", encoding="utf-8")
    result = CliRunner().invoke(main, ["classify", path, "--output", path])
    assert result.exit_code == 1 and "expected inputs other than the output, got none in" in result.stderr


def test_names_in_errors_forge_no_lines() -> None:
    for name in ("none\nError: forged", "no\x1b[2Jne/*.txt"):
        result = CliRunner().invoke(main, ["classify", name])
        assert result.exit_code == 1 and len(result.stderr.splitlines()) == 1 and "\x1b" not in result.stderr


@pytest.mark.parametrize("command", ["classify", "classify-dataset"])
def test_commands_that_decide_labels_take_the_same_options(command: str) -> None:
    names = [p.name for p in main.commands[command].params]
    assert names[-3:] == ["min_confidence", "min_precision", "top_k"] and "model" in names


def test_errors_are_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["classify", DEMO, "--model", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: expected a model directory")
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("number", "message"), [(errno.ENOSPC, f"Error: {os.strerror(errno.ENOSPC)}\n"), (errno.EPIPE, "")]
)
def test_an_output_that_is_full_is_one_line_and_a_closed_one_none(
    number: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("policyclause.inference.files.find_files", find)
    result = CliRunner().invoke(main, ["classify", DEMO])
    assert result.exit_code == 1 and result.stderr == message


def test_segmentation_of_gold_documents(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一、加强用地保障，优先供地。\n二、给予补助，最高50万元。\n", encoding="utf-8")
    records = [
        {"id": f"a-{i}", "document": "a.txt", "text": t, "labels": [], "sentences": []}
        for i, t in enumerate(("一、加强用地保障，优先供地。", "二、另有内容，原文没有。"))
    ]
    records.insert(0, records[0] | {"document": "none.txt"})  # is named, and does not stop the others
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")
    result = CliRunner().invoke(main, ["evaluate-segmentation", "--gold", str(gold)])
    assert "a.txt: 2 gold clauses, F1 0.500" in result.output
    assert "missed: 二、另有内容" in result.output and "spurious: 二、给予补助" in result.output
    assert result.exit_code == 1 and f"Error: {tmp_path / 'none.txt'}: expected a readable file" in result.stderr


def test_segmentation_counts_headings_and_what_annotators_may_leave_out_neither_way(tmp_path: Path) -> None:
    clause = "一、加强用地保障，优先供地。"
    (tmp_path / "a.txt").write_text(clause + "\n", encoding="utf-8")
    texts = {"heading": "支持政策", "preamble": "为了促进发展，制定以下措施。", "clause": clause}
    records = [Record(kind, "a.txt", kind, (), text, (), ()) for kind, text in texts.items()]
    write_records(tmp_path / "gold.jsonl", records)
    result = CliRunner().invoke(main, ["evaluate-segmentation", "--gold", str(tmp_path / "gold.jsonl")])
    assert result.output == "a.txt: 2 gold clauses, F1 1.000\n"


@pytest.mark.parametrize("absolute", [True, False])
def test_gold_files_name_no_documents_elsewhere(absolute: bool, tmp_path: Path) -> None:
    (tmp_path / "gold" / "texts").mkdir(parents=True)
    for path in (tmp_path / "a.txt", tmp_path / "gold" / "texts" / "a.txt"):
        path.write_text("一、不公开的内容。\n", encoding="utf-8")
    gold = tmp_path / "gold" / "gold.jsonl"
    clause = "一、加强用地保障。"
    elsewhere = str(tmp_path / "a.txt") if absolute else "texts/../../a.txt"
    for document, code in (("texts/a.txt", 0), (elsewhere, 1)):
        write_records(gold, [Record("a", document, "clause", (), clause, (), ())])
        result = CliRunner().invoke(main, ["evaluate-segmentation", "--gold", str(gold)])
        assert result.exit_code == code and ("不公开" in result.output) == (code == 0)
    assert f"expected documents in {gold.parent}, got '{elsewhere}'" in result.stderr


def test_a_learning_curve_has_sizes_to_learn_from() -> None:
    result = CliRunner().invoke(main, ["learning-curve", "--gold", "gold.jsonl", "--size", "0"])
    assert result.exit_code == 2 and "0 is not in the range x>=1" in result.stderr


def test_a_missing_extra_is_named_with_the_command_that_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasketch", None)
    monkeypatch.setattr("policyclause.data.validate.validate", lambda *_: import_module("datasketch"))
    result = CliRunner().invoke(main, ["data", "validate"])
    assert result.exit_code == 1 and "'data validate' needs optional packages: pip install '.[train]'" in result.stderr
