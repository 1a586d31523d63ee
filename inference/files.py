"""Files in and out: what arguments name, and output that is whole or not there."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from policyclause.inference.arguments import expect, path_of
from policyclause.inference.errors import InputError

TEXT_SUFFIXES = (".txt", ".md", ".htm", ".html", ".shtml", ".pdf", ".docx", "")
# Kinds that reading refuses come too, so that none is missed unseen; what only has such a name is read.
_DOCUMENT_SUFFIXES = (*TEXT_SUFFIXES, ".doc", ".wps", ".rtf", ".ofd")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # controls (Cc), and bytes that were no UTF-8


def find_files(inputs: Iterable[str | Path], skip: Collection[Path] = ()) -> list[Path]:
    """Files that paths, directories (and all below) and glob patterns name, each once.

    They come in the order of ``inputs``, and of their names within one. Of a directory, hidden
    files and those whose suffix is none of documents are left out; those in or below ``skip`` always
    are. What is not there or cannot be looked at stays, and so does a directory below that cannot be
    listed: reading reports it. Patterns pass over such directories.

    Raises:
        InputError: an input is empty, or a directory or pattern has no file.
    """
    skipped = {_resolved(path) for path in skip}
    chosen: dict[Path, Path] = {}
    expect(inputs, Iterable, "paths or patterns")
    for given in inputs:
        named = _files_of(path_of(given, "a path or pattern"))
        files = [(whole, p) for p in named if skipped.isdisjoint(((whole := _resolved(p)), *whole.parents))]
        if not files:
            raise InputError(f"expected inputs other than the output, got none in {given}")
        for whole, path in files:
            is_named_dash = str(path) == "-" != str(given)  # as "-" it would be standard input
            chosen.setdefault(whole, path.absolute() if is_named_dash else path)
    return list(chosen.values())


def _files_of(given: Path) -> list[Path]:
    kind, expected = _kind(given), "files"
    if kind == stat.S_IFDIR:
        named = sorted(_texts_below(given))
        expected = f"files ({', '.join(filter(None, TEXT_SUFFIXES))} or no suffix)"
    elif kind is None and glob.has_magic(str(given)):
        matching = map(Path, glob.glob(str(given), recursive=True))  # noqa: PTH207 (Path.glob refuses absolute patterns)
        named = sorted(p for p in matching if _kind(p) in (stat.S_IFREG, None))
    else:
        return [given]
    if not named:
        raise InputError(f"expected {expected}, got none in {given}")
    return named


def _texts_below(directory: Path) -> Iterator[Path]:
    """Texts in a directory and all below, then the directories that cannot be listed."""
    closed: list[Path] = []
    for folder, folders, names in os.walk(directory, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = [Path(folder, name) for name in names if not name.startswith(".")]
        yield from (p for p in paths if p.suffix.lower() in _DOCUMENT_SUFFIXES and _kind(p) in (stat.S_IFREG, None))
    yield from closed


def _kind(path: Path) -> int | None:
    """Regular file, directory, … as in ``stat``; None for what is not there or cannot be looked at."""
    try:
        return stat.S_IFMT(path.stat().st_mode)
    except OSError:
        return None


def _resolved(path: Path) -> Path:
    return Path(os.path.realpath(path))  # Path.resolve raises where a link leads to itself


def printable(text: str | Path) -> str:
    """A path, or text with one, that can be written on a line: control characters become ``\\x1b`` and the like.

    Bytes of a name that are not UTF-8 become ``\\udcxx``.
    """
    return _UNPRINTABLE.sub(lambda character: character[0].encode("unicode_escape").decode("ascii"), str(text))


@contextmanager
def replacing(path: Path, temporary: Path | None = None) -> Iterator[BinaryIO]:
    """A file to write that becomes ``path`` when the block ends well, and is removed when not.

    Where ``path`` is a link, the file it leads to is replaced. ``temporary`` must be on the same file
    system; by default, and for a link, it stands beside what is replaced.

    Raises:
        InputError: ``path`` is a directory, device or the like, or cannot be written.
    """
    target = target_of(path)
    if temporary is None or path.is_symlink():
        temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        file = temporary.open("wb")
    except OSError as error:
        raise InputError(f"expected a place to write, got {path}: {error.strerror}") from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def target_of(path: Path) -> Path:
    """The file that writing to ``path`` makes or replaces.

    Raises:
        InputError: what is there is no regular file, or cannot be looked at.
    """
    target = _resolved(path)
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return target
    except OSError as error:
        raise InputError(f"expected a place to write, got {path}: {error.strerror}") from error
    if not stat.S_ISREG(mode):
        kind = "directory" if stat.S_ISDIR(mode) else "device, pipe or the like"
        raise InputError(f"expected a regular file to write, got {path}, a {kind}")
    return target


def beside(output: Path, suffix: str) -> Path:
    """The file or directory ``OUTPUT.suffix`` that belongs to an output."""
    return output.with_name(f"{output.name}.{suffix}")
