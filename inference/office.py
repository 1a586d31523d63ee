"""PDF and Word files to text, by pypdfium2 and python-docx."""

from __future__ import annotations

import io
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


def is_word(data: bytes) -> bool:
    """Whether these are the bytes of a Word file (.docx)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _WORD_TEXT in archive.namelist()
    except zipfile.BadZipFile:
        return False


def pdf_text(data: bytes, name: str) -> str:
    """Text of the bytes of a PDF file: lines as printed, a form feed between pages.

    Raises:
        InputError: it is damaged or locked, or its pages are pictures.
    """
    import pypdfium2  # what classifying text does without is loaded when it is needed

    from policyclause.inference.pdf_lines import page_rows, show_pages

    try:
        with _PDFIUM, pypdfium2.PdfDocument(data) as document:
            pages = [page_rows(page.get_textpage()) for page in document]
    except pypdfium2.PdfiumError as error:
        raise InputError(f"expected a PDF file that opens, got {name}: {error}") from error
    text = show_pages(pages)
    if not text.strip():
        raise InputError(f"expected a PDF file with text, got {name}, whose pages are pictures: recognise them first")
    return text


def word_text(data: bytes, name: str) -> str:
    """Text of the bytes of a Word file (.docx): a line a paragraph, after the number that Word gives it.

    A row of a table is a line, its cells parted by tabs. Headers, footers and notes are left out.

    Raises:
        InputError: it is damaged.
    """
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist() if entry.filename.endswith(".xml"))
        if size > _LARGEST:
            raise ValueError(f"{size:,} bytes of XML, more than {_LARGEST:,}")
        return "\n".join(_lines(docx.Document(io.BytesIO(data))))
    except Exception as error:  # what zipfile, lxml and python-docx raise has no class in common
        raise InputError(f"expected a Word file that opens, got {name}: {error}") from error


def _lines(document: WordDocument) -> Iterator[str]:
    """Paragraphs and rows of tables in their order; a table in a cell is a part of the cell."""
    from policyclause.inference.word_numbers import ListNumbers

    numbers = ListNumbers(document)

    def shown(paragraph: Any) -> str:
        return numbers.next(paragraph) + _text(paragraph)

    for block in document.element.body.xpath(".//w:p[not(ancestor::w:tr)] | .//w:tr[not(ancestor::w:tr)]"):
        if block.tag.endswith("}p"):
            yield shown(block)
        else:
            cells = (" ".join(map(shown, cell.xpath(".//w:p"))) for cell in block.xpath("./w:tc"))
            yield "\t".join(" ".join(cell.split()) for cell in cells)


def _text(paragraph: Any) -> str:
    """What a paragraph shows: links and insertions too, which ``Paragraph.text`` passes over, and no deletions."""
    parts = ((node.tag.rpartition("}")[2], node) for node in paragraph.xpath(".//w:r/*"))
    return "".join((node.text or "") if kind == "t" else _SHOWN.get(kind, "") for kind, node in parts)
