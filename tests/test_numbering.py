"""Numbers at the start of lines, and the levels they open and close."""

from __future__ import annotations

import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.document import Segment
from policyclause.inference.numbering import ordinal, read_number
from policyclause.inference.outline import PARAGRAPH, Level, Outline


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


@pytest.mark.parametrize(
    ("line", "number", "style", "place"),
    [
        ("第三条、对种植大户给予补贴。", "第三条、", "条", 3),
        ("第 3 条 主管机关为市政府。", "第 3 条", "条", 3),
        ("第 1 章 总则", "第 1 章", "章", 1),
        ("3,对种植大户给予补贴。", "3,", "1.", 3),
        ("3，对种植大户给予补贴。", "3，", "1.", 3),
        ("3.2021年以来新建的冷库，每座补贴5万元；", "3.", "1.", 3),
        ("3.2021-2023年新建的冷库；", "3.", "1.", 3),
        ("3、2021年以来新建的冷库；", "3、", "1.", 3),
        ("3、200万元以上的设备；", "3、", "1.", 3),
        ("3、80%以上的床位；", "3、", "1.", 3),
        ("3、5G基站；", "3、", "1.", 3),
        ("3、70周岁以上的老人；", "3、", "1.", 3),
        # Of pages for telephones, and of optical readers.
        ("03 补贴冷库", "03", "01", 3),
        ("03丨补贴冷库", "03丨", "01", 3),
        ("03补贴冷库", "03", "01", 3),
        ("Part.3 补贴冷库", "Part.3", "Part", 3),
        ("PART 03", "PART 03", "Part", 3),
        ("第三、补贴冷库。", "第三、", "第一、", 3),
        ("三：补贴冷库。", "三：", "一、", 3),
        ("叁、补贴冷库", "叁、", "壹、", 3),
        ("Ⅲ.补贴冷库", "Ⅲ.", "Ⅰ.", 3),
        ("ニ、补贴冷库", "ニ、", "一、", 2),
        ("（－）补贴冷库", "（－）", "（一）", 1),
        ("【三）补贴冷库", "【三）", "（一）", 3),
        ("第ー章 总则", "第ー章", "章", 1),
        ("笫三条 补贴冷库。", "笫三条", "条", 3),
        ("第l3条 补贴冷库。", "第l3条", "条", 13),
    ],
)
def test_number_of_a_line(line: str, number: str, style: str, place: int) -> None:
    found = read_number(line)
    assert found is not None
    assert (found.text, found.style, ordinal(found.text)) == (number, style, place)


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("第一千二百六十条", 1260),
        ("第一千零二条", 1002),
        ("第一千二百三十四条", 1234),
        ("第1260条", 1260),
        ("第一百零五条", 105),
        ("第二〇条", 20),
        ("第一〇一条", 101),
        ("第一二三条", 123),
        ("（二十）", 20),
        ("（十二）", 12),
        ("十、", 10),
        ("12.", 12),
        ("㈢", 3),
        ("⑫", 12),
        ("1.1", 0),
        ("第九条之一", 0),
    ],
)
def test_value_of_a_number(number: str, value: int) -> None:
    found = read_number(f"{number} 补贴冷库。")
    assert found is not None
    assert (found.text, ordinal(found.text)) == (number, value)


def test_parts_of_a_page_for_telephones_are_headings() -> None:
    text = "01 新建冷库\n每座补贴5万元，由县财政安排。\n02 冷库补贴\n每年申请一次，网上办理。"
    assert [s.path for s in _segments(text)] == [("01 新建冷库",), ("02 冷库补贴",)]


@pytest.mark.parametrize(
    "line",
    [
        "03月补贴冷库",
        "03号楼改为冷库",
        "03专项资金予以安排。",
        "第一、二产业的冷库",
        "第一、第二产业的冷库",
        "三：七分担",
        "第三、五条规定的冷库",
        "第三条、第五条规定的冷库",
        "第三条、五条规定的冷库",
        "3,500元以内的部分",
        "2021,全市新建冷库三座",
        "3.5亿元用于冷库",
        "3.20万吨冷库",
        "3、5号楼",
        "9、10月份",
        "10、20、30吨的冷库",
        "100、200元两档",
    ],
)
def test_figures_and_references_are_no_numbers(line: str) -> None:
    assert read_number(line) is None


@pytest.mark.parametrize(
    "items",
    [("1.2021年建成的，补贴5万元；", "2.2020年以前建成的，补贴2万元。"), ("1、2021年建成的；", "2、100吨以上的。")],
)
def test_items_that_begin_with_a_figure_are_completed_by_the_words_above(items: tuple[str, str]) -> None:
    lead_in = "一、对下列冷库发放补贴："
    found = _segments("\n".join((lead_in, *items)))
    assert [(s.text, s.lead_in) for s in found] == [(lead_in, ""), *((item, lead_in) for item in items)]


def test_articles_with_blanks_in_their_numbers() -> None:
    found = _segments("第 1 条 本办法适用于冷库。\n第 2 条 新建冷库，每座补贴5万元。")
    assert [s.number for s in found] == ["第 1 条", "第 2 条"]


@pytest.mark.parametrize(
    "above",
    ["（二）改造冷库\n更新制冷设备，降低能耗。", "（二）新建冷库。每座补贴5万元。\n1.市级\n先建后补，按年拨付。"],
)
def test_text_that_begins_midway_does_not_nest_its_next_section(above: str) -> None:
    *_, first, second = _segments(
        f"{above}\n三、保障措施\n（一）加强领导\n建立专班，按月调度。\n（二）加强监管\n定期检查，及时整改。"
    )
    assert [first.path, second.path] == [("三、保障措施", "（一）加强领导"), ("三、保障措施", "（二）加强监管")]


def test_list_of_a_paragraph_ends_where_a_higher_number_follows() -> None:
    *_, last = _segments(
        "办理流程：\n（1）提出申请，提交材料。\n（2）审核公示，拨付资金。\n四、保障措施\n1.各区安排资金，压实责任。"
    )
    assert (last.path, last.lead_in) == (("四、保障措施",), "")


def test_first_number_of_a_higher_style_may_stand_below_a_heading() -> None:
    *_, last = _segments("1.冷库补贴细则\n一、补贴对象\n新建冷库的合作社，均可申请。")
    assert last.path == ("1.冷库补贴细则", "一、补贴对象")


def test_levels_do_not_pile_up_below_paragraphs() -> None:
    outline = Outline()
    for _ in range(50):
        outline.close(PARAGRAPH)
        outline.open(Level(PARAGRAPH, lead_in="对下列冷库给予补贴："))
        outline.close("（一）", "（一）")
        outline.open(Level("（一）", "（一）"))
    assert len(outline.levels) <= 6


def test_outer_list_goes_on_after_the_list_within_its_item() -> None:
    text = "申请人应当：\n（一）提交材料。\n材料包括：\n（一）申请表；\n（二）身份证。\n（三）合同。\n（二）签署承诺。"
    assert _segments(text)[-1].lead_in == "申请人应当："


def test_blanks_between_the_digits_of_a_number() -> None:
    found = read_number("第 2 0 条补贴冷库。")
    assert found is not None
    assert (found.text, found.style, ordinal(found.text)) == ("第 2 0 条", "条", 20)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("1、2年内建成的冷库。", "1、"),
        ("行动9：建设冷库", "行动9："),
        ("——任务十：改造冷库", "任务十："),
        ("措施一：建设冷库", "措施一："),
        ("举措2：建设冷库", "举措2："),
        ("第二，建设冷库。", "第二，"),
    ],
)
def test_further_numbers(line: str, number: str) -> None:
    found = read_number(line)
    assert found is not None
    assert found.text == number


@pytest.mark.parametrize(
    ("above", "heading"),
    [
        ("第五条 新建冷库，每座补贴5万元。", "二、改造冷库"),
        ("第五条 新建冷库，每座补贴5万元。", "（三）改造冷库"),
        ("路径二：新建冷库\n新建冷库，每座补贴5万元。", "四、改造冷库"),
        ("个人冷库\n新建冷库，每座补贴5万元。\n企业冷库\n新建冷库，每座补贴9万元。", "二、改造冷库"),
    ],
)
def test_sections_of_a_text_that_begins_midway(above: str, heading: str) -> None:
    *_, last = _segments(f"{above}\n{heading}\n第六条 改造冷库，每座补贴2万元。")
    assert last.path == ((heading,) if "二、" in heading or "四、" in heading else ())


def test_articles_under_sections_in_brackets() -> None:
    text = (
        "（五）鼓励新建冷库\n第十一条 新建冷库，每座补贴5万元。\n（六）鼓励改造冷库\n第十二条 改造冷库，每座补贴2万元。"
    )
    assert [s.path for s in _segments(text)] == [("（五）鼓励新建冷库",), ("（六）鼓励改造冷库",)]


def test_last_item_of_an_article_is_no_section() -> None:
    text = "第五条 补贴下列冷库：\n（一）市级冷库\n（二）县级骨干冷库\n第六条 由县财政安排资金。"
    assert [s.number for s in _segments(text)] == ["第五条", "（一）", "（二）", "第六条"]


@pytest.mark.parametrize(
    "items",
    [
        (
            "1.5G基站给予补助。",
            "2.3D打印给予补助。",
            "3.蜂箱给予补助。",
            "4.100万元以上的设备给予补助。",
            "5.1.5吨以上的给予补助。",
        ),
        ("一、86年前建的蜂场。", "二、87、88年建的蜂场。", "三、89年后建的蜂场。"),
    ],
)
def test_sequence_decides_whether_a_figure_begins_the_words_of_an_item(items: tuple[str, ...]) -> None:
    numbers = [s.number for s in _segments("\n".join(items))]
    assert [ordinal(number) for number in numbers] == list(range(1, len(items) + 1))
    assert [s.number for s in _segments(f"补助对象如下，按年申报。\n{items[1]}")][-1] == ""
