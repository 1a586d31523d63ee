"""More pretraining, on policy text, before fine-tuning (Gururangan et al., 2020)."""

from __future__ import annotations

import hashlib
import logging
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from transformers import (
    AutoModelForMaskedLM,
    DataCollatorForLanguageModeling,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    Trainer,
    set_seed,
)

from policyclause.data.annotations import read_annotations, training_documents
from policyclause.data.records import read_split
from policyclause.inference.errors import InputError
from policyclause.training.config import TrainingConfig
from policyclause.training.encoder import averages
from policyclause.training.train import claim_run, last_checkpoint, load_base, optimizers, training_arguments

MLM_PROBABILITY = 0.2  # share of the tokens that are masked
NOT_MASKED = -100  # the collator's label of a token that is not to be predicted
logger = logging.getLogger(__name__)


def adapt(config: TrainingConfig) -> Path:
    """Masked language modelling on policy text; returns the directory of the encoder, for ``base_model``.

    The text is that of the training split and of the documents in ``config.texts``, cut into
    blocks of ``max_tokens``. With ``layers``, the encoder is cut down first, and learns to do
    without the others. The head that predicts tokens starts at random. A run that was stopped goes on from
    its last checkpoint, with other tokens masked. Settings of examples and labels have no meaning here.

    Raises:
        InputError: the config asks for what only ``train`` does, no layer or no block is left, or
            the output is of another run.
    """
    _refuse_settings_of_train(config)
    set_seed(config.seed)
    classifier, tokenizer = load_base(config)
    blocks = text_blocks(policy_texts(config), tokenizer, config.max_tokens, config.seed)
    if not blocks:
        raise InputError(
            f"expected text of {config.max_tokens} tokens or more in {config.data} or {config.texts}, got less"
        )
    logger.info("%d blocks of %d tokens", len(blocks), config.max_tokens)
    claim_run(config, hashlib.sha256(repr(blocks).encode()).hexdigest())
    checkpoint = last_checkpoint(config)
    with without_pooling(classifier):
        model = masked_language_model(classifier)
        dataset, arguments = Dataset.from_dict({"input_ids": blocks}), training_arguments(config)
        trainer = Trainer(
            model=model,
            args=arguments,
            train_dataset=dataset,
            data_collator=DataCollatorForLanguageModeling(tokenizer, mlm_probability=MLM_PROBABILITY),
            optimizers=optimizers(model, config, arguments, len(dataset)),
        )
        if checkpoint:
            logger.info("going on from %s", checkpoint)
        trainer.train(resume_from_checkpoint=checkpoint)
    directory = Path(config.output) / "model"
    if trainer.is_world_process_zero():
        encoder: Any = classifier.base_model
        encoder.save_pretrained(directory)
        tokenizer.save_pretrained(directory)
    trainer.accelerator.wait_for_everyone()
    return directory


def _refuse_settings_of_train(config: TrainingConfig) -> None:
    reasons = {
        "patience": "nothing is held out",
        "teachers": "texts teach",
        "token_dropout": f"a share of {MLM_PROBABILITY} of the tokens is masked",
        "weight_interpolation": "the head is new",
    }
    for name, reason in reasons.items():
        if value := getattr(config, name):
            raise InputError(f"adapt: expected a config without {name}, as {reason}, got {value!r}")


@contextmanager
def without_pooling(classifier: PreTrainedModel) -> Iterator[None]:
    """Take the pooling layer off, if there is one: it makes one vector of a text, and has no part in that of a token.

    Raises:
        InputError: no other layer is left.
    """
    encoder: Any = classifier.base_model
    layers = encoder.encoder.layer
    if not averages(layers[-1]):
        yield
        return
    if len(layers) < 2:
        raise InputError("layers: expected at least 2 of an encoder with a pooling layer, got 1")
    pooling = layers[-1]
    del layers[-1]
    classifier.config.num_hidden_layers -= 1
    yield
    layers.append(pooling)
    classifier.config.num_hidden_layers += 1


def masked_language_model(classifier: PreTrainedModel) -> PreTrainedModel:
    """A masked language model around the encoder of ``classifier``, which it shares. It gives its loss alone."""
    model: Any = AutoModelForMaskedLM.from_config(
        classifier.config, attn_implementation=classifier.config._attn_implementation
    )
    setattr(model, model.base_model_prefix, classifier.base_model)
    model.tie_weights()  # to the embeddings that it has now
    heads = [module for name, module in model.named_children() if name != model.base_model_prefix]
    model.forward = partial(masked_language_model_loss, classifier.base_model, torch.nn.Sequential(*heads))
    assert isinstance(model, PreTrainedModel)
    return model


def masked_language_model_loss(
    encoder: torch.nn.Module,
    head: torch.nn.Module,
    input_ids: torch.Tensor,
    attention_mask: torch.Tensor,
    labels: torch.Tensor,
) -> dict[str, torch.Tensor]:
    """Cross-entropy of the tokens that ``labels`` names, as the model's own ``forward`` has it.

    That one computes the whole vocabulary for every token, masked or not: a third of the time of a step.
    """
    masked = labels != NOT_MASKED
    hidden = encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
    return {"loss": torch.nn.functional.cross_entropy(head(hidden[masked]).float(), labels[masked])}


def policy_texts(config: TrainingConfig) -> list[str]:
    """Documents to learn from: composed ones of the training split, and real ones that nothing is measured on.

    None of these, with a warning, where ``config.texts`` is not there.
    """
    documents: dict[str, list[str]] = {}
    for record in read_split("train", Path(config.data)):
        documents.setdefault(record.document, []).append(record.text)
    composed = ["\n".join(texts) for texts in documents.values()]
    if not Path(config.texts).is_dir():
        logger.warning("the directory %s is not there, so the composed documents are all there is", config.texts)
        return composed
    real = list(training_documents(read_annotations(), Path(config.texts)))
    logger.info("%d composed documents, %d real ones", len(composed), len(real))
    return composed + real


def text_blocks(texts: Iterable[str], tokenizer: PreTrainedTokenizerBase, size: int, seed: int) -> list[list[int]]:
    """Token ids of the texts in a drawn order, one after the other, in blocks of ``size``; a last short one is left out."""
    shuffled = list(texts)
    random.Random(seed).shuffle(shuffled)
    paragraphs = [line.strip() for text in shuffled for line in text.split("\n") if line.strip()]
    encoded: Sequence[list[int]] = tokenizer(paragraphs, add_special_tokens=False, verbose=False)["input_ids"]
    stream = list(chain.from_iterable([*ids, tokenizer.sep_token_id] for ids in encoded))
    room = size - 2
    return [
        [tokenizer.cls_token_id, *stream[start : start + room], tokenizer.sep_token_id]
        for start in range(0, len(stream) - room + 1, room)
    ]
