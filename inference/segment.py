"""Clean text to segments: the numbered items and paragraphs of the document on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile

from policyclause.inference.document import Kind, Segment, Sentence
from policyclause.inference.facts import is_title
from policyclause.inference.furniture import is_addressee, is_formality, is_lead_in, is_page, is_prose, is_row
from policyclause.inference.layout import restore_lines
from policyclause.inference.numbering import PARAGRAPH, Level, Number, Outline, ordinal, read_number
from policyclause.inference.sentences import split_sentences
from policyclause.inference.tails import departments, find_tail
from policyclause.inference.text import TrackedText

_TRAILER = re.compile(
    r"^[•·\s【\[]*(?:相关(?:推荐|阅读|链接|文章|新闻|资讯|内容)|延伸阅读|热门(?:推荐|文章|关键词|标签)|猜你喜欢|推荐阅读|上一[篇条]|下一[篇条]|"
    r"版权所有|本文(?:链接|关键词|来源|标签)|返回(?:顶部|首页|列表)|网友评论|分享到|打印本页|关闭窗口|"
    r"【?打印(?=$|[\s】\]|:：（(]|[本此]页|页面|文章)|扫一?扫|扫码(?=$|[\s:：]|关注|阅读|分享|[看听])|扫[^，。；]{0,6}二维码)"
)
# These end a document too, unless its numbers go on below.
_TRAILER_OR_TEXT = re.compile(r"^[•·\s【\[]*(?:热门|版权|免责|声明[:：]|主办单位)")
# A tick box (□是 □否) is no loss.
_LOST = re.compile(r"□(?![是否有无])|\ufffd|(?<=[\u4e00-\u9fff])\?(?=[\u4e00-\u9fff、，,；;])")
_ASKS = re.compile(r"[吗呢么]$|(?:什么|哪|如何|怎|多少|几|是否|能否|可否|谁)[^。；！？?]*$")
_LONGEST_QUESTION = 40
_TICKED = re.compile(r"[☑☒✓✔√■]")
_TAKES_EFFECT = re.compile(
    r"自.{0,24}(?:起|之日(?!起(?:实施|施行)满))(?:[^。]{0,6})(?:施行|实施|执行|生效)(?!满)|由.{2,40}(?:负责)?解释|"
    r"(?<!在)有效期(?!内|满)|此前.{0,30}(?:不一致|废止)|同时废止"
)
_PREAMBLE = re.compile(
    r"^(?:为|根据|按照|依据|经(?!济|认|营|过)|近年来|当前)[^。]{4,}(?:制定|提出|根据|结合|现|通知|特|如下)|^(?:现将|现就|《)|"
    r"(?:现|特|兹)[^。]{0,30}如下[^。]{0,8}[：:]$|(?:制定本|制定如下|纪要如下|提出如下|提出以下|通知如下|意见如下|公告如下|规定如下|特制定|印发给你们|现予以?公布)"
)
_ACTS = re.compile(r"给予|不低于|不超过|不得|应当|可以|按照?.{1,20}(?:标准|比例)|奖励\d|补助\d|最高")
# What makes a text of a line without a full stop: money, permission or duty in it.
_PROVIDES = re.compile(
    r"(?<![\d.])\d[\d.]*\s?[万亿]?元|给予|补[贴助]|奖励|贴息|减免|免征|不低于|不超过|不得|应当|(?:安排|设立|提供|争取).{2,80}?(?:资金|基金|指标|贷款|服务|补偿|[万亿]元)|"
    r"最高[\d一二三四五六七八九十百]|发放[^。]{0,12}\d[万亿]?元|每(?:人|年|月|户|亩|个|家|平方米).{0,8}?\d[万亿]?元"
)
# A line without a stop that tells somebody to do something, if it names nothing that stands below it.
_DEMANDS = re.compile(
    r"(?:积极|大力|着力|全面|切实|持续|进一步|依法)?(?:严禁|禁止|严格|引导|推行|引进|推动|推进|推广|加强|加快|加大|支持|鼓励|完善|优化|建立|健全"
    r"|实施|实行|开展|落实|培育|打造|提升|提高|扩大|拓展|降低|减轻|强化|深化|探索|统筹|整合|规范|简化|压减|取消|放宽|盘活|促进|构建|搭建)"
    r"|[^，]{0,30}优先(?:保障|安排|供应|支持|办理)"
)
_LEAST_OF_DEMAND = 10  # Han characters; fewer are a heading
# A sum or a share that is given; one that tells which are meant (1亿元以上的项目) may stand in a heading.
_PRICED = re.compile(r"\d\s?[百千万亿]*元(?!级|以[上下内]|及以|[（(]含)|\d\s?[%％](?!以[上下内]|及以|[（(]含)")
# The name of an instrument, as a heading has it: ``用电补贴政策``.
_NAMES = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:补[贴助]|奖励|贴息)(?:政策|标准|资金|办法|对象|条件|范围|方式|项目|流程)?(?:[（(][^（()）]{1,8}[）)])?"
)
# A heading that ends in a colon: ``土地支持：``. Other words before one lead in what they say.
_NAMES_PART = re.compile(
    r"(?:(?![的按给]|对(?!象)|下列|以下|享受|符合|应当)[\u4e00-\u9fff、]){4,15}"
    r"(?<=支持|扶持|政策|标准|条件|范围|对象|流程|程序|材料|方式|时间|时限|期限|要求|措施|目标|任务|保障|奖励|补贴|补助|管理|服务)[:：]"
)
_ABOLISHES = re.compile(r"免|停征|取消|严禁|禁止|减半|不再")
_MARKER = re.compile(
    r"^(?:[#>*▲●◆■★•·▪○◎□◇☆▶►➢➤✓✔✅✨⭐❗⚡❤☀⚠\ufe0f\U0001f300-\U0001faffØü]|-\s|\s)+(?=[（(第一二三四五六七八九十\d“*\u4e00-\u9fff])|^\*\*"
)
# Looked for where a run of blanks begins alone: from each place in it, a long run would take its square.
_EDGE = re.compile(r"^[\s|]+|(?<![\s|])[\s|]+$")
_BORDER = re.compile(r"(?<![\s|])[\s|]*\|[\s|]*")
_HEAD_OF_TABLE = re.compile(r"[|\s]*(?:序号|编号|项目)[|\s]")
_HEAD_OF_AMOUNTS = re.compile(
    r"(?:补[贴助偿]|奖[励补]|资助|津贴)[^|]{0,6}(?:标准|金额|额度)|(?:标准|金额|额度)\s*[（(][^|]{0,6}元"
)
# What the cells of a column say: what is to be done, what is given.
_COLUMN_OF_ACTS = re.compile(
    r"(?:任务|措施|举措|(?<!公开)(?:内容|事项)|职权|政策(?!名称)|奖励)(?!依据|编[码号]|类|来源|文件)"
)
_COLUMN_OF_GRANTS = re.compile(r"奖[励补]|补[贴助偿]|资助|津贴|标准")
_AMOUNT = re.compile(r"\d\s?(?:[百千万亿]*元|[%％])")
_LEAST_OF_ACT = 6  # Han characters of a cell
# The chapter of a plan, above a section 1.1.
_CHAPTER = re.compile(r"(\d{1,2})\s*([\u4e00-\u9fff、]{2,16})")
_ANNEX_LIST = re.compile(r"附件?\s*[:：]\s*(?:$|(?:1\s?[.．、]|[（(]1[）)])[^。；]{0,60}$)")
_ANNEX = re.compile(r"(?:\d{1,2}\s?[.．、]|[（(]\d{1,2}[）)])[^。；：:]{0,60}$")
_LONGEST_HEADING = 60
_LONGEST_HEADING_SENTENCE = 40
_MOST_SCRAPS = 3
_OPENING = "（([【《"  # a line that begins so is a remark
_UNNUMBERED = "无"


@dataclass(frozen=True)
class _Line:
    """A line that is not blank: where its words stand in the clean text, and its number.

    ``gaps`` are the parts between lines that were joined to it; ``head`` is the first row of its table, ``""`` in that.
    """

    start: int
    end: int
    text: str
    number: Number | None
    gaps: tuple[tuple[int, int], ...] = ()
    is_row: bool = False
    head: str = ""

    @property
    def words(self) -> str:
        return self.text[self.number.end :] if self.number else self.text

    @cached_property
    def is_text(self) -> bool:
        """Running text, or a line without stops that provides something all the same; of a row, a cell or the table."""
        cells = self.text.split("|") if self.is_row else [self.text]
        return _provides_under(self.head, cells) or any(is_prose(cell) or _provides(cell.strip()) for cell in cells)

    @property
    def is_body(self) -> bool:
        """What may stand below a heading: text, a row, or a sentence of a few words."""
        return self.is_text or self.is_row or bool(re.fullmatch(r".*[\u4e00-\u9fff]{2}[^。；：]?[。；：]", self.text))

    @property
    def is_demand(self) -> bool:
        """Words without a stop that tell somebody to do something: a heading, or a text as short as one."""
        words = "" if self.number or self.is_row or self.text[-1] in "。；：:" else self.text
        demands = _DEMANDS.match(words) and _han(words) >= _LEAST_OF_DEMAND
        return bool(demands) and not is_prose(words) and not is_title(words)

    @property
    def is_question(self) -> bool:
        """A question and nothing else, without a number."""
        words, mark = self.text[:-1], self.text[-1]
        alone = self.number is None and len(words) < _LONGEST_HEADING and not re.search(r"[。；！？?]", words)
        return alone and (mark == "？" or (mark == "?" and bool(_ASKS.search(words))))


def _han(text: str) -> int:
    return len(re.findall(r"[\u4e00-\u9fff]", text))


def _provides_under(head: str, cells: list[str]) -> bool:
    """Whether a row says what is to be done or given, as the first row of its table names the columns."""
    if _HEAD_OF_AMOUNTS.search(head) and any(re.search(r"\d", cell) for cell in cells):
        return True
    # A cell that reaches over several rows is the first that the others lack.
    for name, cell in zip(reversed(head.split("|")), reversed(cells), strict=False):
        acts = _COLUMN_OF_ACTS.search(name) and _han(cell) >= _LEAST_OF_ACT and not is_title(cell.strip())
        if cell != name and (acts or (_COLUMN_OF_GRANTS.search(name) and _AMOUNT.search(cell))):
            return True
    return False


def _provides(text: str) -> bool:
    return len(text) >= 5 and bool(_PROVIDES.search(text)) and not is_title(text) and not _NAMES.fullmatch(text)


def segment(clean: TrackedText) -> tuple[Segment, ...]:
    """The clauses of a clean text, in order; page furniture, titles and signatures are left out."""
    clean = restore_lines(clean)
    lines = _join(_body(_lines(clean.value)))
    return tuple(_kinds(list(_segments(clean, lines))))


def _lines(value: str) -> Iterator[_Line]:
    placed = [words for match in re.finditer(r"[^\n]+", value) if (words := _without_marker(value, match))[1]]
    texts = [text for _, text in placed]
    rows = _rows(texts)
    numbers = [None if in_table else read_number(text) for text, in_table in zip(texts, rows, strict=True)]
    _number_chapters(texts, numbers)
    head = ""
    for (begin, text), number, in_table in zip(placed, numbers, rows, strict=True):
        yield _Line(begin, begin + len(text), text, number, is_row=in_table, head=head)
        head = (head or text) if in_table else ""


def _without_marker(value: str, match: re.Match[str]) -> tuple[int, str]:
    """Where the words of a line begin, and the words."""
    text = match[0].strip()
    marker = _MARKER.match(text)
    begin = match.start() + len(match[0]) - len(match[0].lstrip()) + (marker.end() if marker else 0)
    text = text[marker.end() :].lstrip() if marker else text
    begin += len(value[begin : match.end()]) - len(value[begin : match.end()].lstrip())
    return begin, text.removesuffix("**")


def _rows(texts: list[str]) -> list[bool]:
    """Which lines are rows of tables; one with two cells only beside another row."""
    celled = [sum(not cell.isspace() for cell in text.split("|") if cell) >= 2 for text in texts]
    return [
        is_row(text) or (celled[i] and sum(celled[max(0, i - 1) : i + 2]) > 1 and read_number(text) is None)
        for i, text in enumerate(texts)
    ]


def _number_chapters(texts: list[str], numbers: list[Number | None]) -> None:
    """Give ``1 总则`` its number where the next number is ``1.1``: alone it may be anything."""
    following = ""
    for i in reversed(range(len(texts))):
        chapter = _CHAPTER.fullmatch(texts[i]) if following else None
        if chapter and re.match(rf"{chapter[1]}[.．]1(?!\d)", following):
            numbers[i] = Number(chapter[1], "1", chapter.start(2))
        following = texts[i] if numbers[i] else following


def _body(lines: Iterator[_Line]) -> list[_Line]:
    """The lines from the first to the last provision, without the page around and between."""
    every = list(lines)
    every = every[_after_news_lead(every) : _before_trailer(every)]
    kept = [line for line in every if not is_page(line.text)]
    kept = kept[_after_title(kept) :]
    numbered = next((i for i, line in enumerate(kept) if line.number), len(kept))
    kept = list(_without_formalities(kept, numbered))
    provisions = [i for i, line in enumerate(kept) if _is_provision(line)]
    if not provisions:
        return []
    first, last = provisions[0], provisions[-1]
    headed = first > 0 and _heads_first(kept[first - 1], kept[first : last + 1], alone=first == 1)
    return kept[first - headed : last + 1] + list(_demands_below(kept[last], every))


def _heads_first(line: _Line, below: list[_Line], alone: bool) -> bool:
    """Whether the line above the first provision is its heading: one of several names, or of several questions.

    The last of several lines above a number may be of the page.
    """
    if not _is_name(line) or not (alone or below[0].number is None):
        return False
    return any(_is_name(other) and other.is_question == line.is_question for other in below[:-1])


def _demands_below(last: _Line, every: list[_Line]) -> Iterator[_Line]:
    """What goes on without stops right below the last provision."""
    below = every[every.index(last) + 1 :]
    return takewhile(lambda line: line.is_demand and not is_page(line.text), below)


def _after_title(lines: list[_Line]) -> int:
    """Index of the line after the document's title, 0 if none is seen; headlines of other pages stand above it.

    It is the last title above the first number, addressee or full stop.
    """
    after = 0
    for i, line in enumerate(lines):
        if line.number is not None or re.search(r"[。；;：:]$|。", line.text):
            break
        after = i + 1 if is_title(line.text) else after
    return after


def _is_name(line: _Line) -> bool:
    """A few words and nothing else on a line without a number: a heading, if text stands below it."""
    if line.number is not None or line.is_question:
        return line.is_question
    words = bool(re.fullmatch(r"[\u4e00-\u9fff、]{4,16}", line.text)) and not line.is_text
    return words or bool(_NAMES_PART.fullmatch(line.text))


def _without_formalities(lines: list[_Line], numbered: int) -> Iterator[_Line]:
    """The lines but for dates, signatures, heads of tables, names of annexes, and addressees above line ``numbered``."""
    in_list = False
    for i, line in enumerate(lines):
        in_list = in_list and line.number is not None and bool(_ANNEX.match(line.text))
        if not in_list and not _is_formal(line, opening=i < numbered):
            yield line
        in_list = in_list or bool(_ANNEX_LIST.match(line.text))


def _is_formal(line: _Line, opening: bool) -> bool:
    if line.number is not None:
        return line.number.style == "附" and bool(re.match(r"附件?\s*[:：]", line.text))
    head_of_table = line.is_row and bool(_HEAD_OF_TABLE.match(line.text))
    return head_of_table or is_formality(line.text) or (opening and is_addressee(line.text))


def _is_provision(line: _Line) -> bool:
    if line.number is not None:
        return bool(line.words) or line.number.style in ("条", "附")
    needed = {"。": r"[\u4e00-\u9fff]{4}", "；": r"[\u4e00-\u9fff]{4}", "：": "以下|下列"}.get(line.text[-1])
    return line.is_text or bool(needed and re.search(needed, line.text))


def _after_news_lead(lines: list[_Line]) -> int:
    """Index of the first line after words like ``原文如下：`` that introduce the document."""
    for i, line in enumerate(lines[: len(lines) // 2]):
        if line.number is not None and not is_page(line.text):
            break
        if is_lead_in(line.text) and not is_addressee(line.text):
            return i + 1
    return 0


def _before_trailer(lines: list[_Line]) -> int:
    """Index of the line where the page goes on after the document's end."""
    written = [len(line.text) if is_prose(line.text) else 0 for line in lines]
    total, seen = sum(written), 0
    last_numbered = max((i for i, line in enumerate(lines) if line.number), default=-1)
    for i, line in enumerate(lines):
        ends = _TRAILER.match(line.text) or (i > last_numbered and _TRAILER_OR_TEXT.match(line.text))
        if ends and "。" not in line.text and seen > 0.5 * total:
            return i
        seen += written[i]
    return len(lines)


def _join(lines: list[_Line]) -> list[_Line]:
    """Lines that are one: a number above its text (``第五条``), a tail of departments below it."""
    joined: list[_Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if before is not None and _belongs(before, line):
            number = before.number
            if number is not None and not before.words:
                number = replace(number, end=len(before.text) + 1)
            gaps = (*before.gaps, (before.end, line.start))
            joined[-1] = replace(before, end=line.end, text=f"{before.text} {line.text}", number=number, gaps=gaps)
        else:
            joined.append(line)
    return joined


def _belongs(before: _Line, line: _Line) -> bool:
    return line.number is None and not line.is_row and (_is_lone(before, line) or find_tail(line.text) == 0)


def _is_lone(before: _Line, line: _Line) -> bool:
    """A number without words above its words; an annex's words are a name."""
    if before.number is None or before.words:
        return False
    return before.number.style != "附" or not is_prose(line.text)


@dataclass
class _Draft:
    """A segment before its kind is known."""

    segment: Segment
    heading: int  # which own-line heading it stands under, -1 for none
    numbered: bool


def _segments(clean: TrackedText, lines: list[_Line]) -> Iterator[_Draft]:
    outline = Outline()
    charged: dict[int, tuple[str, ...]] = {}  # departments that the tail of a heading names, by its line
    scraps_end = -1  # last of the lines that are the text of a heading, short as they are
    for i, line in enumerate(lines):
        below = lines[i + 1 : i + 2 + _MOST_SCRAPS]
        style = line.number.style if line.number else _UNNUMBERED
        number = line.number.text if line.number else ""
        sibling = outline.close(style, number) if line.number else None
        if (
            line.number is None
            and is_title(line.text)
            and (outline.heading_line < 0 or _opens_anew(below[0] if below else None, outline))
        ):
            outline = Outline()  # of what was attached
            continue
        named = _without_tail(line)
        if i > scraps_end and _is_heading(named, below, outline, sibling):
            if line.number is None:
                outline.close(_UNNUMBERED)
            scraps_end = i + _scraps(named, below)
            charged[i] = departments(line.text[len(named.text) :])
            outline.open(Level(style, number, heading=named.text, line=i))
            continue
        if line.number is None:
            outline.close(PARAGRAPH)
            if not (line.is_text or line.is_demand or i <= scraps_end or re.search(r"[。；;：:]$", line.text)):
                continue  # a name, a caption, a scrap: no provision
        found = _make(clean, line, number or outline.number, outline)
        if not found.departments:
            found = replace(found, departments=_charged_above(outline, charged))
        yield _Draft(found, outline.heading_line, line.number is not None)
        lead_in = line.text if line.text.endswith(("：", ":")) and not _PREAMBLE.search(line.text) else ""
        if line.number is not None:
            outline.open(Level(style, number, lead_in=lead_in, is_short=_is_short(named, below), line=i))
        elif lead_in:
            outline.open(Level(PARAGRAPH, found.number, lead_in=lead_in, line=i))


def _without_tail(line: _Line) -> _Line:
    """A numbered line without the tail of departments behind the name that it is."""
    tail = find_tail(line.text) if line.number is not None else None
    if tail is None or line.number is None or re.search(r"[，,]", line.text[line.number.end : tail]):
        return line
    return replace(line, text=line.text[:tail].rstrip())


def _charged_above(outline: Outline, charged: dict[int, tuple[str, ...]]) -> tuple[str, ...]:
    """The departments that the innermost heading with a tail names."""
    headings = (level.line for level in reversed(outline.levels) if level.heading)
    return next((charged[line] for line in headings if charged.get(line)), ())


def _opens_anew(following: _Line | None, outline: Outline) -> bool:
    """A title in the middle, below which numbers begin again."""
    number = following.number if following else None
    return number is not None and ordinal(number.text) == 1 and outline.is_open(number.style)


def _is_short(line: _Line, below: list[_Line]) -> bool:
    """An item of a few words, like the lines of a list: nothing stands below but a remark or the next."""
    alone = not below or below[0].number is not None or below[0].text[0] in _OPENING
    return alone and len(line.words) <= _LONGEST_HEADING and "。" not in line.words[:-1]


def _is_heading(line: _Line, below: list[_Line], outline: Outline, sibling: Level | None) -> bool:
    """A line that names what stands below it rather than providing something itself."""
    words = line.words.strip()
    if line.number is not None and line.number.style in ("附", "编", "章", "节", "部分"):
        return len(words) <= _LONGEST_HEADING and not re.search(r"[。；;]", words)
    if not below or not words or len(words) > _LONGEST_HEADING or words.endswith(("；", ";", "，", ",")):
        return False
    following = below[0]
    if line.number is None:
        return _is_unnumbered_heading(line, below, outline)
    if words.endswith(("：", ":")):
        return len(words) <= 16 and _is_above_text(line, below, outline)
    if words.endswith(("？", "?")):
        return following.number is None and not outline.lead_in  # answered below
    sentence = words.endswith(("。", "！"))
    completes = bool(outline.lead_in) and not _is_name_below_paragraph(line, following, outline, sibling)
    provides = _ACTS.search(words) or _PRICED.search(words)
    if completes or provides or re.search(r"[。；;]|修改为", words[:-1] if sentence else words):
        return False
    if sentence and (
        len(words) > _LONGEST_HEADING_SENTENCE or line.number.style == "条" or _ABOLISHES.search(words[:6])
    ):
        return False
    if following.number is not None:
        return _is_deeper(following, line, outline) and not _runs_on_above(line.number.style, following.number.style)
    if sibling is not None and not sibling.heading and (sentence or sibling.is_short):
        return False  # one of a list of items
    if following.is_body:
        apart = _TAKES_EFFECT.search(following.text) or _NAMES_PART.fullmatch(following.text)
        return not (sentence and apart)
    return _scraps(line, below) > 0


def _is_unnumbered_heading(line: _Line, below: list[_Line], outline: Outline) -> bool:
    following, words = below[0], line.text
    if line.is_question:
        return True
    if words.endswith(("：", ":")):
        return bool(_NAMES_PART.fullmatch(words)) and _is_above_text(line, below, outline)
    if line.is_text or line.is_row or words.endswith("。") or len(words) > 30:
        return False
    if not line.is_demand:
        return bool(re.search(r"[\u4e00-\u9fff]{2}", words))
    if following.number is None:
        return following.is_body and not following.is_demand
    goes_on = outline.is_open(following.number.style) and ordinal(following.number.text) != 1
    return not goes_on or outline.is_open(_UNNUMBERED)


def _is_above_text(line: _Line, below: list[_Line], outline: Outline) -> bool:
    """Whether words before a colon name a text, or items that are names themselves, rather than lead in a list."""
    following = below[0]
    if following.number is None:
        return following.is_text or following.is_row
    named = not re.search(r"[，。；：:;,]", following.words) and len(below) > 1
    above_text = named and below[1].number is None and below[1].is_text
    return above_text and "下列" not in line.text and "以下" not in line.text and _is_deeper(following, line, outline)


def _is_deeper(following: _Line, line: _Line, outline: Outline) -> bool:
    """Whether the number below opens a level below the line."""
    style = following.number.style if following.number else ""
    return (line.number is None or style != line.number.style) and not outline.is_open(style)


def _scraps(line: _Line, below: list[_Line]) -> int:
    """How many lines of a few words below a numbered name, up to the next number, are its text.

    ``二、申报时间`` / ``即日起至5月31日``; more than a few are a list of names.
    """
    if line.number is None or line.number.style == "条" or not re.fullmatch(r"[\u4e00-\u9fff、]{2,16}", line.words):
        return 0
    found = list(takewhile(lambda each: each.number is None, below))
    plain = all(not each.is_body and _han(each.text) >= 2 and each.text[0] not in _OPENING for each in found)
    number = below[len(found)].number if len(found) < len(below) else None
    names_list = number is not None and number.style != line.number.style and ordinal(number.text) == 1
    return len(found) if plain and not names_list and len(found) <= _MOST_SCRAPS else 0


def _is_name_below_paragraph(line: _Line, following: _Line, outline: Outline, sibling: Level | None) -> bool:
    """``（一）关于…`` with a paragraph below it: words like ``会议议定：`` above need no completion.

    A list whose first item has none below it is a list of items, also where a paragraph follows the last.
    """
    below = outline.levels[-1].style == PARAGRAPH and line.number is not None
    named = sibling is None or bool(sibling.heading)
    return (
        below and named and following.number is None and following.is_text and not re.search(r"[，。；：:]", line.words)
    )


def _runs_on_above(style: str, following: str) -> bool:
    """``条`` does not stand below ``1.``; a chapter below nothing."""
    order = ("编", "部分", "章", "节", "条")
    return following in order and style not in order[: order.index(following) + 1] and style not in ("一、",)


def _make(clean: TrackedText, line: _Line, number: str, outline: Outline) -> Segment:
    gaps = ((a - line.start, b - line.start, " ") for a, b in line.gaps)
    piece = clean.slice(line.start, line.end).edit(gaps)
    if line.is_row:
        piece = piece.sub(_EDGE, "").sub(_BORDER, " ")
    value = piece.value
    tail = find_tail(value)
    sentences = tuple(
        Sentence(value[start:end], *piece.span(start, end), is_tail=tail is not None and start >= tail)
        for start, end in split_sentences(value)
    )
    begin, finish = piece.span(0, len(value))
    return Segment(
        text=value,
        start=begin,
        end=finish,
        kind="clause",
        number=number,
        path=outline.path,
        lead_in=outline.lead_in if line.number else "",
        departments=departments(value[tail:]) if tail is not None else (),
        sentences=sentences,
        damaged=_is_damaged(value),
    )


def _is_damaged(value: str) -> bool:
    """Whether characters were lost; a ``?`` that asks and an empty box beside a ticked one are as they were written."""
    ticked = bool(_TICKED.search(value))
    for lost in _LOST.finditer(value):
        at = lost.start()
        asks = lost[0] == "?" and _ASKS.search(value[max(0, at - _LONGEST_QUESTION) : at])
        box = ticked and lost[0] == "□" and (at == 0 or value[at - 1] in " （(：:、；;")
        if not asks and not box:
            return True
    return False


def _kinds(drafts: list[_Draft]) -> Iterator[Segment]:
    """Tell preamble and closing from provisions, and leads of sections from their only text."""
    parents = {draft.heading for draft in drafts if draft.numbered}
    structured = any(draft.numbered or draft.heading >= 0 for draft in drafts)
    for i, draft in enumerate(drafts):
        found = draft.segment
        if not draft.numbered and draft.heading in parents and found.number and not found.number.startswith("第"):
            found = replace(found, number="")
        yield replace(found, kind=_kind(draft, len(drafts) - i, structured, i == 0))


def _kind(draft: _Draft, from_end: int, structured: bool, is_first: bool) -> Kind:
    text = draft.segment.text
    opening = not draft.numbered and draft.heading < 0
    opens = opening and bool(_PREAMBLE.search(text[:400]) or _PREAMBLE.search(text[-40:]))
    if opens and is_first and from_end > 1:
        return "preamble"
    if from_end <= 4 and _TAKES_EFFECT.search(text) and len(text) < 250:
        return "closing"
    return "preamble" if opens and (structured or is_first) else "clause"
