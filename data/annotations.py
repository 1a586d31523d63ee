"""Labels of real documents, kept apart from their text, and the join that brings both together.

An annotation names its sentence by source and place and proves it by a hash, so labels can be
shared where text cannot. Whoever has the documents joins them again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from policyclause.data.records import LabelledSentence, Record, union, write_records
from policyclause.inference.classifier import draft
from policyclause.inference.clean import clean
from policyclause.inference.errors import InputError
from policyclause.inference.files import TEXT_SUFFIXES
from policyclause.inference.read import read_text
from policyclause.inference.sentences import split_sentences
from policyclause.inference.words import count_han
from policyclause.labels import LABELS

ANNOTATIONS = Path("data/annotations")
MEASURED = "local_documents_test"  # the source whose documents are for measuring alone
_TELLING = 20  # characters of a sentence that few other documents have
_WORDS = 6  # Chinese characters that make a sentence rather than a scrap
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z]+")
_DOCUMENTS = (".txt", ".jsonl")  # a file, or a line of it, is a document
_TABLE = ".csv"
logger = logging.getLogger(__name__)
Report = Callable[[str], object]  # takes what is wrong with a file that is left out


@dataclass(frozen=True)
class Annotation:
    """Labels of one sentence of a real document.

    Attributes:
        source: name of the collection, as in ``sources.json``.
        address: where the document is published, or its title; on github.com, repository and path.
        paragraph, sentence: place in the document, as the annotators counted.
        sha256: first 24 digits of the hash of the normalised sentence.
        labels: adjudicated labels.
        passes: labels of each annotator.
    """

    source: str
    address: str
    paragraph: str
    sentence: int
    sha256: str
    labels: tuple[str, ...]
    passes: tuple[tuple[str, ...], ...]

    @property
    def split(self) -> str:
        """``test`` for documents annotated to measure.

        Of others, ``validation`` for one in six, as the hash of the address decides, else ``train``.
        """
        if self.source == MEASURED:
            return "test"
        return "validation" if int(hashlib.sha256(self.address.encode()).hexdigest(), 16) % 6 == 0 else "train"


@dataclass(frozen=True)
class _Document:
    """A document of a collection.

    Attributes:
        parts: its texts, the whole or parts of it.
        title: ``""`` where nobody gave it.
        names: by which an annotation may name it: its address, the name of its file.
        is_table: the parts are cells, and nobody knows which of them are of one document.
    """

    parts: list[str]
    title: str = ""
    names: tuple[str, ...] = ()
    is_table: bool = False


@dataclass(frozen=True)
class _Place:
    """What a sentence stands under, as ``Joined`` has it."""

    title: str = ""
    path: tuple[str, ...] = ()
    lead_in: str = ""


@dataclass(frozen=True)
class Joined:
    """An annotation with its text again, and what it is read with, where it is known.

    Attributes:
        title, path: title of its document, headings above it.
        lead_in: the words that it completes, as the first sentence of an item; else ``""``.
    """

    text: str
    annotation: Annotation
    title: str = ""
    path: tuple[str, ...] = ()
    lead_in: str = ""


def fingerprint(sentence: str) -> str:
    """Hash of a sentence's characters, letters and digits in simplified form; the rest does not count."""
    return hashlib.sha256(_NOT_HAN.sub("", clean(sentence).value).encode()).hexdigest()[:24]


def read_annotations(directory: Path = ANNOTATIONS) -> list[Annotation]:
    """All annotations of a directory.

    Raises:
        InputError: there are none, or a line is not as expected.
    """
    annotations = []
    paths = sorted(directory.glob("*.jsonl"))
    if not paths:
        raise InputError(f"expected annotations in {directory}, got none: run in a checkout of policyclause")
    for path in paths:
        for number, line in enumerate(read_text(path).split("\n"), 1):
            if not line:
                continue
            try:
                entry = json.loads(line)
                entry["labels"] = tuple(entry["labels"])
                entry["passes"] = tuple(tuple(p) for p in entry["passes"])
                annotation = Annotation(**entry)
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(f"{path}:{number}: expected an annotation: {error}") from error
            if unknown := set(annotation.labels) - set(LABELS):
                raise InputError(f"{path}:{number}: expected labels among {list(LABELS)}, got {sorted(unknown)}")
            annotations.append(annotation)
    return annotations


def join(
    annotations: Iterable[Annotation], directory: Path, report: Report = logger.warning
) -> tuple[list[Joined], list[Annotation]]:
    """Find each annotated sentence in the documents of ``directory``.

    A file that cannot be read, or is not as expected, is left out, and ``report`` is told why.

    Returns:
        The joined annotations, and those whose sentence was not found.

    Raises:
        InputError: there is no such directory.
    """
    if not directory.is_dir():
        raise InputError(f"expected a directory with the documents, got {directory}")
    text_of: dict[str, str] = {}
    places: dict[tuple[str, str], _Place] = {}
    for document in _documents_below(directory, (*_DOCUMENTS, _TABLE), report):
        text_of |= {fingerprint(s): s for part in document.parts for s in _sentences_in(part)}
        _add_places(document, places)
    joined, missed = [], []
    for annotation in annotations:
        text = text_of.get(annotation.sha256)
        if text is None:
            missed.append(annotation)
        else:
            place = _place_of(annotation, places)
            joined.append(Joined(text, annotation, place.title, place.path, place.lead_in))
    return joined, missed


def _add_places(document: _Document, places: dict[tuple[str, str], _Place]) -> None:
    """By fingerprint and name of the document, where a sentence stands first; by ``""``, where in any document."""
    if document.is_table:
        return
    for key, place in _places(document):
        for name in (*document.names, place.title, ""):
            places.setdefault((key, name), place)


def _place_of(annotation: Annotation, places: Mapping[tuple[str, str], _Place]) -> _Place:
    """The place in the annotation's own document, if that is known: the same sentence may be in others."""
    last = PurePosixPath(unquote(annotation.address))
    names = (annotation.address, last.name, last.stem, "")
    return next((place for name in names if (place := places.get((annotation.sha256, name)))), _Place())


def _places(document: _Document) -> Iterator[tuple[str, _Place]]:
    """Place of each sentence, by its fingerprint, as ``classify`` finds it in several lines."""
    for drafted in (draft(text) for text in document.parts if "\n" in text):
        title = document.title or drafted.facts.title
        for segment in drafted.segments:
            for i, sentence in enumerate(segment.sentences):
                yield fingerprint(sentence.text), _Place(title, segment.path, segment.lead_in if i == 0 else "")


def _documents_below(
    directory: Path, suffixes: Collection[str], report: Report = logger.warning
) -> Iterator[_Document]:
    """Documents of the files with one of the suffixes; a faulty file is left out, all of it."""
    for path in _files_below(directory, suffixes):
        try:
            documents = list(_documents_of(path))
        except InputError as error:
            report(str(error))
        else:
            yield from documents


def training_documents(annotations: Iterable[Annotation], directory: Path) -> Iterator[str]:
    """Documents in ``directory``, cleaned, but for those of which sentences are kept for validation or measuring.

    A document is a ``.txt`` file or a line of a ``.jsonl`` one. Tables are left out, as nobody knows
    which rows are of one document. Two sentences tell a document, or the only one it has: single ones,
    and short ones, are in many. A faulty file is left out, as in ``join``.

    Raises:
        InputError: there is no such directory.
    """
    if not directory.is_dir():
        raise InputError(f"expected a directory with documents, got {directory}")
    apart = {a.sha256 for a in annotations if a.split != "train"}
    for document in _documents_below(directory, _DOCUMENTS):
        text = clean("\n".join(_without_repeats(document.parts))).value
        telling = {fingerprint(s) for s in _sentences_in(text) if len(s) >= _TELLING}
        if not telling or len(telling & apart) < min(2, len(telling)):
            yield text


def _without_repeats(parts: Sequence[str]) -> list[str]:
    """The parts that are in no other: a line may hold a text and, once more, its sentences."""
    return [part for part in parts if not any(part != other and part in other for other in parts)]


def unlabelled_sentences(annotations: Sequence[Annotation], directory: Path) -> list[str]:
    """Sentences of such documents that nobody labelled, each once, in order; scraps without words are left out."""
    labelled = {a.sha256 for a in annotations}  # of any split
    sentences = (s for text in training_documents(annotations, directory) for s in _sentences_in(text))
    by_fingerprint = {fingerprint(s): s for s in sentences if count_han(s) >= _WORDS}
    return [s for key, s in by_fingerprint.items() if key not in labelled]


def join_files(
    texts: Path, output: Path | None, split: str | None = None, gold: bool = False, report: Report = logger.warning
) -> str:
    """Join the annotations, of one split or all, write them with their text, and say how many were found and missed.

    ``gold``: as records that ``evaluate`` takes, a paragraph each, in place of a line a sentence;
    without paragraphs of which a sentence is missing. ``report``: as in ``join``.
    """
    annotations = [a for a in read_annotations() if split in (None, a.split)]
    joined, missed = join(annotations, texts, report)
    if output and gold:
        broken = {_paragraph(a) for a in missed}
        write_records(output, gold_records(j for j in joined if _paragraph(j.annotation) not in broken))
    elif output:
        with output.open("w", encoding="utf-8") as file:
            for j in joined:
                entry = {"text": j.text, "labels": j.annotation.labels, "source": j.annotation.source}
                file.write(json.dumps(entry | {"address": j.annotation.address}, ensure_ascii=False) + "\n")
    lines = [f"{len(joined)} annotated sentences joined, {len(missed)} not found in {texts}"]
    by_address = Counter(a.address for a in missed)
    lines += [f"  {n} missed of {address}" for address, n in by_address.most_common(20)]
    return "\n".join(lines)


def gold_records(joined: Iterable[Joined]) -> Iterator[Record]:
    """Joined sentences as records, one for each paragraph, in order."""
    for (address, paragraph), same in groupby(joined, lambda j: _paragraph(j.annotation)):
        first, *_ = group = list(same)
        sentences = tuple(LabelledSentence(j.text, j.annotation.labels, j.annotation.passes) for j in group)
        labels = union(s.labels for s in sentences)
        text = "".join(s.text for s in sentences)
        meta = {"title": first.title} if first.title else {}
        yield Record(
            f"{address}#{paragraph}",
            address,
            "clause",
            first.path,
            text,
            labels,
            sentences,
            meta,
            lead_in=first.lead_in,
        )


def _paragraph(annotation: Annotation) -> tuple[str, str]:
    return annotation.address, annotation.paragraph


def describe_sources() -> str:
    """Each source with its licence, how to get it, and the addresses annotated."""
    addresses = Counter((a.source, a.address) for a in read_annotations())
    sources = json.loads((ANNOTATIONS / "sources.json").read_text(encoding="utf-8"))
    lines = []
    for name, about in sources.items():
        lines += [f"{name}: {about['title']}", f"  get it: {about['how']}", f"  terms: {about['terms']}"]
        lines += [f"  {n:5d} sentences of {address}" for (source, address), n in addresses.items() if source == name]
    return "\n".join(lines)


def _sentences_in(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for start, end in split_sentences(line):
            yield line[start:end]


def text_files(reference: Path) -> list[Path]:
    """A file, or the files of a directory and all below, that ``texts_of`` reads.

    Raises:
        InputError: there is none.
    """
    suffixes = dict.fromkeys((*_DOCUMENTS, _TABLE, *TEXT_SUFFIXES))
    paths = _files_below(reference, suffixes) if reference.is_dir() else [reference]
    paths = [path for path in paths if path.suffix.lower() in suffixes]
    if not paths:
        raise InputError(
            f"expected {', '.join(filter(None, suffixes))} or files without suffix, got none in {reference}"
        )
    return paths


def _files_below(directory: Path, suffixes: Collection[str]) -> list[Path]:
    """Files with one of the suffixes in a directory and all below, but for hidden ones."""
    files = (path for path in directory.rglob("*") if path.suffix.lower() in suffixes and path.is_file())
    return sorted(p for p in files if not any(name.startswith(".") for name in p.relative_to(directory).parts))


def texts_of(path: Path) -> Iterator[str]:
    """Texts of a file: the ``content``, ``text`` or ``sentences`` of JSON lines, cells of CSV, of others all.

    They may be in any of the encodings that ``read_text`` tells.

    Raises:
        InputError: the file cannot be read, or a line or row of it is not as expected.
    """
    for document in _documents_of(path):
        yield from document.parts


def _cells_of(path: Path) -> Iterator[str]:
    text = read_text(path)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a cell may hold a whole document
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        for row in rows:
            yield from row
    except csv.Error as error:
        raise InputError(f"{path}:{rows.line_num}: expected a row of CSV: {error}") from error


def _documents_of(path: Path) -> Iterator[_Document]:
    """Each document in a file: a line of a ``.jsonl`` one, all of another."""
    if path.suffix.lower() == _TABLE:
        yield _Document(list(_cells_of(path)), is_table=True)
        return
    if path.suffix.lower() != ".jsonl":
        yield _Document([read_text(path)], names=(path.stem,))
        return
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            parts = [s["text"] for s in entry.get("sentences", ())]
            parts += [entry[key] for key in ("content", "text") if key in entry]
            title, address = entry.get("title", ""), entry.get("url", "")
            "".join((title, *parts))
        except (ValueError, AttributeError, KeyError, TypeError) as error:
            raise InputError(f"{path}:{number}: expected a JSON object with texts: {error}") from error
        yield _Document(parts, title, (str(address),))
