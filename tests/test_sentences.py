import pytest

from policyclause.inference.sentences import is_damaged, split_sentences
from policyclause.inference.tails import departments, find_tail


def _split(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text)]


def test_heading_and_sentences() -> None:
    assert _split("（三）加强用地保障。优先供应用地。 支持混合用地！") == [
        "（三）加强用地保障。",
        "优先供应用地。",
        "支持混合用地！",
    ]


def test_semicolons_and_decimals_do_not_end_a_sentence() -> None:
    assert len(_split("增长6.5%；投资600亿元；新增3家。")) == 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("登录http://a.gov.cn/index?id=3申报，给予补助。", 1),
        ("登录http://a.gov.cn/#!/apply申报，给予补助！", 1),
        ("补贴多少?5万元。", 2),
        ("支持养蜂!10万元以内全额补贴。", 2),
        ("登录www.a.cn?", 1),
    ],
)
def test_addresses_do_not_end_a_sentence(text: str, number: int) -> None:
    assert len(_split(text)) == number


def test_stops_inside_brackets_and_quotations_do_not_end_it() -> None:
    assert len(_split("对“谁投资、谁受益。”的项目（含新建。）给予补助。")) == 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("补贴标准是多少?按每箱十元补贴。", 2),
        ("养蜂户如何申请补贴?网上申请。", 2),
        ("是否限养蜂大户?不限。", 2),
        ("可否按季申请补贴?按季申请。", 2),
        ("能领补贴吗?能。", 2),
        ("补贴养?大户。", 1),
        ("谁养蜂谁受益；补贴养?大户。", 1),
    ],
)
def test_question_mark_ends_a_question_and_stands_for_a_lost_character_elsewhere(text: str, number: int) -> None:
    assert len(_split(text)) == number
    assert is_damaged(text) == (number == 1)


def test_unclosed_bracket_does_not_swallow_the_rest() -> None:
    assert len(_split("加强监管（含抽查。完善制度。落实责任。")) == 3


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
    assert _split(text) == ["支持企业上市。", tail]
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
