from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from policyclause import Classifier, ModelError
from policyclause.inference.model import CONFIG_FILE, ONNX_FILE, PACKAGED_MODEL, PART, Scorer, _windows


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGED_MODEL, tmp_path / "model"))


def test_packaged_model_is_small_enough_to_ship() -> None:
    assert sum(p.stat().st_size for p in PACKAGED_MODEL.iterdir()) <= 60e6


def test_missing_directory_and_files_are_named(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"expected a model directory with policyclause\.json, got .*nowhere"):
        Classifier.load(tmp_path / "nowhere")
    (tmp_path / "odd" / CONFIG_FILE).mkdir(parents=True)
    with pytest.raises(ModelError, match=r"expected a model directory with policyclause\.json, got .*: Is a directory"):
        Classifier.load(tmp_path / "odd")
    (copy / ONNX_FILE).unlink()
    with pytest.raises(ModelError, match=r"expected the file .*model\.onnx, .*, got none"):
        Classifier.load(copy)


def test_damaged_file_is_refused(copy: Path) -> None:
    data = bytearray((copy / ONNX_FILE).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / ONNX_FILE).write_bytes(bytes(data))
    with pytest.raises(ModelError, match="is damaged: expected sha256"):
        Classifier.load(copy)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 99}, "expected model format 2, got 99"),
        ({"thresholds": [0.5]}, "expected 5 thresholds, got 1"),
        ({"precision_thresholds": {"0.9": [0.5]}}, "expected 5 thresholds for precision 0.9, got 1"),
        ({"screened_below": -2.0, "screened_logits": []}, "expected 5 screened_logits, got 0"),
        ({"precision_thresholds": [0.5]}, "expected rows of numbers"),
        ({"thresholds": 0.5}, "expected rows of numbers"),
        ({"files": {}}, r"expected a sha256 of model\.onnx in .*policyclause\.json, got none"),
        ({"surprise": 1}, "missing or unknown: .'surprise'"),
    ],
)
def test_config_that_does_not_fit_is_refused(copy: Path, change: dict[str, object], message: str) -> None:
    path = copy / CONFIG_FILE
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        Classifier.load(copy)


def test_windows_cover_every_token_and_overlap() -> None:
    ids = [0, *range(10, 60), 2]
    parts = [None, *[0] * 50, None]
    windows = _windows(ids, parts, 20)
    assert all(w[0] == 0 and w[-1] == 2 and len(w) <= 20 for w in windows)
    assert {t for w in windows for t in w} == set(ids)
    assert set(windows[0][1:-1]) & set(windows[1][1:-1])
    assert _windows(ids[:10], parts[:10], 20) == [ids[:10]]


def test_windows_repeat_what_the_text_is_read_under() -> None:
    text, above = list(range(10, 60)), [70, 71, 72]
    windows = _windows([0, *text, 2, 2, *above, 2], [None, *[0] * 50, None, None, 1, 1, 1, None], 20)
    assert all(w[0] == 0 and w[-6:] == [2, 2, *above, 2] and len(w) <= 20 for w in windows)
    assert {t for w in windows for t in w[1:-6]} == set(text)


def test_logits_depend_on_nothing_else_in_the_call() -> None:
    scorer = Scorer.load()
    sentences = ["对新建项目给予补助。", "加强用地保障。", "办好产业论坛，" * 30 + "。", "推进简政放权。"]
    together = scorer.logits(sentences * 3)
    for i, sentence in enumerate(sentences):
        assert np.array_equal(together[:, i], scorer.logits([sentence])[:, 0])
    assert scorer.logits([]).shape == (2, 0, 5)


def test_what_n_grams_are_sure_of_is_not_read_by_the_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = Scorer.load()
    sentences = ["本办法自印发之日起施行。", "对新建项目给予最高500万元补助。"]
    plain, money = scorer._ngrams.logits(sentences[0]).max(), scorer._ngrams.logits(sentences[1]).max()
    stand_in = (-7.0, -6.0, -5.0, -4.0, -3.0)
    read: list[tuple[int, ...]] = []
    monkeypatch.setattr(scorer, "_run", lambda ids: read.append(ids) or np.ones(5, np.float32))

    def encoder_logits(below: float | None) -> list[list[float]]:
        read.clear()
        scorer.config = replace(scorer.config, screened_below=below, screened_logits=stand_in)
        found: list[list[float]] = scorer.logits(sentences)[0].tolist()
        return found

    assert encoder_logits((plain + money) / 2) == [list(stand_in), [1.0] * 5] and len(read) == 1
    assert encoder_logits(None) == [[1.0] * 5] * 2 and len(read) == 2


def test_a_part_of_a_long_sentence_is_enough_for_the_encoder_to_read_it() -> None:
    scorer, money = Scorer.load(), "县财政列支八百万元给予补助"
    idle = "办好图书馆和美术馆的公益展览；推进滨河步道和体育公园建设；"
    scorer.config = replace(scorer.config, screened_below=scorer._ngrams.logits(money).max() - 0.01)
    assert scorer.screened(idle) and not scorer.screened(idle + money)
    assert not scorer.screened("办好公益展览，" * 22)


def test_an_error_stops_the_other_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    scorer, ran = Scorer.load(threads=2), []

    def run(ids: list[int]) -> np.ndarray:  # type: ignore[type-arg]
        ran.append(ids)
        if len(ids) == 3:  # the longest of a part comes first
            raise RuntimeError("no")
        time.sleep(0.05)
        return np.zeros(5, np.float32)

    monkeypatch.setattr(scorer, "_run", run)
    with pytest.raises(RuntimeError, match="no"):
        scorer.encode([[0, 2]] * 20 + [[0, 7, 2]] + [[0, 2]] * 50)
    time.sleep(0.2)
    assert len(ran) < 10


def test_the_encoder_reads_while_the_next_texts_are_prepared() -> None:
    scorer, begun = Scorer.load(threads=1), threading.Event()
    scorer._run = lambda ids: begun.set() or np.zeros(5, np.float32)  # type: ignore[assignment,func-returns-value]

    def inputs() -> Iterator[list[int]]:
        for _ in range(PART):
            yield [0, 2]
        assert begun.wait(timeout=10), "nothing ran before all was prepared"
        yield [0, 2]

    assert len(scorer.encode(inputs())) == PART + 1


def test_a_context_longer_than_the_encoder_reads_leaves_room_for_the_text() -> None:
    scorer = Scorer.load()
    text, above = "对企业给予一次性奖励100万元。", "养蜂管理办法"
    for contexts in (["", above], [above * 100, above * 30]):
        assert (scorer.probabilities([text] * 2, contexts)[:, 0] > 0.95).all()
    (ids,) = scorer.encoder_inputs(text, above * 200)
    assert ids[-9:-1] == scorer.encoder_inputs("任何", above * 9)[0][-9:-1]  # its end, which is nearest to the text


def test_end_of_a_very_long_sentence_counts() -> None:
    scorer = Scorer.load()
    filler = "推动产业集聚发展，打造特色品牌，" * 60
    bare, ending = scorer.logits([filler, filler + "对企业给予最高500万元补助。"])[0]
    assert ending[0] > bare[0] + 2
