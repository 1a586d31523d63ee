"""What a document says about itself: title and number, issuer, dates, validity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from policyclause.inference.dates import DAY, DAY_IN_FIGURES, FROM_DAY, IN_FORCE, ITSELF, ON_ISSUE, TIME, read_day
from policyclause.inference.document import Facts
from policyclause.inference.fields import FACTS, Fact, field_pattern
from policyclause.inference.furniture import BESIDE_DAY, is_party
from policyclause.inference.naming import find_number, find_title, head_of
from policyclause.inference.numbering import FIGURES
from policyclause.inference.opening import NUMBER_OF_DOCUMENT
from policyclause.inference.titles import KIND
from policyclause.inference.words import without_heading_marks

# Between a label and its value: a colon, the edges of two cells.
_LABEL_GAP = r"[】\]]?\s*(?:[:：]\s*)?(?:\|{1,2}\s*)?"


def _field_of_day(fact: Fact) -> re.Pattern[str]:
    """A field that gives a day; in brackets, as （发布日期：…，实施日期：…）, it is of another document."""
    return re.compile(rf"(?<![（(，,]){field_pattern(fact)}{_LABEL_GAP}(?P<day>{DAY})")


_WRITTEN = _field_of_day("written")
_ISSUED = _field_of_day("issued")
_PUBLISHED = _field_of_day("published")
_EFFECTIVE_FIELD = _field_of_day("effective")
_TAKES_EFFECT = f"(?:正式)?{IN_FORCE}"
_FROM_ISSUE = rf"[自从](?:本[\u4e00-\u9fff]{{1,4}}?)?{ON_ISSUE}起?"
_EFFECTIVE = re.compile(FROM_DAY + _TAKES_EFFECT)
_EFFECTIVE_ON_ISSUE = re.compile(_FROM_ISSUE + _TAKES_EFFECT)
_ITSELF = re.compile(rf"{ITSELF}\Z")
_LONGEST_SUBJECT = 20
_OWN_EFFECT = re.compile(
    rf"本[\u4e00-\u9fff]{{0,6}}(?:{KIND}|文件)[^。\n]{{0,60}}?(?:{FROM_DAY}|{_FROM_ISSUE}){_TAKES_EFFECT}"
)
# A day at the end of a line; behind it may stand the document's number, or whom it is open to.
_SIGNED = re.compile(
    rf"[(（ ]*(?P<day>{DAY})[)） ]*(?:{NUMBER_OF_DOCUMENT.pattern}[)）]?|[（(]此件[^（()）]{{2,12}}[)）])?$"
)
# The day of the page has an hour, or stands before what only pages tell: 2024-03-05 09:23, 2024-03-05 来源：…; 时间 may be
# that of a meeting.
_STAMP = re.compile(
    rf"^ *(?:时间[:：] *(?=.*{BESIDE_DAY}))?(?P<day>{DAY_IN_FIGURES})(?:{TIME} *$|(?:{TIME})? *{BESIDE_DAY})",
    re.MULTILINE,
)
_ISSUER_FIELD = re.compile(
    rf"{field_pattern('issuer')}(?:[】\]]? *(?:[:：] *(?:\|{{1,2}} *)?|\|{{1,2}} *)|】 *)(?=[^\s|])([^\n|]{{2,60}})"
)
# On the line of another, where cleaning closed the blank.
_NEXT_FIELD = re.compile(rf"[\s【\[；;，,]*{field_pattern(*FACTS, 'record')}(?:[】\]]?\s*[:：]|】).*")
_ISSUER_IN_TITLE = re.compile(
    r"^(?!转发|批转)([\u4e00-\u9fff、（）() ]{3,60}?)(?:转发|批转|印发|关于|令|(?P<notice>公告|通告))"
)
_ISSUES_NOTICES = re.compile(r"(?:海关|支队|大队|公司|[省市区县镇乡州盟旗])$")  # beside organs
_ISSUER_OF_DECREE = re.compile(r"(.+?)(?:令|(?P<notice>公告)|(?<=政府))(?:(?:19|20)\d\d年)?第[^第]{1,6}号令?$")
_VALIDITY_FIELD = re.compile(rf"{field_pattern('validity')}\s*[:：]\s*[\u4e00-\u9fff]{{2,6}}")
_VALID = r"(有效期限?(?![内满届的])[为至到:：]?\s?[^，,。；;\n]{1,24})"
# Of the document, not of a licence that it names: 本办法有效期…, 自…起施行，有效期….
_OWN_VALIDITY = re.compile(
    rf"(?:(?:本[\u4e00-\u9fff]{{0,6}}(?:{KIND}|文件)|自[^自。，；\n]{{2,30}}(?:[施执试]行|实施))"
    rf"[^。；\n]{{0,60}}?(?:[^\u4e00-\u9fff。；\n]|[且并]|暂定)"
    rf"|(?:{KIND}|合同|协议|政策|文件|[施执试]行|实施)的?){_VALID}"
)
_VALIDITY = re.compile(
    rf"(?:^|[。；])[^\S\n]*(?:(?:第[^\s。]{{1,8}}条|[{FIGURES}]{{1,3}}[、.．])[^\S\n]*)?[（(]?{_VALID}",
    re.MULTILINE,
)


def find_facts(text: str, restored: str | None = None) -> Facts:
    """Facts of a clean text. What the text does not say stays ``""``.

    What stands on lines of its own (title, number, organs) is read as it was printed, what stands in sentences in
    ``restored``, the text of ``restore_lines``; None is for a text whose lines are whole. A date of effect given as the
    day of issue is the day the document was signed; of several documents in a text each has its signature below it.
    """
    text, restored = map(without_heading_marks, (text, text if restored is None else restored))
    title, number = find_title(text), find_number(text)
    signed = list(_signatures(text))
    field, issued, published = (_first(pattern, text) for pattern in (_WRITTEN, _ISSUED, _PUBLISHED))
    written = field or (signed[-1].day if signed else "") or (issued if published else "")
    return Facts(
        title=title,
        number=number,
        issuer=_issuer(text, title, number, [each.by for each in signed if each.by]),
        written=written,
        published=published or issued or _first(_STAMP, head_of(text)),
        effective=_effective(restored, lambda at: field or _day_signed(restored, at) or written or published or issued),
        validity=re.sub(r"\s+", "", _validity(restored)),
    )


class _Signature(NamedTuple):
    """The organs before or above a date that ends a line, ``""`` for none, the date, and where it ends."""

    by: str
    day: str
    at: int


def _signatures(text: str) -> Iterator[_Signature]:
    """Each signature; one right below another of the same day has the organs of both."""
    organs: list[str] = []
    last: _Signature | None = None
    for line, end in _lines_or_cells(text):
        signed = _SIGNED.search(line) if len(line) < 100 else None
        before = line[: signed.start()] if signed else line
        if is_party(before):
            organs.append(before.lstrip("（("))
        elif before:
            organs, last = [], None
        if signed and (organs or not before):
            day = read_day(signed["day"])
            above = last.by.split(" ") if last and last.day == day else []
            by = " ".join(dict.fromkeys(filter(None, [*above, *" ".join(organs).split()])))
            last = _Signature(by, day, end)
            yield last
            organs = []


def _lines_or_cells(text: str) -> Iterator[tuple[str, int]]:
    """Each line that has words, and where it ends; each cell of a row of organs and days, as signatures stand in tables."""
    for match in re.finditer(r"[^\n]+", text):
        line = match[0]
        cells = [cell for cell in re.finditer(r"[^|]+", line) if not cell[0].isspace()] if "|" in line else []
        if len(cells) > 1 and all(is_party(cell[0].strip()) or _SIGNED.fullmatch(cell[0].strip()) for cell in cells):
            yield from ((cell[0].strip(), match.start() + cell.end()) for cell in cells)
        elif line.strip(" |\t\u3000"):
            yield line.strip(), match.end()


def _day_signed(text: str, at: int) -> str:
    """The day of the first signature below a place in the text, of the last above it if there is none."""
    signed = list(_signatures(text))
    return next((each.day for each in signed if each.at > at), signed[-1].day if signed else "")


def _issuer(text: str, title: str, number: str, signed: Sequence[str]) -> str:
    """As a field of the page, the title, the last signature or the number of a decree, which a person signs, names it.

    A bare place is none if others are named.
    """
    field = _ISSUER_FIELD.search(text)
    in_field = re.sub(r"\s+", " ", _NEXT_FIELD.sub("", field[1])).strip(" *；;。") if field else ""
    if in_field:
        return in_field
    in_title = _organ(_ISSUER_IN_TITLE.match(title))
    if is_party(in_title):
        return in_title
    return signed[-1] if signed else _organ(_ISSUER_OF_DECREE.match(number)) or in_title


def _organ(named: re.Match[str] | None) -> str:
    """The organ before what it issues; before 公告 may stand what that is about: 消费券发放公告."""
    organ = named[1].strip() if named else ""
    is_subject = named and named["notice"] and not (is_party(organ) or _ISSUES_NOTICES.search(organ))
    return "" if is_subject else organ


def _effective(text: str, issued: Callable[[int], str]) -> str:
    """As a field of the page or the document says of itself, else the last day it names.

    ``issued`` gives the day of issue of what stands at a place.
    """
    field, own = _first(_EFFECTIVE_FIELD, text), _OWN_EFFECT.search(text)
    if field or own:
        return field or (read_day(own["day"]) if own and own["day"] else issued(own.end()) if own else "")
    days = [read_day(match["day"]) for match in _of_itself(_EFFECTIVE, text)]
    on_issue = next(_of_itself(_EFFECTIVE_ON_ISSUE, text), None)
    return days[-1] if days else issued(on_issue.end()) if on_issue else ""


def _of_itself(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Where the words are of the document; looked for from them backwards, since a text has few of them."""
    for match in pattern.finditer(text):
        if _ITSELF.search(text, max(0, match.start() - _LONGEST_SUBJECT), match.start()):
            yield match


def _validity(text: str) -> str:
    """As a field of the page or the document says of itself, else the last sentence that says nothing else."""
    field = _VALIDITY_FIELD.search(text)
    # Most documents name none, and looking for whose it is takes long.
    own = _OWN_VALIDITY.search(text) if "有效期" in text else None
    if field or own:
        return field[0] if field else own[1] if own else ""
    return next((match[1] for match in reversed(list(_VALIDITY.finditer(text)))), "")


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return read_day(match["day"]) if match else ""
