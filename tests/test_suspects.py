from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from policyclause import InputError
from policyclause.data.records import SPLITS, LabelledSentence, Record, write_records
from policyclause.labels import LABELS
from policyclause.training.examples import Example
from policyclause.training.suspects import describe, find_suspects, out_of_fold, rank, write_suspects

WORDS = ("补助", "用地", "人才", "贷款", "审批", "展会")


def _examples() -> list[Example]:
    """Each label has its word; twenty documents of six sentences each."""
    return [
        Example(f"第{i}类企业{WORDS[i % 6]}事项", tuple(int(i % 6 == j) for j in range(5)), f"d{i // 6}")
        for i in range(120)
    ]


def test_planted_errors_are_found_first(tmp_path: Path) -> None:
    pytest.importorskip("cleanlab")
    examples = _examples()
    planted = {3: 0, 62: 4}  # a wrong label added; sentences 3 and 62 are of finance and talent
    for i, label in planted.items():
        target = tuple(int(j == label or t) for j, t in enumerate(examples[i].target))
        examples[i] = Example(examples[i].text, target, examples[i].document)
    examples[42] = Example(examples[42].text, (0, 0, 0, 0, 0), examples[42].document)  # subsidy left out
    suspects = rank([f"s{i}" for i in range(120)], examples, out_of_fold(examples, 2**12))
    assert {(s.id, s.suspicious) for s in suspects[:3]} == {
        ("s3", ("subsidy",)),
        ("s62", ("regulation",)),
        ("s42", ("subsidy",)),
    }
    assert any("s42: not subsidy" in describe(s) for s in suspects[:3])
    write_suspects(suspects, tmp_path / "s.jsonl")
    first = json.loads((tmp_path / "s.jsonl").read_text("utf-8").splitlines()[0])
    assert set(first) == {"id", "text", "labels", "suspicious", "probabilities"}
    assert list(first["probabilities"]) == list(LABELS)


def test_suspects_are_named_by_record_and_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("cleanlab")
    monkeypatch.setattr("policyclause.training.suspects.out_of_fold", partial(out_of_fold, n_buckets=2**12))
    for split in SPLITS:
        write_records(tmp_path / f"{split}-00.jsonl", [_record(split, i) for i in range(12)])
    wrong = _record("test", 5, ("land",))  # its second sentence is of 展会
    write_records(tmp_path / "test-01.jsonl", [replace(wrong, id="wrong")])
    first = find_suspects(tmp_path)[0]
    assert (first.id, first.text, first.suspicious) == ("wrong#1", wrong.sentences[1].text, ("land",))


def _record(split: str, i: int, more: tuple[str, ...] = ()) -> Record:
    """Two sentences: one without a label, one with the word of its label."""
    texts = f"{split}第{i}条。", f"第{i}类企业{WORDS[i % 6]}事项。"
    labels = (*LABELS[i % 6 : i % 6 + 1], *more)
    sentences = (LabelledSentence(texts[0], ()), LabelledSentence(texts[1], labels))
    return Record(f"{split}-{i}", f"{split}-{i}", "clause", (), "".join(texts), labels, sentences)


def test_few_documents_are_refused() -> None:
    with pytest.raises(InputError, match=r"expected 5 documents or more .*, got 4"):
        out_of_fold([e for e in _examples() if e.document in ("d0", "d1", "d2", "d3")], 2**12)


def test_no_probability_is_from_a_model_that_saw_the_document() -> None:
    examples = _examples()
    for i in range(6):  # words and labels that occur in one document only
        examples[i] = Example(f"唯一{WORDS[i]}之辞" * 2, (1, 1, 1, 1, 1), "alone")
    probabilities = out_of_fold(examples, 2**12)
    assert probabilities[:6].max(axis=1).mean() < 0.9 and probabilities[:6, 1:].min() < 0.5
    assert np.isfinite(probabilities).all() and (probabilities[6:].max(axis=0) > 0.5).all()
