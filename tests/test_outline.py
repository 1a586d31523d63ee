import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.document import Segment
from policyclause.inference.outline import PARAGRAPH, Level, Outline


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


def _outline(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(s.kind, s.number, s.path) for s in _segments(text)]


def test_a_list_that_begins_below_a_paragraph_completes_it() -> None:
    text = "第一条 申请条件：\n（一）在本市注册；\n符合条件的，享受以下政策：\n（一）奖励20万元；\n（二）优先供地。"
    leads = [s.lead_in for s in _segments(text)]
    assert leads == ["", "第一条 申请条件：", "", *["符合条件的，享受以下政策："] * 2]


def test_articles_with_chapters() -> None:
    text = """某县工业用地管理办法
第一章 总则
第一条 为规范工业用地管理，制定本办法。
第二条
本办法适用于全县新增工业用地。
前款规定以外的用地，参照执行。
第二章 供应
第三条 工业用地可以采取下列方式供应：
（一）弹性年期出让；
（二）先租后让。
"""
    assert _outline(text) == [
        ("clause", "第一条", ("第一章 总则",)),
        ("clause", "第二条", ("第一章 总则",)),
        ("clause", "第二条", ("第一章 总则",)),
        ("clause", "第三条", ("第二章 供应",)),
        ("clause", "（一）", ("第二章 供应",)),
        ("clause", "（二）", ("第二章 供应",)),
    ]


def test_numbering_that_restarts_or_runs_on() -> None:
    text = "\n".join(
        f"{heading}\n（{a}）推进甲类工作，落实各项措施。\n（{b}）推进乙类工作，落实各项措施。"
        for heading, a, b in (("一、甲部分", "一", "二"), ("二、乙部分", "一", "二"), ("三、丙部分", "五", "六"))
    )
    assert [path for _, _, path in _outline(text)] == [
        ("一、甲部分",), ("一、甲部分",), ("二、乙部分",), ("二、乙部分",), ("三、丙部分",), ("三、丙部分",),
    ]  # fmt: skip


def test_items_go_on_below_a_box() -> None:
    found = _segments("1.改造蜂场，更新蜂箱。\n专栏2 蜂业工程\n1.蜂种工程。建设蜂场。\n2.推广蜂药，防治蜂病。")
    assert [s.number for s in found] == ["1.", "1.", "2."]


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
    ("text", "paths"),
    [
        (  # a mark as deep or less deep closes a number too
            "# 青湖县冷库扶持办法\n## 一、补贴标准\n### （一）新建冷库\n每座补贴5万元。\n## 申报流程\n农户向乡镇提出申请。\n## 二、附则\n本办法由县农业局解释。",
            [("一、补贴标准", "（一）新建冷库"), ("申报流程",), ("二、附则",)],
        ),
        (
            "青湖县冷库扶持办法\n## 补贴标准\n### 新建冷库\n每座补贴5万元。\n### 改造冷库\n每座补贴2万元。\n## 二、用地\n优先供地。",
            [("补贴标准", "新建冷库"), ("补贴标准", "改造冷库"), ("二、用地",)],
        ),
        (
            "<h1>青湖县冷库扶持办法</h1><h5>发布时间：2024-03-05</h5><h2>一、补贴标准</h2><h3><b>（一）新建冷库</b></h3><p>每座补贴5万元。</p>"
            "<h2>\n申报流程</h2><p>农户向乡镇提出申请。</p>",
            [("一、补贴标准", "（一）新建冷库"), ("申报流程",)],
        ),
        (  # list of a section that is over
            "# 青湖县冷库扶持办法\n## 标准\n1. 新建冷库，每座补贴5万元。\n## 政策依据\n根据县里的规定执行。",
            [("标准",), ("政策依据",)],
        ),
        (  # marks that are all alike, as converters of PDF files set them, say nothing of levels
            "# 青湖县冷库扶持办法\n# 第一章 总则\n# 一、补贴标准\n# （一）新建冷库\n每座补贴5万元。\n# 二、用地\n优先供地。",
            [("第一章 总则", "一、补贴标准", "（一）新建冷库"), ("第一章 总则", "二、用地")],
        ),
        (  # a name of one section, below which there are only names
            "# 青湖县冷库扶持办法\n## 一、标准\n### 新建冷库\n1. 市级\n每座补贴5万元。\n## 二、用地\n优先供地。",
            [("一、标准", "新建冷库", "1. 市级"), ("二、用地",)],
        ),
        (  # sentences that are marked as well end nothing
            "<h2>青湖县冷库扶持办法</h2><h3>一、补贴标准</h3><h4>每座补贴5万元。</h4><h4>二、用地</h4><h4>优先供地。</h4>",
            [("一、补贴标准",), ("二、用地",)],
        ),
        (
            "# 青湖县冷库扶持办法\n## 一、补贴标准\n## 1. 新建冷库\n## 每座补贴5万元。\n## 2. 改造冷库\n## 给予贴息。",
            [("一、补贴标准", "1. 新建冷库"), ("一、补贴标准", "2. 改造冷库")],
        ),
        (  # a remark between items
            "# 青湖县冷库扶持办法\n## 一、补贴标准\n1.大库每座补贴5万元。\n#### 说明\n每年申报一次。\n2.小库每座补贴2万元。",
            [("一、补贴标准",), ("一、补贴标准", "说明"), ("一、补贴标准",)],
        ),
        (  # running heads, and the caption of a figure
            "# 青湖县冷库扶持办法\n## 一、补贴标准\n### （一）新建冷库\n每座补贴5万元。\n# 青湖县农业农村局\n### （二）改造冷库\n每座补贴2万元。",
            [("一、补贴标准", "（一）新建冷库"), ("一、补贴标准", "（二）改造冷库")],
        ),
        (
            "# 青湖县冷库扶持办法\n## 一、补贴标准\n每座补贴5万元。\n## 青湖县冷库扶持办法\n按月拨付补贴。\n# 青湖县公报\n每年公示补贴。",
            [("一、补贴标准",)] * 3,
        ),
        (
            "# 青湖县冷库规划\n# 第一章 冷库布局\n## 第一节 县城\n保障冷库用地。\n# 图1 县城冷库布局\n## 第二节 乡镇\n支持新建冷库。",
            [("第一章 冷库布局", "第一节 县城"), ("第一章 冷库布局", "第二节 乡镇")],
        ),
        (  # numbers that run on through sections that are marked
            "# 青湖县冷库扶持办法\n## 一、补贴标准\n1. 新建冷库，每座补贴5万元。\n## 用地保障\n2. 优先供地。",
            [("一、补贴标准",), ("用地保障",)],
        ),
    ],
)
def test_headings_that_are_marked(text: str, paths: list[tuple[str, ...]]) -> None:
    assert [s.path for s in _segments(text)] == paths
