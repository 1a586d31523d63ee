"""Labelled clauses: the record format, and reading and writing it as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policyclause.inference.context import complete
from policyclause.inference.errors import InputError
from policyclause.inference.numbering import read_number
from policyclause.labels import LABELS

COMPOSED = Path("data/composed")  # in a checkout; the wheel holds no dataset
SPLITS = ("train", "validation", "test", "test_register", "test_region")
META = {  # what a record says of its document
    "title": "Title of the document.",
    "level": "central, province, city, county or park; none for text that is no policy.",
    "doc_kind": "Kind of document, in Chinese.",
    "field": "Field of policy, in Chinese.",
    "region": "Province or region the document is set in, in Chinese.",
    "period": "Year or years the document is set in.",
    "part": "modelled (in the register of real documents), rich, or hard: a kind of hard case.",
    "modelled_on": "What kind of real passage it was modelled on, if any.",
}


@dataclass(frozen=True)
class LabelledSentence:
    """A sentence and its labels.

    ``passes`` holds the labels of the annotators: the writer, a blind second one, and where they
    differ the adjudicator; looks at labels that a model disputed (``data suspects``) and corrections
    made in an annotators' tool are added after them.
    """

    text: str
    labels: tuple[str, ...]
    passes: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Record:
    """A labelled clause (or preamble, closing, heading) of one document.

    ``labels`` is the union of the labels of ``sentences``, and ``text`` their concatenation.
    ``rules`` are the numbers of the codebook's border rules that its labels turn on (0: a mention
    is not a use), noted for the clauses of the rich and hard part.
    ``meta`` describes the document, as ``META`` says; a gold record of a user may leave it out.
    ``lead_in`` has the words above that the text of an item completes, ``""`` for none.
    """

    id: str
    document: str
    kind: str
    path: tuple[str, ...]
    text: str
    labels: tuple[str, ...]
    sentences: tuple[LabelledSentence, ...]
    meta: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[int, ...] = ()
    lead_in: str = ""

    @property
    def is_heading(self) -> bool:
        """It has labels for training alone; what is counted, calibrated on and measured are clauses."""
        return self.kind == "heading"

    @property
    def texts_to_score(self) -> list[str]:
        """Each sentence as ``classify`` reads it: the items of a list within the clause after the words above them."""
        leads = {_number_style(self.lead_in): self.lead_in}  # by the style of their numbers, the innermost last
        texts = []
        opens = False  # a list: the sentence before leads it in, or is an item of it without number that ends in ；
        for i, sentence in enumerate(self.sentences):
            style, end = _number_style(sentence.text), sentence.text[-1:]
            if i and style in leads and style:  # it goes on beside them, not below
                styles = list(leads)
                leads = {each: leads[each] for each in styles[: styles.index(style)]}
            bare = opens and not style and (end in "；;" or self.sentences[i - 1].text[-1:] in "；;")
            is_item = i == 0 or bool(style) or bare
            lead_in = next(reversed(leads.values()), "")
            texts.append(complete(lead_in, sentence.text) if is_item else sentence.text)
            opens = end in "：:" or (bare and end in "；;")
            if end in "：:":
                leads.pop(style, None)
                leads[style] = sentence.text
        return texts


def _number_style(text: str) -> str:
    number = read_number(text)
    return number.style if number else ""


def clauses_of(records: Iterable[Record]) -> list[Record]:
    """All but the headings, in order."""
    return [record for record in records if not record.is_heading]


def union(labels: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The labels that any of several texts carries, in label order."""
    carried = {label for each in labels for label in each}
    return tuple(label for label in LABELS if label in carried)


def parse_line(line: bytes, where: str) -> Record:
    """A record from a line of JSON, in UTF-8 with a BOM or without.

    Raises:
        InputError: it is no JSON, or no record; the message begins with ``where``.
    """
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise InputError(f"{where}: expected a JSON object: {error}") from error
    return parse_record(entry, where)


def parse_record(entry: Any, where: str) -> Record:
    """A record from its JSON object.

    Raises:
        InputError: a key is missing, a text is no string, the path is no list of strings or ``meta`` no object,
            a label is unknown, or the labels are not those of the sentences; the message begins with ``where``.
    """
    try:
        return _parse(entry, where)
    except InputError:  # a ValueError too
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{where}: expected a record, got {error!r} reading it") from error


def _parse(entry: Any, where: str) -> Record:
    _check(entry, where)
    return Record(
        id=entry["id"],
        document=entry["document"],
        kind=entry.get("kind", "clause"),
        path=tuple(entry.get("path", ())),
        text=entry["text"],
        labels=tuple(entry["labels"]),
        sentences=tuple(
            LabelledSentence(s["text"], tuple(s["labels"]), tuple(tuple(p) for p in s.get("passes", ())))
            for s in entry["sentences"]
        ),
        meta={k: str(v) for k, v in entry.get("meta", {}).items() if v is not None},  # others' years are numbers
        rules=tuple(int(rule) for rule in entry.get("rules", ())),
        lead_in=entry.get("lead_in", ""),
    )


def _check(entry: Any, where: str) -> None:
    _require(("id", "document", "text", "labels", "sentences"), entry, where)
    for i, sentence in enumerate(entry["sentences"]):
        _require(("text", "labels"), sentence, f"{where}: sentences[{i}]")
    texts = (entry["id"], entry["document"], entry["text"], *(s["text"] for s in entry["sentences"]))
    texts = (*texts, entry.get("lead_in", ""))
    if wrong := [text for text in texts if not isinstance(text, str)]:
        raise InputError(f"{where}: expected id, document and texts to be strings, got {wrong[0]!r}")
    path, meta = entry.get("path", []), entry.get("meta", {})
    if not (isinstance(path, list) and all(isinstance(heading, str) for heading in path)):
        raise InputError(f"{where}: expected path to be a list of strings, got {path!r}")
    if not isinstance(meta, dict):
        raise InputError(f"{where}: expected meta to be an object, got {meta!r}")
    carried = {label for s in entry["sentences"] for label in s["labels"]}
    if unknown := (carried | set(entry["labels"])) - set(LABELS):
        raise InputError(f"{where}: expected labels among {list(LABELS)}, got {sorted(unknown)}")
    if set(entry["labels"]) != carried:
        raise InputError(f"{where}: expected the labels of its sentences {sorted(carried)}, got {entry['labels']}")


def _require(keys: Sequence[str], entry: Any, where: str) -> None:
    if not isinstance(entry, dict):
        raise InputError(f"{where}: expected an object, got {type(entry).__name__}")
    if missing := [key for key in keys if key not in entry]:
        raise InputError(f"{where}: expected the keys {missing}, got {sorted(entry)}")


def read_records(path: str | Path) -> Iterator[Record]:
    """Records of a JSON-lines file, in order.

    Raises:
        InputError: the file or a line of it is not as expected; the message says where.
    """
    for where, line in read_lines(Path(path)):
        yield parse_line(line, where)


def read_lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """Lines of a JSON-lines file, but for blank ones, each with its place (``file:number``).

    Raises:
        InputError: the file cannot be read.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(f"expected a readable JSON-lines file, got {path}: {error.strerror}") from error
    return ((f"{path}:{number}", line) for number, line in enumerate(lines, 1) if line.strip())


def write_records(path: Path, records: Iterable[Record]) -> None:
    """Write records as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(as_entry(record), ensure_ascii=False) + "\n")


def as_entry(record: Record) -> dict[str, Any]:
    """The JSON object of a record."""
    sentences = [
        {"text": s.text, "labels": list(s.labels)} | ({"passes": [list(p) for p in s.passes]} if s.passes else {})
        for s in record.sentences
    ]
    entry = {"id": record.id, "document": record.document, "kind": record.kind, "path": list(record.path)}
    entry |= {"lead_in": record.lead_in} if record.lead_in else {}
    return entry | {
        "text": record.text,
        "labels": list(record.labels),
        "rules": list(record.rules),
        "sentences": sentences,
        "meta": dict(record.meta),
    }


def split_files(split: str, directory: Path = COMPOSED) -> list[Path]:
    """Files of a split (``train-00.jsonl`` and so on), in order.

    Raises:
        InputError: the split has no file.
    """
    files = sorted(p for p in directory.glob(f"{split}*.jsonl") if p.stem.split("-")[0] == split)
    if not files:
        raise InputError(f"expected files {split}-*.jsonl in {directory}, got none: run in a checkout of policyclause")
    return files


def read_split(split: str, directory: Path = COMPOSED) -> list[Record]:
    """All records of a split."""
    return [record for path in split_files(split, directory) for record in read_records(path)]
