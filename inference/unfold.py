"""Lost line ends: the lines of a document that came in one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from policyclause.inference.dates import DAY
from policyclause.inference.fields import field_pattern
from policyclause.inference.furniture import is_party
from policyclause.inference.numbering import DIVISIONS, ordinal, read_number
from policyclause.inference.opening import NUMBER_OF_DOCUMENT, YEAR_OF_NUMBER
from policyclause.inference.text import Edit, TrackedText
from policyclause.inference.titles import is_title, is_whole
from policyclause.inference.words import COMMA

_ANY_NUMBER = re.compile(r"第|[（(]|[一二三四五六七八九十]{1,3}(?=\s?[、.．])|(?<![\d.])\d{1,2}(?=\s?[.．、])")
_AFTER_ITEM = "。；;：:！!？?）)〕】” "
# What may follow the words of a heading directly, with no stop between: 第一章总则第一条; in contents, any part may.
_BELOW = {
    "编": ("章",), "部分": ("章", "一、"), "章": ("节", "条"), "节": ("条",), "一、": ("（一）", "1."), "（一）": ("1.", "（1）"),
}  # fmt: skip
_ITEMS = {"一、", "条", *_BELOW, "1.", "（1）"}
# Not an item but a reference to one: （一）项, （一）和（二）.
REFERENCE = re.compile(r"[（(][^（()）]*[）)](?:项(?!目)|款[规的]|[、和至]?[（(])")
_BYLINE = f"来源|{field_pattern('issuer', 'written', 'issued', 'published')}"
# The title ends where the number of the document, its addressees, its purpose or its first item begin, or with the
# period that it is for.
_AFTER_TITLE = re.compile(
    rf"(?=为|根据|按照|依据|现将|各|目录|第一[编章条部]|一、|1\s?[.．、](?!\d)|(?:{_BYLINE})[:：]"
    rf"|(?!的)[\u4e00-\u9fff]{{1,8}}{YEAR_OF_NUMBER})"
    r"|(?<=年[）)])(?![的》〉]|实施|任务|分工)"
)
_CONTENTS = "目录"
# What stands below the last item: when the document takes effect, and the page.
_CLOSING = re.compile(
    r"(?<=[。；]) ?(?=本(?:办法|意见|措施|通知|方案|规定|政策|细则|若干措施)自[^。；]{2,40}(?:施行|实施|执行)[。，])"
)
_PAGE_BELOW = re.compile(r"\s*[【\[]?(?:打印|关闭|分享(?:到|至)|[上下]一[篇条页]|责任编辑|扫一扫|版权所有)")
_LABEL = rf"(?:{_BYLINE}|作者|点击|浏览)[:：]"
_FIELD = (
    rf"{_LABEL} ?(?:\d[\d:./年月日-]*(?: \d[\d:]*)?次?"
    rf"|[\u4e00-\u9fff]{{2,15}}?(?= |{_LABEL}|为|根据|第一[编章条]|一、)) ?"
)
_HEAD = re.compile(rf"\s*((?:{_FIELD})+)?({NUMBER_OF_DOCUMENT.pattern})?\s*(各[^。；：:]{{2,120}}[：:])?")
_RUN_OF_ARTICLES = re.compile(
    r"\s*(?P<first>第[^\s。]{1,5}(?:[编章节](?=[^。；;：:]{2,40}第[^\s。]{1,5}条)|条(?=[^\n]*。 ?第[^\s。]{1,5}条)))"
)
_NAME = re.compile(r"[^。；;：:]{2,40}")
_SIGNATURE = re.compile(
    r"年[^年]{2,6}日\s*(?=$|[（(【]|分享|打印|关闭|来源|相关|[上下]一[篇条页]|责任编辑|扫一扫|附件)"
)
_LONGEST_SIGNATURE = 100
# The signature of what passes another document on, and whom it is open to. The title of that one and its first part
# stand below; elsewhere an organ and a day may begin a sentence: 县政府2020年5月1日公布的办法废止.
_SIGNED_ABOVE = re.compile(
    rf"(?<=。) ?(?P<organs>[\u4e00-\u9fff、 ]{{4,60}}?){DAY} ?(?P<open>[（(]此件[^（()）]{{2,12}}[）)])?"
    r"(?=附件| ?[^。；，：:\n]{4,60}?(?:目\s{0,8}录|第一[编章条部]|一、))"
)
# 总  则, set wide: no heading ends behind the first of two signs.
_SET_WIDE = re.compile(
    r"(?:第\S{1,5}?(?:[编章节篇]|部分)|\S{1,5}?[、）)])\s*[\u4e00-\u9fff]\s+(?!第)(?=[\u4e00-\u9fff])"
)
_IN_SEQUENCE = {"章", "节", "条", "一、", "（一）", "1."}
_BEFORE_NUMBER = re.compile(r"(?P<stop>\A|\n|[。；;！：，](?=[”）]? ?[第（(一二三四五六七八九十\d]))[”）]? *")
_REST_IS_NAME = re.compile(r"[^。；;：:\n]{2,40}(?=\n|$)")


def unfold(text: TrackedText) -> TrackedText:
    """Give a document that came in one line its lines back: head, headings, items, signature.

    Only for a line that has most of the text and at least two articles or items ``一、`` (below a title also chapters
    or items ``1.``), or one that holds a chapter or successive articles: a list inside a paragraph stays there. Elsewhere single
    lines that were lost come back, where a number goes on from those that other lines begin with.
    """
    edits: list[Edit] = []
    for match in re.finditer(r"[^\n]{20,}", text.value):
        if 2 * len(match[0]) > len(text.value):
            breaks = _breaks(text.slice(*match.span()))
        else:
            breaks = _breaks_at_articles(match[0])
        edits += ((match.start() + at, match.start() + at, "\n") for at in breaks)
    text = text.edit(edits)
    return text.edit((at, at, "\n") for at in _breaks_in_sequence(text.value))


def _breaks(text: TrackedText) -> list[int]:
    line = text.value
    head = next((m.start() for m in _AFTER_TITLE.finditer(line[:100]) if _is_whole_title(line[: m.start()].strip())), 0)
    opening = _HEAD.match(line, head)
    ends = [head, *(opening.end(i) for i in (1, 2, 3) if opening[i])] if opening else [head]
    items = list(_items(line, ends[-1]))
    tops = ("条", "一、", "章", "1.") if head else ("条", "一、")
    if max(sum(style == top for _, style in items) for top in tops) < 2:
        return []
    headings = _heading_ends(text, [at for at, style in items if style in _BELOW])
    last = line.rfind("。") + 1
    signature = _SIGNATURE.search(line, last, last + _LONGEST_SIGNATURE)
    ending = [last, signature.end()] if signature else [last] if _PAGE_BELOW.match(line, last) else []
    closing = [match.end() for match in _CLOSING.finditer(line, ends[-1])]
    found = {*ends, *(at for at, _ in items), *headings, *closing, *ending, *_ends_above(line)}
    return sorted(at for at in found if 0 < at < len(line))


def _ends_above(line: str) -> Iterator[int]:
    """Where signatures begin and end that stand above what they pass on, and where the note behind them ends."""
    for signed in _SIGNED_ABOVE.finditer(line):
        if is_party(signed["organs"].strip()):
            yield from (signed.start(), signed.start("open") if signed["open"] else signed.end(), signed.end())


def _breaks_at_articles(line: str) -> list[int]:
    """Where items begin in a line that opens with a chapter or an article and has those that follow."""
    opening = _RUN_OF_ARTICLES.match(line)
    if not opening:
        return []
    items = list(_items(line, opening.start("first")))
    articles = [at for at, style in items if style == "条"]
    counts = [ordinal(number.text) for at in articles if (number := read_number(line[at : at + 16]))]
    numbers = [*filter(None, counts)]  # inserted articles, as 第2-1条, do not count
    if not numbers or articles[-1] == items[0][0] or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return []
    return [at for at, _ in items[1:]]


def _breaks_in_sequence(value: str) -> list[int]:
    """Where a number behind a stop goes on from the one of its style that a line above begins with.

    The next line that begins with its style has a later one, or the first of another list.
    """
    last: dict[str, int] = {}
    numbers: list[tuple[int, str, int, bool]] = []  # place, style, count, whether a line begins there
    listed: set[str] = set()  # styles of lists inside the line
    for match in _BEFORE_NUMBER.finditer(value):
        at, begins_line = match.end(), match["stop"] in ("", "\n")
        if begins_line:
            listed.clear()
        number = read_number(value[at : at + 16])
        if number is None or number.style not in _IN_SEQUENCE:
            continue
        style, count = number.style, ordinal(number.text)
        above = last.get(style, count - 1 if style in DIVISIONS else 0)  # a chapter's name is enough
        goes_on = match["stop"] in "。；;！" and style not in listed and above == count - 1 > 0
        if not begins_line and not (goes_on and _begins_item(value, at, style)):
            listed.add(style)
            continue
        last[style] = count or above  # an inserted article does not count
        numbers.append((at, style, count, begins_line))
    return [*_without_repeated(numbers)][::-1]


def _without_repeated(numbers: list[tuple[int, str, int, bool]]) -> Iterator[int]:
    """The places inside lines, from the last to the first, but those whose number a line below has."""
    below: dict[str, int] = {}
    for at, style, count, begins_line in reversed(numbers):
        if begins_line or not 1 < below.get(style, 1) <= count:
            below[style] = count
            if not begins_line:
                yield at


def _begins_item(value: str, at: int, style: str) -> bool:
    """Whether words with a number at their begin are an item or a heading, rather than refer to one."""
    return bool(_REST_IS_NAME.match(value, at)) if style in DIVISIONS else not REFERENCE.match(value, at)


def _heading_ends(text: TrackedText, starts: list[int]) -> Iterator[int]:
    """Where a blank stands, or stood before cleaning, after the first words of an item.

    Inside sentences one may stand before a figure: ``租赁厂房的，可免除 1年租金``.
    """
    steps = np.diff(text.origin, prepend=text.origin[:1])
    taken_out = (steps[1:] == 2) & (steps[:-1] < 2)  # where text is set wide, each step is 2
    blanks = np.flatnonzero(taken_out | (np.array(list(text.value[1:])) == " ")) + 1
    begins = [wide.end() if (wide := _SET_WIDE.match(text.value, start)) else start + 5 for start in starts]
    for start, at in zip(starts, np.searchsorted(blanks, np.array(begins)), strict=True):
        end = int(blanks[at]) if at < len(blanks) else start
        before_figure = text.value[end : end + 2].strip()[:1].isdigit() and COMMA.search(text.value, start, end)
        if _NAME.fullmatch(text.value, start, end) and not before_figure:
            yield end


def _is_whole_title(words: str) -> bool:
    return not COMMA.search(words) and is_whole(words) and is_title(words)


def _items(line: str, begin: int) -> Iterator[tuple[int, str]]:
    """Where items begin in a line, and the styles of their numbers; a title before one is given too."""
    style, last, words_from, in_contents = "", begin, begin, False
    for match in _ANY_NUMBER.finditer(line, begin):
        at = match.start()
        number = read_number(line[at : at + 16])
        if number is None or number.style not in _ITEMS or REFERENCE.match(line, at):
            continue
        words = re.split(r"[。；;：:]", line[max(last, at - 90) : at])[-1].strip()
        titled = number.text.startswith(("第一", "一")) and _is_whole_title(words)
        opens_contents = not style and line.endswith(_CONTENTS, begin, at)
        in_contents = (in_contents or opens_contents) and number.style in DIVISIONS
        goes_below = in_contents or number.style in _BELOW.get(style, ())
        named = goes_below and _NAME.fullmatch(line, words_from, at)
        if at == begin or line[at - 1] in _AFTER_ITEM or titled or named or opens_contents:
            if titled:
                yield line.rindex(words, 0, at), ""
            yield at, number.style
            style, last, words_from = number.style, at, at + number.end
