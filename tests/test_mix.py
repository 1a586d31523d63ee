"""Shares of a document: counted, averaged, and adjusted for known error rates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from policyclause import LABELS, Classifier, InputError
from policyclause.cli import main
from policyclause.data.records import LabelledSentence, Record
from policyclause.inference.errors import ModelError
from policyclause.inference.mix import Rates, estimate, instrument_mix
from policyclause.training.measures import Predictions
from policyclause.training.quantify import clause_rates, measure_mix

DEMO = str(Path(__file__).parent / "data" / "demo.txt")
RATES = Rates((0.8,) * 5, (0.1,) * 5, (0.7,) * 5, (0.2,) * 5)


def test_adjusting_undoes_known_rates() -> None:
    decided = np.zeros((100, 5))
    decided[:45] = 1  # 50 with the label, of which 40 are found, and 5 of the 50 without
    p = np.full((100, 5), 0.45)
    found = estimate(p, decided, np.ones(100), RATES)
    assert np.allclose(found["CC"], 0.45) and np.allclose(found["ACC"], 0.5)
    assert np.allclose(found["PCC"], 0.45) and np.allclose(found["PACC"], 0.5)
    assert np.allclose(estimate(p, 0 * decided, np.ones(100), RATES)["ACC"], 0)  # never below none


def test_shares_of_a_document(packaged: Classifier) -> None:
    document = packaged.classify("一、对企业给予补助，最高50万元。\n二、办好论坛。")
    shares = {(s.label, s.unit, s.estimator): s for s in instrument_mix(document, RATES)}
    assert len(shares) == 5 * 2 * 4
    assert shares["subsidy", "clauses", "CC"].share == 0.5
    assert 0.5 < shares["subsidy", "characters", "CC"].share < 0.8
    assert all(0 <= s.low <= s.high <= 1 for s in shares.values())
    assert {s.estimator for s in instrument_mix(document)} == {"CC", "PCC"}


def test_preambles_and_closings_count_as_clauses(packaged: Classifier) -> None:
    text = "为支持企业，现提出如下意见。\n一、对企业给予补助，最高50万元。\n本意见自2024年1月1日起施行。"
    document = packaged.classify(text)
    assert [c.kind for c in document.clauses] == ["preamble", "clause", "closing"]
    shares = {(s.label, s.unit, s.estimator): s.share for s in instrument_mix(document)}
    assert shares["subsidy", "clauses", "CC"] == pytest.approx(1 / 3)


def test_a_classifier_has_the_rates_of_its_model(packaged: Classifier, monkeypatch: pytest.MonkeyPatch) -> None:
    document = packaged.classify("一、对企业给予补助，最高50万元。\n二、办好论坛。")
    assert {s.estimator for s in instrument_mix(document, packaged.rates)} == {"CC", "PCC", "ACC", "PACC"}
    assert packaged.config.labels == packaged.labels == LABELS
    for name in ("config", "rates"):
        with pytest.raises(AttributeError):
            setattr(packaged, name, None)
    monkeypatch.setattr(packaged._scorer, "config", replace(packaged.config, about={}))
    assert packaged.rates is None
    with pytest.raises(InputError, match="expected a document with clauses"):
        instrument_mix(packaged.classify(""))


def test_rates_and_errors_of_clauses() -> None:
    records = tuple(
        Record(f"r{i}", f"d{i // 10}", "clause", (), "给予补助。", (), (LabelledSentence("给予补助。", ()),))
        for i in range(20)
    )
    truth = np.array([[int(i % 2 == 0 and label == "subsidy") for label in LABELS] for i in range(20)])
    decided = truth.copy()
    decided[0, 0], decided[1, 0] = 0, 1  # one missed, one too many, both in d0
    clauses = Predictions(("给予补助。",) * 20, records, truth, decided * 0.9, decided)
    rates = clause_rates(clauses)
    assert (rates.tpr[0], rates.fpr[0]) == (0.9, 0.1) and (rates.tpr[1], rates.fpr[1]) == (1.0, 0.0)
    assert rates.positive[0] == pytest.approx(0.81)
    error = measure_mix(clauses, rates)["mean_absolute_error"]["clauses"]
    assert error["CC"] == error["ACC"] == 0.0 and error["PCC"] == pytest.approx(0.05 / 5)
    assert set(measure_mix(clauses, None)["mean_absolute_error"]["characters"]) == {"CC", "PCC"}
    with pytest.raises(ModelError, match="expected tpr"):
        Rates.of({"clause_rates": {"other": []}})


def test_mix_on_the_command_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["mix", str(tmp_path / "none.txt"), DEMO, "--format", "csv"])
    assert result.exit_code == 1 and "expected a readable file" in result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "\ufeffdocument,label,unit,estimator,share,low,high"
    assert lines[1].startswith(f"{DEMO},subsidy,clauses,CC,0.")
    assert "subsidy" in CliRunner().invoke(main, ["mix", DEMO]).output
