"""The benchmark: its pieces on small inputs, its table and its JSON."""

from __future__ import annotations

import io
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from policyclause import InputError
from policyclause.cli import main
from policyclause.inference.console import plain_console
from policyclause.inference.model import PACKAGED_MODEL
from policyclause.training import benchmark
from policyclause.training.benchmark import QUICK, Row, Subject, benchmark_command, print_result
from policyclause.training.products import Shape, product_session, read_shape
from policyclause.training.watching import seconds, watch

DATA = Path(__file__).parent.parent / "data" / "composed"
TINY = replace(QUICK, clauses=6, compared=2, stream=20, scales=(10, 20))

NEEDS_SOURCE = {"F1 that int8 costs", "decisions that int8 leaves equal"}
BARS = NEEDS_SOURCE | {
    "cold start, best of some",
    "peak memory of such a process",
    "predict_proba against the pipeline",
    "encoder against bare int8 products",
    "classify against the encoder alone",
    "same text, different scores",
    "change of that cost",
    "peak memory of a run over many clauses",
    "  added by the second half",
}


@pytest.fixture(scope="module")
def subject() -> Subject:
    return Subject.load(None, None, DATA, TINY)


def test_a_figure_meets_its_bar_or_not() -> None:
    assert [benchmark._at_most("m", v, "s", 0.6).met for v in (0.6, 0.61, None)] == [True, False, None]
    assert [benchmark._at_least("m", v, "×", 8).met for v in (8.0, 7.9)] == [True, False]
    assert benchmark._at_most("m", 1, "MB", 160).bar == "≤ 160 MB"


def test_shape_of_the_encoder_is_read_from_its_weights() -> None:
    shape = read_shape(PACKAGED_MODEL)
    assert (shape.hidden, shape.intermediate, shape.layers) == (384, 1536, 6)  # the pooling layer does not count
    assert shape.operations == 2 * 6 * 12 * 384 * 384


def test_products_are_integer_products_of_the_encoder() -> None:
    session = product_session(Shape(8, 16, 2))
    sums = session.run(None, {"narrow": np.ones((3, 8), np.float32), "wide": np.ones((3, 16), np.float32)})
    assert [s.shape for s in sums] == [(3, 24), (3, 8), (3, 16), (3, 8)] * 2
    assert all(s.dtype == np.int32 and s.any() for s in sums)


def test_memory_of_a_process_is_its_own(subject: Subject) -> None:
    ballast = np.ones(50_000_000)  # 400 MB here are none of the child's
    peak = benchmark.measure_start(subject)[1]
    assert peak.value is not None and 60 < peak.value < 300 < ballast.nbytes / 1e6


def test_whole_benchmark_in_table_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "figures.json"
    benchmark_command(None, None, DATA, None, TINY, output)
    printed = capsys.readouterr().out
    figures = json.loads(output.read_text("utf-8"))
    rows = {row["measure"]: row for row in figures["rows"]}
    assert figures["machine"]["cores"] and all(name in printed for name in rows)
    assert {name for name, row in rows.items() if row["bar"]} == BARS
    assert {name for name, row in rows.items() if row["value"] is None} == NEEDS_SOURCE
    assert rows["same text, different scores"]["value"] == 0.0
    ratio = rows["encoder"]["value"] / rows["bare int8 products, as many rows as tokens"]["value"]
    assert rows["encoder against bare int8 products"]["value"] == pytest.approx(100 * ratio)
    assert 0.5 < rows["classify against the encoder alone"]["value"] < 5
    costs = [rows[f"cost of a clause, {n} in the call"]["value"] for n in TINY.scales]
    assert rows["change of that cost"]["value"] == pytest.approx(100 * (max(costs) / min(costs) - 1))
    stream = rows["peak memory of a run over many clauses"]
    assert 60 < stream["value"] < 400 and int(stream["note"].partition(" ")[0]) >= TINY.stream


def test_a_failed_run_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="got exit code 3"):
        watch("import time; time.sleep(0.2); raise SystemExit(3)", tmp_path)


def test_command_names_what_it_expects(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["benchmark", "--quick", "--data", str(tmp_path)])
    assert result.exit_code == 1 and result.output.startswith("Error: expected")


def test_output_that_cannot_be_written_is_known_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmark, "benchmark", lambda *_: pytest.fail("measured"))
    with pytest.raises(InputError, match="expected a place to write"):
        benchmark_command(None, None, DATA, None, TINY, tmp_path / "none" / "figures.json")


def test_table_marks_what_is_met() -> None:
    rows = [Row("a", 1234.5, "s", "≤ 1 s", False).__dict__, Row("b", None, "", note="[red]").__dict__]
    file = io.StringIO()
    print_result({"machine": {"processor": "[x]"}, "rows": rows}, plain_console(100, file))
    text = file.getvalue()
    assert (
        "1,234 s" in text and " no " in text and "not measured" in text and "processor: [x]" in text and "[red]" in text
    )


def test_time_is_measured_in_seconds() -> None:
    assert seconds(lambda: time.sleep(0.05)) == pytest.approx(0.05, abs=0.04)
    assert benchmark._some(range(10), 3) == [0, 3, 6] and benchmark._some(range(2), 5) == [0, 1]
