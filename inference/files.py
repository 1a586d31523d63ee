"""Files in and out: what arguments name, and output that is whole or not there."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from policyclause.inference.errors import InputError


def find_files(inputs: Iterable[str | Path], skip: Collection[Path] = ()) -> list[Path]:
    """Files that paths, directories (and all below) and glob patterns name, each once.

    They come in the order of ``inputs``, and of their names within one. Hidden files of a
    directory and those in or below ``skip`` are left out. A path that is not there stays:
    reading reports it.

    Raises:
        InputError: a directory or pattern has no file.
    """
    skipped = {path.resolve() for path in skip}
    found: dict[Path, None] = {}
    for given in map(Path, inputs):
        files = [p for p in _files_of(given) if skipped.isdisjoint(((whole := p.resolve()), *whole.parents))]
        if not files:
            raise InputError(f"expected files, got none in {given}")
        found |= dict.fromkeys(files)
    return list(found)


def _files_of(given: Path) -> list[Path]:
    below: Iterable[Path]
    if given.is_dir():
        below = (p for p in given.rglob("*") if not any(part.startswith(".") for part in p.relative_to(given).parts))
    elif glob.has_magic(str(given)) and not given.exists():
        below = map(Path, glob.glob(str(given), recursive=True))  # noqa: PTH207 (Path.glob refuses absolute patterns)
    else:
        return [given]
    return sorted(p for p in below if p.is_file())


def printable(path: Path) -> str:
    """The path as text that can be written: bytes of the name that are not UTF-8 become ``\\udcxx``."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


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
