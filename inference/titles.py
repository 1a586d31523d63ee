"""What a document is called: its title and its number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice, pairwise, takewhile

from policyclause.inference.dates import DAY
from policyclause.inference.fields import FACTS, field_pattern
from policyclause.inference.furniture import is_addressee, is_lead_in, is_page, is_party
from policyclause.inference.numbering import read_number

_ORDINAL = "一二三四五六七八九十百零〇\\d"
KIND = (
    "意见|通知|办法|规定|条例|细则|方案|规划|计划|纲要|措施|政策|决定|公告|通告|通报|报告|纪要|指南|要点|批复|函|命令|解读|"
    "公示|目录|清单|一览表|分解表|问答|解答|答复|预案|手册|规范|规则|章程|制度|规程|指引|"
    rf"(?<!第[{_ORDINAL}])(?<!第[{_ORDINAL}]{{2}})(?<!第[{_ORDINAL}]{{3}})条"  # 十条, not the article 第十条
)
_LAW = r"(?<![\u4e00-\u9fff])中华人民共和国[\u4e00-\u9fff]{2,30}法"  # of other names, too many end as 计算方法 does
# Kinds whose names end headings and headlines too.
_WEAK_KIND = (
    "决议|请示|议案|草案|修正案|建议|说明|工作总结|打算|讲话|致辞|发言|答记者问|公报|裁量基准|导则|公约|须知|倡议书|新政|举措|"
    "(?:工作|任务|步|阶段|后续|政策)安排|年行动"
)
_TITLE_END = re.compile(
    rf"(?:{KIND}|{_LAW}|(?P<weak>{_WEAK_KIND}))(?:[（(〔《][^。（(〔《）)〕》]{{0,80}}[）)〕》])*(?:的(?:通知|公告|通告|函|批复|意见|决定))?[》）)]?$"
)
# What a title of such a kind says: what it is about, whose it is.
_NAMES_OWNER = re.compile(
    r"(?:.*(?:关于|在.+上的(?:讲话|致辞|发言))|.+就.+答记者问"
    r"|(?!.*(?:出台|发布|推出|召开|举行|开展|传达|学习|解读))(?:(?:19|20)\d\d年)?(?![全各我本])[\u4e00-\u9fff]{1,8}(?<!城)[省市区县州盟旗镇乡])"
)
_NAMES_SUBJECT = re.compile(
    r"关于|[省市区县镇州盟旗乡]|中华人民共和国|规划|计划|办法|条例|措施|方案|意见|通知|办事指南|名单|若干"
)
# Of six or seven characters; a heading is as short (资金管理办法, 人才支持措施, 市级奖励办法) but names no place.
_SHORT_TITLE = re.compile(
    r"[\u4e00-\u9fff]{2,3}(?<!城)[省市区县州盟旗][\u4e00-\u9fff]{1,3}(?:办法|规定|细则)|(?!.*法)[\u4e00-\u9fff]{4,5}条例"
)
_LONG_TITLE = 8
# A report is known by what stands below its name: who held it, when and where, whom it addresses.
_REPORT = re.compile(
    r"(?:(?:19|20)\d\d年)?政府工作报告(?:[（(](?:(?:19|20)\d\d年|节选|摘要)[）)])?(?P<held>[—－-]{2}.+)?"
)
_OPENS_REPORT = re.compile(
    r"[—－-]{2}|[（(]?[^（()）。]{0,4}\d{4}年|(?:各位|同志们|.*[\u4e00-\u9fff][省州市县区旗镇乡]长(?![\u4e00-\u9fff]*。))|一、"
)
# The name of a field of the page before a title, and behind another field.
_TITLE_FIELD = rf"(?:title|{field_pattern('title')}|政策(?:标题|名称))[】\]]?\s*"
_TITLE_LABEL = re.compile(rf"[|\s【\[]*{_TITLE_FIELD}[:：|]?[|\s]*")
_TITLE_LABEL_INSIDE = re.compile(rf"\s[【\[]*{_TITLE_FIELD}[:：]\s*")
# A line that goes on with the title above it: （2023—2025年）的通知, （试行）.
_SECOND_HALF = re.compile(
    r"(?:[（(](?!此|印章)[^。：:号（()）]{1,30}(?<!日)[）)])?(?:的(?:通知|公告|通告|函|批复|意见|决定))?"
)
# The first line of a title on two: a place and what it does.
_FIRST_HALF = re.compile(
    r"[\u4e00-\u9fff]{1,10}(?<!城)[省市区县州盟旗镇乡](?!.*(?:出台|发布|印发|召开|解读))[\u4e00-\u9fff、“”]{2,30}(?<!文件|政策|动态|平台)(?<![网府局报开目栏])"
)
_LONGEST_SECOND = 16
_LONGEST_LINE = 90
_MOST_LINES = 5
_MOST_ORGANS = 20  # above a title
_MOST_LINES_OF_PAGE = 20  # above the title
_BEGINS_TEXT = re.compile(r"第 ?[一1](?!\d*号)|各[^，]{2,40}[:：]")
_FIRST_PART = re.compile(r"第 ?[一1] ?[编章条]|目录$")
_BRACKET = re.compile(r"[（(].*[）)]")
_DECREE = re.compile(
    r"(?P<organ>[\u4e00-\u9fff ]{2,30}(?:令|公告))[（(]?(?P<number>(?:(?:19|20)\d\d年 ?)?第 ?[\d一二三四五六七八九十百]{1,6} ?号)[）)]?"
)
# What a page says of a document above it, in sentences.
_ABOVE_TITLE = re.compile(
    rf"(?:[温友][馨情]|核心|特别)?提示[:：]|(?:{field_pattern('abstract')}|概述|提要|简介)[:：]|导[语读][:：]|编者按|description\s?:"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,10}(?<!城)[省市区县州盟旗]")
# Who adopted it and when: （2021年3月5日…会议通过）.
_ADOPTION = re.compile(r"[（(](?:19|20)\d{2}年\d{1,2}月[^（()）]*[)）]$")
_MARKDOWN = re.compile(r"^#+\s*|\*\*")
# 江政发〔2023〕5号, 沙府〔94〕12号; not the end of a day before it.
NUMBER_OF_DOCUMENT = re.compile(
    r"(?!(?<=\d)日)[\u4e00-\u9fff]{1,12} {0,2}[〔\[（(【﹝]\s?(?:(?:19|20)\d\d|[5-9]\d)\s?[〕\]）)】﹞]\s?(?:第\s?)?\d{1,4}\s?号"
)
# What stands before a number on its line, where cleaning closed the blank: 一九九三年八月二十日发布 平政〔1993〕45号.
_BEFORE_CODE = re.compile(r".*(?:[一二三四五六七八九十]日|[发颁公]布)")
_NUMBER = re.compile(rf"(?:{field_pattern('number')}[】\]]?\s*[:：|]?\s*)?(?P<number>{NUMBER_OF_DOCUMENT.pattern})")
_BEFORE_TITLE = re.compile(rf"(?:{_NUMBER.pattern}|{DAY}(?=\s))\s*")
_NUMBER_LINE = re.compile(rf"[（(]?\s*{NUMBER_OF_DOCUMENT.pattern}\s*[）)]?")
# Behind a title on its line: in brackets, maybe with the day, or right behind it where cleaning closed a blank.
_NUMBER_BEHIND = re.compile(
    rf"(?<!》)(?P<gap>\s*[（(]\s*(?:{DAY})?\s*|\s+|)(?P<code>{NUMBER_OF_DOCUMENT.pattern})\s*[）)]?$"
)
# What pages put behind a title: its status, their own name, fields.
_PAGE_BEHIND = re.compile(
    r"(?:\s*[\[【〔（(]\s*(?:(?:已|部分)?(?:失效|废止)|现行有效|全文)\s*[\]】〕）)]|全文"
    r"|(?:\s*[-_–—]{1,2}\s*[\u4e00-\u9fff]{2,20}){0,2}\s*[-_–—]{1,2}\s*[\u4e00-\u9fff]{2,20}(?:[网站局厅]|门户|政府|平台|公开)"
    rf"|\s[\s【\[]*(?:{field_pattern(*FACTS, 'record')}|来源|作者|浏览|点击|阅读)[\u4e00-\u9fff]{{0,2}}[】\]]?\s*[:：].*)$"
)
_LONGEST_WITH_PAGE = 300
_AFTER_ORGANS = ("关于", "印发", "转发", "批转")


def find_title(text: str) -> str:
    """The document's title: the first title-like run of lines above its first sentence, or the field that names it.

    Else, below sentences of a page or a decree, the first that stands above what only a document begins with.
    """
    lines = list(_lines(text))
    end = next((i for i, line in enumerate(lines) if _ends_head(line)), len(lines))
    page = lines[end : end + _MOST_LINES_OF_PAGE]
    numbered = next((i for i, line in enumerate(page, end) if _is_numbered(line)), end + len(page))
    unsure = ""
    for i, title in _titles(lines, 0, end):
        if _is_whole(title) and not _decree(title, "".join(lines[i + 1 : i + 2])):
            return title
        unsure = unsure or title
    below = (title for i, title in _titles(lines, end, numbered) if _begins_document(lines[i + 1 : i + 3]))
    return next(_titles_in_fields(_head(text)), "") or next(below, "") or unsure


def find_number(text: str) -> str:
    """The document's number: the first above its first sentence that is not another document's, behind its name.

    Else, as below sentences of a page, the first that is a line.
    """
    lines = _lines(_without_references(_head(text)))
    for line, below in pairwise(chain(lines, [""])):
        title = _without_number(line)
        number = _NUMBER.search(line, len(title) if title != line else 0)
        found = number["number"] if number and not _is_numbered(line) else _decree(line, below)
        if found:
            return _BEFORE_CODE.sub("", re.sub(r"\s", "", found))
    above_numbers = takewhile(lambda line: not _is_numbered(line), islice(_lines(text), _MOST_LINES_OF_PAGE))
    return next((re.sub(r"[\s（）()]", "", line) for line in above_numbers if _NUMBER_LINE.fullmatch(line)), "")


def _lines(text: str) -> Iterator[str]:
    return filter(None, (_MARKDOWN.sub("", line.strip()) for line in text.split("\n")))


def _ends_head(line: str) -> bool:
    """A sentence, an addressee, a first article, a heading."""
    if _is_around(line):
        return False
    return "。" in line or len(line) > _LONGEST_LINE or bool(_BEGINS_TEXT.match(line)) or _is_numbered(line)


def _is_around(line: str) -> bool:
    """A line of the page around the document, a field of its record."""
    return is_page(line) or line[0] in "•·" or bool(_TITLE_LABEL.match(line)) or _is_remark(line)


def _titles(lines: list[str], begin: int, end: int) -> Iterator[tuple[int, str]]:
    """The titles that end between two lines, and the indexes of the lines that they end with."""
    above: list[str] = []  # lines that one may begin with
    for i in range(begin, end):
        line = lines[i]
        if _is_around(line) or "。" in line or len(line) > _LONGEST_LINE:
            above.clear()
            continue
        title = _title_that_ends(above, line, "".join(lines[i + 1 : i + 2]))
        if title:
            yield i, title
        above = [*above[-_MOST_ORGANS:], line]


def _begins_document(below: list[str]) -> bool:
    """Whether lines are what stands below a title only: its number, its addressee, the first article."""
    first = "".join(below[1:] if below and _BRACKET.fullmatch(below[0]) else below[:1])
    return bool(_NUMBER_LINE.fullmatch(first) or _FIRST_PART.match(first)) or is_addressee(first)


def _decree(line: str, below: str) -> str:
    """The number of a decree or an announcement, on one line or two; ``""`` if the lines are none."""
    if not line.endswith(("号", "令", "公告", "）", ")")):
        return ""
    found = _DECREE.fullmatch(line + below) or _DECREE.fullmatch(line)
    return found["organ"] + found["number"] if found else ""


def _title_that_ends(above: list[str], line: str, below: str) -> str:
    """The title that ends with a line, or with what goes on below it; ``""`` if none does."""
    report = _REPORT.fullmatch(line)
    if report and (report["held"] or _OPENS_REPORT.match(below)):
        return line
    if not (_TITLE_END.search(_own_words(line[-_LONGEST_WITH_PAGE:])) or line.endswith(("）", ")", "》"))):
        return ""  # whatever stands above
    run = [*above[1 - _MOST_LINES :], line]
    ends = [start for start in reversed(range(len(run))) if is_title("".join(run[start:]))]
    start = next((start for start in ends if _is_whole("".join(run[start:]))), max(ends, default=-1))
    if start < 0:
        return ""
    start -= _count_first_lines(run[:start], "".join(run[start:]))
    title = "".join(run[start:])
    title += below if _is_second_half(title, below) else ""
    organs = _organs_above(above[: len(above) - len(run) + 1 + start])
    return _bare_title(organs + title if title.startswith(_AFTER_ORGANS) else title)


def _is_whole(title: str) -> bool:
    """Whether all names of documents in a title are closed, and none was opened above it."""
    return title.count("《") == title.count("》") and title.count("〈") == title.count("〉")


def _count_first_lines(above: list[str], title: str) -> int:
    """How many lines above a title are its beginning; several are if the first of them says what it is about."""
    for count in range(1, len(above) + 1):
        several = count == 1 or ("关于" in above[-count] and not _PLACE.match(title))
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


def _head(text: str) -> str:
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
    links = len(line) > _LONGEST_LINE and not re.search(r"[。；，：:]", line)
    return bool(_ABOVE_TITLE.match(line)) or is_lead_in(line) or links


def _is_numbered(line: str) -> bool:
    """The heading of a chapter, a section, an item; the title of an annex is one."""
    number = read_number(line)
    return number is not None and number.style != "附"


def _is_first_half(above: str, title: str) -> bool:
    """Whether the title began a line higher: ``…关于印发青山市``, or a place above a short one."""
    in_two = len(title) < _LONG_TITLE and bool(_PLACE.fullmatch(above)) and not _PLACE.match(title)
    bare = re.sub(r"[（(].*", "", title)
    goes_on = len(bare) <= _LONGEST_SECOND and "关于" not in title and not _PLACE.match(title)
    in_two = in_two or (goes_on and bool(_FIRST_HALF.fullmatch(above)) and not is_party(above))
    begins = in_two or ("关于" in above and "关于" not in title) or above.endswith(("印发", "转发", "发布", "公布"))
    return begins and not is_title(above) and is_title(above + title) and not re.search(r"[_|>]", above)


def _is_second_half(title: str, below: str) -> bool:
    """Whether the title ends a line lower; organs in a bracket are not of it."""
    return bool(_SECOND_HALF.fullmatch(below)) and not is_party(below.strip("（()）")) and is_title(title + below)


def _bare_title(line: str) -> str:
    before = _BEFORE_TITLE.match(line)
    words = _own_words(line[before.end() :] if before else line)
    title = _ADOPTION.sub("", re.sub(r"\s+", "", words))
    whole = re.fullmatch(r"《([^《》]+)》", title)
    return whole[1] if whole else title


def is_title(line: str) -> bool:
    """A line that ends like a document's name and says whose or what about; its number may stand behind it."""
    return len(line) <= _LONGEST_WITH_PAGE and not line.endswith("。") and _names_document(_own_words(line))


def _names_document(words: str) -> bool:
    if len(words) < _LONG_TITLE:
        return bool(_SHORT_TITLE.fullmatch(words))
    end = _TITLE_END.search(words) if len(words) <= _LONGEST_LINE else None
    if end is None or re.search(r"[。；]|[:：]$", words):
        return False
    return bool(_NAMES_OWNER.match(words) if end["weak"] else _NAMES_SUBJECT.search(words))


def _own_words(line: str) -> str:
    """A title without what the page and its number put behind it."""
    return _without_number(_PAGE_BEHIND.sub("", line))


def _without_number(line: str) -> str:
    """A title without the number behind it; ``…的意见江政发〔2023〕5号`` is a title up to the last place where it is one."""
    behind = _NUMBER_BEHIND.search(line) if line.endswith(("号", "）", ")")) else None
    if behind is None:
        return line
    if behind["gap"]:
        return line[: behind.start()]
    begin = behind.start("code")
    end = re.compile(r"[〔\[（(【﹝]").search(line, begin)
    ends = reversed(range(begin, end.start() if end else begin))
    return next((line[:at] for at in ends if _names_document(line[:at])), line)
