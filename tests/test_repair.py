import pytest

from policyclause.inference.clean import clean


def _shift(text: str, lost: int) -> str:
    """What the broken converter made of ``text``: the first byte of one character is lost."""
    data = text.encode("gbk")
    place = len(text[:lost].encode("gbk"))
    return data[:place].decode("gbk") + "?" + data[place + 1 :].decode("gbk", errors="replace").replace("\ufffd", "?")


def test_shifted_run_is_read_in_step_again() -> None:
    true = "給予補貼。〔責任單位：市發"  # the run ends with 發, whose second byte is ASCII
    damaged = _shift(true, true.index("。")).replace("！", "!")
    assert "責任" not in damaged and damaged.startswith("給予補貼?")
    assert clean(damaged + "(fā)改委〕").value == "给予补贴。〔责任单位：市发改委〕"


def test_character_with_a_lost_half_is_marked() -> None:
    true = "尚無學校或五城區"
    assert clean(_shift(true, true.index("校"))).value == "尚无学□或五城区"
    assert clean("特色小?zhèn)建設").value == "特色小□建设"


@pytest.mark.parametrize("text", ["是否符合条件?由主管部门认定。", "为什么?因为需要。", "问:如何申报?答:网上申报。"])
def test_questions_are_no_damage(text: str) -> None:
    assert clean(text).value == text
