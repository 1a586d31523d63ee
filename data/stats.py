"""What the dataset holds, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rich.table import Table

from policyclause.data.agreement import f1_against, krippendorff_alpha
from policyclause.data.annotations import ANNOTATIONS, Annotation, read_annotations
from policyclause.data.grid import COUNTED, LEVELS, documents
from policyclause.data.records import COMPOSED, Record, clauses_of
from policyclause.data.validate import REGISTER, coverage, load_described, register
from policyclause.inference.console import plain_console
from policyclause.labels import LABELS


def print_stats(directory: Path = COMPOSED) -> None:
    """Sizes and labels by split, register and coverage against their bounds, agreement.

    Annotations of real documents are those beside ``directory``, if there are any.

    Raises:
        InputError: ``directory`` lacks a split, or holds what is no record of a described document.
    """
    console = plain_console(120)
    splits = load_described(directory)
    console.print(_sizes(splits))
    console.print(_bounds(splits))
    console.print(_grid(r for records in splits.values() for r in records))
    pairs = {"composed": [s.passes for records in splits.values() for r in records for s in r.sentences]}
    adjudicated = {"composed": [s.labels for records in splits.values() for r in records for s in r.sentences]}
    beside = directory.absolute().with_name(ANNOTATIONS.name)
    if any(beside.glob("*.jsonl")):
        annotations = read_annotations(beside)
        console.print(_annotation_table(annotations))
        pairs["annotations"] = [a.passes for a in annotations]
        adjudicated["annotations"] = [a.labels for a in annotations]
    else:
        console.print(f"no annotations of real documents in {beside}")
    console.print(agreement_table(pairs, adjudicated))


def _sizes(splits: dict[str, list[Record]]) -> Table:
    table = Table("split", "documents", "clauses", "sentences", "none", *LABELS, title="Composed clauses")
    for split, records in splits.items():
        clauses = clauses_of(records)
        sentences = [s for r in clauses for s in r.sentences]
        labels = Counter(label for s in sentences for label in s.labels)
        none = sum(not s.labels for s in sentences) / max(1, len(sentences))
        counts = [len({r.document for r in clauses}), len(clauses), len(sentences)]
        table.add_row(split, *map(str, counts), f"{none:.0%}", *(str(labels[label]) for label in LABELS))
    return table


def _bounds(splits: dict[str, list[Record]]) -> Table:
    table = Table("measure", "found", "bounds", title="Register of the modelled part, and coverage")
    for name, share in register(splits).items():
        low, high = REGISTER[name]
        table.add_row(name, f"{share:.1%}", f"{low:.0%}–{high:.0%}")
    for name, (reached, least) in coverage(splits).items():
        table.add_row(name, str(reached), f"≥ {least}")
    return table


def _grid(records: Iterable[Record]) -> Table:
    described = documents(records)
    table = Table("level", "documents", "kinds", "fields", "regions", "periods", title="Documents by level")
    for level in LEVELS:
        metas = [m for m in described if m["level"] == level]
        kinds = (len({m[key] for m in metas}) for key in COUNTED)
        table.add_row(level, str(len(metas)), *map(str, kinds))
    return table


def _annotation_table(annotations: list[Annotation]) -> Table:
    table = Table("source", "sentences", "twice", "none", *LABELS, title="Annotations of real documents")
    for source in sorted({a.source for a in annotations}):
        group = [a for a in annotations if a.source == source]
        labels = Counter(label for a in group for label in a.labels)
        none = sum(not a.labels for a in group) / len(group)
        twice = sum(len(a.passes) > 1 for a in group)
        row = (str(len(group)), str(twice), f"{none:.0%}", *(str(labels[label]) for label in LABELS))
        table.add_row(source, *row)
    return table


def agreement_table(
    passes: dict[str, list[tuple[tuple[str, ...], ...]]], adjudicated: dict[str, list[tuple[str, ...]]]
) -> Table:
    """Alpha of the passes, F1 of each against the adjudicated labels, and of one against the other.

    The adjudicated labels are those of both passes wherever they agree, so the last row is the
    stricter one.
    """
    table = Table("part", "sentences", "alpha (MASI)", "pass", "micro F1", *LABELS, title="Agreement of annotators")
    for part, units in passes.items():
        double = [(u, gold) for u, gold in zip(units, adjudicated[part], strict=True) if len(u) >= 2]
        sets = [[frozenset(p) for p in u[:2]] for u, _ in double]
        alpha = krippendorff_alpha(sets)
        first, second = ([s[i] for s in sets] for i in range(2))
        adjudicated_sets = [frozenset(gold) for _, gold in double]
        lead = (part, str(len(double)), f"{alpha:.3f}")
        for name, given, true in (
            ("1", first, adjudicated_sets),
            ("2", second, adjudicated_sets),
            ("1 against 2", first, second),
        ):
            scores = f1_against(given, true)
            table.add_row(*lead, name, f"{scores['micro']:.3f}", *(f"{scores[label]:.3f}" for label in LABELS))
            lead = ("", "", "")
    return table
