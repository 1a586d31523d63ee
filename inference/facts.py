"""What a document says about itself: title, number, issuer, dates, validity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from policyclause.inference.document import Facts
from policyclause.inference.fields import FACTS, field_pattern
from policyclause.inference.furniture import is_lead_in, is_page, is_party
from policyclause.inference.numbering import ordinal, read_number

_ORDINAL = "一二三四五六七八九十百零〇\\d"
_KIND = (
    "意见|通知|办法|规定|条例|细则|方案|规划|计划|纲要|措施|政策|决定|公告|通告|通报|报告|纪要|指南|要点|批复|函|命令|解读|"
    "公示|目录|清单|一览表|分解表|问答|解答|答复|预案|手册|规范|规则|章程|制度|规程|指引|"
    rf"(?<!第[{_ORDINAL}])(?<!第[{_ORDINAL}]{{2}})(?<!第[{_ORDINAL}]{{3}})条"  # 十条, not the article 第十条
)
_LAW = r"(?<![\u4e00-\u9fff])中华人民共和国[\u4e00-\u9fff]{2,30}法"  # of other names, too many end as 计算方法 does
_TITLE_END = re.compile(
    rf"(?:{_KIND}|{_LAW})(?:[（(〔《][^。（(〔《）)〕》]{{0,80}}[）)〕》])*(?:的(?:通知|公告|通告|函|批复|意见|决定))?[》）)]?$"
)
_NAMES_SUBJECT = re.compile(r"关于|[省市区县镇州盟旗乡]|中华人民共和国|规划|计划|办法|条例|措施|方案|意见|通知")
# Of six or seven characters; a heading is as short (资金管理办法, 人才支持措施, 市级奖励办法) but names no place.
_SHORT_TITLE = re.compile(
    r"[\u4e00-\u9fff]{2,3}(?<!城)[省市区县州盟旗][\u4e00-\u9fff]{1,3}(?:办法|规定|细则)|(?!.*法)[\u4e00-\u9fff]{4,5}条例"
)
_LONG_TITLE = 8
# What a speech says of itself below its name: who held it, when and where.
_REPORT, _HELD = "政府工作报告", re.compile(r"[—－-]{2}|[（(][^（()）]{0,4}\d{4}年")
# The name of a field of the page before a title.
_TITLE_LABEL = re.compile(rf"[|\s【\[]*(?:title|{field_pattern('title')}|政策(?:标题|名称))[】\]]?\s*[:：|]?[|\s]*")
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
# What a page says of a document above it, in sentences.
_ABOVE_TITLE = re.compile(
    rf"(?:[温友][馨情]|核心|特别)?提示[:：]|(?:{field_pattern('abstract')}|概述|提要|简介)[:：]|导[语读][:：]|编者按|description\s?:"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,10}(?<!城)[省市区县州盟旗]")
# Who adopted it and when: （2021年3月5日…会议通过）.
_ADOPTION = re.compile(r"[（(](?:19|20)\d{2}年\d{1,2}月[^（()）]*[)）]$")
_MARKDOWN = re.compile(r"^#+\s*|\*\*")
# 江政发〔2023〕5号.
NUMBER_OF_DOCUMENT = re.compile(
    r"[\u4e00-\u9fff]{1,12} {0,2}[〔\[（(【﹝]\s?(?:19|20)\d\d\s?[〕\]）)】﹞]\s?(?:第\s?)?\d{1,4}\s?号"
)
_NUMBER = re.compile(rf"(?:{field_pattern('number')}[】\]]?\s*[:：|]?\s*)?(?P<number>{NUMBER_OF_DOCUMENT.pattern})")
_DAY = (
    r"((?:19|20)\d{2} ?[年./-] ?\d{1,2} ?[月./-] ?\d{1,2}|"
    r"[二一][〇○零O0九一二三四五六七八]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
)
# Between a label and its value: a colon, the edges of two cells.
_LABEL_GAP = r"[】\]]?\s*(?:[:：]\s*)?(?:\|{1,2}\s*)?"
_WRITTEN = re.compile(rf"{field_pattern('written')}{_LABEL_GAP}{_DAY}")
_PUBLISHED = re.compile(rf"{field_pattern('published')}{_LABEL_GAP}{_DAY}")
_EFFECTIVE_FIELD = re.compile(rf"{field_pattern('effective')}{_LABEL_GAP}{_DAY}")
_FROM_DAY = rf"自 ?{_DAY} ?日?(?: ?(?:[零\d]{{1,2}} ?[时点]|\d{{1,2}}[:：]\d\d))? ?起"
_TAKES_EFFECT = r"(?:正式)?(?:施行|实施|执行|生效)(?!的)"  # 自…起施行的《条例》 is another document
_FROM_ISSUE = r"自(?:印发|发布|公布|颁布)之日起"
_EFFECTIVE = re.compile(_FROM_DAY + _TAKES_EFFECT)
_EFFECTIVE_ON_ISSUE = re.compile(_FROM_ISSUE + _TAKES_EFFECT)
_OWN_EFFECT = re.compile(
    rf"本[\u4e00-\u9fff]{{0,6}}(?:{_KIND}|文件)[^。\n]{{0,60}}?(?:{_FROM_DAY}|{_FROM_ISSUE}){_TAKES_EFFECT}"
)
_SIGNED = re.compile(rf"[(（ ]*{_DAY} ?日?[)） ]*$")
_ISSUER_FIELD = re.compile(
    rf"{field_pattern('issuer')}[】\]]? *(?:[:：] *(?:\|{{1,2}} *)?|\|{{1,2}} *)(?=[^\s|])([^\n|]{{2,60}})"
)
_NEXT_FIELD = re.compile(rf"\s[\s【\[]*{field_pattern(*FACTS, 'record')}[】\]]?\s*[:：].*")
_ISSUER_IN_TITLE = re.compile(r"^([\u4e00-\u9fff、（）() ]{3,60}?)(?:转发|批转|印发|关于|令|(?P<notice>公告|通告))")
_ISSUES_NOTICES = re.compile(r"(?:海关|支队|大队|公司|[省市区县镇乡州盟旗])$")  # beside organs
_VALIDITY_FIELD = re.compile(rf"{field_pattern('validity')}\s*[:：]\s*[\u4e00-\u9fff]{{2,6}}")
_VALID = r"(有效期限?(?![内满届的])[为至到:：]?\s?[^，,。；;\n]{1,24})"
# Of the document, not of a licence that it names: 本办法有效期…, 自…起施行，有效期….
_OWN_VALIDITY = re.compile(
    rf"(?:(?:本[\u4e00-\u9fff]{{0,6}}(?:{_KIND}|文件)|自[^自。，；\n]{{2,30}}(?:[施执试]行|实施))"
    rf"[^。；\n]{{0,60}}?(?:[^\u4e00-\u9fff。；\n]|[且并]|暂定)"
    rf"|(?:{_KIND}|合同|协议|政策|文件|[施执试]行|实施)的?){_VALID}"
)
_VALIDITY = re.compile(
    rf"(?:^|[。；])[^\S\n]*(?:(?:第[^\s。]{{1,8}}条|[{_ORDINAL}]{{1,3}}[、.．])[^\S\n]*)?[（(]?{_VALID}", re.MULTILINE
)
_AFTER_ORGANS = ("关于", "印发", "转发", "批转")
_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "O": 0, "0": 0}


def find_facts(text: str, restored: str | None = None) -> Facts:
    """Facts of a clean text. What the text does not say stays ``""``.

    What stands on lines of its own (title, number, organs) is read as it was printed, what stands in sentences in
    ``restored``, the text of ``restore_lines``; None is for a text whose lines are whole. A date of effect given as the day of issue is the day the document was signed; of several documents in a text each
    has its signature below it.
    """
    restored = text if restored is None else restored
    title = find_title(text)
    signed = list(_signatures(text))
    field = _first(_WRITTEN, text)
    written = field or (signed[-1].day if signed else "")
    published = _first(_PUBLISHED, text)
    number = _NUMBER.search(_without_references(_head(text)))
    return Facts(
        title=title,
        number=re.sub(r"\s", "", number["number"]) if number else "",
        issuer=_issuer(text, title, [each.by for each in signed if each.by]),
        written=written,
        published=published,
        effective=_effective(restored, lambda at: field or _day_signed(restored, at) or written or published),
        validity=re.sub(r"\s+", "", _validity(restored)),
    )


def find_title(text: str) -> str:
    """The document's title: the first title-like run of lines above its first sentence, or the field that names it."""
    return _written_title(text) or next(_titles_in_fields(_head(text)), "")


def _written_title(text: str) -> str:
    """The first title-like run of lines above the first sentence."""
    run: list[str] = []
    organs: list[str] = []  # lines above that name organs, right above a title they are its beginning
    lines = [line for line in (_MARKDOWN.sub("", line.strip()) for line in text.split("\n")) if line]
    for line, below in pairwise([*lines, ""]):
        if is_page(line) or line[0] in "•·" or _TITLE_LABEL.match(line):
            organs = []
            continue
        if _is_of_page(line):
            run, organs = [], []
            continue
        if (
            "。" in line
            or len(line) > _LONGEST_LINE
            or re.match(r"^(?:第 ?[一1]|各[^，]{2,40}[:：])", line)
            or _is_numbered(line)
        ):
            break
        run = [*run[-2:], line]
        for size in range(1, len(run) + 1):
            joined = "".join(run[-size:])
            if is_title(joined) and (size == 1 or not is_title(run[-1]) or joined.startswith("关于")):
                above = "".join(run[-size - 1 : -size])
                whole = above + joined if _is_first_half(above, joined) else joined
                whole += below if _is_second_half(whole, below) else ""
                return _bare_title("".join(organs) + whole if whole.startswith(_AFTER_ORGANS) else whole)
        if line == _REPORT and _HELD.match(below):
            return line
        if is_party(line):
            organs.append(line)
        elif not line.startswith(_AFTER_ORGANS):
            organs = []
    return ""


def _titles_in_fields(head: str) -> Iterator[str]:
    """Titles behind the names of fields."""
    for line in (line.strip("| ") for line in head.split("\n")):
        label = _TITLE_LABEL.match(line)
        if label and is_title(line[label.end() :]):
            yield _bare_title(line[label.end() :])


def _head(text: str) -> str:
    """What stands above the first full stop of the document; sentences of the page around it have none."""
    begin = 0
    for line in text.split("\n"):
        if "。" in line and not is_page(line.strip()) and not _is_of_page(line.strip()):
            return text[: begin + line.index("。")]
        begin += len(line) + 1
    return text


def _is_of_page(line: str) -> bool:
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
    title = _ADOPTION.sub("", re.sub(r"\s+", "", _NUMBER.sub("", line)))
    whole = re.fullmatch(r"《([^《》]+)》", title)
    return whole[1] if whole else title


def is_title(line: str) -> bool:
    """A line that ends like a document's name and says whose or what about."""
    if len(line) < _LONG_TITLE:
        return bool(_SHORT_TITLE.fullmatch(line))
    return (
        len(line) <= 90
        and bool(_TITLE_END.search(line))
        and not re.search(r"[。；]|[:：]$", line)
        and bool(_NAMES_SUBJECT.search(line))
    )


class _Signature(NamedTuple):
    """The organs before or above a date that ends a line, ``""`` for none, the date, and where it ends."""

    by: str
    day: str
    at: int


def _signatures(text: str) -> Iterator[_Signature]:
    organs: list[str] = []
    for match in re.finditer(r"[^\n]*[^\s][^\n]*", text):
        line = match[0].strip()
        signed = _SIGNED.search(line) if len(line) < 100 else None
        before = line[: signed.start()] if signed else line
        if is_party(before):
            organs.append(before)
        elif before:
            organs = []
        if signed and (organs or not before):
            yield _Signature(re.sub(r"\s+", " ", " ".join(organs)), _iso(signed[1]), match.end())
            organs = []


def _day_signed(text: str, at: int) -> str:
    """The day of the first signature below a place in the text, of the last above it if there is none."""
    signed = list(_signatures(text))
    return next((each.day for each in signed if each.at > at), signed[-1].day if signed else "")


def _issuer(text: str, title: str, signed: Sequence[str]) -> str:
    """As a field of the page, the title or the last signature names it; a bare place is none if others are named."""
    field = _ISSUER_FIELD.search(text)
    if field:
        return re.sub(r"\s+", " ", _NEXT_FIELD.sub("", field[1])).strip()
    named = _ISSUER_IN_TITLE.match(title)
    in_title = named[1].strip() if named else ""
    if is_party(in_title):
        return in_title
    if named and named["notice"] and not _ISSUES_NOTICES.search(in_title):  # 消费券发放公告: what it is about
        in_title = ""
    return signed[-1] if signed else in_title


def _without_references(text: str) -> str:
    """The text without numbers of other documents, which stand in brackets after their names."""
    return re.sub(r"》\s?[（(][^（()）]{4,40}号[）)]", "》", text)


def _effective(text: str, issued: Callable[[int], str]) -> str:
    """As a field of the page or the document says of itself, else the last day it names.

    ``issued`` gives the day of issue of what stands at a place.
    """
    field, own = _first(_EFFECTIVE_FIELD, text), _OWN_EFFECT.search(text)
    if field or own:
        return field or (_iso(own[1]) if own and own[1] else issued(own.end()) if own else "")
    days = [_iso(match[1]) for match in _EFFECTIVE.finditer(text)]
    on_issue = _EFFECTIVE_ON_ISSUE.search(text)
    return days[-1] if days else issued(on_issue.end()) if on_issue else ""


def _validity(text: str) -> str:
    """As a field of the page or the document says of itself, else the last sentence that says nothing else."""
    field, own = _VALIDITY_FIELD.search(text), _OWN_VALIDITY.search(text)
    if field or own:
        return field[0] if field else own[1] if own else ""
    return next((match[1] for match in reversed(list(_VALIDITY.finditer(text)))), "")


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return _iso(match[1]) if match else ""


def _iso(day: str) -> str:
    if re.match(r"\d", day):
        year, month, day_of_month = (int(n) for n in re.findall(r"\d+", day)[:3])
    else:
        year = int("".join(str(_DIGIT[c]) for c in day[:4]))
        month, day_of_month = (ordinal(n) for n in re.findall(r"([一二三四五六七八九十]+)[月日]", day))
    try:
        return date(year, month, day_of_month).isoformat()
    except ValueError:  # no such day: a slip of the writer
        return ""
