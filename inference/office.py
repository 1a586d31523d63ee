"""PDF and Word files to text, by pypdfium2 and python-docx."""

from __future__ import annotations

import io
import posixpath
import threading
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policyclause.inference.errors import InputError

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_WORD_TEXT = "word/document.xml"
_LARGEST = 200_000_000  # bytes of XML in a Word file: a long document has a few million, more is a bomb
_PDFIUM = threading.Lock()  # PDFium must not run in two threads
_SHOWN = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Inside a paragraph, but no words of it: properties, deletions, readings over characters, the paragraphs of text boxes.
_APART = {"pPr", "rPr", "del", "moveFrom", "rt", "Fallback", "p", "tbl"}


def is_word(data: bytes) -> bool:
    """Whether these are the bytes of a Word file (.docx)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _WORD_TEXT in archive.namelist()
    except zipfile.BadZipFile:
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

    A row of a table is a line, its cells parted by tabs. Headers, footers and notes are left out.

    Raises:
        InputError: it is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist() if entry.filename.endswith(".xml"))
        if size > _LARGEST:
            raise ValueError(f"{size:,} bytes of XML, more than {_LARGEST:,}")
        return "\n".join(_lines(_opened(data)))
    except Exception as error:  # what zipfile, lxml and python-docx raise has no class in common
        raise InputError(f"expected a Word file that opens, got a damaged one: {error}") from error


def _opened(data: bytes) -> WordDocument:
    import docx

    try:
        return docx.Document(io.BytesIO(data))
    except KeyError:  # it points to parts that it lacks: pictures, lists
        return docx.Document(_without_loose_ends(data))


def _without_loose_ends(data: bytes) -> io.BytesIO:
    """The file, pointing to no part that it lacks."""
    from lxml import etree

    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(whole, "w") as copy:
        names = set(archive.namelist())
        for name in names:
            content = archive.read(name)
            if name.endswith(".rels"):
                relations = etree.fromstring(content)
                folder = posixpath.dirname(posixpath.dirname(name))
                for relation in list(relations):
                    part = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
                    if relation.get("TargetMode") != "External" and part not in names:
                        relations.remove(relation)
                content = etree.tostring(relations)
            copy.writestr(name, content)
    return whole


def _lines(document: WordDocument) -> Iterator[str]:
    """Paragraphs and rows of tables in their order; a table in a cell is a part of the cell."""
    from policyclause.inference.word_numbers import ListNumbers

    numbers = ListNumbers(document)

    def shown(paragraph: Any) -> str:
        text = "".join(_texts(paragraph))
        ends = paragraph.xpath("./w:pPr")  # the properties, which say of the end of the paragraph what becomes of it
        gone = not text and any(end.find("{*}rPr/{*}del") is not None or _is_hidden(end) for end in ends)
        return "" if gone else numbers.next(paragraph) + text

    lines = document.element.body.xpath(".//w:p[not(ancestor::w:tr)] | .//w:tr[not(ancestor::w:tr)]")
    for line in lines:
        if any(ancestor.tag.endswith("}Fallback") for ancestor in line.iterancestors()):
            continue  # a text box, said again for older programs
        if line.tag.endswith("}p"):
            yield shown(line)
        else:
            cells = line.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc")
            texts = (" ".join(map(shown, cell.xpath(".//w:p"))) for cell in cells)
            yield "\t".join(" ".join(text.split()) for text in texts)


def _texts(element: Any) -> Iterator[str]:
    """What a paragraph shows: links and insertions too, which ``Paragraph.text`` passes over, and nothing deleted or hidden."""
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
