import pytest

from policyclause.inference.classifier import draft
from policyclause.inference.document import Segment
from policyclause.inference.sentences import is_damaged, split_sentences


def _segments(text: str) -> tuple[Segment, ...]:
    return draft(text).segments


def _split(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "1.补贴怎么申请?网上申请,当月受理,次月发放补贴。",
        "1.哪些项目有补贴?经过备案的技改项目都有补贴。",
        "申请类别：☑设备补贴 □软件补贴",
    ],
)
def test_questions_and_boxes_are_no_damage(text: str) -> None:
    assert [s.damaged for s in _segments(text)] == [False]


def test_damage_is_marked() -> None:
    damaged = _segments("一、加强□设。\n二、对无市直属学?的片区增派名师。\n三、完善监管制度，落实责任。")
    assert [s.damaged for s in damaged] == [True, True, False]


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
