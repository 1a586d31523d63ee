"""Checks of the dataset. Each returns faults as messages that say where and what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from pathlib import Path
from typing import Any

from policyclause.data.grid import LEVELS, check_grid
from policyclause.data.records import (
    COMPOSED,
    META,
    SPLITS,
    Record,
    clauses_of,
    parse_line,
    read_lines,
    split_files,
    union,
)
from policyclause.inference.clean import clean
from policyclause.inference.errors import InputError
from policyclause.labels import LABELS, border_rules

KINDS = ("clause", "preamble", "closing", "heading")
KNOWN_LEVELS = (*LEVELS, "none")  # none: text that is no policy
LONGEST_SENTENCE = 450
JACCARD = 0.6
SHINGLE = 5
COPIED_RUN = 16
SAME_OPENING = 0.05
# What only the two shifts hold: test_register kinds and periods, test_region regions.
SHIFTED_KINDS = ("会议纪要", "申报指南")
SHIFTED_BEFORE = 2001
SHIFTED_REGIONS = ("吉林", "宁夏", "海南", "西藏", "青海")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]+")
_ACTION = re.compile("推动|加强|完善|健全|推进|深化|探索|构建|支持|鼓励")
_HARD = re.compile(
    "奖励|补助|补贴|资助|贴息|奖补|专项资金|容积率|供地|出让|职称|引才|贷款|基金|担保|债券|审批|许可|处罚|标准地|减免|万元|亿元|亩"
)

# What the modelled part must look like, as shares. The aim was 54–60 % of sentences without a label and
# 8–12 % over 120 characters; adjudication added labels, so the bounds reach down to what came of it.
REGISTER = {
    "sentences without a label": (0.50, 0.60),
    "labelled sentences without amount or hard keyword": (0.50, 1.0),
    "labelled sentences with digits": (0.0, 1 / 3),
    "sentences with a verb of action": (1 / 3, 0.60),
    "clauses with two or more labels": (0.20, 0.33),
    "sentences over 120 characters": (0.07, 0.12),
    "clauses over 300 characters": (0.08, 0.16),
}
COVERAGE = {
    "documents": 250,
    "clauses": 4000,
    "sentences": 14000,
    "clauses of each label": 600,
    "clauses of each label alone": 250,
    "clauses of each pair of labels": 40,
}


def load(directory: Path = COMPOSED) -> tuple[dict[str, list[Record]], list[str]]:
    """Records of every split, and a fault for each line that is no record."""
    splits: dict[str, list[Record]] = {}
    faults = []
    for split in SPLITS:
        splits[split] = []
        for where, line in chain.from_iterable(map(read_lines, split_files(split, directory))):
            try:
                splits[split].append(parse_line(line, where))
            except InputError as error:
                faults.append(str(error))
    return splits, faults


def load_described(directory: Path = COMPOSED) -> dict[str, list[Record]]:
    """Records of every split, for what counts them.

    Raises:
        InputError: a split has no file, a line is no record, or a record lacks facts of its document.
    """
    splits, faults = load(directory)
    faults += [f"{r.id}: expected meta with {missing}" for r in _all(splits) if (missing := _missing_meta(r))]
    if faults:
        raise InputError(f"{faults[0]} (run 'policyclause data validate' for all {len(faults)} such faults)")
    return splits


def check_records(splits: dict[str, list[Record]]) -> Iterator[str]:
    """Ids, unions, kinds, lengths, document facts."""
    seen: set[str] = set()
    for record in _all(splits):
        where = record.id
        if record.id in seen:
            yield f"{where}: expected a new id, this one is there already"
        seen.add(record.id)
        if _bare("".join(s.text for s in record.sentences)) != _bare(record.text):
            yield f"{where}: expected the sentences joined as text"
        carried = union(s.labels for s in record.sentences)
        if record.labels != carried:
            yield f"{where}: expected the union of its sentences {list(carried)}, got {list(record.labels)}"
        if record.kind not in KINDS:
            yield f"{where}: expected a kind among {list(KINDS)}, got {record.kind!r}"
        if long := [len(s.text) for s in record.sentences if len(s.text) > LONGEST_SENTENCE]:
            yield f"{where}: expected sentences up to {LONGEST_SENTENCE} characters, got {long}"
        if missing := _missing_meta(record):
            yield f"{where}: expected meta with {missing}"
        elif record.meta["level"] not in KNOWN_LEVELS:
            yield f"{where}: expected a level among {list(KNOWN_LEVELS)}, got {record.meta['level']!r}"


def _missing_meta(record: Record) -> list[str]:
    return [key for key in META if key not in record.meta]


def check_splits(splits: dict[str, list[Record]]) -> Iterator[str]:
    """A document is in one split, what is held out was labelled twice, and the two shifts hold theirs alone."""
    home: dict[str, str] = {}
    for split, records in splits.items():
        for document in {r.document for r in records}:
            if home.setdefault(document, split) != split:
                yield f"{document}: expected one split, it is in {home[document]} and {split}"
        if split != "train":
            once = {r.document for r in records for s in r.sentences if len(s.passes) < 2}
            for document in sorted(once):
                yield f"{document} ({split}): expected a blind second pass on every sentence"
        for document, facts in {r.document: r.meta for r in records}.items():
            yield from _shift_faults(document, split, facts)


def _shift_faults(document: str, split: str, facts: Mapping[str, str]) -> Iterator[str]:
    """Kinds, periods and regions of the two shifts are in no other composed split, and are what the shifts hold."""
    year = _YEAR.search(facts["period"])
    region = any(name in facts["region"] for name in SHIFTED_REGIONS)
    register = any(name in facts["doc_kind"] for name in SHIFTED_KINDS) or bool(year and int(year[0]) < SHIFTED_BEFORE)
    shifts = [name for name, holds in (("test_region", region), ("test_register", register)) if holds]
    if (shifts and split not in shifts) or (split.startswith("test_") and split not in shifts):
        about = f"{facts['doc_kind']}, {facts['period']}, {facts['region']}"
        yield f"{document} ({about}): expected in {' or '.join(shifts or ['train, validation or test'])}, got {split}"


def check_rules(splits: dict[str, list[Record]]) -> Iterator[str]:
    """Rules noted are rules of the codebook, and clauses turn on every one of them."""
    known, exercised = set(border_rules()), set[int]()
    for record in _all(splits):
        if unknown := set(record.rules) - known - {0}:
            yield f"{record.id}: expected border rules of the codebook, got {sorted(unknown)}"
        exercised.update(record.rules)
    if missing := known - exercised:
        yield f"expected clauses for each border rule, there are none for {sorted(missing)}"


def check_duplicates(splits: dict[str, list[Record]]) -> Iterator[str]:
    """No two clauses share more than 60 % of their 5-character shingles (MinHash finds, Jaccard decides).

    Items and rows may, below different lead-ins: there the same words say something else.
    """
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=128)
    shingles: dict[str, set[str]] = {}
    lead_ins: dict[str, str] = {}
    for record in clauses_of(_all(splits)):
        text = _bare(record.text)
        parts = {text[i : i + SHINGLE] for i in range(max(1, len(text) - SHINGLE + 1))}
        signature = MinHash(num_perm=128)
        signature.update_batch([p.encode() for p in parts])
        for other in index.query(signature):
            jaccard = len(parts & shingles[other]) / len(parts | shingles[other])
            if jaccard > JACCARD and record.lead_in == lead_ins[other]:
                yield f"{record.id}: expected a text of its own, {jaccard:.0%} of it is that of {other}"
        index.insert(record.id, signature)
        shingles[record.id] = parts
        lead_ins[record.id] = record.lead_in


def check_openings(splits: dict[str, list[Record]]) -> Iterator[str]:
    """At most 5 % of clauses begin with the eight characters of another."""
    clauses = clauses_of(_all(splits))
    openings = Counter(_NOT_HAN.sub("", r.text)[:8] for r in clauses)
    share = sum(n - 1 for n in openings.values()) / max(1, len(clauses))
    if share > SAME_OPENING:
        yield f"expected at most {SAME_OPENING:.0%} of clauses with an opening of another, got {share:.1%}"


def check_copies(splits: dict[str, list[Record]], references: Sequence[Path], formulae: Iterable[str]) -> Iterator[str]:
    """No run of 16 Han characters in common with real documents, fixed formulae aside; each document can be read."""
    from policyclause.data.annotations import text_files, texts_of

    bare_formulae = [_NOT_HAN.sub("", f) for f in formulae if f.strip()]
    real: set[str] = set()
    for reference in references:
        for path in text_files(reference):
            try:
                for text in texts_of(path):
                    real.update(_runs(_NOT_HAN.sub("", clean(text).value)))
            except InputError as error:
                yield str(error)
    for record in _all(splits):
        text = _NOT_HAN.sub("", record.text)
        for formula in bare_formulae:
            text = text.replace(formula, "|")  # a run may not reach across a formula
        copied = next((run for run in _runs(text) if run in real), None)
        if copied:
            yield f"{record.id}: expected composed text, a real document has {copied!r} too"


def _runs(text: str) -> Iterator[str]:
    return (text[i : i + COPIED_RUN] for i in range(len(text) - COPIED_RUN + 1))


def check_register(splits: dict[str, list[Record]]) -> Iterator[str]:
    """The modelled part reads like real documents, by count."""
    for name, share in register(splits).items():
        low, high = REGISTER[name]
        if not low <= share <= high:
            yield f"modelled part: expected {low:.0%} to {high:.0%} {name}, got {share:.1%}"


def register(splits: dict[str, list[Record]]) -> dict[str, float]:
    """The shares that ``REGISTER`` bounds, counted in the modelled part."""
    clauses = [r for r in clauses_of(_all(splits)) if r.meta["part"] == "modelled"]
    sentences = [s for r in clauses for s in r.sentences]
    labelled = [s for s in sentences if s.labels]
    return {
        "sentences without a label": 1 - len(labelled) / max(1, len(sentences)),
        "labelled sentences without amount or hard keyword": _share(labelled, lambda s: not _HARD.search(s.text)),
        "labelled sentences with digits": _share(labelled, lambda s: bool(re.search(r"\d", s.text))),
        "sentences with a verb of action": _share(sentences, lambda s: bool(_ACTION.search(s.text))),
        "clauses with two or more labels": _share(clauses, lambda r: len(r.labels) > 1),
        "sentences over 120 characters": _share(sentences, lambda s: len(s.text) > 120),
        "clauses over 300 characters": _share(clauses, lambda r: len(r.text) > 300),
    }


def check_coverage(splits: dict[str, list[Record]]) -> Iterator[str]:
    """Enough of everything."""
    for name, (reached, least) in coverage(splits).items():
        if reached < least:
            yield f"expected {least} or more {name}, got {reached}"


def coverage(splits: dict[str, list[Record]]) -> dict[str, tuple[int, int]]:
    """What there is of everything that has a least amount: ``(reached, least)``."""
    clauses = clauses_of(_all(splits))
    with_label = Counter(label for r in clauses for label in r.labels)
    alone = Counter(r.labels[0] for r in clauses if len(r.labels) == 1)
    pairs = Counter(pair for r in clauses for pair in combinations(r.labels, 2))
    amounts = {
        "documents": (len({r.document for r in clauses}), COVERAGE["documents"]),
        "clauses": (len(clauses), COVERAGE["clauses"]),
        "sentences": (sum(len(r.sentences) for r in clauses), COVERAGE["sentences"]),
    }
    for label in LABELS:
        amounts[f"clauses with {label}"] = (with_label[label], COVERAGE["clauses of each label"])
        amounts[f"clauses with {label} alone"] = (alone[label], COVERAGE["clauses of each label alone"])
    for pair in combinations(LABELS, 2):
        amounts[f"clauses with {' and '.join(pair)}"] = (pairs[pair], COVERAGE["clauses of each pair of labels"])
    return amounts


def validate(directory: Path, references: Sequence[Path] = ()) -> dict[str, list[str]]:
    """All checks; for each its faults, none when the list is empty.

    Where a record is faulty the checks that count stay out: they would count nonsense.
    """
    splits, unreadable = load(directory)
    broken = list(check_records(splits))
    if unreadable or broken:
        return {"format": unreadable, "records": broken}
    formulae = (Path(__file__).with_name("formulae.txt")).read_text(encoding="utf-8").splitlines()
    return {
        "format": unreadable,
        "records": broken,
        "splits": list(check_splits(splits)),
        "border rules": list(check_rules(splits)),
        "near-duplicates": list(check_duplicates(splits)),
        "openings": list(check_openings(splits)),
        "copies": list(check_copies(splits, references, formulae)),
        "register": list(check_register(splits)),
        "coverage": list(check_coverage(splits)),
        "grid": list(check_grid(splits)),
    }


def _all(splits: dict[str, list[Record]]) -> Iterator[Record]:
    for records in splits.values():
        yield from records


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _share(items: Sequence[Any], holds: Callable[[Any], object]) -> float:
    return sum(bool(holds(i)) for i in items) / max(1, len(items))
