"""Bytes of a file to text: the kinds and encodings Chinese documents come in, never a crash on bad bytes."""

from __future__ import annotations

import codecs
import unicodedata
from itertools import islice
from pathlib import Path

from policyclause.inference.arguments import path_of
from policyclause.inference.characters import is_common, to_simplified
from policyclause.inference.errors import InputError
from policyclause.inference.office import is_word, pdf_text, word_text

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF_16 = ("utf-16-le", "utf-16-be")
# No text of any kind, however few odd characters it has: an RTF file is ASCII.
_MAGICS = (
    (b"PK\x03\x04", "a damaged Word file, an Excel or OFD file or the like"),
    (b"\xd0\xcf\x11\xe0", "a Word or Excel file of before 2007"),
    (b"{\\rtf", "an RTF file"),
)
# What a mail gateway or a web server may put before the header of a file: a BOM, breaks, blanks, zeros.
_BEFORE_HEADER = codecs.BOM_UTF8 + b" \t\r\n\0"
_OWN_PAGE = '<meta name="generator" content="policyclause">'  # in page.html
_SAMPLE = 65536  # bytes looked at to tell the encoding
_BLOCK = 1024  # even, so that the halves of UTF-16 stay in step


def read_text(path: str | Path) -> str:
    """Text of a file: of PDF, of Word (.docx), or in UTF-8, GB18030 (and so GBK, GB2312), Big5 or UTF-16, BOM or not.

    Bytes that are no character of the encoding become U+FFFD.

    Raises:
        InputError: there is no such file, it cannot be read, or it is another kind of document.
    """
    path = path_of(path)
    try:
        return text_of(bytes_of(path))
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def bytes_of(path: Path) -> bytes:
    """Bytes of a file; as in ``text_of``, the error does not name it.

    Raises:
        InputError: there is no such file, or it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"expected a readable file, got an error: {error.strerror}") from error


def text_of(data: bytes) -> str:
    """Text of the bytes of a file, as ``read_text``; whoever asks knows which it is, so errors do not name it.

    Raises:
        InputError: it is damaged, another kind of document, or a page with the clauses of documents.
    """
    head = data[:_BLOCK].lstrip(_BEFORE_HEADER)  # a PDF file may begin as late
    if head.startswith(b"%PDF"):
        return pdf_text(data)
    if is_word(data):
        return word_text(data)
    for magic, kind in _MAGICS:
        if head.startswith(magic):
            raise InputError(f"expected text, PDF or Word (.docx), got {kind}: save it as one of these first")
    text = decode(data)
    if _garbage(text[:_SAMPLE]) > 0.2:  # damaged documents stay below 0.1, programs and pictures are above 0.25
        raise InputError("expected text, PDF or Word (.docx), got a binary file")
    if _OWN_PAGE in text[:_BLOCK]:
        raise InputError("expected a document, got a page that policyclause wrote")
    return text


def decode(data: bytes) -> str:
    """Text of ``data``; the encoding is told from BOM, validity and how Chinese the result is."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    sample = _sample(data)
    if _is_utf8(sample):
        return data.decode("utf-8", errors="replace")
    if sample.count(0) > len(sample) // 20:  # half of each ASCII character, blank of an indent and 一 in UTF-16
        return data.decode(_most_plausible(sample, *_UTF_16), errors="replace")
    best = _most_plausible(sample, "gb18030", "big5hkscs", *_UTF_16, "utf-8")
    return data.decode(best, errors="replace")


def _sample(data: bytes) -> bytes:
    """The first blocks with more than ASCII in them: a page may begin with long styles and scripts."""
    blocks = (data[i : i + _BLOCK] for i in range(0, len(data), _BLOCK))
    return b"".join(islice((block for block in blocks if not block.isascii()), _SAMPLE // _BLOCK))


def _garbage(text: str) -> float:
    """Share of characters that no text is written in: controls, unassigned, private, undecodable."""
    odd = sum(
        unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") or c == "\ufffd" for c in text if c not in "\t\n\r\f\v"
    )
    return odd / max(1, len(text))


def _is_utf8(sample: bytes) -> bool:
    """Valid but for a few damaged characters among those that are not ASCII."""
    # Not final: a character cut in two at the end of the sample is no damage.
    text = codecs.getincrementaldecoder("utf-8")(errors="replace").decode(sample)
    return text.count("\ufffd") <= sum(c > "\x7f" for c in text) // 200


def _most_plausible(sample: bytes, *encodings: str) -> str:
    return max(encodings, key=lambda encoding: _plausibility(sample.decode(encoding, errors="replace")))


def _plausibility(text: str) -> float:
    """Share of the non-ASCII characters that Chinese text is made of, 0 to 1."""
    foreign = [c for c in to_simplified(text) if c > "\x7f"]
    if not foreign:
        return 1.0
    return sum(_is_chinese(c) for c in foreign) / len(foreign)


def _is_chinese(character: str) -> bool:
    return is_common(character) or "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uff65"
