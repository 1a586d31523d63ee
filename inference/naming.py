"""How a page names its document: the title and the number that stand at its head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice, pairwise, takewhile

from policyclause.inference.dates import DAY
from policyclause.inference.fields import field_pattern
from policyclause.inference.furniture import is_lead_in, is_page, is_party
from policyclause.inference.numbering import read_number
from policyclause.inference.opening import NUMBER_OF_DOCUMENT, is_number_line, opens_document
from policyclause.inference.titles import (
    AND,
    LONG_TITLE,
    LONGEST_TITLE,
    OF_CIRCULAR,
    PLACE_END,
    PLACE_OR_TOWN_END,
    QUOTED_TITLE,
    ends_like_title,
    is_title,
    is_whole,
    own_words,
    without_number,
)

# A report is known by what stands below its name: who held it, when and where, whom it addresses.
_REPORT = re.compile(
    r"(?:(?:19|20)\d\d年)?政府工作报告(?:[（(](?:(?:19|20)\d\d年|节选|摘要)[）)])?(?P<held>[—－-]{2}.+)?"
)
_OPENS_REPORT = re.compile(
    r"[—－-]{2}|[（(]?[^（()）。]{0,4}\d{4}年|(?:各位|同志们|.*[\u4e00-\u9fff][省州市县区旗镇乡]长(?![\u4e00-\u9fff]*。))|一、"
)
# The name of a field of the page before a title, and behind another field; the subject of a letter that passes one on.
_TITLE_FIELD = rf"(?:title|{field_pattern('title')}|政策(?:标题|名称)|主题[:：]\s*(?:(?:转发|回复|答复|Fwd?|Re)[:：]\s*)*)[】\]]?\s*"
_TITLE_LABEL = re.compile(rf"[|\s【\[]*{_TITLE_FIELD}[:：|]?[|\s]*")
_TITLE_LABEL_INSIDE = re.compile(rf"\s[【\[]*{_TITLE_FIELD}[:：]\s*")
# A line that goes on with the title above it: （2023—2025年）的通知, （试行）, 和二〇三五年远景目标纲要.
_SECOND_HALF = re.compile(
    rf"(?:[（(](?!此|印章)[^。：:号（()）]{{1,30}}(?<!日)[）)])?(?:{OF_CIRCULAR})?"
    rf"|(?:{AND}|暨)[\u4e00-\u9fff\d〇“”]{{2,40}}"
)
# The first line of a title on two: a place and what it does.
_FIRST_HALF = re.compile(
    rf"[\u4e00-\u9fff]{{1,10}}{PLACE_OR_TOWN_END}(?!.*(?:出台|发布|印发|召开|解读))[\u4e00-\u9fff、“”]{{2,30}}(?<!文件|政策|动态|平台)(?<![网府局报开目栏])"
)
# What a title is about, or what a place does for it: the first of several lines of a title says so.
_SAYS_WHAT = re.compile(
    rf"关于|{PLACE_OR_TOWN_END}(?:进一步)?(?:促进|支持|鼓励|扶持|加[快强]|推[动进]|深化|优化|培育|落实|贯彻|实施)"
)
_LONGEST_SECOND = 16  # characters of the second line of such a title
_MOST_LINES = 5  # of a title
_MOST_ORGANS = 20  # above a title
_MOST_LINES_OF_PAGE = 20  # above the title
_BEGINS_TEXT = re.compile(r"第 ?[一1](?![\d/]*号)|各[^，]{2,40}[:：]")
_FIRST_PART = re.compile(r"第 ?[一1] ?[编章条]|目录$")
_BRACKET = re.compile(r"[（(].*[）)]")
# 青山市人民政府令第8号, 青山市税务局公告2023年第2号, 青山市人民政府第8号令; a government may leave out 令.
_DECREE = re.compile(
    r"(?P<organ>[\u4e00-\u9fff ]{2,30}(?:令|公告|政府))[（(]?(?P<number>(?:(?:19|20)\d\d年 ?)?第 ?[\d一二三四五六七八九十百]{1,6} ?号令?)[）)]?"
)
# Its first issue, as the history of the document tells it: （2020年1月9日青山市人民政府令第8号公布 …）.
_ISSUE = re.compile(rf"(?:^|(?<!》)[（(])[^（()）。》]{{0,80}}?{DAY} ?{_DECREE.pattern}[颁公发]布(?!的)")
# What a page says of a document above it, in sentences.
_ABOVE_TITLE = re.compile(
    rf"(?:[温友][馨情]|核心|特别)?提示[:：]|(?:{field_pattern('abstract')}|概述|提要|简介)[:：]|description\s?:"
)
_PASSES_ON = re.compile(rf"(?:^|现将){QUOTED_TITLE.pattern}")  # 现将《…》印发给你们
_PLACE = re.compile(rf"[\u4e00-\u9fff]{{1,10}}{PLACE_END}")
# Who adopted it and when: （2021年3月5日…会议通过）.
_ADOPTION = re.compile(r"[（(](?:19|20)\d{2}年\d{1,2}月[^（()）]*[)）]$")
# Marks of Markdown, and a rule drawn before the words.
_MARKDOWN = re.compile(r"^(?:#+|[-—=]{4,})\s*|\*\*")
# What stands before a number on its line, where cleaning closed the blank: 一九九三年八月二十日发布 平政〔1993〕45号.
_BEFORE_CODE = re.compile(r".*(?:[一二三四五六七八九十]日|[发颁公]布)")
_NUMBER = re.compile(rf"(?:{field_pattern('number')}[】\]]?\s*[:：|]?\s*)?(?P<number>{NUMBER_OF_DOCUMENT.pattern})")
# 【规范性文件】, 政务服务丨: which pages set before a title.
_TAG = r"(?![^】丨｜|│]*(?:解读|读懂))(?:【[\u4e00-\u9fff]{2,8}】|[\u4e00-\u9fff]{2,8} ?[丨｜|│])(?=.{8})"
# The number, the day or a tag before a title on its line.
_BEFORE_TITLE = re.compile(rf"(?:{_NUMBER.pattern}|{DAY}(?=\s)|{_TAG})\s*")
# The name of a site or a column: 青山市人民政府 规范性文件.
_PAGE_BEFORE = re.compile(r"(?:(?!关于)[\u4e00-\u9fff]){2,30}(?:文件|公文|政策|法规|公开|网站?|门户)")
_AFTER_ORGANS = ("关于", "印发", "转发", "批转")


def find_title(text: str) -> str:
    """The document's title: the first title-like run of lines above its first sentence, or the field that names it.

    Else, below sentences of a page or a decree, the first that stands above what only a document begins with, or the
    name of what a circular without a title passes on.
    """
    lines = list(_lines(text))
    end = next((i for i, line in enumerate(lines) if _ends_head(line)), len(lines))
    page = lines[end : end + _MOST_LINES_OF_PAGE]
    numbered = next((i for i, line in enumerate(page, end) if _is_numbered(line)), end + len(page))
    unsure = ""
    titles = _titles(lines, 0, end)
    for i, title in titles:
        if is_whole(title) and not _decree(title, "".join(lines[i + 1 : i + 2])):
            return _without_page(title, titles)
        unsure = unsure or title
    below = (title for i, title in _titles(lines, end, numbered) if _prove_title(lines[i + 1 : i + 3]))
    passing = (line for line in lines[:_MOST_LINES_OF_PAGE] if "印发" in line or "转发" in line)
    passed_on = next(filter(None, map(_PASSES_ON.search, passing)), None)
    named = passed_on["title"] if passed_on else ""
    return next(_titles_in_fields(head_of(text)), "") or next(below, "") or unsure or named


def find_number(text: str) -> str:
    """The document's number: the first above its first sentence that is not another document's, behind its name.

    Else, as below sentences of a page, the first that is a line.
    """
    lines = _lines(_without_references(head_of(text)))
    for line, below in pairwise(chain(lines, [""])):
        title = without_number(line)
        number = _NUMBER.search(line, len(title) if title != line else 0)
        found = (
            number["number"] if number and not _is_numbered(line) else _decree(line, below) or _decree_of_issue(line)
        )
        if found:
            return _BEFORE_CODE.sub("", re.sub(r"\s", "", found))
    above_numbers = takewhile(lambda line: not _is_numbered(line), islice(_lines(text), _MOST_LINES_OF_PAGE))
    return next((re.sub(r"[\s（）()]", "", line) for line in above_numbers if is_number_line(line)), "")


def _lines(text: str) -> Iterator[str]:
    return filter(None, (_MARKDOWN.sub("", line.strip()) for line in text.split("\n")))


def _ends_head(line: str) -> bool:
    """A sentence, an addressee, a first article, a heading."""
    if _is_around(line):
        return False
    return "。" in line or len(line) > LONGEST_TITLE or bool(_BEGINS_TEXT.match(line)) or _is_numbered(line)


def _is_around(line: str) -> bool:
    """A line of the page around the document, a field of its record."""
    return is_page(line) or line[0] in "•·" or bool(_TITLE_LABEL.match(line)) or _is_remark(line)


def _titles(lines: list[str], begin: int, end: int) -> Iterator[tuple[int, str]]:
    """The titles that end between two lines, and the indexes of the lines that they end with."""
    above: list[str] = []  # lines that one may begin with
    for i in range(begin, end):
        line = lines[i]
        if _is_around(line) or "。" in line or len(line) > LONGEST_TITLE:
            above.clear()
            continue
        title = _title_that_ends(above, line, "".join(lines[i + 1 : i + 2]))
        if title:
            yield i, title
        above = [*above[-_MOST_ORGANS:], line]


def _without_page(title: str, below: Iterator[tuple[int, str]]) -> str:
    """A title without the names of a site and its column before it, as one of the titles below shows."""
    if not _PAGE_BEFORE.match(title):
        return title
    shorter = (other for _, other in below if title.endswith(other))
    return next((other for other in shorter if _PAGE_BEFORE.fullmatch(title.removesuffix(other))), title)


def _prove_title(below: list[str]) -> bool:
    """Whether the lines below make a title of one: they open a document, or are its first article.

    The first may be a remark in brackets. Above 一、 headings stand too, so that proves nothing here.
    """
    first = "".join(below[1:] if below and _BRACKET.fullmatch(below[0]) else below[:1])
    return opens_document(first) or bool(_FIRST_PART.match(first))


def _decree(line: str, below: str) -> str:
    """The number of a decree or an announcement, on one line or two; ``""`` if the lines are none."""
    if not line.endswith(("号", "令", "公告", "政府", "）", ")")):
        return ""
    whole = line if _DECREE.fullmatch(below) else line + below  # a title that ends in 公告 may stand above a number
    found = _DECREE.fullmatch(whole) or _DECREE.fullmatch(line)
    return found["organ"] + found["number"] if found else ""


def _decree_of_issue(line: str) -> str:
    """The number of the decree that the history of a document begins with, below its title or in a bracket."""
    found = _ISSUE.search(line)
    return found["organ"] + found["number"] if found else ""


def _title_that_ends(above: list[str], line: str, below: str) -> str:
    """The title that ends with a line, or with what goes on below it; ``""`` if none does."""
    report = _REPORT.fullmatch(line)
    if report and (report["held"] or _OPENS_REPORT.match(below)):
        return line
    if not ends_like_title(line):
        return ""
    run = [*above[1 - _MOST_LINES :], line]
    ends = [start for start in reversed(range(len(run))) if is_title("".join(run[start:]))]
    start = next((start for start in ends if is_whole("".join(run[start:]))), max(ends, default=-1))
    if start < 0:
        return ""
    start -= _count_first_lines(run[:start], "".join(run[start:]))
    title = "".join(run[start:])
    title += below if _is_second_half(title, below) else ""
    organs = _organs_above(above[: len(above) - len(run) + 1 + start])
    return _bare_title(organs + title if title.startswith(_AFTER_ORGANS) else title)


def _count_first_lines(above: list[str], title: str) -> int:
    """How many lines above a title are its beginning; several are if the first of them says what it is about."""
    for count in range(1, len(above) + 1):
        several = count == 1 or (_SAYS_WHAT.search(above[-count]) and not _PLACE.match(title))
        if several and _is_first_half("".join(above[-count:]), title):
            return count
    return 0


def _organs_above(above: list[str]) -> str:
    """The organs right above a title that begins with what they do."""
    return "".join(reversed(list(takewhile(is_party, reversed(above)))))


def _titles_in_fields(head: str) -> Iterator[str]:
    """Titles behind the names of fields."""
    for line in (line.strip("| ") for line in head.split("\n")):
        label = _TITLE_LABEL.match(line) or _TITLE_LABEL_INSIDE.search(line)
        if label and is_title(line[label.end() :]):
            yield _bare_title(line[label.end() :])


def head_of(text: str) -> str:
    """What stands above the first full stop of the document; sentences of the page around it have none."""
    begin = 0
    for line in text.split("\n"):
        if "。" in line and not is_page(line.strip()) and not _is_remark(line.strip()):
            return text[: begin + line.index("。")]
        begin += len(line) + 1
    return text


def _without_references(text: str) -> str:
    """The text without numbers of other documents, which stand in brackets after their names."""
    return re.sub(r"》\s?[（(][^（()）]{4,40}号[）)]", "》", text)


def _is_remark(line: str) -> bool:
    """A paragraph above the title: a remark on the document, the end of a news report, links in a row."""
    links = len(line) > LONGEST_TITLE and not re.search(r"[。；，：:]", line)
    return bool(_ABOVE_TITLE.match(line)) or is_lead_in(line) or links


def _is_numbered(line: str) -> bool:
    """The heading of a chapter, a section, an item; the title of an annex is one."""
    number = read_number(line)
    return number is not None and number.style != "附"


def _is_first_half(above: str, title: str) -> bool:
    """Whether the title began a line higher."""
    ends_above = is_title(above) or re.search(r"[_|>]", above)
    return _goes_on(above, title) and not ends_above and is_title(above + title)


def _goes_on(above: str, title: str) -> bool:
    """Whether a line leaves a title open: ``…关于印发青山市``, or a place above a short one."""
    if above.endswith(("印发", "转发", "发布", "公布")) or ("关于" in above and "关于" not in title):
        return True
    if _PLACE.match(title):
        return False
    if len(title) < LONG_TITLE and _PLACE.fullmatch(above):
        return True
    is_short = len(re.sub(r"[（(].*", "", title)) <= _LONGEST_SECOND and "关于" not in title
    return is_short and bool(_FIRST_HALF.fullmatch(above)) and not is_party(above)


def _is_second_half(title: str, below: str) -> bool:
    """Whether the title ends a line lower; organs in a bracket are not of it."""
    return bool(_SECOND_HALF.fullmatch(below)) and not is_party(below.strip("（()）")) and is_title(title + below)


def _bare_title(line: str) -> str:
    before = _BEFORE_TITLE.match(line)
    words = own_words(line[before.end() :] if before else line)
    title = _ADOPTION.sub("", re.sub(r"\s+", "", words))
    whole = re.fullmatch(r"《([^《》]+)》", title)
    return whole[1] if whole else title
