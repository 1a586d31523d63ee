from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from policyclause.data.grid import OTHER, check_grid, count, documents, family, print_grid
from policyclause.data.records import SPLITS, LabelledSentence, Record, write_records

META = {
    "title": "t", "level": "city", "doc_kind": "实施意见", "field": "现代物流", "region": "浙江", "period": "2021",
    "part": "modelled", "modelled_on": "m",
}  # fmt: skip
RECORD = Record("a-1", "a", "clause", (), "推动发展。", (), (LabelledSentence("推动发展。", ()),), META)


@pytest.mark.parametrize(
    ("key", "text", "name"),
    [
        ("doc_kind", "若干政策措施", "policy measures"),
        ("doc_kind", "实施方案的意见", "scheme"),  # the first family that has one of its words in the text
        ("region", "浙江某市", "east"),
        ("field", "", OTHER),
        ("doc_kind", "小说", OTHER),
    ],
)
def test_free_text_finds_its_family(key: str, text: str, name: str) -> None:
    assert family(key, text) == name


def test_periods_are_decades() -> None:
    assert family("period", "1998年") == "1990s"
    assert family("period", "2021–2025") == "2020s"


def test_documents_count_once() -> None:
    records = [RECORD, replace(RECORD, id="a-2"), replace(RECORD, id="b-1", document="b")]
    assert sum(count(documents(records), "doc_kind").values()) == 2


def test_a_thin_grid_is_faulty() -> None:
    faults = list(
        check_grid({"train": [RECORD, replace(RECORD, id="c", document="c", meta={**META, "level": "central"})]})
    )
    assert any("level city: expected 8 or more families of doc_kind, got 1" in fault for fault in faults)
    assert any("of the documents from city, county, park, got 50%" in fault for fault in faults)


def test_brackets_in_what_writers_put_down_are_no_markup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = replace(RECORD, meta={**META, "level": "city", "doc_kind": "小说[/b]", "region": "[red]某地"})
    for split in SPLITS:
        write_records(tmp_path / f"{split}-00.jsonl", [odd])
    print_grid(tmp_path)
    printed = capsys.readouterr().out
    assert "小说[/b]" in printed and "[red]某地" in printed
