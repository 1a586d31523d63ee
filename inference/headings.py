"""Which lines are headings: those that only name what stands below them and provide nothing themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from policyclause.inference.lines import LONGEST_HEADING, Line, is_roster
from policyclause.inference.numbering import (
    BOX,
    DIVISIONS,
    FIGURES,
    STATUTE_ORDER,
    UNNUMBERED,
    ordinal,
    ranks_above,
)
from policyclause.inference.opening import is_number_line
from policyclause.inference.outline import PARAGRAPH, Level, Outline
from policyclause.inference.phrases import (
    HEADS_CLOSING,
    NAMES_PART,
    TAKES_EFFECT,
    is_field,
    is_field_of_provision,
    leads_in,
)
from policyclause.inference.provisions import AMOUNT, DUTY, LIMIT
from policyclause.inference.tails import find_tail
from policyclause.inference.titles import is_title
from policyclause.inference.words import count_han

MOST_SCRAPS = 3  # lines of a few words that are the text of a heading, or go on with a demand
# Words that make a provision of a line.
_ACTS = re.compile(rf"给予|可以|{LIMIT}|{DUTY}|按照?.{{1,20}}(?:标准|比例)|(?:奖励|补助)\d|最高[不可给补奖限]")
# Names of what is provided for, also in words that would provide: ``可以延期的情形``.
_NAMES_CASES = re.compile(r"(?!给予)[^，。；：]{2,24}的(?:情形|条件|范围|对象|材料|事项|情况)")
# Help that is given, in a few words, not how much of it: a heading if a text of its own stands below it.
_NAMES_ACT = re.compile(
    rf"(?!.*(?:{LIMIT}|[不元]|标准|比例|下列|以下|如下))[\u4e00-\u9fff、]{{0,8}}给予[\u4e00-\u9fff、]{{0,10}}"
    r"(?:奖[励补]|补[贴助偿]|贴息|资助|津贴|保障|支持|扶持|优惠|减免)"
)
# What a revision does to the articles of another document.
_AMENDS = re.compile(rf"第[{FIGURES}]{{1,5}}条.*，|，.*第[{FIGURES}]{{1,5}}条")
# A sum or a share that is given. One that says which things are meant (1亿元以上的项目) may stand in a heading.
_PRICED = re.compile(rf"{AMOUNT.pattern}(?!级|以[上下内]|及以|[（(]含)")
_ABOLISHES = re.compile(r"免|停征|取消|严禁|禁止|减半|不再")
# The name of a chapter, not of the whole law.
_NAMES_CHAPTER = re.compile(
    r"(?!.*(?:给予|应当|不得))[\u4e00-\u9fff、]{2,16}(?<!法)(?<!条例|规定|办法|细则|规则|目录|正文|全文)"
)
# What may stand in place of a chapter's name, not the last item of an article, which is shorter.
_NAMES_ARTICLES = re.compile(r"(?!其[他它])[\u4e00-\u9fff、]{4,30}")
NAMES_ORGAN = re.compile(
    r"[省市州县区镇][\u4e00-\u9fff]{2,12}(?:(?<![布格])局|委|办)|各[\u4e00-\u9fff]{0,4}(?:单位|部门)"
)
# What leads in a list of works, each of which may be the name of what paragraphs below it say of it.
_LEADS_IN_WORKS = re.compile(r"(?:工作|任务|行动|工程)[：:]$")
# A cell that names an organ, or has a telephone or bare figures.
_WHO_OR_FIGURES = re.compile(
    rf"{NAMES_ORGAN.pattern}|[\u4e00-\u9fff、]{{2,14}}(?:(?<![布格])局|政府)|[\d\s.,、（()）—~-]+"
)
_THIS = re.compile(r"本|以上|上述")
# Whom to ask; of what stands below, addresses and telephones, nothing is a provision.
_NAMES_CONTACTS = re.compile(
    r"(?:[\u4e00-\u9fff]{2,6}[及和与、]){0,3}(?:政策)?(?:联系|咨询|监督|举报|投诉)(?:举报|投诉)?(?:方式|电话|人)(?:[及和](?:联系)?(?:方式|电话))?"
)
# What a sentence of a few words does, beside ``_ACTS``.
_DOES = re.compile(r"免[收征缴费]|查处(?!力度)|由.{2,20}(?:出资|承担)|[:：]")
_LONGEST_SENTENCE = 40  # characters of a heading that ends in 。
_BARE_NAME = re.compile(r"[\u4e00-\u9fff、]{2,16}")
_IN_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)|\[[^\[\]]*\]")
_TWO_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
OPENS_REMARK = "（([【《"


def is_heading(line: Line, below: list[Line], outline: Outline, sibling: Level | None, *, first: bool) -> bool:
    """A line that names what stands below it rather than providing something itself.

    ``first`` says that it stands right below a heading.
    """
    words = line.words.strip()
    if line.style in DIVISIONS:
        return len(words) <= LONGEST_HEADING and not re.search(r"[。；;]", words)
    if line.number is not None and _NAMES_CONTACTS.fullmatch(words):
        return not outline.lead_in
    if not below or not words or len(words) > LONGEST_HEADING or words.endswith(("；", ";", "，", ",")):
        return False
    if line.number is None:
        return _is_unnumbered_heading(line, below, outline, first)
    return _is_numbered_heading(line, below, outline, sibling)


def _is_numbered_heading(line: Line, below: list[Line], outline: Outline, sibling: Level | None) -> bool:
    """``is_heading`` of a numbered line that has something below it."""
    following, words = below[0], line.words.strip()
    if line.style == BOX:
        return not _says_more_than_name(line)
    if words.endswith(("：", ":")):
        return len(words) <= 16 and _is_above_text(line, below, outline)
    if words.endswith(("？", "?")):
        return following.number is None and not outline.lead_in  # answered below
    completes = outline.lead_in and not (
        _is_name_above_list(line, following) or _is_name_of_several(line, following, outline, sibling)
    )
    return not completes and not _says_more_than_name(line) and _is_above_its_own(line, below, outline, sibling)


def _is_above_its_own(line: Line, below: list[Line], outline: Outline, sibling: Level | None) -> bool:
    """Whether what stands below a numbered name is of it, rather than go on after it."""
    following, sentence = below[0], line.words.strip().endswith(("。", "！"))
    if following.style == "附":
        return False  # an annex is of no item, so the words would stand nowhere
    if says_from_when(following) and outline.path and not HEADS_CLOSING.search(line.words):
        return False  # the only item of a list of names: what stands below closes the document
    if following.number is None and following.depth > line.depth > 0:
        return True
    if sentence and following.style == BOX:
        return False  # the box stands beside the section, not below one sentence of it
    if following.number is not None:
        runs_on = _runs_on_above(line.style, following.style) and not names_articles(line, below, sibling)
        return _is_deeper(following, line, outline) and not runs_on
    if sibling is not None and _is_next(line, sibling) and not sibling.heading and (sentence or sibling.is_short):
        return False  # one of a list of items
    if following.is_body or is_field_of_provision(following.text) or (not sentence and _is_name_above_text(below)):
        apart = TAKES_EFFECT.search(following.text) or NAMES_PART.fullmatch(following.text)
        return not (sentence and apart)
    return count_scraps(line, below) > 0


def _is_name_above_text(lines: list[Line]) -> bool:
    """Whether lines are a part without a number: a name and its text."""
    return len(lines) > 1 and bool(_BARE_NAME.fullmatch(lines[0].text)) and lines[1].is_body


def _says_more_than_name(line: Line) -> bool:
    """Whether a numbered line provides something, or is longer than one short sentence."""
    words = line.words.strip()
    sentence = words.endswith(("。", "！"))
    more = re.search(r"[。；;]|修改为", words[:-1] if sentence else words)
    names = _NAMES_CASES.fullmatch(words) or _NAMES_ACT.fullmatch(words)
    acts = _ACTS.search(words) and not names
    if more or acts or _PRICED.search(words):
        return True
    if not sentence:
        return False
    provides = (
        _ABOLISHES.search(words[:6]) or _DOES.search(words[:-1]) or _AMENDS.search(words) or TAKES_EFFECT.search(words)
    )
    return len(words) > _LONGEST_SENTENCE or line.style == "条" or bool(provides)


def _is_unnumbered_heading(line: Line, below: list[Line], outline: Outline, first: bool) -> bool:
    """``is_heading`` of a line without a number that has something below it."""
    following, words = below[0], line.text
    if line.is_question:
        return True
    if line.in_run or line.is_roster or is_number_line(line.text) or is_field(line.text) or says_from_when(line):
        return False
    if words.endswith(("：", ":")):
        return bool(NAMES_PART.fullmatch(words)) and _is_above_text(line, below, outline)
    if names_articles(line, below):
        return True
    sentence = line.is_text or re.search(r"。[”』」]?$", words)
    if sentence or line.is_row or len(words) > 30 or NAMES_ORGAN.fullmatch(words):
        return False
    if line.is_marked:
        return bool(_TWO_HAN.search(words))
    if not line.is_demand:
        return bool(_TWO_HAN.search(words)) and _is_set_off(line, following, outline, first)
    if following.number is None:
        return following.is_body and not following.is_demand
    goes_on = outline.is_open(following.style) and ordinal(following.number.text) != 1
    return not goes_on or outline.is_open(UNNUMBERED)


def _is_set_off(line: Line, following: Line, outline: Outline, first: bool) -> bool:
    """Whether a few words are more than a scrap (a caption, a name, a date), which pages leave between paragraphs.

    Where no number is open, all headings look like them. Among numbered lines, they name a part of a section that is
    divided by such names from its beginning, head a list, or speak of what stands below.
    """
    if _IN_BRACKETS.fullmatch(line.text):
        return False
    styles = [level.style for level in outline.levels if level.style not in ("附", PARAGRAPH)]
    if not styles or styles[0] == UNNUMBERED:
        return True
    named = bool(_BARE_NAME.fullmatch(line.text))
    if following.number is not None:
        return named and ordinal(following.number.text) == 1
    if named and (first or outline.is_open(UNNUMBERED)):
        return True
    return following.is_body and not is_title(line.text) and _speaks_of(line.text, following.text)


def _speaks_of(words: str, text: str) -> bool:
    """Whether a text has one of the words that name it: two characters."""
    return any(words[i : i + 2] in text for i in range(len(words) - 1) if _TWO_HAN.match(words, i))


def _is_above_text(line: Line, below: list[Line], outline: Outline) -> bool:
    """Whether words before a colon name a text, or items that are names themselves, rather than lead in a list."""
    following, lists = below[0], re.search("下列|以下", line.text)
    if following.number is None:
        if following.in_run and (leads_in(line.text) or _ACTS.search(line.words)):
            return False
        short = following.is_body and not following.text.endswith(("：", ":"))
        return following.is_text or following.is_row or (short and not lists and not _ACTS.search(line.words))
    named = not re.search(r"[，。；：:;,]", following.words) and len(below) > 1
    above_text = named and below[1].number is None and below[1].is_text
    return above_text and not lists and _is_deeper(following, line, outline)


def _is_deeper(following: Line, line: Line, outline: Outline) -> bool:
    """Whether the number of the line below opens a level below the line.

    二、 does not below 3.: the section before it was not seen, as the text began midway.
    """
    higher = ranks_above(following.style, line.style) or following.style == "第一、"
    if higher and following.number and ordinal(following.number.text) != 1:
        return False
    return following.style != line.style and not outline.is_open(following.style)


def _is_next(line: Line, sibling: Level) -> bool:
    """Whether a line goes on counting from its sibling, where both count; another list's may have the style, too."""
    value = ordinal(line.number.text) if line.number else 0
    return value == 0 or ordinal(sibling.number) == value - 1


def _is_name_of_several(line: Line, following: Line, outline: Outline, sibling: Level | None) -> bool:
    """``（一）关于…`` with a paragraph below it: words like ``会议议定：`` above need no completion.

    A list whose first item has no paragraph below it is a list of items, also where a paragraph follows the last.
    What names a work may have a comma.
    """
    works = bool(_LEADS_IN_WORKS.search(outline.lead_in))
    named = bool(sibling.heading) if sibling else works or outline.levels[-1].style == PARAGRAPH
    whole = not re.search(r"[。；：:]" if works else r"[，。；：:]", line.words)
    above_text = following.number is None and (following.is_body if works else following.is_text)
    return named and whole and above_text


def _is_name_above_list(line: Line, following: Line) -> bool:
    """A bare name with a list of its own below it, which needs no completion either."""
    return bool(_BARE_NAME.fullmatch(line.words)) and _begins_list(line, following)


def _begins_list(line: Line, following: Line) -> bool:
    """Whether the line below a numbered one begins a list within it."""
    return following.number is not None and following.style != line.style and ordinal(following.number.text) == 1


def _runs_on_above(style: str, following: str) -> bool:
    """Whether a number runs on through the document rather than count what is below the line: ``条`` under ``1.``."""
    rank = STATUTE_ORDER.get(following, -1)
    return 0 <= rank < STATUTE_ORDER.get(style, len(STATUTE_ORDER)) and style != "一、"


def count_scraps(line: Line, below: list[Line]) -> int:
    """How many lines of a few words below a numbered name or a demand, up to the next number, are its text.

    ``二、申报时间`` / ``即日起至5月31日``; more than a few are a list of names.
    """
    named = line.number is not None and line.style != "条" and _BARE_NAME.fullmatch(line.words)
    if not named and not line.is_demand:
        return 0
    found = list(takewhile(lambda each: each.number is None, below))
    plain = all(_is_scrap(each) and count_han(each.text) >= 2 and each.text[0] not in OPENS_REMARK for each in found)
    number = below[len(found)].number if len(found) < len(below) else None
    names_list = number is not None and number.style != line.style and ordinal(number.text) == 1
    return len(found) if plain and not names_list and len(found) <= MOST_SCRAPS else 0


def _is_scrap(line: Line) -> bool:
    return not line.is_text and (is_pair(line) or not line.is_body)


def is_pair(line: Line) -> bool:
    """A row of two words, which say as much as a line of them does, unless they are who does what or whom to ask."""
    cells = [cell.strip() for cell in line.text.split("|") if cell.strip()] if line.is_row else []
    return len(cells) == 2 and not any(map(_WHO_OR_FIGURES.fullmatch, cells)) and not is_roster("：".join(cells))


def says_from_when(line: Line) -> bool:
    """``本办法自…起施行``, also without a stop."""
    return line.number is None and bool(_THIS.match(line.text) and TAKES_EFFECT.search(line.text))


def may_head(line: Line) -> bool:
    """A few words and nothing else on a line without a number: a heading, if text stands below it."""
    if line.number is not None or line.is_question:
        return line.is_question
    words = bool(re.fullmatch(r"[\u4e00-\u9fff、]{4,16}", line.text)) and not line.is_text
    return words or bool(NAMES_PART.fullmatch(line.text))


def names_articles(line: Line, below: list[Line], sibling: Level | None = None) -> bool:
    """A name right above an article: a chapter whose number was lost, or ``（五）…`` in its place, as its sibling is."""
    if not below or below[0].style != "条":
        return False
    if line.number is None:
        return bool(_NAMES_CHAPTER.fullmatch(line.text))
    goes_on = sibling is not None and sibling.groups and _is_next(line, sibling)
    return line.style == "（一）" and bool((_BARE_NAME if goes_on else _NAMES_ARTICLES).fullmatch(line.words))


def without_tail(line: Line) -> Line:
    """A numbered line without the tail of departments behind the name that it is."""
    tail = find_tail(line.text) if line.number is not None else None
    if tail is None or line.number is None or re.search(r"[，,]", line.text[line.number.end : tail]):
        return line
    return replace(line, text=line.text[:tail].rstrip())


def is_short(line: Line, below: list[Line]) -> bool:
    """An item of a few words, like the lines of a list: nothing stands below but a remark or the next."""
    alone = not below or below[0].number is not None or below[0].text[0] in OPENS_REMARK
    if below and _begins_list(line, below[0]):
        return False
    return alone and len(line.words) <= LONGEST_HEADING and "。" not in line.words[:-1]
