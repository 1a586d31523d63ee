"""A whole run with a tiny encoder: train, stop, go on, export, calibrate, load."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml
from click.testing import CliRunner
from safetensors.numpy import load_file
from sklearn.metrics import f1_score
from tokenizers import Tokenizer
from transformers import AutoModel
from transformers.trainer_utils import get_last_checkpoint

from policyclause import LABELS, Classifier
from policyclause.cli import main
from policyclause.data.annotations import Annotation, Joined
from policyclause.data.records import LabelledSentence, Record, write_records
from policyclause.inference.context import context
from policyclause.inference.decide import NEVER, distances
from policyclause.inference.errors import InputError
from policyclause.inference.model import CONFIG_FILE, PACKAGED_MODEL, TOKENIZER_FILE, ModelConfig, Scorer
from policyclause.training import examples as examples_module
from policyclause.training.ablation import Run, ablation, print_ablation, read_configs
from policyclause.training.adaptation import NOT_MASKED, adapt, masked_language_model, text_blocks, without_pooling
from policyclause.training.build import build, export_calibrated
from policyclause.training.calibration import (
    REVIEWED,
    SCREENED,
    Screen,
    fit_calibration,
    fit_clause_rules,
    fit_screen,
)
from policyclause.training.config import TrainingConfig
from policyclause.training.curve import MIXES, Point, learning_curve, print_curve
from policyclause.training.distillation import cropped_texts, with_soft_labels
from policyclause.training.encoder import wrap_tokenizer
from policyclause.training.examples import (
    REAL_WEIGHT,
    Example,
    annotated_examples,
    held_out_examples,
    held_out_weights,
    joined_examples,
    noisy_examples,
    sentence_examples,
    thin_contexts,
    training_examples,
)
from policyclause.training.export import export_onnx
from policyclause.training.measures import expected_calibration_error, measure, predict_clauses
from policyclause.training.runs import measure_run
from policyclause.training.search import search
from policyclause.training.train import (
    claim_run,
    drop_tokens,
    fine_tune,
    last_checkpoint,
    load_base,
    make_trainer,
    parameter_groups,
    spread_evenly,
)

WORDS = {
    "subsidy": "给予资金补助",
    "land": "优先供应用地",
    "talent": "培养技能人才",
    "finance": "扩大银行贷款",
    "regulation": "严格审批监管",
}
META = {"title": "t", "part": "modelled"}


def _records(split: str, n: int) -> list[Record]:
    records = []
    for i in range(n):
        label = (*LABELS, "")[i % 6]
        text = f"第{i}类企业，{WORDS.get(label, '办好展会论坛')}，推动发展。"
        labels = (label,) if label else ()
        sentence = LabelledSentence(text, labels)
        records.append(Record(f"{split}-{i}", f"{split}-{i // 6}", "clause", (), text, labels, (sentence,), META))
    return records


@pytest.fixture(scope="module")
def config(tiny_base: Path, tmp_path_factory: pytest.TempPathFactory) -> TrainingConfig:
    data = tmp_path_factory.mktemp("data")
    for split, n in (("train", 240), ("validation", 60)):
        write_records(data / f"{split}-00.jsonl", _records(split, n))
    return TrainingConfig(
        base_model=str(tiny_base), output=str(tmp_path_factory.mktemp("run")), data=str(data),
        parts=("modelled",), texts=str(data / "none"),
        epochs=20, learning_rate=3e-3, head_factor=1.0, max_tokens=64, precision="fp32",
    )  # fmt: skip


@pytest.fixture(scope="module")
def built(config: TrainingConfig) -> Path:
    return build(config)


def test_trained_model_knows_what_it_was_taught(built: Path) -> None:
    records = _records("new", 60)
    classifier = Classifier.load(built)
    figures = measure(predict_clauses(records, classifier.predict_proba, tuple(classifier.thresholds.values())))
    assert figures["micro_f1"] > 0.95
    assert figures["ece"] < 0.1


def test_the_model_reads_as_far_as_it_was_trained_to(built: Path, config: TrainingConfig) -> None:
    assert ModelConfig.read(built / CONFIG_FILE).max_tokens == config.max_tokens


def test_directory_loads_with_standard_classes(built: Path, config: TrainingConfig) -> None:
    from transformers import pipeline

    classify = pipeline("text-classification", model=str(Path(config.output) / "model"), top_k=None)
    scores = {entry["label"]: entry["score"] for entry in classify("对企业给予资金补助。")[0]}
    assert set(scores) == set(LABELS)
    assert max(scores, key=lambda label: scores[label]) == "subsidy"


def test_int8_export_decides_like_fp32(config: TrainingConfig, built: Path, tmp_path: Path) -> None:
    source = Path(config.output) / "model"
    shutil.copytree(built, tmp_path / "fp32")
    export_onnx(source, tmp_path / "fp32", int8=False)
    ModelConfig.read(built / "policyclause.json").write(tmp_path / "fp32")
    texts = [r.text for r in _records("new", 60)]
    assert Classifier.load(tmp_path / "fp32").predict(texts) == Classifier.load(built).predict(texts)


def test_a_model_is_whole_or_not_there(
    config: TrainingConfig,
    built: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def stopped(directory: Path, _: TrainingConfig) -> None:
        raise KeyboardInterrupt

    source, target = Path(config.output) / "model", tmp_path / "onnx"
    (tmp_path / ".onnx.tmp" / "x").mkdir(parents=True)  # left by a run that was killed
    for before in ([], [*(p.name for p in built.iterdir()), "README.md"]):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr("policyclause.training.build.calibrate_model", stopped)
            export_calibrated(source, target, config)
        assert sorted(p.name for p in tmp_path.rglob("*")) == sorted(before and [*before, "onnx"])
        caplog.clear()
        with caplog.at_level("INFO", "policyclause"):
            export_calibrated(source, target, config)
        assert Classifier.load(target).thresholds == Classifier.load(built).thresholds
        (target / "README.md").touch()  # not ours: it stays
    said = [r.message.split()[0] for r in caplog.records if r.name == "policyclause.training.build"]
    assert said == ["exporting", "calibrating", "fitting"]


def test_the_base_model_has_its_share_in_what_is_saved(config: TrainingConfig, built: Path, tmp_path: Path) -> None:
    first = Path(config.output) / "model"
    examples = sentence_examples(_records("more", 24))
    weights = {}
    for share in (0.0, 0.25):
        run = replace(
            config,
            base_model=str(first),
            weight_interpolation=share,
            learning_rate=1e-3,
            output=str(tmp_path / str(share)),
        )
        weights[share] = load_file(fine_tune(run, examples) / "model.safetensors")
    base = load_file(first / "model.safetensors")
    moved = [name for name, value in weights[0.0].items() if not np.array_equal(value, base[name])]
    assert "classifier.weight" in moved
    for name in moved:
        assert np.allclose(weights[0.25][name], 0.75 * weights[0.0][name] + 0.25 * base[name], atol=1e-6)


def test_a_base_model_without_our_labels_has_no_share(config: TrainingConfig, tmp_path: Path) -> None:
    run = replace(config, weight_interpolation=0.5, output=str(tmp_path / "run"))
    with pytest.raises(InputError, match="weight_interpolation: expected a base model with the labels"):
        fine_tune(run, [Example("甲。", (0,) * 5, "d")])


def test_a_smaller_model_learns_from_a_teacher(config: TrainingConfig, built: Path, tmp_path: Path) -> None:
    teacher = str(Path(config.output) / "model")
    student = replace(
        config,
        base_model=teacher,
        layers=1,
        teachers=(str(built),),
        distillation_weight=0.5,
        cropped=0.5,
        output=str(tmp_path),
    )
    directory = build(student)
    assert json.loads((tmp_path / "model" / "config.json").read_text())["num_hidden_layers"] == 1
    records = _records("new", 60)
    classifier = Classifier.load(directory)
    figures = measure(predict_clauses(records, classifier.predict_proba, tuple(classifier.thresholds.values())))
    assert figures["micro_f1"] > 0.95
    assert ModelConfig.read(directory / CONFIG_FILE).about["examples"] == {"modelled": 240, "cropped": 120}


def test_what_teachers_say_is_mixed_with_the_labels_and_kept(
    config: TrainingConfig, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distilled = replace(
        config, teachers=(str(built), str(built)), distillation_weight=0.25, cropped=0.1, output=str(tmp_path)
    )
    examples = with_soft_labels(training_examples(distilled), distilled)
    own, parts = examples[:240], examples[240:]
    said = Scorer.load(built).probabilities([e.text for e in own])
    expected = 0.75 * np.array([e.target for e in own]) + 0.25 * said
    assert np.allclose([e.soft_labels for e in own], expected, atol=1e-4)
    whole = [e.text for e in own]
    assert all(any(e.text in text and e.text != text for text in whole) for e in parts)
    assert all(e.target == tuple(int(p >= 0.5) for p in e.soft_labels) for e in parts)

    monkeypatch.setattr(Scorer, "probabilities", lambda *_: pytest.fail("asked again"))
    assert with_soft_labels(training_examples(distilled), distilled) == examples


def test_an_encoder_learns_to_predict_masked_tokens_of_policy_text(config: TrainingConfig, tmp_path: Path) -> None:
    base = AutoModel.from_pretrained(config.base_model)
    base.encoder.layer[-1].attention.self.query.weight.data.zero_()  # as the pooling layer has it
    base.save_pretrained(tmp_path / "base")
    shutil.copytree(config.base_model, tmp_path / "base", dirs_exist_ok=True, ignore=lambda *_: ["model.safetensors"])
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("支持企业贷款，保障用地。\n" * 40, encoding="utf-8")
    settings = replace(
        config, base_model=str(tmp_path / "base"), output=str(tmp_path / "run"), texts=str(tmp_path / "texts"),
        max_tokens=32, epochs=4, save_steps=10, logging_steps=10,
    )  # fmt: skip
    adapted = AutoModel.from_pretrained(adapt(settings))
    state = json.loads((Path(get_last_checkpoint(settings.output)) / "trainer_state.json").read_text())
    losses = [entry["loss"] for entry in state["log_history"]]
    assert losses[-1] < 0.7 * losses[0]
    before, after = base.state_dict(), adapted.state_dict()
    same = {name for name in before if torch.equal(before[name], after[name])}
    assert {name for name in before if name.startswith(("encoder.layer.1.", "pooler."))} <= same
    assert not [name for name in same if name.startswith("encoder.layer.0.") and name.endswith("weight")]


def test_a_pooling_layer_alone_cannot_adapt(config: TrainingConfig) -> None:
    classifier, _ = load_base(replace(config, layers=1))
    classifier.base_model.encoder.layer[-1].attention.self.query.weight.data.zero_()
    with pytest.raises(InputError, match="expected at least 2"), without_pooling(classifier):
        pass


def test_a_masked_language_model_shares_the_encoder_and_its_embeddings(config: TrainingConfig) -> None:
    classifier, _ = load_base(config)
    model: Any = masked_language_model(classifier)
    embeddings = classifier.get_input_embeddings().weight
    assert model.get_input_embeddings().weight is embeddings and model.get_output_embeddings().weight is embeddings


def test_the_loss_of_the_masked_tokens_is_that_of_the_whole_text(config: TrainingConfig) -> None:
    classifier, tokenizer = load_base(config)
    model: Any = masked_language_model(classifier).eval()
    batch = tokenizer(["支持企业贷款，保障用地。", "严禁违法排污。"], return_tensors="pt", padding=True)
    labels = torch.where(batch["attention_mask"].bool() & (batch["input_ids"] % 2 == 0), batch["input_ids"], NOT_MASKED)
    inputs = {"input_ids": batch["input_ids"], "attention_mask": batch["attention_mask"], "labels": labels}
    assert 1 < (labels != NOT_MASKED).sum() < labels.numel()
    assert torch.allclose(model(**inputs)["loss"], type(model).forward(model, **inputs).loss, atol=1e-5)


def test_blocks_are_of_one_size_and_keep_the_text() -> None:
    tokenizer = wrap_tokenizer(Tokenizer.from_file(str(PACKAGED_MODEL / TOKENIZER_FILE)), 512)
    text = "\n".join(f"{n}、支持第{n}类企业贷款，保障其用地。" for n in "一二三四五六七八九")
    blocks = text_blocks([text], tokenizer, 16, seed=1)
    assert {len(block) for block in blocks} == {16} and len(blocks) > 3
    whole = [i for line in text.split("\n") for i in [*tokenizer(line, add_special_tokens=False)["input_ids"], 2]]
    kept = [i for block in blocks for i in block[1:-1]]
    assert tokenizer.sep_token_id == 2 and kept == whole[: len(kept)] and len(whole) - len(kept) < 14


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"patience": 1}, "expected a config without patience, as nothing is held out, got 1"),
        ({"teachers": ("a",)}, r"expected a config without teachers, as texts teach, got \('a',\)"),
        ({"token_dropout": 0.1}, "without token_dropout, as a share of 0.2 of the tokens is masked, got 0.1"),
        ({"weight_interpolation": 0.1}, "without weight_interpolation, as the head is new, got 0.1"),
        ({"max_tokens": 512}, "expected text of 512 tokens or more in .*, got less"),
    ],
)
def test_what_cannot_adapt_is_refused(
    setting: dict[str, Any], message: str, config: TrainingConfig, tmp_path: Path
) -> None:
    write_records(tmp_path / "train-00.jsonl", _records("train", 2))
    with pytest.raises(InputError, match=message):
        adapt(replace(config, data=str(tmp_path), output=str(tmp_path / "run"), **setting))


def test_teachers_label_what_nobody_labelled(config: TrainingConfig, built: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("对企业给予资金补助。\n办好展会论坛。", encoding="utf-8")
    distilled = replace(
        config, teachers=(str(built),), unlabelled=0.5, texts=str(tmp_path), output=str(tmp_path / "run")
    )
    found = [e for e in with_soft_labels(training_examples(distilled), distilled) if e.part == "unlabelled"]
    said = Scorer.load(built).probabilities([e.text for e in found])
    assert sorted(e.text for e in found) == ["办好展会论坛。", "对企业给予资金补助。"]
    assert np.allclose([e.soft_labels for e in found], said, atol=1e-4)
    assert {e.text: e.target for e in found}["对企业给予资金补助。"][LABELS.index("subsidy")] == 1


@pytest.mark.parametrize(
    ("depth", "n", "kept"),
    [(13, 7, [0, 2, 4, 6, 8, 10, 12]), (12, 6, [0, 2, 4, 7, 9, 11]), (2, 2, [0, 1]), (3, 1, [2])],
)
def test_kept_layers_are_spread_evenly(depth: int, n: int, kept: list[int]) -> None:
    assert spread_evenly(depth, n) == kept


def test_parts_of_sentences_are_neither_empty_nor_whole() -> None:
    examples = [Example("甲，乙；", (0,) * 5, "d"), Example("子，丑，寅；", (0,) * 5, "d")]
    parts = cropped_texts(examples, 40, seed=1)
    assert set(parts) == {"子，", "丑，", "寅；", "子，丑，", "丑，寅；"}


def test_contexts_are_thinned_out() -> None:
    examples = [Example(str(i), (0,) * 5, "d", context="甲市办法|一、总则") for i in range(1000)]
    count = Counter(e.context for e in thin_contexts(examples, 0.5, seed=1))
    assert count.keys() == {"", "一、总则", "甲市办法|一、总则"}
    assert count[""] == pytest.approx(500, abs=50) and count["一、总则"] == pytest.approx(100, abs=30)
    assert not any(e.context for e in thin_contexts(examples, 0, seed=1))


def test_a_step_hides_some_tokens_but_no_special_ones(config: TrainingConfig) -> None:
    _, tokenizer = load_base(config)
    ids = tokenizer(["对符合条件的企业给予补助。" * 20, "加强监管。"], padding=True, return_tensors="pt")["input_ids"]
    torch.manual_seed(0)
    hidden = drop_tokens(ids, 0.2, tokenizer)
    changed = hidden != ids
    assert (hidden[changed] == tokenizer.mask_token_id).all()
    assert 0.1 < changed[0].float().mean() < 0.3
    special = torch.isin(ids, torch.tensor(tokenizer.all_special_ids))
    assert special.any() and not changed[special].any()


def test_a_model_reads_contexts_if_it_learnt_to(config: TrainingConfig, built: Path, tmp_path: Path) -> None:
    text, above = ["优先供应用地。"], ["甲市建设用地管理办法|一、总则"]
    reading = replace(config, context=0.75, epochs=5, max_tokens=128, output=str(tmp_path))
    for share, directory in ((0.0, built), (0.75, build(reading))):
        classifier = Classifier.load(directory)
        alone, under = classifier.predict_proba(text), classifier.predict_proba(text, above)
        assert np.array_equal(alone, under) == (share == 0)
        assert ModelConfig.read(directory / CONFIG_FILE).reads_context == (share > 0)
        (clause,) = classifier.classify("甲市建设用地管理办法\n第一章 总则\n第一条 优先供应用地。").clauses
        assert clause.path == ("第一章 总则",)
        read = classifier.predict_proba([clause.text], [context("甲市建设用地管理办法", clause.path)])
        assert list(clause.scores.values()) == pytest.approx(read[0])


def test_layers_are_kept_with_their_weights(config: TrainingConfig) -> None:
    whole, _ = load_base(config)
    shallow, _ = load_base(replace(config, layers=1))
    last = whole.base_model.encoder.layer[-1].state_dict()
    assert len(shallow.base_model.encoder.layer) == 1
    assert all(torch.equal(last[k], v) for k, v in shallow.base_model.encoder.layer[0].state_dict().items())
    with pytest.raises(InputError, match="layers: expected at most 2, which the base model has, got 3"):
        load_base(replace(config, layers=3))


def test_tables_of_runs_have_mean_and_standard_deviation(capsys: pytest.CaptureFixture[str]) -> None:
    runs = [
        Run("a", 1, 0.5, 0.6),
        Run("b", 1, 0.6, 0.5),
        Run("a", 2, 0.7, 0.6),
        Run("b", 2, 0.8, 0.7),
        Run("c", 2, 0.5, 0.6),
    ]
    print_ablation(runs)
    print_curve([Point(("modelled", "rich"), 500, seed, 0.3 + seed / 10, 0.6) for seed in (1, 2, 3)])
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in capsys.readouterr().out.splitlines()]
    assert [row for row in rows if row] == [
        ["a", "2", "0.600 ± 0.141", "0.600 ± 0.000", "", ""],
        ["b", "2", "0.700 ± 0.141", "0.600 ± 0.141", "0.100 ± 0.000", "0.000 ± 0.141"],
        ["c", "1", "0.500", "0.600", "-0.200", "0.000"],
        ["modelled + rich", "500", "3", "0.500 ± 0.100", "0.600 ± 0.000"],
    ]


def test_brackets_in_names_of_configs_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_ablation([Run("a[/b]", 1, 0.5, 0.5), Run("[red]", 1, 0.5, 0.5)])
    printed = capsys.readouterr().out
    assert "a[/b]" in printed and "[red]" in printed


def test_a_base_model_that_is_none_is_named(
    config: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = "base_model: expected a directory that 'policyclause train' or 'adapt' wrote, or a hub's name, got"
    for name in ("runs/adapted/model", "runs/adapted", "./adapted", str(tmp_path / "none")):
        with pytest.raises(InputError, match=f"{expected} '{name}', which is not there"):
            load_base(replace(config, base_model=name))
    with pytest.raises(InputError, match=f"{expected} '{tmp_path}': .*model_type"):
        load_base(replace(config, base_model=str(tmp_path)))

    def offline(*_: object, **__: object) -> None:
        raise OSError("We couldn't connect\nto the hub.")

    monkeypatch.setattr("policyclause.training.train.AutoModelForSequenceClassification.from_pretrained", offline)
    with pytest.raises(InputError, match=f"{expected} 'hfl/none': We couldn't connect to the hub"):
        load_base(replace(config, base_model="hfl/none"))


def test_a_run_is_not_taken_up_with_another_base_or_other_data(config: TrainingConfig, tmp_path: Path) -> None:
    base = tmp_path / "base"
    shutil.copytree(config.base_model, base)
    run = replace(config, base_model=str(base), output=str(tmp_path / "run"), epochs=1)
    examples = training_examples(run)[:32]
    fine_tune(run, examples)
    expected = f"expected what {run.output} was begun with"
    with pytest.raises(InputError, match=rf"{expected} \(batch_size: 16, got 8; device: 'auto', got 'cpu'\): choose"):
        fine_tune(replace(run, batch_size=8, device="cpu"), examples)
    with pytest.raises(InputError, match=rf"{expected} \(other data\): choose"):
        fine_tune(run, [*examples[:-1], replace(examples[-1], target=(1, 1, 1, 1, 1))])
    encoder = AutoModel.from_pretrained(base)
    encoder.embeddings.word_embeddings.weight.data[7] += 1
    encoder.save_pretrained(base)
    with pytest.raises(InputError, match=rf"{expected} \(other weights in base_model\): choose"):
        fine_tune(run, examples)


def test_patience_without_held_out_sentences_is_refused(config: TrainingConfig) -> None:
    run = replace(config, patience=1)
    with pytest.raises(InputError, match="patience: expected held-out sentences"):
        make_trainer(run, *load_base(run), training_examples(run)[:8])


def test_measured_runs_stop_as_their_config_says(
    config: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fine_tuned(run: TrainingConfig, examples: Sequence[Example], held_out: Sequence[Example]) -> Path:
        raise InputError(f"{len(held_out)} held out")

    monkeypatch.setattr("policyclause.training.runs.fine_tune", fine_tuned)
    for patience, n in ((0, 0), (1, 60)):
        run = replace(config, patience=patience, output=str(tmp_path / str(patience)))
        with pytest.raises(InputError, match=f"^{n} held out"):
            measure_run(_records("new", 6), [], run, encoder=True)


def test_training_stops_when_held_out_sentences_gain_nothing(config: TrainingConfig, tmp_path: Path) -> None:
    run = replace(config, output=str(tmp_path), epochs=50, learning_rate=0.05, save_steps=5, patience=1)
    held_out = held_out_examples(replace(config, texts=str(tmp_path / "none")))
    fine_tune(run, training_examples(run), held_out)
    last = json.loads((Path(get_last_checkpoint(str(tmp_path))) / "trainer_state.json").read_text())
    assert last["global_step"] < last["max_steps"]
    assert Path(last["best_model_checkpoint"]).name != f"checkpoint-{last['global_step']}"


def test_a_killed_run_goes_on_to_the_same_end(config: TrainingConfig, tmp_path: Path) -> None:
    common = replace(config, epochs=3, save_steps=5, token_dropout=0.2)
    runs = {name: replace(common, output=str(tmp_path / name)) for name in ("whole", "killed")}
    for name, run in runs.items():
        _write_config(run, tmp_path / f"{name}.yaml")
    training = subprocess.Popen(_train_command(tmp_path / "killed.yaml"), stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 300
    while not list((tmp_path / "killed").glob("checkpoint-[23]?/trainer_state.json")):  # the second of three epochs
        assert training.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    training.kill()
    assert training.wait() == -signal.SIGKILL
    for name in runs:
        subprocess.run(_train_command(tmp_path / f"{name}.yaml"), check=True, capture_output=True)
    one, other = (_weights(run) for run in runs.values())
    assert all(np.allclose(one[k], other[k], atol=1e-5) for k in one)


def test_a_run_that_was_killed_in_a_checkpoint_goes_on_from_the_one_before(
    config: TrainingConfig, tmp_path: Path
) -> None:
    run = replace(config, output=str(tmp_path), epochs=1, save_steps=5)
    examples = training_examples(run)
    fine_tune(run, examples)
    weights = _weights(run)
    whole = last_checkpoint(run)
    (tmp_path / "checkpoint-99").mkdir()
    assert last_checkpoint(run) == whole is not None
    fine_tune(run, examples)
    assert all(np.array_equal(weights[name], value) for name, value in _weights(run).items())


def test_two_processes_learn_what_one_does(config: TrainingConfig, tmp_path: Path) -> None:
    """Half the batch on each of two processes (gloo) gives the losses of one; without dropout, which each draws anew."""
    common = replace(config, epochs=2, dropout=0.0, save_steps=1000, logging_steps=1)
    losses = {}
    for processes in (1, 2):
        run = replace(common, output=str(tmp_path / str(processes)), batch_size=16 // processes)
        path = _write_config(run, tmp_path / f"{processes}.yaml")
        launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
        subprocess.run([*launch, *_train_command(path)[1:]], check=True, capture_output=True, env=environment)
        state = json.loads((Path(get_last_checkpoint(run.output)) / "trainer_state.json").read_text())
        losses[processes] = [entry["loss"] for entry in state["log_history"] if "loss" in entry]
    assert len(losses[1]) == len(losses[2]) == 30
    assert np.allclose(losses[1], losses[2], atol=2e-3)
    assert losses[1][-1] < 0.7 * losses[1][0]


def _write_config(run: TrainingConfig, path: Path) -> Path:
    path.write_text(yaml.safe_dump({**run.as_dict(), "parts": list(run.parts)}), encoding="utf-8")
    return path


def _train_command(config: Path) -> list[str]:
    return [sys.executable, "-m", "policyclause", "train", "--config", str(config)]


def _weights(run: TrainingConfig) -> dict[str, np.ndarray]:
    return load_file(Path(run.output) / "model" / "model.safetensors")


def test_layers_below_learn_more_slowly(config: TrainingConfig) -> None:
    model, _ = load_base(config)
    groups = parameter_groups(model, replace(config, layer_decay=0.5, head_factor=4.0))
    assert sorted({g["lr"] / config.learning_rate for g in groups}) == [0.25, 0.5, 1.0, 4.0]
    assert sum(len(g["params"]) for g in groups) == len(list(model.parameters()))


@pytest.fixture(scope="module")
def distorted() -> tuple[np.ndarray, np.ndarray]:
    """Logits that are overconfident and shifted (of n-grams: noise), and truth."""
    rng = np.random.default_rng(0)
    p = rng.uniform(0.02, 0.98, (20000, 5))
    truth = (rng.uniform(size=p.shape) < p).astype(int)
    encoder = (3 * np.log(p / (1 - p)) + 2).astype(np.float32)
    return np.stack([encoder, rng.normal(size=p.shape).astype(np.float32)]), truth


def test_weights_count_texts_more_than_once(distorted: tuple[np.ndarray, np.ndarray]) -> None:
    logits, truth = distorted[0][:, :400], distorted[1][:400]
    weights = np.where(np.arange(400) % 3, 1.0, 3.0)
    again = np.repeat(np.arange(400), weights.astype(int))
    weighted, repeated = fit_calibration(logits, truth, weights), fit_calibration(logits[:, again], truth[again])
    assert np.allclose(weighted.encoder_slopes, repeated.encoder_slopes, rtol=1e-3)
    assert np.allclose(weighted.thresholds, repeated.thresholds, atol=2e-3)
    assert not np.allclose(weighted.intercepts, fit_calibration(logits, truth).intercepts, rtol=1e-2)


def test_real_held_out_sentences_count_more() -> None:
    parts = ("modelled", "annotations", "rich")
    weights = held_out_weights([Example("甲。", (0,) * 5, "d", part) for part in parts])
    assert weights.tolist() == [1.0, REAL_WEIGHT, 1.0] and REAL_WEIGHT > 1


def test_calibration_recovers_probabilities_that_were_distorted(distorted: tuple[np.ndarray, np.ndarray]) -> None:
    logits, truth = distorted
    fitted = fit_calibration(logits, truth)
    assert np.allclose(fitted.ngram_slopes, 0, atol=0.1)
    q = 1 / (1 + np.exp(-(logits[0] * fitted.encoder_slopes + fitted.intercepts)))
    assert expected_calibration_error(truth.ravel(), q.ravel()) < 0.01
    best = [max(f1_score(truth[:, j], q[:, j] >= t) for t in np.arange(0.1, 0.9, 0.02)) for j in range(5)]
    found = [f1_score(truth[:, j], q[:, j] >= fitted.thresholds[j]) for j in range(5)]
    assert np.allclose(found, best, atol=0.01)


def test_screening_costs_next_to_nothing_of_what_is_found() -> None:
    rng = np.random.default_rng(1)
    truth = (rng.uniform(size=(20_000, 5)) < 0.1).astype(int)
    logits = np.array([rng.normal(6 * truth - 3), rng.normal(3 * truth - 2)], np.float32)
    decided = logits[0] > 0
    screen = fit_screen(logits, truth, decided)
    assert screen.screened_below is not None
    screened = logits[1].max(axis=1) < screen.screened_below
    lost = (decided & (truth == 1))[screened].sum() / (decided & (truth == 1)).sum()
    assert 0 < lost <= SCREENED and screened.mean() > 0.02
    assert np.allclose(screen.screened_logits, logits[0][screened].mean(axis=0), rtol=1e-3)


@pytest.mark.parametrize("n_labelled", [10, 5])
def test_screening_is_left_out_where_it_would_cost_more(n_labelled: int) -> None:
    """All sentences look alike to the n-grams: none can be screened out without the others."""
    truth = np.zeros((10, 5), int)
    truth[10 - n_labelled :] = 1
    logits = np.zeros((2, 10, 5), np.float32)
    assert fit_screen(logits, truth, truth == 1) == Screen(None, ())


def test_thresholds_for_a_precision_reach_it_on_other_texts() -> None:
    rng = np.random.default_rng(1)
    p = rng.uniform(0.02, 0.98, (2, 3000, 5))
    truth = (rng.uniform(size=p.shape) < p).astype(int)
    rules = fit_clause_rules(p[0], truth[0], (0.5,) * 5)
    for j, threshold in enumerate(rules.precision_thresholds["0.9"]):
        decided = p[1, :, j] >= threshold
        assert 0.89 < truth[1, decided, j].mean() < 0.97  # reached, and not by deciding hardly anything
        assert decided.mean() > 0.05
    flagged = (distances(p[1], (0.5,) * 5).min(axis=1) < rules.review_margin).mean()
    assert flagged == pytest.approx(REVIEWED, abs=0.03)


def test_few_texts_prove_no_precision() -> None:
    p, y = np.linspace(0.5, 0.99, 20)[:, None].repeat(5, 1), np.ones((20, 5), int)
    rules = fit_clause_rules(p, y, (0.5,) * 5)
    assert rules.precision_thresholds["0.98"] == (NEVER,) * 5
    assert rules.precision_thresholds["0.85"] == (0.5,) * 5


def test_joined_examples_carry_the_labels_of_their_parts() -> None:
    sentences = tuple(LabelledSentence(f"{WORDS[label]}第{i}项。", (label,)) for i, label in enumerate(LABELS[:3]))
    record = Record("a", "a", "clause", (), "".join(s.text for s in sentences), LABELS[:3], sentences, META)
    for example in joined_examples([record], 10, seed=1):
        carried = tuple(int(label in WORDS and WORDS[label] in example.text) for label in LABELS)
        assert example.target == carried
        assert example.text.count("；") == sum(carried) - 1 > 0
    assert joined_examples([], 5, seed=1) == []


def test_learning_curve_gets_better_with_data(config: TrainingConfig, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    write_records(gold, _records("new", 30))
    points = list(learning_curve(gold, replace(config, texts=str(tmp_path / "none")), (6, 200, 6), 1, encoder=False))
    assert [(p.size, p.seed) for p in points[:2]] == [(6, 1), (200, 1)]
    assert len(points) == 2 * len(MIXES)
    assert points[1].sentences > max(0.9, points[0].sentences)
    with pytest.raises(InputError, match=r"a config without teachers, .*, got \('a',\)"):
        next(learning_curve(gold, replace(config, teachers=("a",)), (6,), 1, encoder=False))
    with pytest.raises(InputError, match=r"expected sizes up to 240, .*, got \(6, 241\)"):
        next(learning_curve(gold, config, (6, 241), 1, encoder=False))


def test_a_run_is_measured_on_records_without_sentences_too() -> None:
    examples = sentence_examples(_records("train", 120))
    records = _records("new", 30)
    bare = Record("x", "x", "clause", (), "", (), (), META)
    assert min(measure_run([bare, *records, bare], examples, TrainingConfig(), encoder=False)) > 0.9


def test_a_miniature_has_whole_documents_of_each_part_in_proportion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train = [*_records("train", 60), *(replace(r, meta={**META, "part": "rich"}) for r in _records("rich", 60))]
    write_records(tmp_path / "train-00.jsonl", train)
    annotated = [Example(f"第{i}句。", (0, 0, 0, 0, 0), f"report {i // 6}", "annotations") for i in range(60)]
    monkeypatch.setattr(examples_module, "annotated_examples", lambda texts, split: annotated)
    settings = TrainingConfig(data=str(tmp_path), clauses=10)
    for parts in MIXES:
        drawn = training_examples(replace(settings, parts=parts))
        counts = {"modelled": 12, "rich": 6, "annotations": 24}  # documents of six; 10, 5 and 20 would cut one
        assert Counter(e.part for e in drawn) == {part: counts[part] for part in parts}
    rest = {e.document for e in training_examples(replace(settings, clauses=0))} - {e.document for e in drawn}
    assert len(rest) == 30 - 7
    smallest = Counter(e.part for e in training_examples(replace(settings, clauses=1)))
    assert smallest == {"modelled": 6, "rich": 6, "annotations": 6}  # a document of each
    assert training_examples(replace(settings, seed=2)) != drawn == training_examples(settings)


def test_drawing_looks_at_each_item_once() -> None:
    items = [Example("给予补助。", (1, 0, 0, 0, 0), f"report {i}") for i in range(50)]
    seen: list[Example] = []
    drawn = examples_module._draw(items, 100, 1, lambda item: seen.append(item) is None)
    assert sorted(seen, key=items.index) == sorted(drawn, key=items.index) == items


def test_noise_damages_text_and_keeps_labels(config: TrainingConfig) -> None:
    examples = [e for e in training_examples(config) if any(e.target)]
    damaged = noisy_examples(examples, 100, seed=1)
    known = {e.text: e.target for e in examples}
    assert noisy_examples(examples, 100, seed=1) == damaged
    assert sum(e.text in known for e in damaged) < 30  # some damage finds nothing to do
    kept = [sum(c in text for c in words) / len(words) for text, words in _carriers(damaged)]
    assert min(kept) > 0.5 and np.mean(kept) > 0.9


def _carriers(examples: list[Example]) -> list[tuple[str, str]]:
    return [(e.text, WORDS[LABELS[e.target.index(1)]]) for e in examples]


def test_ablation_measures_each_config_with_each_seed(
    config: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gold = tmp_path / "gold.jsonl"
    write_records(gold, _records("new", 30))
    paths = []
    for name, rate in (("slow", 1e-9), ("fast", 3e-3)):
        run = replace(config, output=str(tmp_path / name), learning_rate=rate, epochs=10)
        paths.append(_write_config(run, tmp_path / f"{name}.yaml"))
    runs = list(ablation(paths, gold, 2))
    assert [(r.name, r.seed) for r in runs] == [("slow", 1), ("fast", 1), ("slow", 2), ("fast", 2)]
    assert all(r.sentences > 0.9 for r in runs if r.name == "fast")
    monkeypatch.setattr("policyclause.training.runs.fine_tune", None)  # what was measured is not trained again
    assert list(ablation(paths, gold, 2)) == runs
    with pytest.raises(InputError, match=r"begun with \(epochs: 10, got 11\): choose another output"):
        changed = replace(TrainingConfig.read(paths[0]), epochs=11)
        list(ablation([_write_config(changed, tmp_path / "other.yaml")], gold, 1))
    write_records(gold, _records("new", 24))
    with pytest.raises(TypeError, match="'NoneType' object is not callable"):
        list(ablation(paths, gold, 2))


def test_a_run_is_measured_anew_on_other_held_out_sentences(
    config: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = replace(config, output=str(tmp_path / "run"), data=str(tmp_path / "data"), epochs=1)
    shutil.copytree(config.data, run.data)
    examples, records = training_examples(run), _records("new", 6)
    figures = measure_run(records, examples, run, encoder=True)
    monkeypatch.setattr("policyclause.training.runs.fine_tune", None)
    assert measure_run(records, examples, run, encoder=True) == figures
    write_records(Path(run.data) / "validation-00.jsonl", _records("validation", 54))
    with pytest.raises(TypeError):
        measure_run(records, examples, run, encoder=True)


def test_a_run_knows_its_base_when_it_is_recovered(
    config: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = tmp_path / "encoder"

    def recover(directory: Path) -> Path:
        return shutil.copytree(config.base_model, directory, dirs_exist_ok=True)

    monkeypatch.setattr("policyclause.training.train.RECOVERED", {str(base): recover})
    run = replace(config, base_model=str(base), output=str(tmp_path / "run"))
    claim_run(run, "")
    load_base(run)
    claim_run(run, "")


def test_measured_runs_are_shown_as_they_finish_beside_the_table(
    config: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _write_config(config, tmp_path / "one.yaml")
    monkeypatch.setattr("policyclause.training.ablation.ablation", lambda *_: iter([Run("one", 1, 0.5, 0.25)]))
    points = [Point(("modelled",), 6, 1, 0.5, 0.25)]
    monkeypatch.setattr("policyclause.training.curve.learning_curve", lambda *_: iter(points))
    for command, name in ((["ablation", str(path)], "one"), (["learning-curve", "--config", str(path)], "modelled 6")):
        result = CliRunner().invoke(main, [*command, "--gold", "gold.jsonl"])
        assert result.stderr == f"{name}, seed 1: micro F1 0.500 of sentences, 0.250 of clauses\n"
        assert "0.250" in result.stdout and "seed 1" not in result.stdout


def test_annotations_are_joined_once_a_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Path] = []

    def joined(annotations: Sequence[Annotation], texts: Path) -> tuple[list[Joined], list[Annotation]]:
        calls.append(texts)
        return [Joined("办好论坛。", annotations[0])], []

    monkeypatch.setattr(examples_module, "join", joined)
    for _ in range(2):
        splits = [annotated_examples(tmp_path, split) for split in ("train", "validation")]
        assert all(splits) and splits[0] != splits[1]
    assert len(calls) == 2


def test_the_steps_of_make_scratch_and_make_reproduce_follow_each_other(
    config: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The committed configs on a tiny scale, in the order of the Makefile, each from what those before it wrote."""
    shutil.copytree(config.data, tmp_path / "data" / "composed")
    write_records(tmp_path / "data" / "composed" / "test-00.jsonl", _records("test", 30))
    shutil.copytree("data/annotations", tmp_path / "data" / "annotations")
    base = AutoModel.from_pretrained(config.base_model)
    base.encoder.layer[-1].attention.self.query.weight.data.zero_()  # a pooling layer, as var/encoder has
    shutil.copytree(config.base_model, tmp_path / "var" / "encoder")
    base.save_pretrained(tmp_path / "var" / "encoder")
    for name in ("policy", "texts"):
        (tmp_path / "var" / name).mkdir()
        (tmp_path / "var" / name / "a.txt").write_text("各部门按照职责分工，做好有关的各项工作。\n" * 9, "utf-8")
    small = {
        "epochs": 2,
        "batch_size": 16,
        "learning_rate": 3e-3,
        "head_factor": 1,
        "max_tokens": 128,
        "precision": "fp32",
    }
    makefile = Path("Makefile").read_text(encoding="utf-8")
    scratch, reproduce = (
        re.split(rf"\n{name}:.*", makefile)[1].partition("\n\n")[0] for name in ("scratch", "reproduce")
    )
    trained = re.search("for config in (.*?); do", scratch)
    assert trained and "policyclause adapt --config configs/scratch/adapted.yaml" in scratch
    assert "policyclause restore var/before var/before/network" in reproduce
    assert "policyclause train --config configs/shipped.yaml" in reproduce
    configs = [f"scratch/{name}" for name in ("adapted", *trained[1].split())] + ["shipped"]
    for name in configs:
        settings = yaml.safe_load(Path(f"configs/{name}.yaml").read_text(encoding="utf-8"))
        layers = {"layers": 2} if "layers" in settings else {}
        (tmp_path / f"{Path(name).name}.yaml").write_text(yaml.safe_dump(settings | small | layers), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*command: str) -> None:
        result = CliRunner().invoke(main, command, catch_exceptions=False)
        assert result.exit_code == 0, result.output

    run("adapt", "--config", "adapted.yaml")
    for name in trained[1].split():
        run("train", "--config", f"{name}.yaml")
    shutil.copytree("runs/scratch/taught/onnx", "var/before")  # what git has of the model before
    run("restore", "var/before", "var/before/network")
    run("train", "--config", "shipped.yaml")
    measured = ("evaluate", "--gold", "data/composed/test-00.jsonl", "--model", "runs/shipped/onnx")
    run(*measured, "--output", "runs/shipped/reports/test-00")
    metrics = json.loads(Path("runs/shipped/reports/test-00/metrics.json").read_text(encoding="utf-8"))
    assert metrics["systems"]["model"]["clauses"]["micro_f1"] > 0.9


@pytest.mark.parametrize(
    ("names", "outputs", "message"),
    [
        (("a/c", "b/c"), "xy", "different names, got .*c.yaml, "),
        (("a/c", "b/d"), ("x", "x/"), "different outputs, got"),
    ],
)
def test_configs_that_an_ablation_cannot_tell_apart_are_refused(
    names: Sequence[str], outputs: Sequence[str], message: str, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{name}.yaml" for name in names]
    for path, output in zip(paths, outputs, strict=True):
        path.parent.mkdir()
        path.write_text(f"output: {output}\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        list(ablation(paths, tmp_path / "gold.jsonl", 1))


def test_a_config_that_is_named_twice_counts_once() -> None:
    others = sorted(Path("configs/ablation").glob("*.yaml"))
    settings = read_configs([Path("configs/ablation/plain.yaml"), *others])
    assert list(settings) == ["plain", *(path.stem for path in others if path.stem != "plain")]


def test_a_search_goes_on_where_it_stopped(config: TrainingConfig, tmp_path: Path) -> None:
    run = replace(config, output=str(tmp_path), epochs=1)
    assert len(search(run, 1).trials) == 1
    study = search(run, 2)
    first, second = study.trials
    assert first.params != second.params
    assert 0 < study.best_value <= 1
    with pytest.raises(InputError, match=r"what .* was begun with \(epochs: 1, got 2\)"):
        search(replace(run, epochs=2), 3)
