"""Coverage of the dataset as a grid: documents by level, kind, field, region and period.

What writers put down as kind, field and region is free text; ``families.json`` maps it to
families by keywords, the first family that has one in the text.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from rich.table import Table

from policyclause.data.records import COMPOSED, SPLITS, Record, read_split
from policyclause.inference.console import plain_console
from policyclause.inference.errors import InputError

Meta = Mapping[str, str]

OTHER = "other"
LEVELS = ("central", "province", "city", "county", "park")
LOCAL = ("city", "county", "park")
LEAST_LOCAL = 2 / 3
LEAST = {"doc_kind": 8, "field": 10}  # families at each level
COUNTED = ("doc_kind", "field", "region", "period")
PERIODS = ("1990s", "2000s", "2010s", "2020s")


@cache
def families(key: str) -> dict[str, list[str]]:
    """Keywords of each family of ``doc_kind``, ``field`` or ``region``, in order."""
    table = json.loads(Path(__file__).with_name("families.json").read_text(encoding="utf-8"))
    names: dict[str, list[str]] = table[key]
    return names


def family(key: str, text: str) -> str:
    """The first family with a keyword in a text, ``other`` for none; of a period its decade."""
    if key == "period":
        year = re.search(r"(19|20)\d\d", text)
        return f"{year[0][:3]}0s" if year else OTHER
    return next((name for name, words in families(key).items() if any(word in text for word in words)), OTHER)


def documents(records: Iterable[Record]) -> list[Meta]:
    """What is known of each document, one of its records standing for all.

    Raises:
        InputError: something that is counted is not known.
    """
    metas = {r.document: r.meta for r in records}
    for document, meta in metas.items():
        if missing := [key for key in ("level", *COUNTED) if key not in meta]:
            raise InputError(f"{document}: expected meta with {missing}: run 'policyclause data validate'")
    return list(metas.values())


def count(metas: Iterable[Meta], key: str) -> Counter[tuple[str, str]]:
    """Documents by level and family of ``key``."""
    return Counter((m["level"], family(key, m[key])) for m in metas)


def check_grid(splits: Mapping[str, Iterable[Record]]) -> Iterator[str]:
    """Each level has many kinds and fields, most documents are local, regions and decades all occur."""
    metas = documents(r for records in splits.values() for r in records)
    for key, least in LEAST.items():
        cells = count(metas, key)
        for level in LEVELS:
            filled = sum(at == level and name != OTHER for at, name in cells)
            if filled < least:
                yield f"level {level}: expected {least} or more families of {key}, got {filled}"
    local = sum(m["level"] in LOCAL for m in metas) / max(1, len(metas))
    if local < LEAST_LOCAL:
        yield f"expected {LEAST_LOCAL:.0%} or more of the documents from {', '.join(LOCAL)}, got {local:.0%}"
    for key, wanted in (("region", tuple(families("region"))), ("period", PERIODS)):
        if missing := set(wanted) - {family(key, m[key]) for m in metas}:
            yield f"expected documents of every {key}, got none of {', '.join(sorted(missing))}"


def print_grid(directory: Path = COMPOSED) -> None:
    """Grids of level by kind and field, regions and periods, empty cells, what no family takes."""
    metas = documents(r for split in SPLITS for r in read_split(split, directory))
    console = plain_console(120)
    for key in COUNTED:
        console.print(_table(metas, key))
    for level, name in empty_cells(metas):
        console.print(f"no document: {level}, {name}")
    for key in ("doc_kind", "field", "region"):
        unknown = Counter(m[key] for m in metas if m[key] and family(key, m[key]) == OTHER)
        blank = sum(not m[key] for m in metas)
        console.print(
            f"{key}: {sum(unknown.values()) / max(1, len(metas)):.1%} in no family, {blank / max(1, len(metas)):.1%} "
            f"without a value; most frequent: {', '.join(value for value, _ in unknown.most_common(5)) or 'none'}"
        )


def empty_cells(metas: Iterable[Meta]) -> list[tuple[str, str]]:
    """Level and kind of every cell without a document."""
    cells = count(metas, "doc_kind")
    return [(level, name) for level in LEVELS for name in families("doc_kind") if not cells[level, name]]


def _table(metas: list[Meta], key: str) -> Table:
    cells = count(metas, key)
    names = [*PERIODS, OTHER] if key == "period" else [*families(key), OTHER]
    table = Table(key, *LEVELS, "all", title=f"Documents by level and {key}")
    for name in names:
        row = [cells[level, name] for level in LEVELS]
        table.add_row(name, *map(str, row), str(sum(row)))
    return table
