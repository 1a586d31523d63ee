import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.document import Segment
from policyclause.inference.sentences import split_sentences
from policyclause.inference.tails import departments, find_tail


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


def test_tail_gives_departments_and_stays_in_the_text() -> None:
    (found,) = _segments("1.加强用地保障，优先供应。（责任单位：市自然资源局、市财政局）")
    assert found.departments == ("市自然资源局", "市财政局")
    assert found.text.endswith("市财政局）")
    assert [s.is_tail for s in found.sentences] == [False, True]


def test_whom_to_ask_is_no_department() -> None:
    text = "一、改造蜂场，每处补助5万元。责任部门：县农业农村局 联系人：张三 联系电话：85980000"
    assert _segments(text)[0].departments == ("县农业农村局",)


def test_parts_of_a_post_with_a_list_that_runs_through_them() -> None:
    text = "PART 1\n蜂种\n❶ 补贴蜂王，每只30元。\n❷ 补贴蜂箱，每箱50元。\nPART 2\n蜂场\n❸ 建设良种蜂场，每处补助5万元。"
    paths = [("PART 1 蜂种",), ("PART 1 蜂种",), ("PART 2 蜂场",)]
    assert [(s.number, s.path) for s in _segments(text)] == list(zip("①②③", paths, strict=True))


def test_departments_of_a_heading_are_those_of_what_stands_below() -> None:
    found = _segments(
        "（一）强化资金保障（责任单位：市财政局）\n统筹资金3亿元，支持园区建设。\n1.设立周转金。\n2.建立台账。（责任单位：市审计局）\n"
        "（二）强化用地保障。（市自然资源局牵头）\n优先安排园区用地指标，提高审批效率。"
    )
    assert [(s.path, s.departments) for s in found] == [
        (("（一）强化资金保障",), ("市财政局",)),
        (("（一）强化资金保障",), ("市财政局",)),
        (("（一）强化资金保障",), ("市审计局",)),
        (("（二）强化用地保障。",), ("市自然资源局",)),
    ]


def test_own_line_tail_belongs_to_the_item_above() -> None:
    (found,) = _segments("二、培育平台。择优给予补助。\n责任单位：市工信局 市财政局\n")
    assert found.departments == ("市工信局", "市财政局")
    assert found.sentences[-1].is_tail


@pytest.mark.parametrize(
    "tails",
    [
        "牵头单位：县畜牧办\n责任单位：县财政局",
        "【牵头单位】县畜牧办\n【配合单位】县财政局\n【完成时间】2024年6月",
        "牵头股室：县畜牧办\n配合单位：县财政局\n完成时限：2024年6月",
    ],
)
def test_all_tails_on_own_lines_belong_to_the_item_above(tails: str) -> None:
    found = _segments(f"1.改造蜂场，每户补贴2万元。\n{tails}\n2.培训蜂农，每年两次。\n{tails}")
    assert [(s.number, s.path, s.departments) for s in found] == [
        ("1.", (), ("县畜牧办", "县财政局")),
        ("2.", (), ("县畜牧办", "县财政局")),
    ]


def test_words_before_a_colon_are_no_tail() -> None:
    (found,) = _segments("一、项目建设单位应当履行主体责任：落实资金、落实人员、落实措施。")
    assert found.departments == ()


@pytest.mark.parametrize("tail", ["（主办单位：县农业农村局）", "【承办单位：县财政局】", "【主办单位：县财政局】"])
@pytest.mark.parametrize("below", ["", "\n二、改造蜂箱。"])
def test_tail_with_words_of_pages(tail: str, below: str) -> None:
    first = _segments(f"一、建设良种蜂场，每处补助5万元。\n{tail}{below}")[0]
    assert first.departments == (tail[6:-1],)


def test_who_leads_above_the_first_provision_is_no_heading() -> None:
    text = "牵头单位：县财政局\n一、建设良种蜂场，每处补助5万元。\n二、改造蜂箱。"
    assert [s.path for s in _segments(text)] == [(), ()]


@pytest.mark.parametrize(
    ("tail", "names"),
    [
        ("（责任单位：市发展改革委、市财政局，各区（市）县）", ("市发展改革委", "市财政局", "各区（市）县")),
        ("(牵头单位:区经信局;配合单位:区财政局)", ("区经信局", "区财政局")),
        ("（市工信局牵头，市财政局、市国资委配合）", ("市工信局", "市财政局", "市国资委")),
        ("责任部门：县教育局", ("县教育局",)),
        ("牵头领导：张三 责任单位：市工信局、市统计局 完成时限：12月底", ("市工信局", "市统计局")),
        ("完成时限：2025年12月 责任单位：市发改委", ("市发改委",)),
        ("责任人：李四；责任单位：县水利局。", ("县水利局",)),
        ("〔责任单位：市委编办、市司法局。第一个逗号前为牵头单位，下同〕", ("市委编办", "市司法局")),
        ("（责任单位：县林业局、县水利局（排第一位的为牵头单位，下同））", ("县林业局", "县水利局")),
        ("（执行单位：区商务委）", ("区商务委",)),
        ("（县民政局牵头，各镇（街道）配合）", ("县民政局", "各镇（街道）")),
        ("（市体育局、市残联、各县区）", ("市体育局", "市残联", "各县区")),
        ("（市医保局，各县〔市、区〕人民政府）", ("市医保局", "各县〔市、区〕人民政府")),
        ("（市气象局）", ("市气象局",)),
        ("【市文旅局、市档案馆】", ("市文旅局", "市档案馆")),
        ("〔市文旅局、经开区〕", ("市文旅局", "经开区")),
        ("[市文旅局、市体育局等]", ("市文旅局", "市体育局")),
        ("（市水利局、市林业局，2026年9月底前完成）", ("市水利局", "市林业局")),
        ("（科技、商务等部门按职责分工负责）", ("科技", "商务")),
        ("（市水利局、市林业局按分工负责）", ("市水利局", "市林业局")),
        ("——责任单位：县教育局", ("县教育局",)),
        ("市水利局、市林业局按职责分工负责。", ("市水利局", "市林业局")),
        ("市水利局牵头，市林业局、各县区配合。", ("市水利局", "市林业局", "各县区")),
        ("【责任单位】市水利局、市林业局", ("市水利局", "市林业局")),
        ("——市金融办、市财政局", ("市金融办", "市财政局")),
        ("牵头单位：市水利局。\n配合单位：市林业局。", ("市水利局", "市林业局")),
    ],
)
def test_tail_is_a_sentence_of_its_own(tail: str, names: tuple[str, ...]) -> None:
    text = "支持企业上市。" + tail
    assert find_tail(text) == len("支持企业上市。")
    assert [text[a:b] for a, b in split_sentences(text)] == ["支持企业上市。", tail]
    assert departments(tail) == names


@pytest.mark.parametrize(
    "text",
    [
        "由市财政局负责解释。",
        "各责任单位要密切配合。",
        "建立由区长牵头的专班（含三个小组）。",
        "办理时限：自受理之日起5日内。",
        "建设智能工厂（由牵头企业负责实施，给予每家10万元奖励）",
        "缴纳保险费（个人负责的部分由企业补贴，最高2万元）。",
        "发放补贴（市民政局负责发放，每人每月300元）。",
        "支持新建载体（研究院、设计院）。",
        "推行便民服务（马上办、网上办）。",
        "报送主管部门（市商务局）。",
        "报送主管部门（含市商务局、市科技局）。",
        "加强监管。市水利局、市林业局按职责分工负责河湖巡查。",
        "加强监管。由市水利局按职责分工负责。",
        "加强监管。——市财政局、市水利局安排资金。",
    ],
)
def test_what_is_no_tail(text: str) -> None:
    assert find_tail(text) is None
