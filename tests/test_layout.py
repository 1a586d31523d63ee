from __future__ import annotations

import time

import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.clean import clean
from policyclause.inference.document import Segment
from policyclause.inference.layout import restore_lines, unwrap
from policyclause.inference.unfold import unfold


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


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


def test_lines_broken_at_a_fixed_width_are_joined() -> None:
    paragraphs = [paragraph for paragraph in PARAGRAPHS if "。" in paragraph] * 2
    width = 22
    wrapped = "\n".join(p[i : i + width] for p in paragraphs for i in range(0, len(p), width))
    plain = "\n".join(paragraphs)
    assert [s.text for s in _segments(wrapped)] == [s.text for s in _segments(plain)]


@pytest.mark.parametrize(
    ("wrapped", "count"),
    [
        ("根据区政府部署，对辖区内符合条件的科技型\n中小企业给予一次性研发补助，补助标准为上年\n度研发投入的百分之十，单个企业不超过五十万\n元。", 1),
        ("一、对新认定的国家高新技术企业，由市财政给\n予一次性奖励30万元；对重新认定的，奖励10万\n元。\n二、鼓励开发知识产权质押贷款。", 2),
        ("第三条 申请人应当具备下列条件：\n（一）在本市依法登记注册，具有独立法人资格，\n并连续经营满两年；\n（二）近三年内无重大违法记录，未被列入严重\n失信主体名单。", 3),
    ],
)  # fmt: skip
def test_a_few_lines_broken_in_mid_sentence_are_joined(wrapped: str, count: int) -> None:
    found = _texts(wrapped)
    assert len(found) == count and "".join(found) == "".join(wrapped.split())
    assert all(item[-1] in "。；：" for item in found)


def test_lines_of_one_length_without_stops_are_a_list() -> None:
    lines = [
        "对符合条件的企业给予补助，支持技术改造项目",
        "对新建厂房的企业给予租金减免，期限为三年整",
        "对引进的高层次人才给予住房补贴，每月两千元",
    ]
    assert [s.text for s in _segments("\n".join(lines))] == lines


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
    found = _texts(text)
    assert len(found) == count and "".join(found) == "".join(text.split())
    assert all(item.endswith("。") for item in found)


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


RULES = [
    "第一章总则",
    "第一条为了规范渡口管理，保障渡运安全，方便群众出行，根据本市实际情况制定本规定，由各县落实。",
    "第二条县交通局履行下列职责：",
    "（一）编制渡口年度规划；",
    "（二）组织渡口安全检查；",
    "第三条乡镇应当落实下列事项，按年公布：",
    "（一）登记渡船和渡工；",
    "（二）维修渡口的码头和候船亭；",
    "第四条对新建渡口给予一次性补助，每处不超过二十万元，由县财政在年度预算之中予以安排。",
    "第五条渡工应当具备下列条件：",
    "（一）年满十八周岁，身体健康；",
    "（二）持有驾驶渡船的证书。",
    "第六条渡口经营人按照国家规定为渡船投保的，县财政承担保费的一半，每年年底前结算一次。",
]  # fmt: skip


@pytest.mark.parametrize("columns", [44, 50, 54])
@pytest.mark.parametrize("indent", ["\u3000\u3000", ""])
def test_broken_lines_among_short_items(columns: int, indent: str) -> None:
    assert _texts(_wrapped(RULES, columns, indent)) == RULES[1:]


HEADINGS = [
    "坚持安全渡运优先，着力改善渡口和码头通行条件",
    "坚持便民利民优先，着力更新各乡镇老旧渡船设备",
    "坚持专业管理优先，着力提高渡工和船员上岗本领",
    "坚持属地负责优先，着力落实各村和社区看护责任",
]


@pytest.mark.parametrize("numbers", ["一二三四", ""])
@pytest.mark.parametrize("first", ["对新建渡口给予补助，由县财政安排。", "新建渡口享受补助，由县财政安排。"])
def test_parallel_headings_are_not_broken_lines(numbers: str, first: str) -> None:
    marks = [f"{number}、" for number in numbers] or [""] * len(HEADINGS)
    headings = [mark + heading for mark, heading in zip(marks, HEADINGS, strict=True)]
    lines = [line for heading in headings for line in (heading, first, "对更新渡船给予补助，由县里审定。")]
    text = "\n".join(["南浦县渡口扶持办法", *lines])
    assert restore_lines(clean(text)).value == text


@pytest.mark.parametrize(
    ("begin", "first", "following"),
    [
        (0, "对新建渡口给予补助", "新建渡口享受补助"),
        (0, "新建渡口享受补助", "设立渡口专项资金"),
        (2, "对新建渡口给予补助", "新建渡口享受补助"),
    ],
)
def test_headings_with_commas_in_different_places_are_not_broken_lines(begin: int, first: str, following: str) -> None:
    headings = [
        "一、坚持安全渡运优先，着力改善渡口和码头的通行条件",
        "二、便民利民，着力更新各乡镇各街道的老旧渡船和设备",
        "三、坚持依法从严管理渡工和各类船员，提高其上岗本领",
    ]
    lines = [
        f"{heading[begin:]}\n{first}，由县财政安排。\n{following}，由县财政安排。\n县交通局审定标准，并向社会公布。"
        for heading in headings
    ]
    text = "\n".join(["南浦县渡口扶持办法", *lines])
    assert restore_lines(clean(text)).value == text


def test_short_heading_of_broken_paragraphs() -> None:
    text = "市里听取渡口建设情况的汇报，对渡船更新和码头改造作了研究，同意按照既定的标准补助。"
    lines = ["一、研究渡口和码头的改造事项", *_wrapped([text], 32, "").split("\n")]
    found = _segments("\n".join([*lines, lines[0].replace("一", "二"), *lines[1:]] * 2))
    assert {s.text for s in found} == {text}


def test_items_whose_indents_were_lost() -> None:
    words = "完善渡口布局。鼓励更换老旧渡船，对经营人在当年首次登记的渡船，按照县交通局核定的吨位和载客人数，"
    words += "分别给予一次性补助三十万元、二十万元和十万元，由县财政安排，县交通局会同县财政局在年底前一次拨付。"
    items = [f"（{number}）{words}" for number in "一二三四五六"]
    broken = clean(_wrapped(items, 56, "\u3000\u3000").replace("\u3000", ""))
    assert unwrap(broken).value.split("\n") == items


def test_few_items_without_stops() -> None:
    items = [
        "1、对新建渡口的经营人给予补助，每处不超过二十万元，分三年拨付",
        "2、对更新渡船的经营人给予补助，每艘不超过三十万元，验收后拨付",
        "3、对持证渡工给予补贴，每人每月二百元，由乡镇在年底前统一发放",
    ]
    assert _texts(_wrapped(items, 46, "")) == items


@pytest.mark.parametrize(
    "broken",
    [
        "更新渡船。{}由经营人更换，县交通局对照渡船的大小分档补助；",
        "对更新{}的给予补助，由县交通局在渡船验收合格以后一次拨付；",
    ],
)
def test_broken_items_are_no_headings(broken: str) -> None:
    names = ("渡船", "老渡船", "老旧渡船")
    words = ["新建渡口应当报县交通局批准；"] * 6 + [broken.format(name) for name in names]
    items = [f"（{number}）{item}" for number, item in zip("一二三四五六七八九", words, strict=True)]
    assert restore_lines(clean(_wrapped(items, 50, ""))).value == "\n".join(items)


@pytest.mark.parametrize("below", ["责任单位：县交通局", "补助标准：每处二十万元"])
def test_what_is_said_of_items_is_not_broken_off_them(below: str) -> None:
    tasks = ("新建渡口", "维修码头", "更新渡船")
    items = [f"{n}、支持{task}，改善群众出行条件，分三年实施\n{below}" for n, task in enumerate(tasks, 1)]
    text = "\n".join(["南浦县渡口扶持办法", *items])
    assert restore_lines(clean(text)).value == text


def test_departments_below_a_full_line() -> None:
    text = "\n".join(
        [
            *_wrapped(PARAGRAPHS, 48, "").split("\n"),
            "一、支持各县区的渡口和码头改造，分三年组织实施",
            "（责任单位：县交通局）",
        ]
    )
    assert restore_lines(clean(text)).value.split("\n")[-3:] == [PARAGRAPHS[-1], *text.split("\n")[-2:]]


@pytest.mark.parametrize(
    "unit",
    [
        "- 5\n",
        "- ",
        "第一章甲第一条",
        "（号）",
        '{"a":',
        '{"\\',
        "\\n",
        "第三条乙。 ",
        "1 甲乙丙丁\n",
        "①\n1\n",
        "来源： ",
    ],
)
def test_no_pattern_takes_the_square_of_the_length(unit: str) -> None:
    for text in (unit * 20000 + "x", "甲办法（通过" + unit * 20000):
        started = time.process_time()
        restore_lines(unfold(clean(text)))
        assert time.process_time() - started < 4


def test_commas_of_half_width_tell_broken_lines_too() -> None:
    printed = (
        "江宁市渡口管理通知\n各区人民政府：\n各区应当加强对本行政区域内渡口管理工作的领导,建立协调机\n"
        "制并将渡口管理经费列入本级财政预算,根据运量逐步增加渡船\n数量。\n"
        "市交通部门负责渡口管理的指导、监督和检查,会同水利等部门\n对渡口给予运营补助。"
    )
    assert [s.text[-5:] for s in draft(printed).segments] == ["渡船数量。", "运营补助。"]


def test_items_and_preambles_with_commas_of_half_width() -> None:
    text = (
        "渡口工作报告\n现在,我代表县人民政府,请予审议。\n一、渡口\n第一,改造渡口,给予补贴。\n第二,检验渡船,给予补贴。"
    )
    assert [(s.kind, s.number) for s in draft(text).segments] == [
        ("preamble", ""),
        ("clause", "第一,"),
        ("clause", "第二,"),
    ]
