import pytest

from policyclause.inference.text import Edit, TrackedText


@pytest.mark.parametrize(
    ("edits", "value", "spans"),
    [
        ([(0, 0, "x")], "xab", [(0, 1), (0, 1), (1, 2)]),
        ([(1, 1, "xy")], "axyb", [(0, 1), (1, 2), (1, 2), (1, 2)]),
        ([(2, 2, "xy")], "abxy", [(0, 1), (1, 2), (1, 2), (1, 2)]),
        ([(0, 2, "x")], "x", [(0, 2)]),
        ([(0, 1, ""), (1, 2, "xyz")], "xyz", [(1, 2), (1, 2), (1, 2)]),
        ([(0, 0, "")], "ab", [(0, 1), (1, 2)]),
        ([], "ab", [(0, 1), (1, 2)]),
    ],
)
def test_edits_keep_the_place_of_each_character(edits: list[Edit], value: str, spans: list[tuple[int, int]]) -> None:
    edited = TrackedText.of("ab").edit(edits)
    assert edited.value == value
    assert [edited.span(i, i + 1) for i in range(len(value))] == spans


@pytest.mark.parametrize("edits", [[(1, 2, "x"), (0, 1, "y")], [(0, 2, "x"), (1, 2, "y")]])
def test_edits_out_of_order_are_an_error(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="expected edits in ascending order"):
        TrackedText.of("ab").edit(edits)
