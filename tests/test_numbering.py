"""Numbers at the start of lines, and the levels they open and close."""

from __future__ import annotations

import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.document import Segment
from policyclause.inference.numbering import ordinal, read_number


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
        # Of Taiwan and Hong Kong.
        ("参、补贴冷库", "参、", "壹、", 3),
        ("丙、补贴冷库", "丙、", "甲、", 3),
        ("(c) 补贴冷库；", "(c)", "(a)", 3),
        ("（l）补贴冷库；", "（l）", "(a)", 12),
        ("(iii) 补贴冷库；", "(iii)", "(i)", 3),
        ("(i) 补贴冷库；", "(i)", "(i)", 1),
        ("C. 补贴冷库", "C.", "A.", 3),
        ("Ⅲ.补贴冷库", "Ⅲ.", "Ⅰ.", 3),
        ("ニ、补贴冷库", "ニ、", "一、", 2),
        ("（－）补贴冷库", "（－）", "（一）", 1),
        ("【三）补贴冷库", "【三）", "（一）", 3),
        ("第ー章 总则", "第ー章", "章", 1),
        ("笫三条 补贴冷库。", "笫三条", "条", 3),
        ("第-条 补贴冷库。", "第-条", "条", 1),
        ("第二十-条 补贴冷库。", "第二十-条", "条", 21),
        ("（-）补贴冷库", "（-）", "（一）", 1),
        ("第 3-1 条 补贴冷库。", "第 3-1 条", "条", 0),  # inserted behind 第 3 条, in Taiwan
        ("第3-1条 补贴冷库。", "第3-1条", "条", 0),
        ("第一百零—条 补贴冷库。", "第一百零—条", "条", 101),
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


def test_letters_and_stems_open_levels() -> None:
    text = "甲、補貼冷庫\n一、對下列冷庫發放補貼：\n(a) 新建的；\n(b) 改造的：\n(i) 換門的；\n(ii) 換機的。\n乙、補貼金額\n一、每座3萬元。"
    assert [(s.number, s.path, s.lead_in[:3]) for s in _segments(text)] == [
        ("一、", ("甲、补贴冷库",), ""),
        ("(a)", ("甲、补贴冷库",), "一、对"),
        ("(b)", ("甲、补贴冷库",), "一、对"),
        ("(i)", ("甲、补贴冷库",), "(b)"),
        ("(ii)", ("甲、补贴冷库",), "(b)"),
        ("一、", ("乙、补贴金额",), ""),
    ]


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
        "第五—八条明确了冷库的补贴",
        "第十二—十五条明确了冷库的补贴",
        "第1-3条明确了冷库的补贴",
        "甲、乙两类冷库",
        "A、B两类冷库",
        "A.B公司的冷库",
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
    "amends",
    [
        "第九条修改为：“补贴蜂种。”",
        "第九条增加一款，作为第二款：“补贴蜂种。”",
        "第九条后增加一条作为第十条：“补贴蜂种。”",
        "第九条改为第十条，删去“补贴蜂箱”。",
        "第九条删去“补贴蜂箱”。",
        "第九条中的“补贴蜂箱”修改为“补贴蜂种”。",
    ],
)
def test_an_article_that_is_amended_is_no_number(amends: str) -> None:
    heading = "一、对《青山县养蜂条例》作出修改"
    found = _segments(
        f"青山县人大常委会关于修改养蜂条例的决定\n{heading}\n{amends}\n二、对《青山县蜂药条例》作出修改\n删去第五条。"
    )
    assert next((s.number, s.path, s.text) for s in found) == ("一、", (heading,), amends)
    assert read_number("第九条 增加蜂种补贴。") and read_number("第九条增加蜂种补贴。")
