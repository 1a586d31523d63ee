"""Documents as one page to read: a self-contained HTML file that needs no script and no network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from policyclause.inference.document import Clause, Document
from policyclause.labels import instruments

_TEMPLATE = Path(__file__).with_name("page.html")
# Background and ink of each label; readable on white, in print and with the usual colour blindness.
_COLOURS = (
    ("#fde9c8", "#8a5300"),
    ("#d9efd0", "#2d6a1f"),
    ("#dbe7fb", "#1d4f9e"),
    ("#f3dcf1", "#86307f"),
    ("#f9d9d3", "#9c2f1b"),
    ("#d4eeee", "#14686b"),
)


@dataclass(frozen=True)
class _Label:
    """How a label looks: ``key`` is its CSS class."""

    key: str
    name: str
    title: str
    background: str
    ink: str


@dataclass(frozen=True)
class _Piece:
    """A stretch of a clause's text and the labels it is evidence for."""

    text: str
    labels: tuple[_Label, ...]


def write_page(documents: Iterable[tuple[str, Document]], labels: Sequence[str], file: BinaryIO) -> None:
    """Write documents, each with its source, as HTML; the page stands by itself.

    Every text goes through jinja2's escaping, so that markup in a document stays text.
    """
    from jinja2 import Environment, StrictUndefined

    titles = {i.name: i.title_zh for i in instruments()}
    shown = {
        name: _Label(f"l{i}", name, titles.get(name, ""), *_COLOURS[i % len(_COLOURS)]) for i, name in enumerate(labels)
    }
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    stream = template.stream(
        documents=list(documents), labels=shown, mix=_mix, pieces=lambda clause: _pieces(clause, shown)
    )
    stream.enable_buffering(100)
    stream.dump(file, encoding="utf-8", errors="backslashreplace")


def _mix(document: Document, label: str) -> int:
    """Number of clauses with a label."""
    return sum(label in clause.labels for clause in document.clauses)


def _pieces(clause: Clause, labels: dict[str, _Label]) -> list[_Piece]:
    """The text of a clause, cut where its evidence begins and ends."""
    pieces: list[_Piece] = []
    done = 0
    for sentence in clause.sentences:
        carried = tuple(labels[name] for name in clause.labels if clause.evidence[name] == sentence)
        start = clause.text.find(sentence.text, done)
        if start < 0:
            continue
        pieces += [_Piece(clause.text[done:start], ()), _Piece(sentence.text, carried)]
        done = start + len(sentence.text)
    return [p for p in (*pieces, _Piece(clause.text[done:], ())) if p.text]
