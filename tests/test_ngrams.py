from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from policyclause import LABELS, InputError, ModelError
from policyclause.inference.ngrams import NgramModel, features, hash_ngrams
from policyclause.training.examples import Example
from policyclause.training.ngrams import fit_ngrams


def test_hashes_count_every_ngram_and_do_not_change() -> None:
    assert len(hash_ngrams("给予补助", 2**18)) == 4 + 3 + 2 + 1
    assert len(hash_ngrams("补", 2**18)) == 1
    assert len(hash_ngrams("", 2**18)) == 0
    # Weights are stored by bucket: another hash would make stored models useless.
    assert hash_ngrams("补助", 2**18).tolist() == HASHES


HASHES = [147364, 250496, 104226]


def test_values_have_unit_length_and_leave_rare_buckets_out() -> None:
    idf = np.ones(2**10, np.float16)
    _, values = features("给予补助，给予补助。", idf)
    assert values @ values == pytest.approx(1, abs=1e-5)
    _, values = features("给予补助", np.zeros(2**10, np.float16))
    assert not values.any()


def test_fitted_ngrams_know_the_words_and_survive_a_file(tmp_path: Path) -> None:
    words = ("补助", "用地", "人才", "贷款", "审批", "展会")
    examples = [
        Example(f"第{i}类企业{words[i % 6]}事项", tuple(int(i % 6 == j) for j in range(5)), "d") for i in range(120)
    ]
    model = fit_ngrams(examples, 2**12)
    model.save(tmp_path / "n.safetensors")
    loaded = NgramModel.load(tmp_path / "n.safetensors")
    for j, word in enumerate(words[:5]):
        logits = loaded.logits(f"本市企业{word}事项")
        assert logits.shape == (len(LABELS),)
        assert logits.argmax() == j and logits[j] > 0
        assert np.array_equal(logits, model.logits(f"本市企业{word}事项"))


def test_a_label_that_no_text_has_cannot_be_learnt() -> None:
    examples = [Example(f"第{i}类企业", (i % 2, 0, i % 2, 0, 1), "d") for i in range(4)]
    with pytest.raises(InputError, match=r"one kind alone for \['land', 'finance', 'regulation'\]"):
        fit_ngrams(examples, 2**12)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match="expected idf, weights and bias"):
        NgramModel.load(tmp_path / "x")
