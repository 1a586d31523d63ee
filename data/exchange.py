"""Records to and from annotators' tools: Label Studio (JSON) and doccano (JSON lines).

Both see a clause as a text with labelled spans, one for each label of a sentence. The bounds
of all sentences travel along as data, so that those without a label come back too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from policyclause.data.records import LabelledSentence, Record, as_entry, parse_record, union
from policyclause.inference.errors import InputError
from policyclause.labels import LABELS

Span = tuple[int, int, str]


def to_label_studio(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Tasks with our labels as predictions, which an annotator starts from.

    The labelling config names ``label`` and ``text``.
    """
    return [
        {
            "data": {"text": r.text, "bounds": _bounds(r), "record": as_entry(r)},
            "predictions": [{"result": [_region(r, span) for span in _spans(r)]}],
        }
        for r in records
    ]


def _region(record: Record, span: Span) -> dict[str, Any]:
    start, end, label = span
    value = {"start": start, "end": end, "text": record.text[start:end], "labels": [label]}
    return {"from_name": "label", "to_name": "text", "type": "labels", "value": value}


def from_label_studio(tasks: Sequence[dict[str, Any]]) -> list[Record]:
    """Records with the labels of each task's last annotation that was not cancelled.

    A task that nobody annotated keeps its labels.

    Raises:
        InputError: a span is no sentence of its text.
    """
    records = []
    for task in tasks:
        done = [a for a in task.get("annotations", []) if not a.get("was_cancelled")]
        if not done:  # exports leave our predictions out, or name them by id
            records.append(parse_record(task["data"]["record"], "record"))
            continue
        values = [region["value"] for region in done[-1]["result"] if region["type"] == "labels"]
        spans = [(v["start"], v["end"], label) for v in values for label in v["labels"]]
        records.append(_relabel(task["data"], spans))
    return records


def to_doccano(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Objects of a sequence-labelling project, one a line."""
    return [
        {"text": r.text, "label": [list(span) for span in _spans(r)], "bounds": _bounds(r), "record": as_entry(r)}
        for r in records
    ]


def from_doccano(entries: Sequence[dict[str, Any]]) -> list[Record]:
    """Records with the labels of doccano's spans.

    Raises:
        InputError: a span is no sentence of its text.
    """
    return [_relabel(entry, [tuple(span) for span in entry["label"]]) for entry in entries]


def write_for(tool: str, records: Iterable[Record], path: Path) -> None:
    """Write records for ``label-studio`` or ``doccano``."""
    if tool == "label-studio":
        path.write_text(json.dumps(to_label_studio(records), ensure_ascii=False, indent=1), encoding="utf-8")
    else:
        lines = (json.dumps(entry, ensure_ascii=False) for entry in to_doccano(records))
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def read_from(tool: str, path: Path) -> list[Record]:
    """Read what ``label-studio`` or ``doccano`` exported.

    Raises:
        InputError: the file is not of that tool, or a span is no sentence.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        if tool == "label-studio":
            return from_label_studio(json.loads(text))
        return from_doccano([json.loads(line) for line in text.split("\n") if line.strip()])
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"expected an export of {tool} in {path}, got {type(error).__name__}: {error}") from error


def _bounds(record: Record) -> list[list[int]]:
    """Start and end of each sentence in the clause's text."""
    bounds, place = [], 0
    for sentence in record.sentences:
        start = record.text.find(sentence.text, place)
        if start < 0:
            raise InputError(f"{record.id}: expected its sentences in its text, {sentence.text[:20]!r} is not there")
        place = start + len(sentence.text)
        bounds.append([start, place])
    return bounds


def _spans(record: Record) -> list[Span]:
    pairs = zip(_bounds(record), record.sentences, strict=True)
    return [(start, end, label) for (start, end), s in pairs for label in s.labels]


def _relabel(data: dict[str, Any], spans: Sequence[Span]) -> Record:
    record = parse_record(data["record"], "record")
    bounds = [tuple(b) for b in data["bounds"]]
    labels: dict[tuple[int, ...], set[str]] = {b: set() for b in bounds}
    for start, end, label in spans:
        if (start, end) not in labels or label not in LABELS:
            raise InputError(f"{record.id}: expected a label on a whole sentence, got {label!r} on {start}–{end}")
        labels[start, end].add(label)
    ordered = [union([labels[b]]) for b in bounds]
    sentences = tuple(
        s if set(s.labels) == set(labels) else LabelledSentence(s.text, labels, (*(s.passes or (s.labels,)), labels))
        for s, labels in zip(record.sentences, ordered, strict=True)
    )
    if sentences == record.sentences:  # its own labels may be in another order than ours
        return record
    return replace(record, labels=union(ordered), sentences=sentences)
