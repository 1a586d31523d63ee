from __future__ import annotations

import time

import pytest

from policyclause.inference.clean import clean
from policyclause.inference.document import Segment
from policyclause.inference.layout import restore_lines
from policyclause.inference.segment import segment


def _segments(text: str) -> tuple[Segment, ...]:
    return segment(clean(text))


def _texts(text: str) -> list[str]:
    return [s.text.replace(" ", "") for s in _segments(text)]


def _wrapped(paragraphs: list[str], columns: int, indent: str) -> str:
    """The paragraphs in lines of a width; a stop or comma may hang over it."""
    lines = []
    for paragraph in paragraphs:
        line, width = indent, 4 if indent else 0
        for character in paragraph:
            wide = 2 if character > "\u2000" else 1
            if width + wide > columns and character not in "，。；：、）":
                lines.append(line)
                line, width = "", 0
            line, width = line + character, width + wide
        lines.append(line)
    return "\n".join(lines)


PARAGRAPHS = [
    "第八条对符合本办法规定情形的企业，由区县根据本办法第五条第（三）项、第九条和第十二条之一规定执行，补贴标准由市财政局另行制定公布。",
    "第九条市财政对三、四线城市来本市投资的企业，按照附件1、附件2所列标准给予补助；对列入计划的，给予奖励，市县两级按1:1分担。费用据实结算。",
    "第十条申请人应当具备下列条件：",
    "（一）在本市依法登记注册，具有独立法人资格，并连续经营满两年；近三年内无重大违法记录；",
    "（二）未被列入严重失信主体名单。",
    "第十一条鼓励银行加大信贷投放，降低融资成本；鼓励担保机构降低费率，费率不超过1%的，由财政给予补贴。已经享受的，不得重复申领。",
    "第十二条对引进的高层次人才，给予住房补贴，每人每月不超过2000元，期限不超过三年。",
    "第十三条本办法由市财政局会同市工业和信息化局负责解释，自发布之日起施行，有效期三年。",
]  # fmt: skip


@pytest.mark.parametrize("indent", ["\u3000\u3000", "    "])
@pytest.mark.parametrize("columns", [28, 33, 37, 41, 48, 57, 64, 74, 82])
def test_unindented_lines_go_on_whatever_the_line_above_ends_with(columns: int, indent: str) -> None:
    assert _texts(_wrapped(PARAGRAPHS, columns, indent)) == PARAGRAPHS


@pytest.mark.parametrize("columns", [29, 35, 42, 50, 58, 66, 76])
def test_lines_without_indents_go_on_after_semicolons_and_before_references(columns: int) -> None:
    paragraphs = [p.replace("分担。费用", "分担，费用").replace("补贴。已经", "补贴，已经") for p in PARAGRAPHS]
    assert _texts(_wrapped(paragraphs, columns, "")) == paragraphs


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("第八条 对符合本办法第五条规定情形的企业，由区县根据本办法\n第十二条执行，补贴标准由市财政局会同市工信局另行制定公布，\n报市政府批准后实施。", 1),
        ("    一、支持技术改造。对总投资一千万元以上的项目，按设备投资额给予补助；\n对列入省级计划的，按投资额的百分之十二给予补助，所需资金由市县两级分\n担。\n    二、强化用地保障。新增用地优先保障；允许企业在不改变用途的前提下提\n高容积率。\n    三、加大金融支持。设立产业引导基金，重点投向新能源和新材料。", 3),
    ],
)  # fmt: skip
def test_few_lines_go_on_at_references_and_stops(text: str, count: int) -> None:
    assert len(_segments(text)) == count


def test_items_of_one_length_are_not_joined() -> None:
    names = (("（一）", "国家"), ("（二）", "本省"), ("（三）", "本市"), ("", "本区"), ("", "本县"))
    items = [f"{number}对获得{name}级认定的企业，给予一次性奖励资金共计50万元；" for number, name in names] * 2
    assert _texts("\n".join(items)) == items
    indented = ["　　" + item if item.startswith("（") else item for item in items]
    assert _texts("\n".join(indented)) == items


def test_short_lines_without_stops_are_no_column() -> None:
    kinds = ("厂房", "仓库", "市场", "驿站", "书院", "茶馆", "渡口", "工坊", "画室", "窑址")
    lines = [f"对新建的{kind}给予租金补贴，连补{n}年" for n, kind in enumerate(kinds, 2)]
    assert _texts("\n".join(lines)) == lines


MARKS = [
    "－ {} －", "－{}－", "―{}―", "─{}─", "−{}−", "‐{}‐", "·{}·", "•{}•", "~{}~", "{}/18", "Page {} of 18", "P{}", "[{}]", "一 {} 一", "第{}页 共18页",
    "{} 南浦市人民政府公报 2022年第8期", "南浦市人民政府公报 2022年第8期 {}",
]  # fmt: skip


@pytest.mark.parametrize("mark", [*MARKS, "第{}页"])
def test_page_marks_inside_sentences(mark: str) -> None:
    numbers = ("六", "七") if mark == "第{}页" else ("6", "7")
    first, second = (mark.format(number) for number in numbers)
    text = (
        f"一、支持平台建设。对列入省级计划的平台，\n{first}\n最高不超过1000万元，所需资金由市县两级财政分担，具体办法另行制定。\n"
        f"二、强化用地保障。\n（一）新增用地优先予以保障。\n（二）落实各项政策，\n{second}\n允许企业提高容积率，不再增收土地价款。"
    )
    assert _texts(text) == [
        "一、支持平台建设。对列入省级计划的平台，最高不超过1000万元，所需资金由市县两级财政分担，具体办法另行制定。",
        "（一）新增用地优先予以保障。",
        "（二）落实各项政策，允许企业提高容积率，不再增收土地价款。",
    ]


def test_cells_on_a_line_each_are_no_running_heads() -> None:
    rows = "1\n国家级奖励50万元\n2\n国家级奖励30万元\n3\n以上奖励由市财政承担，一次性拨付。"
    assert _texts(rows) == ["国家级奖励50万元", "国家级奖励30万元", "以上奖励由市财政承担，一次性拨付。"]


def test_counted_names_close_together_stay() -> None:
    rows = ["1 示范企业应当带动上下游发展", "2 示范企业应当带动上下游发展"]
    assert _texts("\n".join(rows)) == [row.replace(" ", "") for row in rows]


def test_chapter_on_a_line_each() -> None:
    text = (
        "第一章总则第一条为规范管理，制定本办法。第二条本办法适用于全市企业，依照第五条执行。\n"
        "第二章扶持第三条对企业给予10万元补助。第四条对人才给予5万元奖励。\n"
        "第五条由市财政局拨付。第六条本办法自发布之日起施行。"
    )
    assert [(s.number, s.path) for s in _segments(text)] == [
        ("第一条", ("第一章总则",)),
        ("第二条", ("第一章总则",)),
        ("第三条", ("第二章扶持",)),
        ("第四条", ("第二章扶持",)),
        ("第五条", ("第二章扶持",)),
        ("第六条", ("第二章扶持",)),
    ]


def test_articles_out_of_order_on_a_line_are_quoted() -> None:
    text = "一、修改决定如下，自公布之日起执行。\n第三条改为两款。第九条所列标准提高一倍。\n二、其他条款不变，继续有效，依照原标准给予补助。"
    assert "第三条改为两款。第九条所列标准提高一倍。" in _texts(text)


def test_note_of_adoption_behind_the_title_of_one_line() -> None:
    text = (
        "南浦市渡口管理办法（根据2019年3月5日《南浦市人民政府关于修改部分规章的决定》第一次修正）"
        "第一章总则第一条为了加强管理，制定本办法。第二条渡口应当免费开放。第三条对渡口每年给予补助。"
    )
    found = [(s.number, s.path) for s in _segments(text)]
    assert found == [(number, ("第一章总则",)) for number in ("第一条", "第二条", "第三条")]


@pytest.mark.parametrize(
    "text",
    [
        '{"content":"一、为企业减负。减半征收所得税。\\n二、支持融资。设立基金10亿元。"}',
        '{"title": "南浦市若干措施", "n": 3,\n "content": "一、为企业\\u51cf\\u8d1f。减半征收所得税。\\r\\n二、支持融资。设立基金10亿元。"}\n',
        "一、为企业减负。减半征收所得税。\\n二、支持融资。设立基金10亿元。",
    ],
)
def test_line_ends_in_letters(text: str) -> None:
    found = _segments(text)
    assert [s.text for s in found] == ["一、为企业减负。减半征收所得税。", "二、支持融资。设立基金10亿元。"]
    assert text[found[1].start : found[1].end] == found[1].text


@pytest.mark.parametrize(
    "text", ["路径为C:\\new的，给予补助。", '{"残缺的不动，给予补助。', "一、给予补助\\n。\n二、奖励。"]
)
def test_other_backslashes_and_braces_stay(text: str) -> None:
    assert clean(text).value == text


@pytest.mark.parametrize(
    "unit", ["- 5\n", "- ", "第一章甲第一条", "（号）", '{"a":', '{"\\', "\\n", "第三条乙。 ", "1 甲乙丙丁\n"]
)
def test_no_pattern_takes_the_square_of_the_length(unit: str) -> None:
    for text in (unit * 20000 + "x", "甲办法（通过" + unit * 20000):
        started = time.process_time()
        restore_lines(clean(text))
        assert time.process_time() - started < 4
