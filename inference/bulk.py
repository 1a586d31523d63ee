"""Many files to one table of clauses, in bounded memory, resumable after any stop.

Files are taken in parts. A part is written to ``OUTPUT.parts`` when it is whole, so a run that was
stopped goes on with the parts that are missing; at the end they are joined to ``OUTPUT``.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from filelock import FileLock, Timeout

from policyclause.inference.arguments import path_of, whole_number
from policyclause.inference.classifier import Classifier, draft
from policyclause.inference.decide import Options, decision_rule
from policyclause.inference.document import Draft
from policyclause.inference.entries import Entry, document_entries
from policyclause.inference.errors import InputError, describe
from policyclause.inference.files import beside, find_files, printable, replacing, target_of
from policyclause.inference.model import CONFIG_FILE, REMEMBERED, Scorer, model_directory, sha256
from policyclause.inference.read import bytes_of, text_of
from policyclause.inference.rows import ROW_FORMATS, check_format, columns, json_line, write_rows

if TYPE_CHECKING:
    from typing_extensions import Unpack

PART_BYTES = 262_144
Failure = dict[str, str]  # the ``file``, and the ``error`` that is wrong with it


@dataclass(frozen=True)
class BulkReport:
    """What a run found: files taken, clauses written, files without clauses and where they are listed."""

    files: int
    clauses: int
    failed: int
    errors: Path


def classify_files(
    inputs: Iterable[str | Path] | str | Path,
    output: str | Path,
    *,
    form: str | None = None,
    model: str | Path | None = None,
    workers: int = 0,
    progress: bool = False,
    part_bytes: int = PART_BYTES,
    **options: Unpack[Options],
) -> BulkReport:
    """Classify files and write one row a clause; called again after a stop, it goes on.

    A file that cannot be read, or has no clause, is listed in ``OUTPUT.errors.jsonl`` and stops nothing.
    A run goes on only with the same files, written the same way.

    Args:
        inputs: files, directories (with all below) and glob patterns, or one of them.
        output: file to write; it appears when it is complete, and stays as it was when no file has a clause.
        form: one of ``ROW_FORMATS``; by default the suffix of ``output``.
        model: model directory; None for the packaged model.
        workers: processes that read and segment beside this one, which scores on all cores.
            They are spawned: a script needs ``if __name__ == "__main__":``.
        progress: show a bar on standard error.
        part_bytes: size of the files of one part, which is what a stop costs at most.
        options: how labels are decided, as in ``Classifier.classify``.

    Raises:
        InputError: no files, an unknown format, an option out of range, ``output`` is no regular
            file, ``OUTPUT.parts`` is of another run or another run is writing it, or more clauses
            than ``xlsx`` holds.
        MissingExtraError: Parquet without pyarrow.
        ModelError: the model directory is faulty.
    """
    output = path_of(output, "a file to write")
    inputs = [inputs] if isinstance(inputs, str | bytes | Path) else inputs
    form = form or output.suffix[1:].lower()
    if form not in list(ROW_FORMATS):  # a list takes a form of any type
        raise InputError(f"expected a format of {', '.join(ROW_FORMATS)}, got {form!r}")
    whole_number("workers", workers, 0)
    whole_number("part_bytes", part_bytes, 1)
    check_format(form)
    target_of(output)  # a place that cannot be written is an error before the work, not after it
    run = _Run.plan(output, inputs, model_directory(model), part_bytes, options)
    scorer = Scorer.load(model, remember=REMEMBERED)
    decision_rule(scorer.config, **options)  # a wrong option is an error before anything is written
    classifier = Classifier(scorer)
    with run.alone():
        todo = run.begin()
        with _bar(progress, run, todo) as advance:
            _classify_parts(run, todo, classifier, workers, options, advance)
        return run.finish(form, classifier.labels)


@dataclass(frozen=True)
class _Source:
    """A file as it was when the run began."""

    path: Path
    size: int
    modified: int

    @classmethod
    def of(cls, path: Path) -> _Source:
        try:
            status = path.stat()
        except OSError:
            return cls(path, 0, 0)
        return cls(path, status.st_size, status.st_mtime_ns)


_Part = Sequence[_Source]  # files that are classified together
_Advance = Callable[[_Part, int], None]  # tells the progress bar of a part that is done, with its clauses


@dataclass(frozen=True)
class _Run:
    """The parts of a run and the directory that holds those that are done.

    ``manifest`` is what the run is: another one does not go on with its parts.
    """

    output: Path
    parts: list[_Part]
    manifest: dict[str, Any]

    @classmethod
    def plan(cls, output: Path, inputs: Iterable[str | Path], model: Path, part_bytes: int, options: Options) -> _Run:
        own = (output, beside(output, "parts"), beside(output, "errors.jsonl"))
        sources = [_Source.of(path) for path in find_files(inputs, skip=own)]
        manifest = {
            "files": [[printable(s.path), s.size, s.modified] for s in sources],
            "model": sha256(model / CONFIG_FILE) if (model / CONFIG_FILE).is_file() else "",
            "version": version("policyclause"),
            "columns": list(columns(())),  # of a version; those of labels are the model's
            "part size": str(part_bytes),
            "options": json.dumps({k: v for k, v in options.items() if v is not None}, sort_keys=True, default=repr),
        }
        return cls(output, _split(sources, part_bytes), manifest)

    @property
    def directory(self) -> Path:
        return beside(self.output, "parts")

    def path_of(self, number: int) -> Path:
        return self.directory / f"part-{number:05}.jsonl"

    @property
    def _manifest(self) -> Path:
        return self.directory / "manifest.json"

    @property
    def _lock(self) -> Path:
        return self.directory / ".lock"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other runs out of the directory of parts, and remove it when nothing is in it.

        The system lifts the lock of a process that ends, however it does.
        """
        lock = FileLock(self._lock, timeout=0)
        try:
            self.directory.mkdir(exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise InputError(f"expected {self.output} to be written by one run, another run is writing it") from error
        except OSError as error:
            raise InputError(f"expected a place to write, got {self.output}: {error.strerror}") from error
        try:
            yield
        finally:
            lock.release()
            if not self._manifest.exists():
                with suppress(OSError):  # it holds other files, or the next run has come already
                    self._lock.unlink(missing_ok=True)
                    self.directory.rmdir()

    def begin(self) -> list[int]:
        """Numbers of the parts still to do; refuses a directory with parts of another run."""
        known = json.loads(self._manifest.read_text("utf-8")) if self._manifest.exists() else {}
        if known and any(self.directory.glob("part-*")) and (other := self._other_than(known)):
            raise InputError(
                f"expected {self.directory} to hold parts of this run, got one with other {' and '.join(other)}: "
                "finish that run as it was begun, or remove the directory to begin anew"
            )
        if not known and any(self.directory.glob("[!.]*")):
            raise InputError(f"expected {self.directory} to be empty or of this run, got other files")
        with replacing(self._manifest) as file:
            file.write(json_line(self.manifest))
        return [number for number in range(len(self.parts)) if not self.path_of(number).exists()]

    def _other_than(self, known: dict[str, Any]) -> list[str]:
        """What an earlier run had otherwise; of files, which."""
        other = {name: name for name, value in self.manifest.items() if known.get(name) != value}
        if "files" in other:
            other["files"] += f" ({_changes(known['files'], self.manifest['files'])})"
        return list(other.values())

    def finish(self, form: str, labels: Sequence[str]) -> BulkReport:
        """Join the parts to the output; whatever stops this, it can be done again."""
        counts: Counter[str] = Counter()
        errors = beside(self.output, "errors.jsonl")
        with replacing(errors, self.directory / "errors.tmp") as error_file:
            entries = self._entries(error_file, counts)
            if first := next(entries, None):  # an output of before is worth more than an empty one
                with replacing(self.output, self.directory / "output.tmp") as file:
                    _write_output(form, chain([first], entries), labels, file)
        if not counts["failed"]:
            errors.unlink()
        for path in self.directory.iterdir():
            if path not in (self._manifest, self._lock):
                path.unlink()
        self._manifest.unlink()  # last: parts without one would be of no known run
        return BulkReport(sum(map(len, self.parts)), counts["clauses"], counts["failed"], errors)

    def _entries(self, errors: BinaryIO, counts: Counter[str]) -> Iterator[Entry]:
        """The clauses of all parts; what failed goes to ``errors``."""
        for row in self._rows():
            if "error" in row:
                counts["failed"] += 1
                errors.write(json_line(row))
            else:
                counts["clauses"] += 1
                yield row

    def _rows(self) -> Iterator[dict[str, Any]]:
        for number in range(len(self.parts)):
            with self.path_of(number).open(encoding="utf-8") as lines:
                yield from map(json.loads, lines)


def _write_output(form: str, entries: Iterable[Entry], labels: Sequence[str], file: BinaryIO) -> None:
    try:
        write_rows(form, entries, labels, file)
    except InputError as error:  # more rows than the format takes: the parts stay
        raise InputError(
            f"{error}; the same call with one of these and the same output goes on from what is done"
        ) from error


def _changes(before: Sequence[Sequence[Any]], now: Sequence[Sequence[Any]]) -> str:
    """How lists of files with their size and time differ: how many came, went and changed, and the first of each."""
    old, new = ({name: facts for name, *facts in listed} for listed in (before, now))
    kinds = {
        "added": [name for name in new if name not in old],
        "gone": [name for name in old if name not in new],
        "changed": [name for name in new if name in old and new[name] != old[name]],
    }
    told = [f"{len(names):,} {kind}, first {names[0]}" for kind, names in kinds.items() if names]
    return "; ".join(told) or "in another order"


def _split(sources: Sequence[_Source], size: int) -> list[_Part]:
    """Neighbouring files together up to ``size`` bytes; every file weighs something, also an empty one."""
    parts: list[list[_Source]] = []
    room = 0
    for source in sources:
        weight = source.size + 1024
        if weight > room:
            parts.append([])
            room = size
        parts[-1].append(source)
        room -= weight
    return list(parts)


def _classify_parts(
    run: _Run, todo: Sequence[int], classifier: Classifier, workers: int, options: Options, advance: _Advance
) -> None:
    """Write the parts of these numbers, each to its file."""
    parts = [run.parts[number] for number in todo]
    for number, part, drafts in zip(todo, parts, _drafts(parts, workers), strict=True):
        with replacing(run.path_of(number)) as file:
            clauses = _write_part(part, classifier, drafts, options, file)
        advance(part, clauses)


def _write_part(
    part: _Part, classifier: Classifier, drafts: Sequence[Draft | str], options: Options, file: BinaryIO
) -> int:
    """Score the files of a part and write their clauses, or what is wrong with them; number of clauses."""
    documents = iter(classifier.classify_drafts([d for d in drafts if isinstance(d, Draft)], **options))
    clauses = 0
    for source, draft_or_error in zip(part, drafts, strict=True):
        name = printable(source.path)
        if isinstance(draft_or_error, str):
            file.write(json_line({"file": name, "error": draft_or_error}))
            continue
        for entry in document_entries(name, next(documents)):
            file.write(json_line(entry))
            clauses += 1
    return clauses


def draft_file(path: Path, read: Callable[[Path], bytes]) -> Draft | str:
    """The draft of a file, or what is wrong with it: one file never stops the others."""
    try:
        text = text_of(read(path))
        drafted = draft(text)
    except Exception as error:
        return printable(describe(error))
    got = "none" if text.strip() else "an empty file"
    return drafted if drafted.segments else f"expected a document with clauses, got {got}"


def write_errors(output: Path, failures: Sequence[Failure]) -> None:
    """List what failed in ``OUTPUT.errors.jsonl``; when nothing did, no list of an earlier run stays."""
    errors = beside(output, "errors.jsonl")
    if not failures:
        errors.unlink(missing_ok=True)
        return
    with replacing(errors) as file:
        file.writelines(map(json_line, failures))


def _draft_files(part: _Part) -> list[Draft | str]:
    """Drafts of files, or what is wrong with each."""
    return [draft_file(source.path, bytes_of) for source in part]


def _drafts(parts: Sequence[_Part], workers: int) -> Iterator[list[Draft | str]]:
    """Drafts of each part in order, made ahead of the scoring by one part a worker."""
    if not workers or len(parts) < 2:
        yield from map(_draft_files, parts)
        return
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker)
    try:
        ahead: deque[Future[list[Draft | str]]] = deque()
        for part in parts:
            ahead.append(pool.submit(_draft_files, part))
            if len(ahead) > workers:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it: the pool's own pipes would outlive a killed one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _bar(show: bool, run: _Run, todo: Sequence[int]) -> Iterator[_Advance]:
    """A progress bar over bytes on standard error, with counts of files and clauses of this session."""
    if not show:
        yield lambda part, clauses: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    fields = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    total = sum(s.size for part in run.parts for s in part)
    left = sum(s.size for number in todo for s in run.parts[number])
    counts: Counter[str] = Counter()
    with Progress(*fields, console=Console(stderr=True)) as bar:
        task = bar.add_task("reading", total=total, completed=total - left)

        def advance(part: _Part, clauses: int) -> None:
            counts.update(files=len(part), clauses=clauses)
            words = f"{counts['files']:,} files, {counts['clauses']:,} clauses"
            bar.update(task, advance=sum(s.size for s in part), description=words)

        yield advance
