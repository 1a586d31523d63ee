"""Bulk runs: broken files, stops in the middle, other runs' parts."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from policyclause import InputError
from policyclause.inference import bulk
from policyclause.inference.bulk import classify_files
from policyclause.inference.files import find_files, printable, replacing
from policyclause.inference.model import PACKAGED_MODEL, Scorer
from policyclause.inference.rows import write_rows

RUN = "import sys; from policyclause.inference.bulk import classify_files as run\nif __name__ == '__main__':\n    "
RUN += "run([sys.argv[1]], sys.argv[2], workers=int(sys.argv[3]), part_bytes=1)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty small documents, among them copies."""
    (tmp_path / "in").mkdir()
    for i in range(40):
        text = f"一、对第{i}类企业给予补助{i}万元。\n二、加强用地保障，优先安排指标。\n"
        (tmp_path / "in" / f"{i:02}.txt").write_text(text, encoding="utf-8")
    return tmp_path / "in"


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_broken_files_leave_the_others_whole(folder: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.jsonl"
    classify_files([folder], whole)
    (folder / "10-binary.txt").write_bytes(Path(sys.executable).read_bytes()[:50_000])
    (folder / "20-empty.txt").write_bytes(b"")
    (folder / "30-word.txt").write_bytes(b"PK\x03\x04rest")
    missing = str(tmp_path / "none.txt")
    output = tmp_path / "out.jsonl"
    report = classify_files([folder, missing], output)
    assert _lines(output) == _lines(whole)
    errors = _lines(report.errors)
    assert [Path(str(e["file"])).name for e in errors] == ["10-binary.txt", "20-empty.txt", "30-word.txt", "none.txt"]
    reasons = ("a binary file", "an empty file", "a damaged Word file", "expected a readable file")
    assert all(reason in str(e["error"]) for e, reason in zip(errors, reasons, strict=True))
    assert (report.files, report.clauses, report.failed) == (44, 80, 4)


def test_an_unforeseen_fault_of_one_file_stops_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path) -> bytes:
        if path.name == "07.txt":
            raise RuntimeError("surprise")
        return path.read_bytes()

    monkeypatch.setattr(bulk, "bytes_of", read)
    report = classify_files([folder], tmp_path / "out.jsonl")
    assert (report.clauses, report.failed) == (78, 1)
    assert _lines(report.errors)[0]["error"] == "RuntimeError: surprise"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_no_utf8_are_listed(folder: Path, tmp_path: Path) -> None:
    odd = folder / os.fsdecode("政策.txt".encode("gbk"))
    odd.write_bytes(b"%PDF-1.7")
    (folder / os.fsdecode("意见.txt".encode("gbk"))).write_bytes((folder / "00.txt").read_bytes())
    for form in ("jsonl", "csv"):
        report = classify_files([folder, folder / os.fsdecode(b"\xff")], tmp_path / f"out.{form}")
        assert (report.files, report.clauses, report.failed) == (43, 82, 2)
        errors = _lines(report.errors)
        assert "\\udcd5" in str(errors[0]["file"]) and "PDF" in str(errors[0]["error"])
        assert "\\udcff" in str(errors[1]["file"])


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_killed_twice_and_restarted_equals_an_undisturbed_run(folder: Path, tmp_path: Path) -> None:
    output, parts = tmp_path / "out.jsonl", tmp_path / "out.jsonl.parts"
    (folder / "05-empty.txt").write_bytes(b"")
    for enough in (5, 15):
        command = [sys.executable, "-c", RUN, str(folder), str(output), "0"]
        with subprocess.Popen(command, start_new_session=True) as process:
            while len(list(parts.glob("part-*"))) < enough:
                assert process.poll() is None, "it was not stopped in time"
                time.sleep(0.005)
            process.send_signal(signal.SIGKILL)
        assert enough <= len(list(parts.glob("part-*"))) < 41 and not output.exists()
    done = {p: p.stat().st_mtime_ns for p in parts.glob("part-*")}
    assert len(done) >= 15
    report = classify_files([folder], output, part_bytes=1)
    classify_files([folder], tmp_path / "whole.jsonl")
    assert output.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    keys = [(e["document"], e["number"]) for e in _lines(output)]
    assert len(keys) == len({*keys}) == report.clauses == 80
    assert [Path(str(e["file"])).name for e in _lines(report.errors)] == ["05-empty.txt"]
    assert not parts.exists()


@pytest.mark.skipif(os.name == "nt", reason="no process groups there")
def test_workers_give_the_same_and_end_with_a_killed_parent(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    command = [sys.executable, "-c", RUN, str(folder), str(output), "1"]
    with subprocess.Popen(command, start_new_session=True) as process:
        while not any((tmp_path / "out.jsonl.parts").glob("part-*")):
            assert process.poll() is None
            time.sleep(0.005)
        process.kill()
    end = time.monotonic() + 20
    with pytest.raises(ProcessLookupError):
        while time.monotonic() < end:
            os.killpg(process.pid, 0)
            time.sleep(0.05)
    subprocess.run(command, check=True)
    classify_files([folder], tmp_path / "whole.jsonl")
    assert output.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def _stopped_run(folder: Path, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that stopped when its parts were done."""
    with monkeypatch.context() as patch:
        patch.setattr(bulk, "write_rows", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            classify_files([folder], output)


def test_parts_of_another_run_are_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "out.jsonl"
    _stopped_run(folder, output, monkeypatch)
    assert not output.exists()
    (tmp_path / "model").mkdir()
    for file in PACKAGED_MODEL.iterdir():
        shutil.copy(file, tmp_path / "model")
    with monkeypatch.context() as patch, pytest.raises(InputError, match="of this run, got one with other columns"):
        patch.setattr(bulk, "columns", lambda labels: {"text": str})
        classify_files([folder], output)
    config = tmp_path / "model" / "policyclause.json"
    config.write_text(config.read_text("utf-8") + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"parts to hold parts of this run, got one with other model"):
        classify_files([folder], output, model=tmp_path / "model")
    (folder / "00.txt").write_text("一、改了。", encoding="utf-8")
    with pytest.raises(InputError, match=r"other files \(1 changed, first .*00\.txt\): finish that run"):
        classify_files([folder], output)


def test_a_refused_run_is_told_which_files_differ_and_goes_on_without_them(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out.jsonl"
    _stopped_run(folder, output, monkeypatch)
    for name in ("new-1.txt", "new-2.txt"):
        (folder / name).write_text("一、新增。", encoding="utf-8")
    (folder / "07.txt").rename(tmp_path / "07.txt")
    with pytest.raises(InputError, match=r"\(2 added, first .*in/new-1\.txt; 1 gone, first .*in/07\.txt\): finish"):
        classify_files([folder], output)
    files = [folder / f"{i:02}.txt" for i in range(40)]
    (tmp_path / "07.txt").rename(folder / "07.txt")
    with pytest.raises(InputError, match=r"other files \(in another order\)"):
        classify_files(files[::-1], output)
    monkeypatch.setattr(bulk, "_write_part", lambda *_: pytest.fail("a part was done again"))
    assert classify_files(files, output).clauses == 80


def test_a_second_run_of_the_same_output_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out.jsonl"

    def meanwhile(*arguments: Any) -> None:
        with pytest.raises(InputError, match="another run is writing it"):
            classify_files([folder], output)
        write_rows(*arguments)

    monkeypatch.setattr(bulk, "write_rows", meanwhile)
    assert classify_files([folder], output).clauses == len(_lines(output)) == 80
    assert {p.name for p in tmp_path.iterdir()} == {"in", "out.jsonl"}


def test_rows_that_do_not_fit_a_sheet_are_not_lost(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out.xlsx"
    monkeypatch.setattr("policyclause.inference.rows._XLSX_ROWS", 50)
    with pytest.raises(InputError, match=r"csv and parquet take any; the same call with one of these .* goes on"):
        classify_files([folder], output)
    assert not output.exists()
    monkeypatch.setattr(bulk, "_write_part", lambda *_: pytest.fail("a part was done again"))
    assert classify_files([folder], output, form="csv").clauses == 80
    assert len(output.read_text("utf-8").splitlines()) == 81


def test_a_folder_that_is_not_ours_is_left_alone(folder: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "out.jsonl.parts" / "part-00000.jsonl"
    foreign.parent.mkdir()
    foreign.write_text("mine")
    with pytest.raises(InputError, match="to be empty or of this run"):
        classify_files([folder], tmp_path / "out.jsonl")
    assert foreign.read_text() == "mine" and [*foreign.parent.iterdir()] == [foreign]


def test_output_in_the_folder_is_not_taken_for_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = folder / "out.jsonl"
    (folder / "empty.txt").write_bytes(b"")
    _stopped_run(folder, output, monkeypatch)
    for _ in range(2):
        report = classify_files([folder], output)
        assert (report.files, report.clauses, report.failed) == (41, 80, 1)


def test_errors_of_an_earlier_run_do_not_stay(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    report = classify_files([folder], tmp_path / "out.jsonl")
    assert report.errors.exists()
    (folder / "empty.txt").unlink()
    assert not classify_files([folder], tmp_path / "out.jsonl").errors.exists()


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx", "parquet"])
def test_output_stays_as_it_was_when_every_file_failed(form: str, tmp_path: Path) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    output = tmp_path / f"out.{form}"
    output.write_bytes(b"good")
    report = classify_files([tmp_path / "none.txt"], output)
    assert (report.files, report.clauses, report.failed) == (1, 0, 1)
    assert output.read_bytes() == b"good" and len(_lines(report.errors)) == 1
    assert {p.name for p in tmp_path.iterdir()} == {output.name, report.errors.name}


def test_what_cannot_be_looked_at_is_listed_and_stops_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, unlisted = tmp_path / "closed", folder / "unlisted"
    closed.mkdir()
    unlisted.mkdir()
    real_stat, real_scandir = os.stat, os.scandir

    def refuse_below_closed(path: Any, *arguments: Any, **options: Any) -> os.stat_result:
        if not isinstance(path, int) and closed in Path(os.fsdecode(path)).parents:
            raise PermissionError(13, "Permission denied", str(path))
        return real_stat(path, *arguments, **options)

    def refuse_unlisted(path: Any = ".") -> Any:
        if Path(path) == unlisted:
            raise PermissionError(13, "Permission denied", str(path))
        return real_scandir(path)

    with monkeypatch.context() as patch:  # root may read everything
        patch.setattr(os, "stat", refuse_below_closed)
        patch.setattr(os, "scandir", refuse_unlisted)
        report = classify_files([closed / "a.txt", folder], tmp_path / "out.jsonl")
    assert (report.files, report.clauses, report.failed) == (42, 80, 2)
    assert [e["file"] for e in _lines(report.errors)] == [str(closed / "a.txt"), str(unlisted)]
    assert all(str(e["error"]).startswith("expected a readable file") for e in _lines(report.errors))


def test_wrong_arguments_are_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"expected a format of jsonl, csv, xlsx, parquet, got 'pdf'"):
        classify_files([folder], tmp_path / "out.pdf")
    with pytest.raises(InputError, match="workers: expected a whole number, 0 or more, got -1"):
        classify_files(folder, tmp_path / "out.csv", workers=-1)
    with pytest.raises(InputError, match=r"expected files, got none in .*\*\.md"):
        classify_files([folder / "*.md"], tmp_path / "out.jsonl")
    with pytest.raises(InputError, match="expected a place to write"):
        classify_files([folder], tmp_path / "nowhere" / "out.jsonl")
    for empty in ("", [folder, ""]):
        with pytest.raises(InputError, match="expected a path or pattern, got an empty one"):
            classify_files(empty, tmp_path / "out.jsonl")
    with pytest.raises(InputError, match=r"expected inputs other than the output, got none in .*00\.txt"):
        classify_files([folder / "00.txt"], folder / "00.txt", form="jsonl")


def test_one_path_is_one_input(folder: Path, tmp_path: Path) -> None:
    report = classify_files(str(folder), tmp_path / "out.JSONL", thresholds={"land": np.float32(0.5)})
    assert (report.files, report.failed) == (40, 0)
    assert len(_lines(tmp_path / "out.JSONL")) == report.clauses == 80


def test_remembered_scores_are_the_scores() -> None:
    scorer, remembering = Scorer.load(), Scorer.load(remember=3)
    sentences = [f"对第{i}类企业给予补助。" for i in (1, 2, 3, 1, 4, 5, 2, 1)]
    for part in (sentences[:3], sentences[3:], sentences, []):
        assert (remembering.logits(part) == scorer.logits(part)).all()
    assert remembering._run.cache_info().hits > 0
    assert remembering._run.cache_info().currsize == 3


def test_options_decide_and_belong_to_the_run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "out.jsonl"
    with pytest.raises(InputError, match="min_confidence: expected a probability"):
        classify_files([folder], output, min_confidence=7)
    assert not (tmp_path / "out.jsonl.parts").exists()
    with monkeypatch.context() as patch:  # a run that stopped before its first part binds to nothing
        patch.setattr(bulk, "_write_part", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            classify_files([folder], output)
    with monkeypatch.context() as patch:
        patch.setattr(bulk, "write_rows", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            classify_files([folder], output, min_confidence=1.0)
    with pytest.raises(InputError, match="got one with other options: finish that run"):
        classify_files([folder], output, min_confidence=0.9)
    classify_files([folder], output, min_confidence=1.0)
    assert [line["labels"] for line in _lines(output)] == [[]] * 80


def test_files_are_found_once_and_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden", ".git/d.txt", "[x].txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [p.relative_to(tmp_path).as_posix() for p in find_files([tmp_path / "b.txt", tmp_path])]
    assert found == ["b.txt", "[x].txt", "a.txt", "sub/c.txt"]
    assert [p.name for p in find_files([f"{tmp_path}/**/?.txt"])] == ["a.txt", "b.txt", "c.txt"]
    assert [p.name for p in find_files([tmp_path / "[x].txt", tmp_path / "none"])] == ["[x].txt", "none"]
    assert len(find_files([tmp_path / "a.txt", tmp_path / "sub" / ".." / "a.txt"])) == 1


def test_of_a_directory_only_texts_are_taken(tmp_path: Path) -> None:
    taken = ["a.HTML", "b.md", "c", "d.pdf", "e.doc", "f.docx", "g.htm", "h.shtml", "i.wps", "j.rtf", "k.ofd", "l.txt"]
    for name in (*taken, "out.csv", "out.jsonl", "out.xlsx", "out.parquet", "picture.png"):
        (tmp_path / name).write_text("x")
    assert [p.name for p in find_files([tmp_path])] == taken
    assert [p.name for p in find_files([tmp_path / "out.csv", f"{tmp_path}/*.pdf"])] == ["out.csv", "d.pdf"]
    (tmp_path / "only").mkdir()
    (tmp_path / "only" / "d.xlsx").write_text("x")
    with pytest.raises(InputError, match=r"expected files \(\.txt, .* or no suffix\), got none in"):
        find_files([tmp_path / "only"])


def test_output_is_whole_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "out") as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
@pytest.mark.parametrize("given", [True, False])
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path, given: bool) -> None:
    link, target = tmp_path / "link", tmp_path / "elsewhere" / "out"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link.symlink_to(target)
    with replacing(link, tmp_path / "temporary" if given else None) as file:
        file.write(b"new")
        assert len(list(target.parent.iterdir())) == 2  # the link may lead to another file system
    assert link.is_symlink() and target.read_bytes() == b"new"
    assert [*target.parent.iterdir()] == [target] and {*tmp_path.iterdir()} == {link, target.parent}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names there")
def test_only_a_regular_file_is_replaced(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "pipe.jsonl")
    (tmp_path / "loop.jsonl").symlink_to(tmp_path / "loop.jsonl")
    (tmp_path / "folder.jsonl").mkdir()
    before = {p: p.lstat().st_mode for p in tmp_path.iterdir()}
    for path in before.keys() - {folder}:
        with pytest.raises(InputError, match=r"expected a regular file to write, got .*\.jsonl, a "), replacing(path):
            pass
        with pytest.raises(InputError, match="expected a regular file to write"):  # before any work
            classify_files([folder], path)
    assert {p: p.lstat().st_mode for p in tmp_path.iterdir()} == before


def test_names_cannot_forge_lines_or_move_the_terminal() -> None:
    controls = [chr(i) for i in range(0x110000) if unicodedata.category(chr(i)) == "Cc"]
    assert len(controls) == 65
    assert all(printable(c).isascii() and printable(c).isprintable() for c in controls)
    assert printable("a\nError: b\x1b[2J\x85") == r"a\nError: b\x1b[2J\x85"
    assert printable(Path("政策 é.txt")) == "政策 é.txt"
