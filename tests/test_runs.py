from __future__ import annotations

import pytest

from policyclause.inference.classifier import draft

TITLE = "青湖县人民政府关于支持产业发展的若干措施\n"
ITEMS = ["首次入选全国百强的企业", "首次入选全省百强的企业"]


def _texts(text: str) -> list[str]:
    return [segment.text for segment in draft(TITLE + text).segments]


@pytest.mark.parametrize("bullet", ["", "- ", "• "])
@pytest.mark.parametrize("lead_in", ["一、对下列企业给予奖励：", "第一条 对下列企业给予奖励：", "对下列企业给予奖励："])
@pytest.mark.parametrize("below", ["", "\n二、保障用地。", "\n第二条 保障用地。"])
def test_items_without_stops_complete_their_lead_in(bullet: str, lead_in: str, below: str) -> None:
    items = "\n".join(bullet + item for item in ITEMS)
    found = draft(f"{TITLE}{lead_in}\n{items}{below}").segments
    assert [(s.text, s.lead_in, s.path) for s in found[1:3]] == [(item, lead_in, ()) for item in ITEMS]


@pytest.mark.parametrize("items", ["竹木加工\n蜂具制造", "- 竹木加工\n- 蜂具制造", "——竹木加工；\n——蜂具制造。"])
@pytest.mark.parametrize("above", ["一、要素保障\n", "一、对重点项目给予补助，应补尽补。\n", ""])
@pytest.mark.parametrize("below", ["", "\n二、保障用地。"])
@pytest.mark.parametrize(
    "lead_in",
    [
        "优先安排用地的行业：",
        "银行重点投放信贷的领域为：",
        "可以享受贴息的企业包括：",
        "不予受理的情形有：",
        "培训对象：",
        "补助对象：",
    ],
)
def test_words_for_whom_or_what_lead_in(lead_in: str, items: str, above: str, below: str) -> None:
    found = [s for s in draft(f"{TITLE}{above}{lead_in}\n{items}{below}").segments if s.lead_in]
    assert [s.text.strip("—；。") for s in found] == ["竹木加工", "蜂具制造"]
    assert {(s.lead_in, s.path) for s in found} == {(lead_in, ("一、要素保障",) if "要素" in above else ())}


@pytest.mark.parametrize("name", ["申报材料：", "联系方式：", "工作目标：", "补助标准："])
def test_names_of_other_parts_do_not_lead_in(name: str) -> None:
    found = draft(f"{TITLE}一、要素保障\n{name}\n竹木加工\n蜂具制造\n二、保障用地。").segments
    assert not any(s.lead_in for s in found)


def test_words_for_whom_end_the_part_above() -> None:
    text = "一、用电补贴\n补贴标准：\n按每度0.1元给予补贴。\n补贴对象：\n竹木加工企业\n蜂具制造企业\n二、保障用地。"
    paths = [s.path for s in draft(TITLE + text).segments]
    assert paths == [("一、用电补贴", "补贴标准："), *[("一、用电补贴",)] * 3, ()]


@pytest.mark.parametrize(
    "items",
    [
        ["申报单位须为在本县注册的独立法人企业", "申报单位应当具有健全的财务制度", "项目必须符合本县产业发展规划"],
        ["企业应当在本县注册登记", "近三年没有违法行为", "按规定报送统计资料", "应当建立财务制度"],
        ["最高奖励50万元", "分两年拨付"],
    ],
)
@pytest.mark.parametrize("bullet", ["", "- ", "● "])
def test_lines_below_a_number_are_text_as_one_of_them_is(items: list[str], bullet: str) -> None:
    below = "\n".join(bullet + item for item in items)
    found = draft(f"{TITLE}一、申报条件\n{below}\n二、保障用地。").segments
    assert [(s.text, s.path) for s in found[:-1]] == [(item, ("一、申报条件",)) for item in items]


def test_bullets_beside_a_sentence_are_text() -> None:
    assert _texts("## 一、支持范围\n- **机构**：高校、院所等\n- **其他**：对企业给予贴息。") == [
        "机构：高校、院所等",
        "其他：对企业给予贴息。",
    ]


def test_bullets_below_a_marked_heading_are_text() -> None:
    found = draft(f"{TITLE}## 申报材料\n- 申请表\n- 营业执照复印件\n## 申报流程\n企业向镇里提出申请。").segments
    assert [(s.text, s.path) for s in found[:-1]] == [(text, ("申报材料",)) for text in ("申请表", "营业执照复印件")]


def test_one_bullet_below_a_marked_heading_is_text() -> None:
    text = f"# {TITLE}## 一、支持标准\n### 新建企业\n- 免租三年\n### 技改企业\n- 给予贴息\n## 二、申报材料\n- 申请表"
    assert [(s.text, s.path) for s in draft(text).segments] == [
        ("免租三年", ("一、支持标准", "新建企业")),
        ("给予贴息", ("一、支持标准", "技改企业")),
        ("申请表", ("二、申报材料",)),
    ]


@pytest.mark.parametrize(
    ("items", "texts"),
    [
        ("### 大户\n### 合作社", ["大户", "合作社"]),
        ("### 大户\n每户补贴5元。\n### 合作社\n每社补贴9元。", ["每户补贴5元。", "每社补贴9元。"]),
        ("### 补贴\n#### 大户\n每户补贴5元。", ["每户补贴5元。"]),
    ],
)
def test_marked_items_below_a_lead_in(items: str, texts: list[str]) -> None:
    assert _texts(f"## 一、补贴标准\n对下列蜂农补贴：\n{items}\n## 二、用地\n优先供地。")[1:-1] == texts


def test_names_above_texts_of_a_run_are_headings() -> None:
    text = "一、政策\n研发投入奖励\n按研发投入的5%给予奖励\n申报条件\n在本县注册的企业应当盈利\n二、保障用地。"
    paths = [s.path for s in draft(TITLE + text).segments]
    assert paths[:2] == [("一、政策", "研发投入奖励"), ("一、政策", "申报条件")]


@pytest.mark.parametrize(
    "around",
    [
        "专家组成员名单如下：\n张三丰\n李四光",
        "由下列部门负责：\n县财政局\n县民政局",
        "青湖县人民政府\n2023年5月1日",
        "- 首页\n- 惠企奖励资金申报\n- 政务公开",
    ],
)
def test_names_and_pages_are_no_runs_of_text(around: str) -> None:
    last = around.splitlines()[-1].removeprefix("- ")
    assert last not in _texts(f"{around}\n一、保障用地。\n二、给予补贴。\n{around}")
