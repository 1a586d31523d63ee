"""The lines of a document: what words, number and table each has, and whether it provides something."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import takewhile
from typing import NamedTuple

from policyclause.inference.numbering import UNNUMBERED, Number, ordinal, read_number
from policyclause.inference.phrases import is_field_of_provision
from policyclause.inference.provisions import AMOUNT, provides
from policyclause.inference.sentences import asks
from policyclause.inference.tails import find_tail
from policyclause.inference.text import Edit
from policyclause.inference.titles import AND, PLACE_END, QUOTED_TITLE, ends_like_title, is_title
from policyclause.inference.words import count_han, has_cells, heading_depth, is_prose, is_row

LONGEST_HEADING = 60  # characters
# What a line without a stop begins with that tells somebody to do something; such words may be a heading too.
_DEMANDS = re.compile(
    r"(?:积极|大力|着力|全面|切实|持续|进一步|依法)?(?:严禁|禁止|严格|引导|推行|引进|推动|推进|推广|加强|加快|加大|支持|鼓励|完善|优化|建立|健全"
    r"|实施|实行|开展|落实|培育|打造|提升|提高|扩大|拓展|降低|减轻|强化|深化|探索|统筹|整合|规范|简化|压减|取消|放宽|盘活|促进|构建|搭建)"
    r"|[^，,]{0,30}优先(?:保障|安排|供应|支持|办理)"
)
_LEAST_OF_DEMAND = 10  # Han characters; fewer are a heading
_GIVEN = "补[贴助偿]|奖[励补]|资助|津贴|贴息|安家费"
_UNIT = r"\s*[（(][^|]{0,6}[元%％折]"  # of a column of sums or shares, as its name has it
# How much of something: the head of a table, or what a row begins with, that says so. A row with a figure gives it then.
_SAYS_HOW_MUCH = re.compile(
    rf"(?:{_GIVEN}|返还|出资|罚款|贷款|授信)[^|]{{0,6}}(?:标准|金额|(?<![名余])额|比例|幅度|上限)|(?:{_GIVEN}|费){_UNIT}"
    rf"|(?:标准|金额|额度){_UNIT}|供地面积|用地指标|(?:排放|能耗)(?:限值|指标)|培训人[数次]"
)
# What words name that gives something, but for reports of what was spent; how the line above a table of grants ends.
_NAMES_GRANT = re.compile(
    rf"(?:{_GIVEN})(?![^，。；|]{{0,12}}(?:情况|支出|使用|执行|拨付|统计|汇总|[预决]算|名单|公示))"
)
_LEADS_IN_GRANTS = re.compile(rf"{_NAMES_GRANT.pattern}[^，。；|]{{0,12}}$")
_FIGURE = re.compile(r"[\d.,、—~-]+")
# What a cell says that gives or demands, in figures or in words, and how the name of a column ends that says it too:
# 投资500万元以下补贴标准, 优先保障对象.
_SAYS = re.compile(rf"{AMOUNT.pattern}|给予|不得|应当|优先|减半|全额|免[收征费租缴]")
_ENDS_NAME = re.compile(r"(?:标准|金额|额度|比例|对象|范围|方式|材料|情形|期限|[级期])$")
# What a guide says of an application, a row each; not who does what: 财政支持|县财政局.
_PART_OF_GUIDE = re.compile(r"(?:标准|条件|范围|对象|流程|程序|材料|方式|时[间限]|期限|要求)$")
_LONGEST_NAME_OF_COLUMN, _LONGEST_HEAD = 24, 300  # characters; each row is read after its head
# The name of the last of two columns; other words may be the first of several pairs: 厂房租金|免租三年.
_LAST_OF_TWO_COLUMNS = re.compile(
    r"(?:(?!提供|给予|优先|[按免减可对])[\u4e00-\u9fff、/]{0,8}(?:[类级][别型]?|等次|层次|档次?|[类种]|项目?|事项|名称|序号|编号|对象|标准|金额|额度?|数[量额]?|比例|幅度|上限"
    r"|内容|措施|任务|举措|方式|条件|要求|范围|材料|情形|行为|依据|规模|指标|目标|政策|奖励|补[贴助偿]|奖[金补]|待遇|减免|租金|安家费|决定|限值|处罚|罚则|期限?|时[间限]"
    r"|年[度份]|阶段|领域|行业|面积|备注|说明)|荣誉|企业|单位|部门|人才|地区|区域|产品|作物|品种)(?:[（(][^|]{1,8}[）)])?"
)
# Names of columns whose cells say what is to be done.
_COLUMN_OF_ACTS = re.compile(
    r"(?:任务|措施|举措|(?<!公开)(?:内容|事项)|职权|政策(?!名称)|奖励)(?!依据|编[码号]|类|来源|文件)"
)
# Names of other columns, and what their cells have when they provide something.
_PROVIDED_IN_COLUMNS = [
    (re.compile(column), re.compile(words))
    for column, words in (
        (rf"{_GIVEN}|标准", AMOUNT.pattern),
        # in figures alone, where the whole name says what they are of
        (rf"(?:{_GIVEN})$", r"^\d[\d.,~—-]*$"),
        # also in words: 租金减半, 优先供地
        (
            rf"{_GIVEN}|减免|租金|(?:支持|扶持|优惠|兑[付现])(?:标准|方式|内容)",
            r"全[额免]|减[半免]|减.成|免[收征费租缴]|[免减].{1,4}年|优先|就近|安排|一事一议|先租后让",
        ),
        # what breaking a rule costs
        (
            r"(?:处罚|罚款)(?!依据|机关|主体|对象)|罚则|裁量(?:标准|幅度|结果)",
            r"警告|责令|通报|罚款|没收|吊销|暂扣|停[产业]|取缔|[拘扣]留|处罚|[百千万]元",
        ),
        (r"处理(?:决定|意见)|改革方式", r"取消|下放|备案|告知承诺|委托"),
        (r"供[地应]方式", r"出让|划拨|租"),
    )
]
_SHORT_SENTENCE = re.compile(r"[^。]*[\u4e00-\u9fff]{4}。")
_BULLET = re.compile(r"\s*[-*•·▪●○]\s*(?=[^\s*])")  # of a list; other signs stand before headings
_LEAST_OF_ACT, _LEAST_OF_ORDER = 6, 4  # Han characters of a cell; fewer where it tells somebody to do something
# Who sits in a group that a document sets up, ``成员：县财政局、县发改局``; not what they do there.
_ROSTER = re.compile(
    r"(?:(?:常务|第一|执行)?副?\s*(?:组\s*长|总指挥|指挥长|召集人|主\s*任)|成\s*员|委\s*员)\s*[:：]"
    r"(?!.*(?:负责(?!人|同志)|主持|协助|协调|统筹|落实|指导|监督(?!管理局)|承担|由))\s*[^\s。；][^。；]*[。；]?"
)
# Another member below them, on a line of his own, with the name of an office: 赵  六  财政局局长.
_MEMBER = re.compile(
    r"[\u4e00-\u9fff（）、\s]{2,40}(?:[局院校处科部厅镇乡县市区村组会队所站行厂台馆事书]长|主任|经理|负责人|书记|主席|委员|研员|秘书)(?:（[^（）]{1,8}）)?"
)
# List signs, marks of bold type and what a database calls a chapter (【章名】) before the words of a line.
_MARKER = re.compile(
    r"^(?:【[编章节]名】|[#*▲●◆■★•·▪○◎□◇☆▶►➢➤✓✔✅✨⭐❗⚡❤☀⚠\ufe0f\U0001f300-\U0001faffØü]|-\s|\s)+(?=[（(第一二三四五六七八九十\d“*\u4e00-\u9fff])|^\*\*"
)
# The heading of a chapter that may stand above a section 1.1: 1 总则.
_CHAPTER = re.compile(r"(\d{1,2})\s*([\u4e00-\u9fff、]{2,16})")
# What may be a number before a figure, or a figure: 2.3D打印, 4.100万元以上, 二、87、88年.
_BEFORE_FIGURE = re.compile(
    r"(?P<figure>\d{1,2}[.．])(?=\d+[A-Za-z]|\d{3}|\d+\.\d)|[一二三四五六七八九十]{1,3}、(?=\d{1,2}、)"
)
# What no name begins with, but the second line of one may; not 和 and the like in names of places and other words.
_BEGINS_NO_NAME = re.compile(rf"(?:的(?!士)|{AND}|与(?![会众时])|及(?![时格早])|以及|、)[\u4e00-\u9fff、“”]{{2,}}")
# The first line of a title on two: a place and what it does.
_NAMES_PLACE = re.compile(
    rf"[\u4e00-\u9fff]{{1,6}}{PLACE_END}(?<!(?:开发|示范|试验|功能)区)(?<![园社景山片]区)(?:(?:19|20)\d\d年)?[\u4e00-\u9fff、“”]{{4,}}"
)
# Marks that a name has where a sentence quotes it and not in its title, or the reverse.
_MARKS_OF_NAMES = str.maketrans("", "", "《》〈〉<> ")
# A part of the name of an annex, and what it ends with beside the kinds of documents; and what may be a whole name, but
# below one is a part of the annex.
_PART_OF_NAME = re.compile(r"[\u4e00-\u9fff\d、“”《》（）—-]{2,40}")
_ENDS_FORM = re.compile("[表书单册图]$|分工$")
_NAMES_PART_OF_ANNEX = re.compile("(?:材料|资料|手续|要求|条件|范围|目录|依据|流程|程序)$")
# A running head, and the caption of a figure; that of a table names what its rows are of.
_OF_PRINT = re.compile(r"[\u4e00-\u9fff]*(?:公报|简报)|图\s?\d.*")
_MOST_LINES_OF_NAME = 4  # above its last


@dataclass(frozen=True)
class Line:
    """A line that is not blank: where its words stand in the clean text, and its number.

    ``gaps`` are the places between lines that were joined to it, and what stands there now. ``head`` is the row that
    names the columns of the table it stands in, that row itself included; ``""`` where there is none. ``is_granted``
    says that the words above that table give something, ``is_bullet`` that the line came as an item of a list,
    ``is_marked`` that it came as a heading, ``depth`` how deep one, 0 where all headings of the text have the same
    mark; ``in_run`` that it is text since its neighbours are (``mark_runs``), ``is_member`` that it is a member of the
    group that the line above names.
    """

    start: int
    end: int
    text: str
    number: Number | None
    gaps: tuple[Edit, ...] = ()
    is_row: bool = False
    head: str = ""
    is_granted: bool = False
    is_bullet: bool = False
    is_marked: bool = False
    depth: int = 0
    in_run: bool = False
    is_member: bool = False

    @property
    def style(self) -> str:
        """The style of its number."""
        return self.number.style if self.number else UNNUMBERED

    @property
    def words(self) -> str:
        """What stands after its number."""
        return self.text[self.number.end :] if self.number else self.text

    @cached_property
    def is_text(self) -> bool:
        """Running text, or a line without stops that provides something all the same.

        A row is text if one of its cells is, be it a sentence of a few words, if its two cells are a field, or if its
        table says that a cell provides something; the names of columns are not.
        """
        if self.names_columns:
            return False
        if self.in_run:
            return True
        if not self.is_row:
            return _is_text(self.text) and not self.is_roster
        cells = [cell.strip() for cell in self.text.split("|")]
        said = any(_is_text(cell) or _SHORT_SENTENCE.fullmatch(cell) for cell in cells)
        granted = self.is_granted and any(AMOUNT.search(cell) for cell in cells)
        return said or granted or _is_field(cells) or _provides_under(self.head, cells)

    @property
    def names_columns(self) -> bool:
        """The head of a table."""
        return self.is_row and self.head == self.text

    @property
    def is_body(self) -> bool:
        """What may stand below a heading: text, a row, or a sentence of a few words."""
        return (
            self.is_text
            or self.is_row
            or self.is_roster
            or bool(re.fullmatch(r".*[\u4e00-\u9fff]{2}[^。；：]{0,8}[。；：][”』」]?", self.text))
        )

    @property
    def is_roster(self) -> bool:
        """Members of a group: they stand below a heading as its text does, and provide nothing."""
        return self.is_member or (self.number is None and is_roster(self.text))

    @property
    def is_demand(self) -> bool:
        """Words without a stop that tell somebody to do something: a heading, or a text as short as one."""
        words = "" if self.number or self.is_row or self.text[-1] in "。；：:" else self.text
        demands = _DEMANDS.match(words) and count_han(words) >= _LEAST_OF_DEMAND
        return bool(demands) and not is_prose(words) and not is_title(words)

    @property
    def is_question(self) -> bool:
        """A question and nothing else, without a number."""
        words, mark = self.text[:-1], self.text[-1]
        alone = (
            self.number is None
            and not self.is_row
            and len(words) < LONGEST_HEADING
            and not re.search(r"[。；！？?]", words)
        )
        return alone and (mark == "？" or (mark == "?" and asks(words, len(words))))


def is_roster(words: str) -> bool:
    """Members of a group: ``组长：`` and who that is."""
    return bool(_ROSTER.fullmatch(words)) and not provides(words)


def _is_text(words: str) -> bool:
    return is_prose(words) or (provides(words) and not is_title(words))


def _is_field(cells: list[str]) -> bool:
    """Whether a row has the name of a part and what it is: ``申报材料|申请表、营业执照``."""
    filled = [cell for cell in cells if cell]
    return len(filled) == 2 and bool(_PART_OF_GUIDE.search(filled[0])) and is_field_of_provision("：".join(filled))


def _provides_under(head: str, cells: list[str]) -> bool:
    """Whether a row says what is to be done or given, as the head of its table or its first cell names that."""
    first = next((cell for cell in cells if cell and not _FIGURE.fullmatch(cell)), "")
    if any(_SAYS_HOW_MUCH.search(name) for name in (head, first)) and any(re.search(r"\d", cell) for cell in cells):
        return True
    if _NAMES_GRANT.search(first) and any(AMOUNT.search(cell) for cell in cells if cell != first):
        return True
    # From the right: a cell that reaches over several rows stands on the left, and only the first of them has it.
    for name, cell in zip(map(str.strip, reversed(head.split("|"))), reversed(cells), strict=False):
        says = any(column.search(name) and words.search(cell) for column, words in _PROVIDED_IN_COLUMNS)
        if cell != name and (says or (_COLUMN_OF_ACTS.search(name) and _is_act(cell))):
            return True
    return False


def _is_act(cell: str) -> bool:
    least = _LEAST_OF_ORDER if _DEMANDS.match(cell) else _LEAST_OF_ACT
    return count_han(cell) >= least and not is_title(cell)


def split_lines(value: str) -> Iterator[Line]:
    """The lines of a clean text that have words."""
    placed = [words for match in re.finditer(r"[^\n]+", value) if (words := _without_marker(match)).text]
    texts = [words.text for words in placed]
    rows = _rows(texts)
    numbers = [None if in_table else read_number(text) for text, in_table in zip(texts, rows, strict=True)]
    _number_chapters(texts, numbers)
    _number_before_figures(texts, numbers)
    tables = zip(rows, _heads(texts, rows), _granted(texts, rows), strict=True)
    depths = _depths(placed)
    differ = len(set(depths) - {0}) > 1
    for words, number, depth, (in_table, head, granted) in zip(placed, numbers, depths, tables, strict=True):
        yield Line(
            words.begin,
            words.begin + len(words.text),
            words.text,
            number,
            is_row=in_table,
            head=head,
            is_granted=granted,
            is_bullet=words.is_bullet,
            is_marked=depth > 0,
            depth=depth if differ else 0,
        )


class _Placed(NamedTuple):
    """The words of a line: where they begin, and what stood before them, a bullet or the mark of a heading."""

    begin: int
    text: str
    is_bullet: bool
    depth: int


def _without_marker(match: re.Match[str]) -> _Placed:
    words = match[0].lstrip()
    marker = _MARKER.match(words)
    words = words[marker.end() :].lstrip() if marker else words
    is_bullet = _BULLET.match(match[0]) is not None
    text = words.rstrip().removesuffix("**")
    return _Placed(match.end() - len(words), text, is_bullet, heading_depth(match[0]))


def _depths(placed: list[_Placed]) -> list[int]:
    """How deep headings lines are by their marks, which converters give to running heads and captions of figures too."""
    times = Counter(words.text for words in placed if words.depth)
    return [
        0 if _OF_PRINT.fullmatch(words.text) or (times[words.text] > 1 and is_title(words.text)) else words.depth
        for words in placed
    ]


def _rows(texts: list[str]) -> list[bool]:
    """Which lines are rows of tables; one with two cells only beside another row."""
    celled = [has_cells(text) for text in texts]
    return [
        is_row(text) or (celled[i] and sum(celled[max(0, i - 1) : i + 2]) > 1 and read_number(text) is None)
        for i, text in enumerate(texts)
    ]


def _heads(texts: list[str], rows: list[bool]) -> Iterator[str]:
    """For each line the first row of its table, if that names the columns.

    A name of what follows may stand between rows of as many cells: ``二、种植业``.
    """
    head, between = "", 2  # lines since the last row
    for text, in_table in zip(texts, rows, strict=True):
        begins = between > 1 or (between and (text.count("|") != head.count("|") or _names_columns(text)))
        if in_table and begins:
            head = text if _names_columns(text) else ""
        yield head if in_table else ""
        between = 0 if in_table else between + 1


def _granted(texts: list[str], rows: list[bool]) -> Iterator[bool]:
    """For each line whether it is a row of a table that stands below words that give something."""
    below_grant = False
    for text, in_table in zip(texts, rows, strict=True):
        below_grant = below_grant if in_table else bool(_LEADS_IN_GRANTS.search(text))
        yield in_table and below_grant


def _names_columns(row: str) -> bool:
    """Whether all cells are names: neither figures nor what is given or demanded nor text."""
    cells = list(map(str.strip, row.split("|")))
    filled = list(filter(None, cells))
    if len(filled) == 2 and not _LAST_OF_TWO_COLUMNS.fullmatch(filled[1]):
        return False
    return len(row) <= _LONGEST_HEAD and not any(
        len(cell) > _LONGEST_NAME_OF_COLUMN
        or _FIGURE.fullmatch(cell)
        or (_SAYS.search(cell) and not _ENDS_NAME.search(cell))
        or is_prose(cell)
        for cell in cells
    )


def _number_chapters(texts: list[str], numbers: list[Number | None]) -> None:
    """Give ``1 总则`` its number where the next number is ``1.1``: alone it may be anything."""
    following = ""
    for i in reversed(range(len(texts))):
        chapter = _CHAPTER.fullmatch(texts[i]) if following else None
        if chapter and re.match(rf"{chapter[1]}[.．]1(?!\d)", following):
            numbers[i] = Number(chapter[1], "1", chapter.start(2))
        following = texts[i] if numbers[i] else following


def _number_before_figures(texts: list[str], numbers: list[Number | None]) -> None:
    """Give ``2.3D打印`` and ``二、87、88年`` their numbers where the item before or, for the first, the next one counts."""
    maybe = {i: number for i, text in enumerate(texts) if numbers[i] is None and (number := _before_figure(text))}
    last: dict[str, int] = {}
    for i, own in enumerate(numbers):
        number = own or maybe.get(i)
        if number is None:
            continue
        value = ordinal(number.text)
        following = (numbers[i + 1] or maybe.get(i + 1)) if i + 1 < len(numbers) else None
        begins = (
            value == 1 and following is not None and (following.style, ordinal(following.text)) == (number.style, 2)
        )
        if own or begins or last.get(number.style) == value - 1:
            numbers[i], last[number.style] = number, value


def _before_figure(text: str) -> Number | None:
    found = _BEFORE_FIGURE.match(text)
    return Number(found[0], "1." if found["figure"] else "一、", found.end()) if found else None


def join_lines(lines: list[Line]) -> list[Line]:
    """Lines that are one: a number and its text (``第五条``), or its tail of departments, a name.

    Members of a group, which stand below each other, stay lines of their own and are marked.
    """
    joined: list[Line] = []
    quoted: set[str] = set()  # names of documents in the lines above
    for i, line in enumerate(lines):
        if joined and _completes(joined[-1], line):
            joined[-1] = _join(joined[-1], line, " ")
        elif joined and line.number is None and _MEMBER.fullmatch(line.text) and joined[-1].is_roster:
            joined.append(replace(line, is_member=True))
        else:
            begin = len(joined) - _count_of_name(joined[-_MOST_LINES_OF_NAME:], lines[i : i + 2], quoted)
            joined[begin:] = [reduce(_join, [*joined[begin:], line])]
        quoted.update(title.translate(_MARKS_OF_NAMES) for title in QUOTED_TITLE.findall(line.text))
    return joined


def _join(before: Line, line: Line, fill: str = "") -> Line:
    number = before.number
    if number is not None and not before.words:
        number = replace(number, end=len(before.text) + len(fill))
    gaps = (*before.gaps, (before.end, line.start, fill))
    return replace(before, end=line.end, text=before.text + fill + line.text, number=number, gaps=gaps)


def _completes(before: Line, line: Line) -> bool:
    """Whether a line goes on with the line before it."""
    if line.number is not None or line.is_row:
        return False
    return _is_lone(before, line) or find_tail(line.text) == 0


def _is_lone(before: Line, line: Line) -> bool:
    """A number without words above its words; an annex's words are a name."""
    if before.number is None or before.words:
        return False
    return before.style != "附" or not is_prose(line.text)


def _count_of_name(above: list[Line], below: list[Line], quoted: set[str]) -> int:
    """How many of the lines above make a name with the first of those below."""
    if not above:
        return 0
    before, line = above[-1], below[0]
    return _count_of_quoted(above, line, quoted) or int(
        _continues_name(before, line)
        or _is_in_name(before, below)
        or _ends_title(above[-2:], line)
        or _is_in_name_of_annex(before, below)
    )


def _count_of_quoted(above: list[Line], line: Line, quoted: set[str]) -> int:
    """How many of the lines above make a name that was quoted with this one: ``现将《…》印发`` stands above that title."""
    if not quoted:
        return 0
    name = line.text
    for count, each in enumerate(reversed(above), 1):
        if each.number is not None or is_prose(each.text):
            return 0
        name = each.text + name
        if name.translate(_MARKS_OF_NAMES) in quoted:
            return count
    return 0


def _continues_name(before: Line, line: Line) -> bool:
    """Whether a line goes on with the name above it: it begins as no name does."""
    if line.number is not None or not _BEGINS_NO_NAME.match(line.text) or not before.words:
        return False
    return all(
        len(each.text) <= LONGEST_HEADING and not (each.is_row or is_prose(each.text) or each.text[-1] in "。；：:”）)")
        for each in (before, line)
    )


def _is_in_name(before: Line, below: list[Line]) -> bool:
    """Whether the name of a document that the line above leaves open ends in one of the lines below."""
    if before.text.count("《") <= before.text.count("》") or is_prose(before.text):
        return False
    rest = list(takewhile(lambda line: "》" not in line.text, below))
    parts = below[: len(rest) + 1]
    opens = any("《" in part.text.partition("》")[0] for part in parts)
    names = not any(part.number or part.is_row or is_prose(part.text) for part in parts)
    return len(rest) < len(below) and names and not opens


def _is_in_name_of_annex(before: Line, below: list[Line]) -> bool:
    """Whether one of the lines below ends the name behind ``附件1``, which is left open above it.

    Fields of a form do not end so, and the third line only as a title does: forms may be what the annex lists.
    """
    if before.style != "附":
        return False
    names = [before.words, *(line.text for line in below)]
    opened = list(takewhile(lambda words: not (_ends_name(words) or _NAMES_PART_OF_ANNEX.search(words)), names))
    last = len(opened)  # the place of the line that ends it
    if not 0 < last < len(names) or any(line.number is not None for line in below[:last]):
        return False
    ends = _ends_name(names[last]) if last == 1 else ends_like_title(names[last]) and not _ENDS_FORM.search(names[last])
    return ends and all(map(_PART_OF_NAME.fullmatch, names[: last + 1]))


def _ends_name(words: str) -> bool:
    return bool(ends_like_title(words) or _ENDS_FORM.search(words))


def _ends_title(above: list[Line], line: Line) -> bool:
    """Whether two lines make a title, the first of which names a place: ``青湖县支持`` / ``企业上云若干措施``.

    ``above`` are the two lines above; no title stands right below a heading.
    """
    before = above[-1]
    if above[0].number is not None and above[0].text[-1] not in "。；;":
        return False
    if before.number or line.number or not _NAMES_PLACE.fullmatch(before.text) or before.is_text or before.is_demand:
        return False
    return not is_title(before.text) and not line.text.startswith("关于") and is_title(before.text + line.text)
