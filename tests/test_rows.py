"""Each format of ``classify`` read back by a program that knows it."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from policyclause import LABELS, Classifier, Document, InputError, MissingExtraError
from policyclause.inference.document import Sentence
from policyclause.inference.entries import Entry, document_entries
from policyclause.inference.output import write_documents, write_table
from policyclause.inference.read import text_of
from policyclause.inference.rows import check_format, columns, flat_row, harmless, write_rows

TEXT = """关于支持物流业的若干措施
第一章 支持政策
一、对企业给予补助，最高50万元，并保障<b>用地</b>指标。办好论坛。（责任单位：市财政局、市商务局）
=SUM(A1:A9)对新认定企业给予奖励资金。
二、支持企业贷款。
"""


@pytest.fixture(scope="module")
def document(packaged: Classifier) -> Document:
    return packaged.classify(TEXT)


@pytest.fixture(scope="module")
def entries(document: Document) -> list[Entry]:
    return list(document_entries("a.txt", document))


def _written(form: str, entries: list[Entry]) -> io.BytesIO:
    file = io.BytesIO()
    write_rows(form, entries, LABELS, file)
    return io.BytesIO(file.getvalue())


def test_columns_are_those_of_rows(entries: list[Entry]) -> None:
    expected = list(columns(LABELS).items())
    for entry in entries:
        assert [(name, type(value)) for name, value in flat_row(entry).items()] == expected


def test_jsonl(entries: list[Entry]) -> None:
    assert [json.loads(line) for line in _written("jsonl", entries)] == entries
    assert entries[0]["facts"]["title"] == "关于支持物流业的若干措施"


def test_csv(entries: list[Entry]) -> None:
    data = _written("csv", entries).getvalue()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["text"].lstrip("'") for row in rows] == [e["text"] for e in entries]
    first = rows[0]
    assert first["labels"] == ";".join(entries[0]["labels"]) == "subsidy;land"
    assert first["path"] == "第一章 支持政策" and first["departments"] == "市财政局;市商务局"
    assert [float(first[f"score_{label}"]) for label in LABELS] == list(entries[0]["scores"].values())
    assert "补助" in first["evidence_subsidy"] and first["evidence_talent"] == ""
    assert TEXT[int(first["start"]) :].startswith("一、")


def test_lists_and_evidence_in_rows_and_in_jsonl(entries: list[Entry]) -> None:
    entry = {**entries[0], "path": ["第一章 支持政策", "一、奖励"], "departments": []}
    (row,) = csv.DictReader(io.StringIO(_written("csv", [entry]).getvalue().decode("utf-8-sig"), newline=""))
    assert row["path"] == "第一章 支持政策 / 一、奖励" and row["departments"] == ""
    (written,) = map(json.loads, _written("jsonl", [entry]))
    assert written["path"] == entry["path"]
    assert set(written["evidence"]) == set(written["labels"]) == {"subsidy", "land"}  # of decided labels alone
    assert {name for name in row if name.startswith("evidence_") and row[name]} == {"evidence_subsidy", "evidence_land"}


def test_csv_cells_are_no_formulae(entries: list[Entry]) -> None:
    rows = csv.reader(io.StringIO(_written("csv", entries).getvalue().decode("utf-8-sig")))
    cells = [cell for row in rows for cell in row]
    assert any(cell.startswith("'=SUM") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("start", "=+-@\t\r\n＝＋－＠")
def test_no_sign_opens_a_formula(start: str, document: Document) -> None:
    from openpyxl import load_workbook

    assert harmless(f"{start}A1") == f"'{start}A1" and harmless(f"A1{start}") == f"A1{start}"
    assert harmless(start) == start  # "-" is standard input
    (entry, *_) = document_entries(f"{start}A1.txt", document)
    name = load_workbook(_written("xlsx", [entry]))["clauses"]["A2"]
    assert name.quotePrefix and name.data_type != "f"


def test_names_of_files_are_no_formulae(document: Document) -> None:
    text = _written("csv", list(document_entries("=A1.txt", document))).getvalue().decode("utf-8-sig")
    assert {row["document"] for row in csv.DictReader(io.StringIO(text, newline=""))} == {"'=A1.txt"}


def test_xlsx(entries: list[Entry]) -> None:
    from openpyxl import load_workbook

    dirty = {**entries[0], "text": "控制\x00\x0b\ud800\ufffe\uffff字符", "lead_in": "长" * 40_000}
    sheet = load_workbook(_written("xlsx", [*entries, dirty]))["clauses"]
    header, *rows = sheet.iter_rows()
    names = [cell.value for cell in header]
    text, score, labels = names.index("text"), names.index("score_land"), names.index("labels")
    assert [row[text].value for row in rows] == [*(e["text"] for e in entries), "控制字符"]
    assert all(cell.data_type != "f" for row in rows for cell in row)
    assert any(str(row[text].value).startswith("=SUM") and row[text].quotePrefix for row in rows)
    assert rows[0][score].value == entries[0]["scores"]["land"] and rows[0][score].number_format == "0.0%"
    assert all(cell.alignment.wrap_text and cell.alignment.vertical == "top" for row in rows for cell in row)
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == sheet.dimensions
    assert rows[0][labels].value == "subsidy;land"
    assert rows[-1][names.index("lead_in")].value == "长" * 32_766 + "…"


def test_parquet(entries: list[Entry]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(_written("parquet", entries))
    assert table["text"].to_pylist() == [e["text"] for e in entries]
    assert table["labels"].to_pylist() == [e["labels"] for e in entries]
    assert table["score_land"].to_pylist() == [e["scores"]["land"] for e in entries]
    assert parquet.read_table(_written("parquet", [])).schema == table.schema
    assert len(parquet.read_table(_written("parquet", entries * 1000))) == 1000 * len(entries)


def test_parquet_without_pyarrow_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policyclause.inference.rows.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install '\.\[bulk\]' in a checkout of policyclause"):
        check_format("parquet")


class _Page(HTMLParser):
    """Tags, text of each clause's paragraph and marked text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.text = ""
        self.marked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag, "tags are not nested"

    def handle_data(self, data: str) -> None:
        if "style" not in self.inside and "span" not in self.inside:
            self.text += data
        if self.inside[-1:] == ["mark"]:
            self.marked.append(data)


def _page(*documents: tuple[str, Document]) -> _Page:
    file = io.TextIOWrapper(io.BytesIO(), "ascii")
    write_documents("html", documents, LABELS, file)
    page = _Page()
    page.feed(file.buffer.getvalue().decode("utf-8"))  # type: ignore[attr-defined]
    assert not page.inside
    return page


def test_page_holds_every_clause_as_text(document: Document) -> None:
    script = '</p><script>alert("x")</script>'  # cleaning would take it out, but the page relies on nothing
    clauses = tuple(replace(c, text=c.text + script, path=(script,), lead_in=script) for c in document.clauses)
    facts = replace(document.facts, title=script, issuer=script)
    page = _page(("<i>a.txt", replace(document, facts=facts, clauses=clauses)))
    assert all(clause.text in page.text for clause in clauses)
    assert page.text.count(script) == 3 + 3 * len(clauses) and "<i>a.txt" in page.text
    assert not {"script", "b", "i", "link", "img", "a"} & {tag for tag, _ in page.tags}
    evidence = {s.text for clause in document.clauses for s in clause.evidence.values()}
    assert evidence and set(page.marked) == evidence


def test_evidence_is_marked_where_it_stands_though_an_earlier_sentence_has_its_words(document: Document) -> None:
    sentences = (Sentence("不再给予补助。", 0, 7), Sentence("给予补助。", 7, 12))
    clause = replace(
        document.clauses[0],
        text="不再给予补助。给予补助。",
        sentences=sentences,
        labels=("subsidy",),
        evidence={"subsidy": sentences[1]},
    )
    page = io.TextIOWrapper(io.BytesIO(), "utf-8")
    write_documents("html", [("a.txt", replace(document, clauses=(clause,)))], LABELS, page)
    page.seek(0)
    text, _, marked = page.read().partition("<mark")
    assert text.endswith("不再给予补助。") and "给予补助。</mark>" in marked


def test_clauses_to_review_are_marked_where_people_read(document: Document) -> None:
    first, *rest = (replace(c, review=False) for c in document.clauses)
    marked = replace(document, clauses=(replace(first, review=True, doubtful=("talent", "finance")), *rest))
    page = _page(("a.txt", marked))
    classes = [str(attrs["class"]).split() for tag, attrs in page.tags if tag == "article"]
    assert ["review" in c for c in classes] == [True, *[False] * len(rest)]
    assert page.text.count("To review 待复核: talent, finance was uncertain") == 1
    assert "show-review" in [attrs.get("id") for tag, attrs in page.tags if tag == "input"]
    table = io.StringIO()
    write_table("a.txt", marked, table)
    assert table.getvalue().count("to review 待复核: talent, finance") == 1


def test_copies_with_one_title_are_told_by_their_files(document: Document) -> None:
    table = io.StringIO()
    write_table("a.txt", document, table)
    assert table.getvalue().count("a.txt") == 1
    page = io.TextIOWrapper(io.BytesIO(), "utf-8")
    write_documents("html", [("a.txt", document), ("b.txt", document)], LABELS, page)
    page.seek(0)
    contents = page.read().partition("</nav>")[0]
    assert "a.txt" in contents and "b.txt" in contents


def test_page_of_several_documents_has_contents(document: Document, packaged: Classifier) -> None:
    page = _page(("a.txt", document), ("b.txt", packaged.classify("")))
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert links == ["#d1", "#d2"]
    assert [attrs["id"] for tag, attrs in page.tags if tag == "section"] == ["d1", "d2"]
    assert "No clauses found" in page.text


def test_a_page_is_not_read_as_a_document(document: Document) -> None:
    file = io.TextIOWrapper(io.BytesIO(), "ascii")
    write_documents("html", [("a.txt", document)], LABELS, file)
    with pytest.raises(InputError, match=r"expected a document, got a page that policyclause wrote"):
        text_of(file.buffer.getvalue())  # type: ignore[attr-defined]


def test_classify_loads_no_writer_it_does_not_use() -> None:
    import subprocess

    code = (
        "import sys; from click.testing import CliRunner; from policyclause.cli import main;"
        f"CliRunner().invoke(main, ['classify', {str(Path(__file__).parent / 'data' / 'demo.txt')!r}]);"
        "print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "rich" in loaded and not {"jinja2", "openpyxl", "pyarrow"} & {*loaded}
