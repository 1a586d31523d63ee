"""The committed metadata, against the files it describes and against the Croissant library."""

from __future__ import annotations

import hashlib
import json
import shutil
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from policyclause.data.croissant import metadata, write_croissant
from policyclause.data.records import META, SPLITS, read_split, write_records
from policyclause.labels import LABELS

DATA = Path(__file__).parent.parent / "data"
AGAIN = "run 'policyclause data croissant' again"


@pytest.fixture(scope="module")
def committed() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "croissant.json").read_text("utf-8"))
    return found


def test_committed_metadata_is_of_the_committed_files(committed: dict[str, Any]) -> None:
    files = {d["contentUrl"]: d["sha256"] for d in committed["distribution"] if d["@type"] == "cr:FileObject"}
    shards = [p for folder in ("composed", "annotations") for p in (DATA / folder).glob("*.jsonl")]
    assert files == {p.relative_to(DATA).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in shards}, AGAIN
    assert committed == metadata(DATA), AGAIN


def test_fields_are_those_of_the_records(committed: dict[str, Any]) -> None:
    sets = {s["name"]: s for s in committed["recordSet"]}
    fields = {f["name"]: [p["name"] for p in f.get("subField", ())] for f in sets["clauses"]["field"]}
    first = json.loads(next((DATA / "composed").glob("train-*.jsonl")).open(encoding="utf-8").readline())
    assert list(fields) == ["split", *first]
    assert fields["meta"] == list(first["meta"]) == list(META)
    assert fields["sentences"] == list(first["sentences"][0])
    annotation = json.loads(next((DATA / "annotations").glob("*.jsonl")).open(encoding="utf-8").readline())
    assert [f["name"] for f in sets["annotations"]["field"]] == list(annotation)
    assert [row["splits/name"] for row in sets["splits"]["data"]] == list(SPLITS)
    assert [row["instruments/name"] for row in sets["instruments"]["data"]] == list(LABELS)


def test_the_croissant_library_reads_the_records(tmp_path: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    records = read_split("test", DATA / "composed")[:3]
    (tmp_path / "composed").mkdir()
    (tmp_path / "annotations").mkdir()
    for split in SPLITS:
        write_records(tmp_path / "composed" / f"{split}-00.jsonl", records)
    shutil.copy(next((DATA / "annotations").glob("*-01.jsonl")), tmp_path / "annotations")
    write_croissant(tmp_path / "croissant.json")
    dataset = mlcroissant.Dataset(tmp_path / "croissant.json")
    assert not dataset.metadata.ctx.issues.errors
    rows = list(dataset.records("clauses"))
    assert len(rows) == 3 * len(SPLITS)
    assert {row["clauses/split"].decode() for row in rows} == set(SPLITS)
    assert [s["clauses/sentences/text"].decode() for s in rows[0]["clauses/sentences"]] == [
        s.text for s in records[0].sentences
    ]
    assert rows[0]["clauses/meta"]["clauses/meta/level"].decode() == records[0].meta["level"]
    annotated = next(islice(dataset.records("annotations"), 1))
    assert annotated["annotations/address"].startswith(b"http")
