"""Files in and out: what arguments name, what is in a file, and output that is whole or not there."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from policyclause.inference.classifier import draft
from policyclause.inference.document import Draft
from policyclause.inference.errors import InputError, describe

TEXT_SUFFIXES = (".txt", ".md", ".htm", ".html", ".shtml", "")


def find_files(inputs: Iterable[str | Path], skip: Collection[Path] = ()) -> list[Path]:
    """Files that paths, directories (and all below) and glob patterns name, each once.

    They come in the order of ``inputs``, and of their names within one. Of a directory, hidden
    files and those without one of ``TEXT_SUFFIXES`` are left out; those in or below ``skip`` always
    are. A path that is not there stays: reading reports it.

    Raises:
        InputError: a directory or pattern has no file.
    """
    skipped = {path.resolve() for path in skip}
    found: dict[Path, Path] = {}
    for given in map(Path, inputs):
        files = [(whole, p) for p in _files_of(given) if skipped.isdisjoint(((whole := p.resolve()), *whole.parents))]
        if not files:
            kinds = f" ({', '.join(filter(None, TEXT_SUFFIXES))} or no suffix)" if given.is_dir() else ""
            raise InputError(f"expected files{kinds}, got none in {given}")
        for whole, path in files:
            found.setdefault(whole, path)
    return list(found.values())


def _files_of(given: Path) -> list[Path]:
    below: Iterable[Path]
    if given.is_dir():
        texts = (p for p in given.rglob("*") if p.suffix.lower() in TEXT_SUFFIXES)
        below = (p for p in texts if not any(part.startswith(".") for part in p.relative_to(given).parts))
    elif glob.has_magic(str(given)) and not given.exists():
        below = map(Path, glob.glob(str(given), recursive=True))  # noqa: PTH207 (Path.glob refuses absolute patterns)
    else:
        return [given]
    return sorted(p for p in below if p.is_file())


def printable(text: str | Path) -> str:
    """A path, or text with one, that can be written: bytes of a name that are not UTF-8 become ``\\udcxx``."""
    return str(text).encode("utf-8", "backslashreplace").decode("utf-8")


def draft_file(path: Path, read: Callable[[Path], str]) -> Draft | str:
    """The draft of a file, or what is wrong with it: one file never stops the others."""
    try:
        found = draft(read(path))
    except Exception as error:
        return printable(describe(error))
    return found if found.segments else "expected a document with clauses, got none"


@contextmanager
def replacing(path: Path, temporary: Path | None = None) -> Iterator[BinaryIO]:
    """A file to write that becomes ``path`` when the block ends well, and is removed when not.

    ``temporary`` must be on the same file system; by default it stands beside ``path``.
    """
    if path.is_dir():
        raise InputError(f"expected a file to write, got the directory {path}")
    temporary = temporary or path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        file = temporary.open("wb")
    except OSError as error:
        raise InputError(f"expected a place to write, got {path}: {error.strerror}") from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
