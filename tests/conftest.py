"""Fixtures: a tiny encoder with random weights, made once per test run, and the packaged model."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from policyclause import Classifier

ROOT = Path(__file__).parent.parent
settings.register_profile("default", deadline=None)  # machines differ; times have tests of their own
settings.load_profile("default")


@pytest.fixture(scope="session")
def packaged() -> Classifier:
    return Classifier.load()


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A two-layer encoder with random weights, of the kind ``base_model`` names."""
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertModel, set_seed

    from policyclause.inference.model import PACKAGED_MODEL, TOKENIZER_FILE
    from policyclause.training.encoder import wrap_tokenizer

    directory = tmp_path_factory.mktemp("tiny-base")
    tokenizer = wrap_tokenizer(Tokenizer.from_file(str(PACKAGED_MODEL / TOKENIZER_FILE)), 128)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=128,
        max_position_embeddings=128,
        pad_token_id=tokenizer.pad_token_id,
        initializer_range=0.1,  # a small model with small weights learns next to nothing
    )
    set_seed(1)  # what a few steps reach from here depends on it
    BertModel(config, add_pooling_layer=False).save_pretrained(directory)
    tokenizer.save_pretrained(directory)
    return directory
