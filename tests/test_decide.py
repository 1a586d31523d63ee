from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from policyclause import LABELS, Classifier, InputError
from policyclause.inference.decide import NEVER, decision_rule
from policyclause.inference.model import ModelConfig

CONFIG = ModelConfig(
    labels=LABELS,
    encoder_slopes=(1.0,) * 5,
    ngram_slopes=(0.0,) * 5,
    intercepts=(0.0,) * 5,
    thresholds=(0.4, 0.5, 0.5, 0.5, 0.6),
    precision_thresholds={"0.9": (0.8,) * 5, "0.95": (0.9, 0.9, 0.9, 0.9, NEVER)},
    review_margin=0.5,
    max_tokens=256,
    reads_context=True,
    screened_below=None,
    screened_logits=(),
    files={},
    about={},
)
ROW = np.array([0.45, 0.7, 0.2, 0.95, 0.59])


def test_labels_are_decided_at_the_thresholds_most_probable_first() -> None:
    assert decision_rule(CONFIG).decide(ROW) == ("finance", "land", "subsidy")


@pytest.mark.parametrize(
    ("options", "labels"),
    [
        ({"thresholds": 0.9}, ("finance",)),
        ({"thresholds": {"regulation": 0.5}}, ("finance", "land", "regulation", "subsidy")),
        ({"min_confidence": 0.5}, ("finance", "land")),
        ({"min_precision": 0.9}, ("finance",)),
        ({"min_precision": 0.93}, ("finance",)),
        ({"min_precision": 0.9, "thresholds": 0.1}, ("finance",)),
        ({"top_k": 2}, ("finance", "land")),
        ({"thresholds": 0.1, "top_k": 1}, ("finance",)),
        ({"thresholds": np.float32(0.9), "top_k": np.int64(3)}, ("finance",)),
    ],
)
def test_callers_options_change_what_is_decided(options: dict[str, object], labels: tuple[str, ...]) -> None:
    assert decision_rule(CONFIG, **options).decide(ROW) == labels  # type: ignore[arg-type]


def test_a_precision_lowers_no_threshold() -> None:
    config = replace(CONFIG, precision_thresholds={"0.85": (0.1, 0.8, 0.1, 0.1, 0.1)})
    assert decision_rule(config, min_precision=0.85).thresholds == (0.4, 0.8, 0.5, 0.5, 0.6)


def test_a_precision_that_was_never_reached_decides_nothing() -> None:
    assert decision_rule(CONFIG, min_precision=0.95).decide(np.ones(5)) == LABELS[:4]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"thresholds": {"tax": 0.5}}, "expected thresholds for labels among .* got .'tax'"),
        ({"thresholds": 7}, "expected a probability, 0 to 1, got 7"),
        ({"thresholds": "0.7"}, "thresholds: expected a probability, 0 to 1, got '0.7'"),
        ({"thresholds": [0.5] * 5}, "thresholds: expected a probability"),
        ({"thresholds": {"land": None}}, "thresholds of land: expected a probability, 0 to 1, got None"),
        ({"thresholds": {"land": NEVER}}, "thresholds of land: expected a probability, 0 to 1, got 1.01"),
        ({"thresholds": float("nan")}, "thresholds: expected a probability, 0 to 1, got nan"),
        ({"thresholds": {1: 0.5, "tax": 0.5}}, "expected thresholds for labels among .* got .1, 'tax'"),
        ({"min_confidence": -1}, "min_confidence: expected a probability"),
        ({"min_confidence": "0.5"}, "min_confidence: expected a probability, 0 to 1, got '0.5'"),
        ({"min_precision": 0.99}, "min_precision: expected above 0, at most 0.95, got 0.99"),
        ({"min_precision": "0.9"}, "min_precision: expected a probability, 0 to 1, got '0.9'"),
        ({"top_k": 0}, "top_k: expected a whole number, 1 or more, got 0"),
        ({"top_k": 1.5}, "top_k: expected a whole number, 1 or more, got 1.5"),
        ({"top_k": True}, "top_k: expected a whole number, 1 or more, got True"),
    ],
)
def test_wrong_options_are_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        decision_rule(CONFIG, **options)  # type: ignore[arg-type]


def test_decisions_near_a_threshold_are_uncertain() -> None:
    rule = decision_rule(CONFIG)
    assert rule.doubtful(ROW) == ("subsidy", "regulation")
    sure = np.array([0.05, 0.9, 0.1, 0.95, 0.2])
    assert rule.doubtful(sure) == ()
    assert decision_rule(CONFIG, thresholds={"land": 0.9}).doubtful(sure) == ("land",)  # near the one that was used
    assert decision_rule(CONFIG, thresholds={"regulation": 0.9, "subsidy": 0.9}).doubtful(ROW) == ()


def test_options_leave_the_scores_as_they_are(packaged: Classifier) -> None:
    text = "一、对新认定企业奖励50万元，优先供应用地。\n二、办好产业论坛。"
    usual, strict = packaged.classify(text), packaged.classify(text, thresholds=1.0)
    assert [c.scores for c in usual.clauses] == [c.scores for c in strict.clauses]
    assert [c.labels for c in strict.clauses] == [(), ()]
    assert len(packaged.predict([text], top_k=1)[0]) == 1
