"""What the model does on this machine, each figure beside the bar it is held to."""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import onnxruntime
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policyclause.data.records import COMPOSED, SPLITS, Record, clauses_of, read_records, read_split
from policyclause.inference.bulk import PART_BYTES
from policyclause.inference.classifier import Classifier, draft, scored_sentences, texts_to_score
from policyclause.inference.console import plain_console
from policyclause.inference.context import context
from policyclause.inference.errors import InputError
from policyclause.inference.files import replacing
from policyclause.inference.model import (
    CONFIG_FILE,
    MODEL_FILES,
    ONNX_FILE,
    TOKENIZER_FILE,
    ModelConfig,
    Scorer,
    model_directory,
)
from policyclause.inference.rows import json_line
from policyclause.training.products import product_seconds, read_shape
from policyclause.training.watching import PRINT_PEAK, in_turns, run_python, seconds, watch

T = TypeVar("T")
_CPU_FLAGS = ("avx2", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_int8", "asimddp", "i8mm")


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Attributes:
        clauses: most clauses of the test split, for speed.
        compared: of these, clauses that the slow pipeline gets, once for each batch size.
        checked: most clauses whose sentences are compared between int8 and fp32.
        stream: clauses of the run whose memory is watched.
        scales: clauses in a call, for the cost of one; each divides the largest.
        repeats: runs of which short measurements take the best, or the median where two take turns.
    """

    clauses: int
    compared: int
    checked: int
    stream: int
    scales: tuple[int, ...]
    repeats: int


QUICK = Size(clauses=20, compared=8, checked=10, stream=60, scales=(10, 100), repeats=1)
NORMAL = Size(clauses=300, compared=64, checked=10_000, stream=1500, scales=(10, 100, 1000), repeats=5)
FULL = Size(clauses=469, compared=192, checked=100_000, stream=100_000, scales=(10, 100, 1000, 10_000), repeats=5)
SIZES = {"quick": QUICK, "normal": NORMAL, "full": FULL}


@dataclass(frozen=True)
class Row:
    """One measure. ``value`` is None where it was not measured, ``met`` None where there is no bar."""

    measure: str
    value: float | None
    unit: str
    bar: str = ""
    met: bool | None = None
    note: str = ""


@dataclass(frozen=True)
class Subject:
    """What is measured: the model, loaded, and clauses and documents to measure it on."""

    model: Path
    source: Path | None
    classifier: Classifier
    scorer: Scorer
    records: list[Record]
    size: Size

    @classmethod
    def load(cls, model: Path | None, source: Path | None, data: Path, size: Size) -> Subject:
        """Load the model and the test split."""
        records = list(read_split("test", data))
        scorer = Scorer.load(model)
        return cls(model_directory(model), source, Classifier(scorer), scorer, records, size)

    def clauses(self, n: int) -> list[str]:
        """``n`` clauses from all over the test split, or all of them if there are fewer."""
        return _some([r.text for r in clauses_of(self.records)], n)

    def inputs(self, texts: Sequence[str]) -> list[list[int]]:
        """The runs of the encoder for some clauses."""
        sentences = dict.fromkeys(s.value for text in texts for s in scored_sentences(text))
        return [ids for sentence in sentences for ids in self.scorer.encoder_inputs(sentence)]


def benchmark(
    model: Path | None = None,
    source: Path | None = None,
    data: Path = COMPOSED,
    gold: Path | None = None,
    size: Size = NORMAL,
    report: Callable[[str], None] = lambda name: None,
) -> dict[str, Any]:
    """Measure a model on this machine.

    Args:
        model: model directory; None for the packaged model.
        source: the fine-tuned directory it was exported from, for comparisons with fp32.
        data: the composed dataset.
        gold: further gold records to compare fp32 and int8 on.
        size: ``QUICK``, ``NORMAL`` or ``FULL``.
        report: told the name of each measurement as it begins.

    Returns:
        ``machine`` and ``rows``, as plain values.

    Raises:
        InputError: the dataset is not there.
        ModelError: the model directory is faulty.
    """
    subject = Subject.load(model, source, data, size)
    golds = {"test split": subject.records} | ({gold.name: list(read_records(gold))} if gold else {})
    measurements: dict[str, Callable[[], list[Row]]] = {
        "cold start": lambda: measure_start(subject),
        "speed": lambda: measure_speed(subject),
        "share of the int8 limit": lambda: measure_efficiency(subject),
        "overhead": lambda: measure_overhead(subject),
        "same scores": lambda: measure_sameness(subject),
        "cost by number": lambda: measure_scaling(subject),
        "memory": lambda: measure_stream(subject, data),
        "fp32": lambda: measure_quantisation(subject, golds),
    }
    rows = []
    for name, run in measurements.items():
        report(name)
        rows += run()
    return {"machine": machine_facts(subject.scorer), "rows": [asdict(row) for row in rows]}


def benchmark_command(
    model: Path | None, source: Path | None, data: Path, gold: Path | None, size: Size, output: Path | None
) -> None:
    """``benchmark``, printed as a table and written as JSON."""
    console = plain_console(file=sys.stdout)
    with replacing(output) if output else nullcontext() as file:  # opened first: what it cannot write is known at once
        with console.status("") as status:
            result = benchmark(model, source, data, gold, size, lambda name: status.update(f"measuring {name}"))
        print_result(result, console)
        if file:
            file.write(json_line(result))


def print_result(result: dict[str, Any], console: Console) -> None:
    """Facts of the machine, then one row a measure."""
    for name, fact in result["machine"].items():
        console.print(f"{name}: {fact}")
    table = Table("measure", "this machine", "bar", "met", "note")
    for row in result["rows"]:
        value = "not measured" if row["value"] is None else f"{row['value']:,.4g} {row['unit']}".strip()
        met = {True: Text("yes", "green"), False: Text("no", "red"), None: Text()}[row["met"]]
        table.add_row(row["measure"], value, row["bar"], met, row["note"])
    console.print(table)


def machine_facts(scorer: Scorer) -> dict[str, str]:
    """What the figures depend on besides the code."""
    cpu, flags = platform.processor() or platform.machine(), set[str]()
    if (info := Path("/proc/cpuinfo")).exists():
        lines = [line.partition(":") for line in info.read_text().splitlines()]
        entries = {key.strip(): value.strip() for key, _, value in lines}
        cpu = entries.get("model name", cpu)
        flags = set(entries.get("flags", entries.get("Features", "")).split())
    return {
        "processor": cpu,
        "int8 instructions": ", ".join(flag for flag in _CPU_FLAGS if flag in flags) or "none known",
        "cores": str(os.cpu_count()),
        "threads": str(scorer.n_threads),
        "load before": f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown",
        "python": platform.python_version(),
        "onnxruntime": onnxruntime.__version__,
    }


def measure_start(subject: Subject) -> list[Row]:
    """A new process from its start to its first document."""
    text = "一、对企业给予补助。\n二、优先保障用地。"
    code = f"from policyclause import Classifier; Classifier.load({str(subject.model)!r}).classify({text!r})"
    best = min(seconds(lambda: run_python(code)) for _ in range(subject.size.repeats))
    rows = [_at_most("cold start, best of some", best, "s", 0.6, "import, load, first document")]
    peak = run_python(code + f"\n{PRINT_PEAK}").strip()
    rows.append(_at_most("peak memory of such a process", float(peak) if peak else None, "MB", 160))
    return rows


def measure_speed(subject: Subject) -> list[Row]:
    """Clauses a second, against the pipeline of transformers on the same weights."""
    texts = subject.clauses(subject.size.clauses)
    subject.classifier.predict_proba(texts[:2])
    ours = _speed(subject, texts)
    lengths = f"{len(texts)} clauses, {statistics.mean(map(len, texts)):.0f} characters in the mean"
    rows = [Row("predict_proba", ours, "clauses/s", note=lengths)]
    if not _has("torch", "transformers"):
        return [*rows, Row("predict_proba against the pipeline", None, "", "≥ 8 ×", note="needs the extra train")]
    compared = subject.clauses(subject.size.compared)
    before, speeds = _speed(subject, compared), _pipeline_speeds(subject, compared)
    ours = max(before, _speed(subject, compared))
    batch = max(speeds, key=lambda size: speeds[size])
    weights = "fp32, the same weights" if subject.source else "fp32, random weights of the same shape: as fast"
    rows.append(Row("transformers pipeline", speeds[batch], "clauses/s", note=f"batches of {batch}; {weights}"))
    note = f"same {len(compared)} clauses"
    rows.append(_at_least("predict_proba against the pipeline", ours / speeds[batch], "×", 8, note))
    return rows


def _speed(subject: Subject, texts: Sequence[str]) -> float:
    return len(texts) / seconds(lambda: subject.classifier.predict_proba(texts))


def _pipeline_speeds(subject: Subject, texts: Sequence[str]) -> dict[int, float]:
    """Clauses a second of the pipeline by batch size."""
    from transformers import pipeline
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    model, tokenizer = _torch_model(subject)
    classify = pipeline("text-classification", model=model, tokenizer=tokenizer, top_k=None, device="cpu")
    settings: dict[str, Any] = {"function_to_apply": "sigmoid", "truncation": True}
    classify(list(texts[:1]), **settings)
    sizes = [size for size in (1, 8, 16, 32, 64) if size <= len(texts)]
    run = {size: (lambda size=size: classify(list(texts), batch_size=size, **settings)) for size in sizes}
    return {size: len(texts) / seconds(run[size]) for size in sizes}


def _torch_model(subject: Subject) -> tuple[Any, Any]:
    """The fine-tuned model and its tokenizer; without a source one of the same shape."""
    from tokenizers import Tokenizer
    from transformers import AutoModelForSequenceClassification, AutoTokenizer, BertConfig

    from policyclause.training.encoder import wrap_tokenizer

    if subject.source:
        model = AutoModelForSequenceClassification.from_pretrained(subject.source)
        return model.eval(), AutoTokenizer.from_pretrained(subject.source)
    tokenizer = wrap_tokenizer(Tokenizer.from_file(str(subject.model / TOKENIZER_FILE)), 512)
    shape = read_shape(subject.model)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=max(1, shape.hidden // 32),
        intermediate_size=shape.intermediate,
        id2label=dict(enumerate(subject.classifier.labels)),
        problem_type="multi_label_classification",
    )
    return AutoModelForSequenceClassification.from_config(config).eval(), tokenizer


def measure_efficiency(subject: Subject) -> list[Row]:
    """Operations a second of the encoder, against its bare int8 matrix products on the same rows."""
    measure = "encoder against bare int8 products"
    if not _has("onnx"):
        return [Row(measure, None, "", "≥ 60 %", note="needs the extra train")]
    inputs = subject.inputs(subject.clauses(subject.size.clauses // 3))
    shape = read_shape(subject.model)
    work = shape.operations * sum(map(len, inputs)) / 1e9
    limit = work / product_seconds(shape, [len(ids) for ids in inputs], subject.scorer.n_threads)
    encoder = work / seconds(lambda: subject.scorer.encode(inputs))
    rows = [512] * 8
    peak = shape.operations * sum(rows) / 1e9 / product_seconds(shape, rows, subject.scorer.n_threads)
    tokens = f"{len(inputs)} runs of {statistics.mean(map(len, inputs)):.0f} tokens in the mean"
    return [
        Row("bare int8 products, as many rows as tokens", limit, "GFLOP/s", note=tokens),
        Row("bare int8 products, 512 rows", peak, "GFLOP/s", note="what batches could reach at most"),
        Row("encoder", encoder, "GFLOP/s", note=f"{subject.scorer.n_threads} threads"),
        _at_least(measure, 100 * encoder / limit, "%", 60),
    ]


def measure_overhead(subject: Subject) -> list[Row]:
    """Everything from a document to its clauses, against the runs of the encoder alone."""
    documents = [_text(records) for _, records in _documents(subject.records)]
    n = max(1, len(documents) * subject.size.clauses // (2 * len(subject.records)))
    drafted = [(d.facts.title, segment) for d in map(draft, documents[:n]) for segment in d.segments]
    read = dict.fromkeys(
        (text, context(title, segment.path)) for title, segment in drafted for text in texts_to_score(segment)
    )
    scorer = subject.scorer
    unsure = [(sentence, above) for sentence, above in read if not scorer.screened(sentence)]
    inputs = [ids for sentence, above in unsure for ids in scorer.encoder_inputs(sentence, above)]
    classify, encode = lambda: subject.classifier.classify(documents[:n]), lambda: scorer.encode(inputs)
    times = in_turns(classify, encode, subject.size.repeats)
    note = f"{n} documents, {len(drafted)} clauses"
    screened = 100 * (1 - len(unsure) / len(read))
    return [
        Row("classify", len(drafted) / min(times)[0], "clauses/s", note=f"{note}, under their contexts"),
        Row("sentences that n-grams decide alone", screened, "%", note=f"of {len(read)}"),
        _at_most("classify against the encoder alone", statistics.median(a / b for a, b in times), "×", 1.15, note),
    ]


def measure_sameness(subject: Subject) -> list[Row]:
    """The largest difference between scores of a text in different company and on other threads."""
    texts = subject.clauses(min(20, subject.size.clauses))
    together = subject.classifier.predict_proba(texts)
    alone = np.concatenate([subject.classifier.predict_proba([text]) for text in texts])
    backwards = subject.classifier.predict_proba(texts[::-1])[::-1]
    threads = Classifier(Scorer.load(subject.model, threads=2 * subject.scorer.n_threads + 1)).predict_proba(texts)
    difference = max(float(np.abs(together - other).max()) for other in (alone, backwards, threads))
    note = f"{len(texts)} clauses alone, together, backwards, on other threads"
    return [_at_most("same text, different scores", difference, "", 1e-3, note)]


def measure_scaling(subject: Subject) -> list[Row]:
    """Cost of a clause in calls of different size: the same clauses, so many in a call.

    The sizes take turns and each scores all of the clauses, so that a slow moment of the machine is not one size's.
    """
    texts = _numbered(subject.clauses(10), max(subject.size.scales))
    rounds = subject.size.repeats if len(texts) <= 1000 else 1
    times = [{n: _seconds_in_calls(subject, texts, n) for n in subject.size.scales} for _ in range(rounds)]
    costs = {n: min(taken[n] for taken in times) / len(texts) for n in subject.size.scales}
    rows = [Row(f"cost of a clause, {n:,} in the call", cost * 1e3, "ms") for n, cost in costs.items()]
    change = 100 * (max(costs.values()) / min(costs.values()) - 1)
    return [*rows, _at_most("change of that cost", change, "%", 10)]


def _numbered(clauses: Sequence[str], n: int) -> list[str]:
    """``n`` texts of these clauses with numbers put in, as a sentence that comes again is scored once."""
    return [clauses[i % len(clauses)].replace("。", f"第{i // len(clauses):04}批。") for i in range(n)]


def _seconds_in_calls(subject: Subject, texts: Sequence[str], n: int) -> float:
    calls = [texts[i : i + n] for i in range(0, len(texts), n)]
    return seconds(lambda: [subject.classifier.predict_proba(call) for call in calls])


def measure_stream(subject: Subject, data: Path) -> list[Row]:
    """Peak memory of a process that classifies many files, and what its second half adds."""
    measure = "peak memory of a run over many clauses"
    if not Path("/proc/self/status").exists():
        return [Row(measure, None, "MB", "≤ 400 MB", note="needs /proc, which Linux has")]
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch) / "in"
        directory.mkdir()
        clauses, size = _write_stream(directory, data, subject.size.stream)
        part = min(PART_BYTES, size // 16 + 1)
        output = Path(scratch) / "out.jsonl"
        code = f"from policyclause.inference.bulk import classify_files as run; run([{str(directory)!r}], {str(output)!r}, "
        begin = time.perf_counter()
        peaks = watch(code + f"model={str(subject.model)!r}, part_bytes={part})", output.with_name("out.jsonl.parts"))
        taken = time.perf_counter() - begin
    halfway = max(peak for done, peak in peaks if done <= max(d for d, _ in peaks) / 2)
    note = f"{clauses:,} clauses in {taken:.0f} s, classify_files"
    added = _at_most("  added by the second half", peaks[-1][1] - halfway, "MB", 20)
    return [_at_most(measure, peaks[-1][1], "MB", 400, note), added]


def _write_stream(directory: Path, data: Path, n: int) -> tuple[int, int]:
    """Write composed documents until they have ``n`` clauses; clauses and bytes written."""
    clauses = size = 0
    copies = 0
    while clauses < n:
        copies += 1
        for name, records in _every_document(data):
            path = directory / f"{copies}-{name.replace('/', '-')}.txt"
            size += path.write_bytes(_text(records).encode())
            clauses += len(clauses_of(records))
            if clauses >= n:
                break
    return clauses, size


def _every_document(data: Path) -> Iterator[tuple[str, list[Record]]]:
    splits = [name for name in SPLITS[::-1] if any(data.glob(f"{name}-*.jsonl"))]
    if not splits:
        raise InputError(f"expected the composed dataset in {data}, got none of {', '.join(SPLITS)}")
    for split in splits:
        yield from _documents(read_split(split, data))


def _documents(records: Sequence[Record]) -> Iterator[tuple[str, list[Record]]]:
    return ((name, list(group)) for name, group in groupby(records, lambda r: r.document))


def _text(records: Sequence[Record]) -> str:
    return "\n".join(r.text for r in records)


def measure_quantisation(subject: Subject, golds: dict[str, list[Record]]) -> list[Row]:
    """What int8 changes: F1 and decisions of single sentences."""
    names = ("F1 that int8 costs", "decisions that int8 leaves equal")
    if not subject.source or not _has("torch", "sklearn"):
        reason = "needs the extra train" if subject.source else "needs --source"
        return [Row(names[0], None, "", "≤ 0.3 points", note=reason), Row(names[1], None, "", "≥ 99 %", note=reason)]
    from policyclause.training.measures import measure, predict_sentences

    with tempfile.TemporaryDirectory() as scratch:
        precise = _in_fp32(subject.model, subject.source, Path(scratch))
        rows = []
        for name, records in golds.items():
            chosen = _some(clauses_of(records), subject.size.checked)
            thresholds = subject.classifier.config.thresholds
            int8 = predict_sentences(chosen, subject.classifier.predict_proba, thresholds)
            fp32 = predict_sentences(chosen, precise.predict_proba, thresholds)
            lost = 100 * (measure(fp32)["micro_f1"] - measure(int8)["micro_f1"])
            equal = 100 * float((int8.decided == fp32.decided).mean())
            note = f"{name}, {len(int8.truth)} sentences, micro"
            other = "" if equal > 90 else "is this the directory the model was exported from?"
            rows.append(_at_most(names[0], lost, "points", 0.3, note))
            rows.append(_at_least(names[1], equal, "%", 99, other))
    return rows


def _some(items: Sequence[T], n: int) -> list[T]:
    """``n`` items from all over a sequence, or all of them if there are fewer."""
    n = min(n, len(items))
    return [items[i * len(items) // n] for i in range(n)]


def _in_fp32(model: Path, source: Path, target: Path) -> Classifier:
    """The model with the weights of the source, calibrated as it is."""
    from policyclause.training.export import export_onnx

    for name in set(MODEL_FILES) - {ONNX_FILE}:
        shutil.copy(model / name, target / name)
    export_onnx(source, target, int8=False)
    ModelConfig.read(model / CONFIG_FILE).write(target)
    return Classifier.load(target)


def _at_most(measure: str, value: float | None, unit: str, bar: float, note: str = "") -> Row:
    return Row(measure, value, unit, f"≤ {bar:g} {unit}".strip(), None if value is None else value <= bar, note)


def _at_least(measure: str, value: float | None, unit: str, bar: float, note: str = "") -> Row:
    return Row(measure, value, unit, f"≥ {bar:g} {unit}".strip(), None if value is None else value >= bar, note)


def _has(*modules: str) -> bool:
    return all(find_spec(module) for module in modules)
