"""Measures of predictions whose figures are known, and the report of the packaged model."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from policyclause import LABELS, InputError
from policyclause.cli import main
from policyclause.data.records import LabelledSentence, Record, write_records
from policyclause.inference.model import CONFIG_FILE, PACKAGED_MODEL, ModelConfig
from policyclause.training import evaluate
from policyclause.training.config import TrainingConfig
from policyclause.training.evaluate import evaluate_file, print_metrics
from policyclause.training.measures import METRIC, Predictions, confusion, measure, predict_clauses, predict_sentences
from policyclause.training.report import render
from policyclause.training.resampling import compare, document_counts, intervals, micro_f1
from policyclause.training.review import measure_review
from policyclause.training.slices import measure_slices
from policyclause.training.tables import MetricTable
from policyclause.training.worst import worst_errors

HALF = (0.5,) * len(LABELS)


def _record(i: int, labels: tuple[str, ...], text: str = "推动发展。", **meta: str) -> Record:
    return Record(f"r{i}", f"d{i // 5}", "clause", (), text, labels, (LabelledSentence(text, labels),), meta)


RECORDS = [_record(i, ((), ("land",), ("land", "talent"))[i % 3]) for i in range(30)]
TRUTH = np.array([[float(label in r.labels) for label in LABELS] for r in RECORDS])


def _predictions(p: np.ndarray) -> Predictions:
    return predict_clauses(RECORDS, lambda texts, contexts: p, HALF)


def test_measures_of_known_predictions() -> None:
    perfect = measure(_predictions(TRUTH))
    assert perfect["micro_f1"] == perfect["exact"] == perfect["labels"]["land"]["average_precision"] == 1.0
    assert perfect["hamming"] == perfect["ece"] == perfect["labels"]["land"]["brier"] == 0.0
    assert perfect["labels"]["finance"]["average_precision"] is None
    nothing = measure(_predictions(0 * TRUTH))
    assert nothing["micro_f1"] == nothing["labels"]["land"]["recall"] == 0.0
    assert nothing["brier"] == pytest.approx(TRUTH.mean())
    assert nothing["exact"] == pytest.approx(1 / 3)


def test_metric_loads_without_network(tmp_path: Path) -> None:
    code = (
        "import socket, sys, evaluate\n"
        "def refuse(*a): raise OSError('network')\n"
        "socket.socket.connect = refuse\n"
        "m = evaluate.load(sys.argv[1], keep_in_memory=True)\n"
        "r = m.compute(predictions=[[1, 0], [1, 1]], references=[[1, 0], [0, 1]])\n"
        "print(r['micro_f1'], r['exact'], r['f1'], r['support'])"
    )
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_EVALUATE_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(METRIC)], env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["0.8", "0.5", "[0.6666666666666666,", "1.0]", "[1,", "1]"]


def test_confusion_says_what_was_decided_in_place_of_what() -> None:
    truth = np.array([[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 0, 0], [0, 0, 0], [1, 1, 0]])
    decided = np.array([[1, 0, 0], [0, 1, 1], [0, 0, 0], [0, 1, 0], [0, 0, 0], [1, 0, 1]])
    found = confusion(truth, decided)
    assert found.tolist() == [[2, 0.5, 0.5, 1], [0, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0, 1]]
    assert found[:3].sum(axis=1).tolist() == truth.sum(axis=0).tolist()


def test_intervals_hold_the_figure_and_come_from_documents() -> None:
    rng = np.random.default_rng(0)
    noisy = _predictions(np.abs(TRUTH - (rng.uniform(size=TRUTH.shape) < 0.15)))
    found, metrics = intervals(noisy), measure(noisy)
    for name in ("micro_f1", "macro_f1"):
        low, high = found[name]
        assert low < metrics[name] < high
    assert found["labels"]["land"][0] < metrics["labels"]["land"]["f1"] < found["labels"]["land"][1]
    assert float(micro_f1(document_counts(noisy).sum(0))) == pytest.approx(metrics["micro_f1"])
    assert intervals(_predictions(TRUTH))["micro_f1"] == [1.0, 1.0]


def test_a_draw_without_a_label_says_nothing_of_it() -> None:
    labels = ("land", "subsidy", "subsidy")
    records = [replace(_record(i, (label,)), document=f"d{i}") for i, label in enumerate(labels)]
    truth = np.array([[float(label in r.labels) for label in LABELS] for r in records])
    predictions = predict_clauses(records, lambda texts, contexts: truth, HALF)
    found = intervals(predictions)
    assert found["micro_f1"] == found["labels"]["land"] == found["labels"]["subsidy"] == [1.0, 1.0]
    assert found["labels"]["talent"] is None
    assert found["macro_f1"] == pytest.approx([measure(predictions)["macro_f1"]] * 2)
    nothing = intervals(replace(predictions, truth=0 * predictions.truth, decided=0 * predictions.decided))
    assert nothing == {"micro_f1": None, "macro_f1": None, "labels": dict.fromkeys(LABELS)}


def test_slices_by_meta_length_and_place() -> None:
    first, last = "给予补助。", "优先供地。"
    long = first + "推动发展。" * 90 + last
    sentences = (LabelledSentence(first, ("subsidy",)), LabelledSentence(last, ("land",)))
    records = [
        Record(f"r{i}", f"d{i}", "clause", (), long, ("subsidy", "land"), sentences, {"period": f"20{16 + i % 10}"})
        for i in range(40)
    ]
    found = measure_slices(
        predict_sentences(
            records, lambda texts, contexts: np.array([[t == first, 0, 0, 0, 0] for t in texts], float), HALF
        )
    )
    assert set(found) == {"place in clauses over 400 characters", "period"}
    places = found["place in clauses over 400 characters"]["slices"]
    assert {k: (v["n"], v["micro_f1"]) for k, v in places.items()} == {"1st third": (40, 1.0), "3rd third": (40, 0.0)}
    assert [v["exact"] for v in places.values()] == [1.0, 0.0]
    assert list(found["period"]["slices"]) == ["2016–2020", "2021–2025"]
    few = [_record(i, (), level="city" if i else "county") for i in range(30)]
    levels = measure_slices(predict_clauses(few, lambda texts, contexts: np.zeros((30, 5)), HALF))["level"]
    assert set(levels["slices"]) == {"city"} and levels["left_out"] == 1


def test_comparison_of_two_systems() -> None:
    good, bad = _predictions(TRUTH), _predictions(TRUTH * [1, 1, 0, 1, 1])
    found = compare(good, bad)
    assert found["difference"] == pytest.approx(1 - 0.8) and found["interval"][0] > 0
    assert (found["only_one_right"], found["only_other_right"]) == (10, 0)
    assert found["p_mcnemar"] == pytest.approx(2 / 2**10)
    assert 2 / 2**6 * 0.7 < found["p_randomisation"] < 2 / 2**6 * 1.3  # six documents: 64 ways to swap
    same = compare(good, good)
    assert same["difference"] == 0 and same["p_mcnemar"] == same["p_randomisation"] == 1.0
    with pytest.raises(InputError, match=r"for the same texts to compare, got \('推动发展。', 'd1'\) and None"):
        compare(good, predict_clauses(RECORDS[:6], lambda texts, contexts: TRUTH[:6], HALF))


def test_a_flag_that_finds_all_errors() -> None:
    p = np.where(TRUTH > 0, 0.99, 0.01)
    p[:3] = 0.51  # near the threshold, and wrong
    found = measure_review(_predictions(p), HALF, margin=0.5)
    assert (found["wrong"], found["flagged"], found["found"], found["risk"]) == (3, 0.1, 1.0, 0.0)
    assert found["curve"][0]["flagged"] == 0 and found["curve"][0]["risk"] == pytest.approx(0.1)
    assert measure_review(_predictions(TRUTH), HALF, margin=0.5)["found"] is None


def test_output_that_cannot_be_written_is_known_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").touch()
    monkeypatch.setattr(evaluate, "evaluate_model", lambda *_: pytest.fail("measured"))
    with pytest.raises(FileExistsError):
        evaluate_file(tmp_path / "gold.jsonl", output=tmp_path / "out")
    result = CliRunner().invoke(main, ["evaluate", "--gold", "gold.jsonl", "--output", str(tmp_path / "out")])
    assert result.exit_code == 2 and "is a file" in result.stderr


def test_report_stands_by_itself_and_escapes_texts(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>对企业给予补助|最高50万元。"
    records = [_record(i, ("land",) if i % 2 else ("subsidy",), f"第{i}条，{hostile}办好论坛。") for i in range(12)]
    write_records(tmp_path / "gold.jsonl", records)
    gold, out = str(tmp_path / "gold.jsonl"), str(tmp_path / "out")
    options = ["--output", out, "--slices", "--compare", str(PACKAGED_MODEL)]
    result = CliRunner().invoke(main, ["evaluate", "--gold", gold, *options])
    assert result.exit_code == 0, result.output
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page
    assert page.count('src="data:image/svg+xml') == 7 and not re.search(r"(src|href)=\"(?!data:)", page)
    assert "Worst errors, clauses" in page and "Comparison with the other model" in page
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text(encoding="utf-8"))
    micro = metrics["systems"]["model"]["clauses"]["micro_f1"]
    assert f"| model | clauses | 12 | {micro:.3f} |" in (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert f"{micro:.3f}" in result.output and metrics["comparison"]["clauses"]["difference"] == 0


def test_facts_of_documents_are_neither_html_nor_markup(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (("<img src=a>&lt;|", "1"), ("意见[/b]", "2"), ("[red]通知", "3"))
    shown = MetricTable("By kind <b>, sentences", ("kind", "n"), rows, is_slice=True)
    gold = {"file": "<i>.jsonl", "documents": 1, "clauses": 1, "sentences": 1, "sha256": "0" * 64}
    metrics = {"gold": gold, "version": "0", "model": {"made": None, "config_sha256": "0" * 64}}
    written = render("report.md", metrics=metrics, tables=[shown])
    assert "# Evaluation on &lt;i>.jsonl\n" in written and "## By kind &lt;b>, sentences\n" in written
    assert "| &lt;img src=a>&amp;lt;\\| | 1 |" in written and "<" not in written
    monkeypatch.setattr(evaluate, "tables", lambda metrics: [shown])
    print_metrics({}, slices=True)
    printed = capsys.readouterr().out
    assert all(name in printed for (name, _) in rows)


WORDS = ("给予补助", "保障用地", "培养人才", "扩大贷款", "严格审批", "办好论坛")


def _worded(split: str, n: int) -> list[Record]:
    return [
        _record(i, LABELS[i % 6 : i % 6 + 1], f"{split}第{i}条，{WORDS[i % 6]}。", part="modelled") for i in range(n)
    ]


def test_baselines_learn_from_the_data_that_the_model_names(tmp_path: Path) -> None:
    for split, n in (("train", 60), ("validation", 30)):
        write_records(tmp_path / f"{split}-00.jsonl", _worded(split, n))
    write_records(tmp_path / "gold.jsonl", _worded("gold", 24))
    shutil.copytree(PACKAGED_MODEL, tmp_path / "model")
    config = ModelConfig.read(tmp_path / "model" / CONFIG_FILE)
    (tmp_path / "texts").mkdir()
    named = {"data": str(tmp_path), "texts": str(tmp_path / "texts"), "parts": ["modelled"], "noise": 0.1}
    replace(config, about={"config": named}).write(tmp_path / "model")
    systems = evaluate_file(tmp_path / "gold.jsonl", tmp_path / "model", baselines=True)["systems"]
    assert list(systems) == [
        *("model", "keywords", "TF-IDF", "model and TF-IDF, mean", "model, texts alone", "model, in one piece")
    ]
    assert systems["TF-IDF"]["sentences"]["micro_f1"] == systems["TF-IDF"]["clauses"]["micro_f1"] == 1.0
    assert systems["keywords"]["clauses"]["micro_f1"] > 0.5
    assert list(systems["model, in one piece"]) == ["clauses"]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"joined": 0.1, "noise": 0.2, "seed": 4, "epochs": 9}, TrainingConfig(joined=0.1, noise=0.2, seed=4)),
        ({"clauses": 1000}, TrainingConfig(clauses=1000)),
        ({"parts": ["rich"], "texts": "/there/is/no/such"}, TrainingConfig(parts=("rich",))),
        (None, TrainingConfig()),
    ],
)
def test_settings_of_the_data_are_those_that_the_model_names(
    named: dict[str, object] | None, expected: TrainingConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "training_examples", lambda config: config)
    monkeypatch.setattr(evaluate, "held_out_examples", lambda config: config)
    monkeypatch.setattr(evaluate, "TfidfBaseline", lambda *configs: configs)
    model = replace(ModelConfig.read(PACKAGED_MODEL / CONFIG_FILE), about={"config": named} if named else {})
    assert evaluate._tfidf(model) == (expected, expected)


def test_worst_errors_mark_the_evidence() -> None:
    first, second = "推动发展。", "给予补助。"
    sentences = (LabelledSentence(first, ()), LabelledSentence(second, ()))
    records = [Record("r0", "d0", "clause", (), first + second, (), sentences), _record(1, ("land",))]
    p = {first: 0.1, second: 0.9, first + second: 0.9}

    def predict(texts: Sequence[str], contexts: Sequence[str]) -> np.ndarray:
        return np.array([[p[t], 0, 0, 0, 0] for t in texts])

    found = worst_errors(predict_clauses(records, predict, HALF), predict_sentences(records, predict, HALF))
    assert [e.label for e in found] == ["land", "subsidy"]
    assert found[1].pieces == ((first, False), (second, True))
    assert (found[1].gold, found[1].decided) == ((), ("subsidy",))


def test_pictures_have_a_chinese_font_or_do_without(monkeypatch: pytest.MonkeyPatch) -> None:
    from policyclause.training import plots

    monkeypatch.setattr(plots, "_chinese_font", lambda: None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a glyph that is missing warns
        source = plots.address(plots.draw_reliability(_predictions(TRUTH), measure(_predictions(TRUTH))["labels"]))
    assert source.startswith("data:image/svg+xml;base64,")
    assert plots._title("land") == "land"
