"""Lines of a clean text as its writer set them: broken ones joined, lost ones restored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from policyclause.inference.facts import is_title
from policyclause.inference.furniture import is_row
from policyclause.inference.mend import join_figures, join_halves, strip_pages
from policyclause.inference.numbering import read_number
from policyclause.inference.text import Edit, TrackedText

_WIDE = re.compile(r"[\u2e80-\uffef“”‘’…—]")
_STOPS = "。；;：:！"
_FEW_LINES = 8  # fewer wide lines than this have no distribution to read a width from

_ANY_NUMBER = re.compile(r"第|[（(]|[一二三四五六七八九十]{1,3}(?=\s?[、.．])|(?<![\d.])\d{1,2}(?=\s?[.．、])")
_AFTER_ITEM = "。；;：:！!？?）)〕】” "
# What may follow the words of a heading directly, with no stop between: 第一章总则第一条.
_BELOW = {
    "编": ("章",), "部分": ("章", "一、"), "章": ("节", "条"), "节": ("条",), "一、": ("（一）", "1."), "（一）": ("1.", "（1）"),
}  # fmt: skip
_ITEMS = {"一、", "条", *_BELOW, "1.", "（1）"}
# Not an item but a reference to one: （一）项, （一）和（二）.
_REFERENCE = re.compile(r"[（(][^（()）]*[）)](?:项(?!目)|款[规的]|[、和至]?[（(])")
# The title ends where the number of the document, its addressees, its purpose or its first item begin.
_AFTER_TITLE = re.compile(r"(?=为|根据|按照|依据|现将|各|第一[编章条部]|一、|[\u4e00-\u9fff]{1,8}[〔\[（(]20\d\d)")
_HEAD = re.compile(r"\s*([^\s。]{1,8}[〔\[（(]20\d\d[〕\]）)]\d{1,4}号)?\s*(各[^。；：:]{2,120}[：:])?")
_NAME = re.compile(r"[^。；;：:]{2,40}")
_SIGNATURE = re.compile(
    r"年[^年]{2,6}日\s*(?=$|[（(【]|分享|打印|关闭|来源|相关|[上下]一[篇条页]|责任编辑|扫一扫|附件)"
)
_LONGEST_SIGNATURE = 100


def restore_lines(text: TrackedText) -> TrackedText:
    """The text with its paragraphs and items on a line each, pages left out."""
    return join_halves(unwrap(strip_pages(join_figures(unfold(text)))))


def unwrap(text: TrackedText) -> TrackedText:
    """Join lines that were broken at a fixed width, as text taken from PDF files is.

    Width is counted in columns: a Han character takes two, a digit one.
    """
    lines = [
        (m.start(), m.start() + len(m[0].rstrip()), _columns(m[0].rstrip()))
        for m in re.finditer(r"[^\n]+", text.value)
        if not m[0].isspace()
    ]
    widths = sorted(width for *_, width in lines if width >= 30)
    if not widths:
        return text
    few = len(widths) < _FEW_LINES
    full = widths[-1] - 6 if few else widths[int(len(widths) * 0.9)] - 8
    if not 32 <= full <= 130 or sum(full <= w <= full + 12 for w in widths) < 0.4 * len(widths):
        return text
    edits = []
    for (begin, end, width), (start, stop, _) in pairwise(lines):
        line, following = text.value[begin:end], text.value[start:stop].lstrip()
        whole = width < full or line[-1] in _STOPS or is_row(line) or (few and is_title(line.strip()))
        if not whole and read_number(following) is None and not is_row(following):
            edits.append((end, stop - len(following), ""))
    return text.edit(edits) if not few or _are_sentences(text.value, edits) else text


def _are_sentences(value: str, edits: list[Edit]) -> bool:
    """Whether a few long lines are broken sentences, not headings or a list of names.

    At least two are broken, one inside a clause, and each ends in a stop in the end.
    """
    starts = {start for start, _, _ in edits}
    last = [value[end:].partition("\n")[0].rstrip() for _, end, _ in edits]
    ends = [line for line, (_, end, _) in zip(last, edits, strict=True) if end + len(line) not in starts]
    commas = any("，" in value[value.rfind("\n", 0, start) + 1 : start] for start in starts)
    return len(edits) >= 2 and commas and all(line[-1] in _STOPS for line in ends)


def _columns(line: str) -> int:
    return len(line) + len(_WIDE.findall(line)) - (len(line) - len(line.lstrip()))


def unfold(text: TrackedText) -> TrackedText:
    """Give a document that came in one line its lines back: head, headings, items, signature.

    Only for a line that has most of the text and at least two articles or items ``一、``: a list
    inside a paragraph stays there.
    """
    for match in re.finditer(r"[^\n]{40,}", text.value):
        if 2 * len(match[0]) > len(text.value):
            line = text.slice(*match.span())
            return text.edit((match.start() + at, match.start() + at, "\n") for at in _breaks(line))
    return text


def _breaks(text: TrackedText) -> list[int]:
    line = text.value
    head = next((m.start() for m in _AFTER_TITLE.finditer(line[:100]) if _is_whole_title(line[: m.start()].strip())), 0)
    opening = _HEAD.match(line, head)
    ends = [head, *(opening.end(i) for i in (1, 2) if opening[i])] if opening else [head]
    items = list(_items(line, ends[-1]))
    if max(sum(style == top for _, style in items) for top in ("条", "一、")) < 2:
        return []
    headings = _heading_ends(text, [at for at, style in items if style in _BELOW])
    last = line.rfind("。") + 1
    signature = _SIGNATURE.search(line, last, last + _LONGEST_SIGNATURE)
    ending = [last, signature.end()] if signature else []  # what follows is of the page
    found = {*ends, *(at for at, _ in items), *headings, *ending}
    return sorted(at for at in found if 0 < at < len(line))


def _heading_ends(text: TrackedText, starts: list[int]) -> Iterator[int]:
    """Where a blank stands, or stood before cleaning, after the first words of an item."""
    blanks = np.flatnonzero((np.diff(text.origin) == 2) | (np.array(list(text.value[1:])) == " ")) + 1
    for start, at in zip(starts, np.searchsorted(blanks, np.array(starts) + 5), strict=True):
        if at < len(blanks) and _NAME.fullmatch(text.value, start, int(blanks[at])):
            yield int(blanks[at])


def _is_whole_title(words: str) -> bool:
    return "，" not in words and is_title(words)


def _items(line: str, begin: int) -> Iterator[tuple[int, str]]:
    """Where items begin in a line, and the styles of their numbers; a title before one is given too."""
    style, last, words_from = "", begin, begin
    for match in _ANY_NUMBER.finditer(line, begin):
        at = match.start()
        number = read_number(line[at : at + 16])
        if number is None or number.style not in _ITEMS or _REFERENCE.match(line, at):
            continue
        words = re.split(r"[。；;：:]", line[max(last, at - 90) : at])[-1].strip()
        titled = number.text.startswith(("第一", "一")) and _is_whole_title(words)
        named = number.style in _BELOW.get(style, ()) and _NAME.fullmatch(line, words_from, at)
        if at == begin or line[at - 1] in _AFTER_ITEM or titled or named:
            if titled:
                yield line.rindex(words, 0, at), ""
            yield at, number.style
            style, last, words_from = number.style, at, at + number.end
