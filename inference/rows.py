"""Clauses as rows: JSON lines, CSV, Excel and Parquet, each written from a stream of entries."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from policyclause.inference.entries import Entry
from policyclause.inference.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    import pyarrow

Value = str | int | float | bool | list[str]

_COLUMNS_BEFORE: dict[str, type] = {  # those of each label
    "document": str,
    "title": str,
    "document_number": str,
    "issuer": str,
    "written": str,
    "published": str,
    "effective": str,
    "validity": str,
    "kind": str,
    "number": str,
    "path": list,
    "lead_in": str,
    "text": str,
    "start": int,
    "end": int,
    "labels": list,
}
_COLUMNS_AFTER: dict[str, type] = {"departments": list, "damaged": bool, "review": bool, "doubtful": list}
_ROW_GROUP = 2048  # rows in memory while Parquet is written
_XLSX_ROWS = 1_048_576
_XLSX_CHARACTERS = 32_767
_XLSX_WIDTHS = {"title": 40, "path": 30, "lead_in": 40, "text": 80}  # in characters; evidence has 40, others 16
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # openpyxl looks for the controls alone
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")  # East Asian versions of Excel take the wide signs for signs too


def write_rows(form: str, entries: Iterable[Entry], labels: Sequence[str], file: BinaryIO) -> None:
    """Write entries as one of ``ROW_FORMATS``; rows stream, they are never all in memory.

    Raises:
        MissingExtraError: Parquet without pyarrow.
        InputError: more rows than an Excel sheet holds.
    """
    check_format(form)
    ROW_FORMATS[form](entries, labels, file)


def check_format(form: str) -> None:
    """Raise MissingExtraError if the format needs a package that is not installed."""
    if form == "parquet" and find_spec("pyarrow") is None:
        raise MissingExtraError("Parquet output", "bulk")


def flat_row(entry: Entry) -> dict[str, Value]:
    """One column a value: document facts, clause, ``score_…`` and ``evidence_…`` of each label."""
    facts, evidence = entry["facts"], entry["evidence"]
    return {
        "document": entry["document"],
        "title": facts["title"],
        "document_number": facts["number"],
        **{name: facts[name] for name in ("issuer", "written", "published", "effective", "validity")},
        **{name: entry[name] for name in ("kind", "number", "path", "lead_in", "text", "start", "end", "labels")},
        **{f"score_{label}": score for label, score in entry["scores"].items()},
        **{f"evidence_{label}": evidence[label]["text"] if label in evidence else "" for label in entry["scores"]},
        "departments": entry["departments"],
        "damaged": entry["damaged"],
        "review": entry["review"],
        "doubtful": entry["doubtful"],
    }


def columns(labels: Sequence[str]) -> dict[str, type]:
    """The columns of ``flat_row`` in order, each with its type."""
    scores = {f"score_{label}": float for label in labels}
    evidence = {f"evidence_{label}": str for label in labels}
    return {**_COLUMNS_BEFORE, **scores, **evidence, **_COLUMNS_AFTER}


def _write_jsonl(entries: Iterable[Entry], labels: Sequence[str], file: BinaryIO) -> None:
    for entry in entries:
        file.write(json_line(entry))


def json_line(entry: Entry) -> bytes:
    """A line of JSON, UTF-8."""
    return json.dumps(entry, ensure_ascii=False).encode("utf-8") + b"\n"


def _write_csv(entries: Iterable[Entry], labels: Sequence[str], file: BinaryIO) -> None:
    """UTF-8 with the mark that tells spreadsheet programs so."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns(labels))
    for entry in entries:
        table.writerow([harmless(_joined(name, value)) for name, value in flat_row(entry).items()])
    text.detach()


def _joined(name: str, value: Value) -> str | int | float | bool:
    if isinstance(value, list):
        return (" / " if name == "path" else ";").join(value)
    return value


def harmless(value: str | int | float | bool) -> str | int | float | bool:
    """Text that a spreadsheet program would run as a formula gets a ``'`` in front (OWASP, CSV injection)."""
    is_formula = isinstance(value, str) and len(value) > 1 and value.startswith(_FORMULA_STARTS)  # "-" is none
    return f"'{value}" if is_formula else value


def _write_xlsx(entries: Iterable[Entry], labels: Sequence[str], file: BinaryIO) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("clauses")
    names = list(columns(labels))
    for i, name in enumerate(names, 1):
        wide = 40 if name.startswith("evidence_") else 16
        sheet.column_dimensions[get_column_letter(i)].width = _XLSX_WIDTHS.get(name, wide)
    sheet.freeze_panes = "A2"
    header = [_xlsx_cell(sheet, name) for name in names]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    shown = Alignment(vertical="top", wrap_text=True)
    rows = 1
    for rows, entry in enumerate(entries, 2):
        if rows > _XLSX_ROWS:
            raise InputError(
                f"expected at most {_XLSX_ROWS - 1:,} clauses for xlsx, got more: csv and parquet take any"
            )
        cells = [_xlsx_cell(sheet, _joined(name, value)) for name, value in flat_row(entry).items()]
        for cell in cells:
            cell.alignment = shown
            if isinstance(cell.value, float):
                cell.number_format = "0.0%"
        sheet.append(cells)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{rows}"
    book.save(file)


def _xlsx_cell(sheet: Any, value: str | int | float | bool) -> Any:
    """A cell in which text stays text, also where it looks like a formula and also once it is edited."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    text = _NO_XML.sub("", value)
    if len(text) > _XLSX_CHARACTERS:
        text = text[: _XLSX_CHARACTERS - 1] + "…"
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    if text.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True
    return cell


def _write_parquet(entries: Iterable[Entry], labels: Sequence[str], file: BinaryIO) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    schema = arrow_schema(labels)
    rows = map(flat_row, entries)
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(rows, _ROW_GROUP):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))


def arrow_schema(labels: Sequence[str]) -> pyarrow.Schema:
    """Columns of Parquet, with their types."""
    import pyarrow as pa

    return pa.schema([(name, _arrow_type(kind)) for name, kind in columns(labels).items()])


def _arrow_type(kind: type) -> pyarrow.DataType:
    import pyarrow as pa

    types = {list: pa.list_(pa.string()), str: pa.string(), float: pa.float64(), int: pa.int32(), bool: pa.bool_()}
    return types[kind]


def _groups(rows: Iterator[dict[str, Value]], size: int) -> Iterator[list[dict[str, Value]]]:
    while group := list(islice(rows, size)):
        yield group


ROW_FORMATS: dict[str, Callable[[Iterable[Entry], Sequence[str], BinaryIO], None]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "parquet": _write_parquet,
}
