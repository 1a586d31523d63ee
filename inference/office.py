"""PDF and Word files to text, by pypdfium2 and lxml."""

from __future__ import annotations

import io
import posixpath
import threading
import zipfile
from collections.abc import Iterator
from typing import Any

from policyclause.inference.errors import InputError
from policyclause.inference.word_numbers import NAMESPACE, ListNumbers, child, tag, to_int, value_of
from policyclause.inference.words import reaches_down

_MAIN = "word/document.xml"  # the part with the text, where the file names no other
_LARGEST = 20_000_000  # bytes of a part of a Word file: that of a long document has a few million, more is a bomb
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # what a file saved as Strict Open XML calls NAMESPACE
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # no others are allowed, and others may unpack to any size at once
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PDFIUM = threading.Lock()  # PDFium must not run in two threads
_SHOWN = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Inside a paragraph, but no words of it: properties, deletions, readings over characters, the paragraphs of text boxes.
_APART = {"pPr", "rPr", "del", "moveFrom", "rt", "Fallback", "p", "tbl"}


def is_word(data: bytes) -> bool:
    """Whether these are the bytes of a Word file (.docx)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.startswith("word/") for name in archive.namelist())
    except Exception:  # of a damaged one zipfile may raise anything: of a version, a name or a place that is none
        return False


def pdf_text(data: bytes) -> str:
    """Text of the bytes of a PDF file: lines as printed, a form feed between pages.

    Raises:
        InputError: it is damaged or locked, or its pages are pictures.
    """
    import pypdfium2  # what classifying text does without is loaded when it is needed

    from policyclause.inference.pdf_lines import page_rows, show_pages

    pages = []
    try:
        with _PDFIUM, pypdfium2.PdfDocument(data) as document:
            for page in document:
                pages.append(page_rows(page.get_textpage()))
    except pypdfium2.PdfiumError as error:
        where = f" (page {len(pages) + 1})" if pages else ""
        raise InputError(f"expected a PDF file that opens, got a damaged or locked one: {error}{where}") from error
    text = show_pages(pages)
    if not text.strip():
        raise InputError("expected a PDF file with text, got one whose pages are pictures: recognise them first (OCR)")
    return text


def word_text(data: bytes) -> str:
    """Text of the bytes of a Word file (.docx): a line a paragraph, after the number that Word gives it.

    A row of a table is a line, its cells parted by tabs; those that reach over several rows are in each. Headers, footers and notes are left out.

    Raises:
        InputError: it is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            main = _related(archive, "").get("officeDocument", _MAIN)
            others = _related(archive, main)
            body = _part(archive, main)
            numbering, styles = (_part(archive, others[k]) if k in others else None for k in ("numbering", "styles"))
        return "\n".join(_lines(body, ListNumbers(numbering, styles)))
    except Exception as error:  # what zipfile and lxml raise has no class in common
        raise InputError(f"expected a Word file that opens, got a damaged one: {error}") from error


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The parts that a part (``""``: the file) points to, by the kind of each; those that are not there are left out."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    names = {*archive.namelist()}
    found = {}
    for relation in _part(archive, listed) if listed in names else ():
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        if target in names:
            found[relation.get("Type", "").rpartition("/")[2]] = target
    return found


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    """The root of a part."""
    from lxml import etree

    if archive.getinfo(name).compress_type not in _PACKED:
        raise ValueError(f"{name} is packed as in no Word file")
    with archive.open(name) as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise ValueError(f"{name} has more than {_LARGEST:,} bytes")
    return etree.fromstring(content.replace(_STRICT, NAMESPACE.encode()), etree.XMLParser(resolve_entities=False))


def _lines(body: Any, numbers: ListNumbers) -> Iterator[str]:
    """Paragraphs and rows of tables in their order; a table in a cell is a part of the cell."""

    def shown(paragraph: Any) -> str:
        text = "".join(_texts(paragraph))
        end = paragraph.find(tag("pPr"))  # the properties, which say of the end of the paragraph what becomes of it
        if end is None:  # and so no number either
            return text
        gone = not text and (end.find("{*}rPr/{*}del") is not None or _is_hidden(end))
        return "" if gone else numbers.next(paragraph) + text

    above: dict[int, str] = {}
    for line in _within(body, "p", "tr"):
        if line.tag == tag("p"):
            yield shown(line)
        else:
            cells = {cell: " ".join(" ".join(map(shown, _within(cell, "p"))).split()) for cell in _within(line, "tc")}
            above = _merge(cells, above)
            yield "\t".join(cells.values())


def _merge(cells: dict[Any, str], above: dict[int, str]) -> dict[int, str]:
    """Gives the cells of a row that go on with one above its words; those that may go on below, by their columns."""
    below, column = {}, 0
    for cell, text in cells.items():
        merged = child(cell, "tcPr", "vMerge")
        if merged is not None:
            words = above.get(column, "") if value_of(merged) != "restart" else text
            cells[cell] = text or words
            below[column] = words if reaches_down(words) else ""
        column += to_int(value_of(child(cell, "tcPr", "gridSpan")), 1)
    return below


def _within(element: Any, *kinds: str) -> Iterator[Any]:
    """What is of these kinds in an element, in its order; nothing within another, but for paragraphs (text boxes)."""
    from lxml import etree

    walk = etree.iterwalk(element, events=("start",), tag=[_FALLBACK, *map(tag, kinds)])
    for _, found in walk:
        if found.tag != tag("p"):
            walk.skip_subtree()
        if found.tag != _FALLBACK:  # a text box, said again for older programs
            yield found


def _texts(element: Any) -> Iterator[str]:
    """What a paragraph shows: links and insertions too, and nothing deleted or hidden."""
    for node in element.iterchildren("{*}*"):
        kind = node.tag.rpartition("}")[2]
        if kind == "t":
            yield node.text or ""
        elif kind in _SHOWN:
            yield _SHOWN[kind]
        elif kind not in _APART and not _is_hidden(node):
            yield from _texts(node)


def _is_hidden(node: Any) -> bool:
    """Whether it is a run of text, or the end of a paragraph (``pPr``), that is marked as hidden."""
    mark = node.find("{*}rPr/{*}vanish")
    return mark is not None and not {*mark.values()} & {"0", "false", "off"}
