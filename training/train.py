"""Fine-tuning with the Hugging Face ``Trainer``: config in, model directory out."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    EarlyStoppingCallback,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    Trainer,
    TrainingArguments,
    get_linear_schedule_with_warmup,
    set_seed,
)
from transformers.trainer_pt_utils import LengthGroupedSampler

from policyclause.inference.errors import InputError
from policyclause.inference.files import replacing
from policyclause.inference.model import NGRAM_FILE, sha256
from policyclause.labels import LABELS
from policyclause.training.config import TrainingConfig
from policyclause.training.encoder import recover_encoder
from policyclause.training.examples import Example
from policyclause.training.ngrams import fit_ngrams
from policyclause.training.restore import restore_packaged

logger = logging.getLogger(__name__)
# On short sentences PyTorch's fused attention is slower than plain products on a CPU.
ATTENTION = {"cpu": "eager", "gpu": "sdpa"}
# Base models that are made when they are not there yet.
RECOVERED = {TrainingConfig().base_model: recover_encoder, "var/packaged": restore_packaged}


def fine_tune(config: TrainingConfig, examples: Sequence[Example], held_out: Sequence[Example] = ()) -> Path:
    """Fine-tune on examples, fit the n-grams, and return the directory of the model.

    A run that was stopped goes on from its last checkpoint. With ``patience``, the weights of the lowest loss on
    ``held_out`` are kept. With ``weight_interpolation``, the base model's have a share in those that are saved. The
    directory holds what ``AutoModelForSequenceClassification`` and ``pipeline("text-classification")`` load.

    Raises:
        InputError: the config asks for what the base model does not have, or the output is of another run.
    """
    set_seed(config.seed)
    model, tokenizer = load_base(config)
    stopping = held_out if config.patience else ()
    claim_run(config, examples_hash([*examples, *stopping]))
    base = base_weights(model, config)
    checkpoint = last_checkpoint(config)
    trainer = make_trainer(config, model, tokenizer, examples, stopping)
    if checkpoint:
        logger.info("going on from %s", checkpoint)
    trainer.train(resume_from_checkpoint=checkpoint)
    directory = Path(config.output) / "model"
    if trainer.is_world_process_zero():
        logger.info("fitting n-grams on %d texts", len(examples))
        interpolate(model, base, config.weight_interpolation)
        model.save_pretrained(directory)
        tokenizer.save_pretrained(directory)
        fit_ngrams(examples).save(directory / NGRAM_FILE)
    trainer.accelerator.wait_for_everyone()
    return directory


def last_checkpoint(config: TrainingConfig) -> str | None:
    """The last whole checkpoint of a run: of one that was being written when the run was stopped, the state is missing."""
    states = Path(config.output).glob("checkpoint-*/trainer_state.json")
    steps = {int(state.parent.name.partition("-")[2]): str(state.parent) for state in states}
    return steps[max(steps)] if steps else None


def examples_hash(examples: Sequence[Example]) -> str:
    """Hash of what the weights of the encoder depend on: of the examples that it learns from or stops by."""
    return hashlib.sha256(repr([(e.text, e.target, e.soft_labels, e.context) for e in examples]).encode()).hexdigest()


def base_weights(model: PreTrainedModel, config: TrainingConfig) -> dict[str, torch.Tensor]:
    """A copy of the base model's weights, as ``model`` has them; empty without ``weight_interpolation``.

    Raises:
        InputError: the base model has no head for our labels, so there is nothing to go back to.
    """
    if not config.weight_interpolation:
        return {}
    labels = tuple(AutoConfig.from_pretrained(config.base_model).id2label.values())
    if labels != LABELS:
        raise InputError(
            f"weight_interpolation: expected a base model with the labels {list(LABELS)}, got {list(labels)}"
        )
    return {name: weight.clone() for name, weight in model.state_dict().items()}


def interpolate(model: PreTrainedModel, base: Mapping[str, torch.Tensor], share: float) -> None:
    """Move the model's weights back towards those of ``base`` that are there, by ``share`` of the way.

    What both know stays, what either learnt by heart gets weaker (WiSE-FT, Wortsman et al., 2022).
    """
    own = model.state_dict()
    for name, weight in base.items():
        if weight.is_floating_point():
            own[name].lerp_(weight.to(own[name]), share)


def claim_run(config: TrainingConfig, data: str, note: str = "run.json") -> None:
    """Note config and hash of the ``data`` in the run's directory, so that no other run goes on in it.

    ``note`` is the name of that file, one for each kind of run that a directory may hold.

    Raises:
        InputError: the directory holds the run of another config or other data.
    """
    output = Path(config.output)
    path = output / note
    recover_base(config.base_model)  # else its hash would be another one the next time
    weights = Path(config.base_model) / "model.safetensors"
    base = sha256(weights) if weights.is_file() else ""  # a hub's models stay what they are
    wanted = json.dumps({"config": config.as_dict(), "base": base, "examples": data}, indent=2, sort_keys=True)
    if path.is_file() and (noted := path.read_text(encoding="utf-8")) != wanted:
        other = _other_than(json.loads(noted), json.loads(wanted))
        raise InputError(f"expected what {output} was begun with ({other}): choose another output or remove it")
    output.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:  # whole or not at all: of several processes, each writes it
        file.write(wanted.encode())


def _other_than(noted: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """What a run was begun with and is not called with now."""
    before, now = noted["config"], wanted["config"]
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    told = [f"{name}: {before.get(name)!r}, got {now.get(name)!r}" for name in names]
    told += [
        f"other {what}"
        for key, what in (("base", "weights in base_model"), ("examples", "data"))
        if noted[key] != wanted[key]
    ]
    return "; ".join(told)


def load_base(config: TrainingConfig) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """The base model, with a new head if it has none for our labels, and its tokenizer.

    Raises:
        InputError: it is not there, or is no model; or the config asks for more layers than it has.
    """
    name = config.base_model
    expected = (
        f"base_model: expected a directory that 'policyclause train' or 'adapt' wrote, or a hub's name, got {name!r}"
    )
    recover_base(name)
    if _is_path(name) and not Path(name).is_dir():
        raise InputError(f"{expected}, which is not there")
    attention = ATTENTION["cpu" if on_cpu(config.device) else "gpu"]
    try:
        model = AutoModelForSequenceClassification.from_pretrained(
            name,
            num_labels=len(LABELS),
            problem_type="multi_label_classification",
            id2label=dict(enumerate(LABELS)),
            label2id={label: i for i, label in enumerate(LABELS)},
            hidden_dropout_prob=config.dropout,
            attention_probs_dropout_prob=0.0,  # drawing it takes a fifth of a step on a CPU
            attn_implementation=attention,
        )
        tokenizer = AutoTokenizer.from_pretrained(name, model_max_length=config.max_tokens)
    except (OSError, ValueError) as error:  # ValueError: a directory without a config
        raise InputError(f"{expected}: {' '.join(str(error).split())}") from error
    model.config.reads_context = config.context > 0  # the export looks for it
    if config.layers:
        keep_layers(model, config.layers)
    return model, tokenizer


def recover_base(name: str) -> None:
    """Make the base model where it is one that can be made, the embedded encoder or the packaged model."""
    if name in RECOVERED:
        RECOVERED[name](Path(name))


def _is_path(base_model: str) -> bool:
    """Whether it can be no hub's name, which is ``model`` or ``owner/model``, or is one of our own directories."""
    return base_model.startswith((".", "/", "runs/", "var/")) or base_model.count("/") > 1


def keep_layers(model: PreTrainedModel, n: int) -> None:
    """Keep ``n`` layers of a BERT-like model: the last, and others evenly spread (Sanh et al., 2019).

    Raises:
        InputError: it has fewer.
    """
    encoder: Any = model.base_model.encoder
    layers = encoder.layer
    if n > len(layers):
        raise InputError(f"layers: expected at most {len(layers)}, which the base model has, got {n}")
    encoder.layer = torch.nn.ModuleList(layers[i] for i in spread_evenly(len(layers), n))
    model.config.num_hidden_layers = n


def spread_evenly(depth: int, n: int) -> list[int]:
    """``n`` of the indices below ``depth``: the last, and from the first on in even steps."""
    return [round(i * (depth - 1) / (n - 1)) for i in range(n - 1)] + [depth - 1] if n > 1 else [depth - 1]


def make_trainer(
    config: TrainingConfig,
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    examples: Sequence[Example],
    held_out: Sequence[Example] = (),
) -> Trainer:
    """A trainer for these examples, batches of similar length.

    Raises:
        InputError: tokens are to be hidden, and the tokenizer has no mask token; or the config has
            patience, and there are no held-out sentences to look at.
    """
    if config.patience and not held_out:
        raise InputError("patience: expected held-out sentences to look at, got none")
    if config.token_dropout and tokenizer.mask_token_id is None:
        raise InputError(f"token_dropout: expected a tokenizer with a mask token, got none in {config.base_model}")
    dataset = encode(examples, tokenizer, config)
    arguments = training_arguments(config)
    return _Trainer(
        token_dropout=config.token_dropout,
        model=model,
        args=arguments,
        train_dataset=dataset,
        eval_dataset=encode(held_out, tokenizer, config) if config.patience else None,
        data_collator=DataCollatorWithPadding(
            tokenizer, pad_to_multiple_of=8
        ),  # fewer shapes: kernels are kept for each
        processing_class=tokenizer,
        optimizers=optimizers(model, config, arguments, len(dataset)),
        callbacks=[EarlyStoppingCallback(config.patience)] if config.patience else [],
    )


def training_arguments(config: TrainingConfig) -> TrainingArguments:
    """What the config says of a run, in the Trainer's terms."""
    return TrainingArguments(
        output_dir=config.output,
        num_train_epochs=config.epochs,
        per_device_train_batch_size=config.batch_size,
        bf16=config.precision == "bf16",
        use_cpu=on_cpu(config.device),
        logging_steps=config.logging_steps,
        save_strategy="steps",
        save_steps=config.save_steps,
        save_total_limit=2,
        eval_strategy="steps" if config.patience else "no",
        eval_steps=config.save_steps,
        load_best_model_at_end=bool(config.patience),
        average_tokens_across_devices=False,  # the loss is a mean over texts: else it is counted once a process
        report_to=["tensorboard"],
        seed=config.seed,
        dataloader_num_workers=0,
    )


def optimizers(
    model: PreTrainedModel, config: TrainingConfig, arguments: TrainingArguments, n_examples: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    """AdamW, with linear warm-up and decay over the passes of the config."""
    steps = config.epochs * -(-n_examples // (arguments.train_batch_size * arguments.world_size))
    optimizer = torch.optim.AdamW(parameter_groups(model, config), fused=True)
    return optimizer, get_linear_schedule_with_warmup(optimizer, int(config.warmup * steps), steps)


class _LengthBuckets(LengthGroupedSampler):
    """Batches of similar length, in an order that the seed and the epoch alone decide.

    So a run that goes on in a later epoch sees what it would have seen, and so do the processes of one run.
    """

    def __init__(self, batch_size: int, lengths: list[int], seed: int) -> None:
        super().__init__(batch_size, lengths=lengths, generator=torch.Generator())
        self._seed = seed
        self._epoch = 0

    def set_epoch(self, epoch: int) -> None:
        self._epoch = epoch

    def __iter__(self) -> Iterator[int]:
        self.generator.manual_seed(self._seed * 1000 + self._epoch)
        order: Iterator[int] = super().__iter__()  # type: ignore[no-untyped-call]
        return order


class _Trainer(Trainer):
    def __init__(self, token_dropout: float, **rest: Any) -> None:
        super().__init__(**rest)
        self._token_dropout = token_dropout

    def training_step(self, model: torch.nn.Module, inputs: dict[str, Any], *rest: Any) -> torch.Tensor:
        # Here rather than in the collator, which is a batch ahead of the checkpoints: a resumed run hides the same.
        if self._token_dropout:
            tokenizer = self.processing_class
            assert isinstance(tokenizer, PreTrainedTokenizerBase)
            inputs = {**inputs, "input_ids": drop_tokens(inputs["input_ids"], self._token_dropout, tokenizer)}
        step: torch.Tensor = super().training_step(model, inputs, *rest)
        return step

    def _get_train_sampler(self, train_dataset: Dataset | None = None) -> _LengthBuckets:
        assert isinstance(self.train_dataset, Dataset)
        lengths = list(self.train_dataset["length"])
        return _LengthBuckets(self.args.train_batch_size * self.args.world_size, lengths, self.args.seed)


def drop_tokens(ids: torch.Tensor, share: float, tokenizer: PreTrainedTokenizerBase) -> torch.Tensor:
    """``ids`` with a drawn ``share`` of the tokens behind the mask token; special tokens stay.

    So that no label hangs on one word. Word dropout (Iyyer et al., 2015), with the mask token that pretraining knows.
    """
    special = torch.isin(ids, torch.tensor(tokenizer.all_special_ids, device=ids.device))
    hidden = (torch.rand(ids.shape, device=ids.device) < share) & ~special
    return ids.masked_fill(hidden, tokenizer.mask_token_id)


def on_cpu(device: str) -> bool:
    """Whether this device setting means the CPU here.

    Raises:
        InputError: CUDA or MPS is asked for by name and is not there.
    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if not there.get(device, True):
        raise InputError(
            f"device: expected one that PyTorch finds here, got {device!r}; 'auto' takes the best there is"
        )
    return device == "cpu" or (device == "auto" and not (there["cuda"] or there["mps"]))


def encode(examples: Sequence[Example], tokenizer: PreTrainedTokenizerBase, config: TrainingConfig) -> Dataset:
    """Token ids and (smoothed) targets of the examples."""
    smooth = config.label_smoothing
    encoded = [
        tokenizer(
            e.text, (config.context and e.context) or None, truncation="only_first", max_length=config.max_tokens
        )["input_ids"]
        for e in examples
    ]
    full = sum(len(ids) == config.max_tokens for ids in encoded)
    if full:
        logger.info("%d of %d examples fill %d tokens: what is longer was cut", full, len(encoded), config.max_tokens)
    return Dataset.from_dict(
        {
            "input_ids": encoded,
            "labels": [[y * (1 - smooth) + smooth / 2 for y in e.soft_labels or e.target] for e in examples],
            "length": [len(ids) for ids in encoded],
        }
    )


def parameter_groups(model: PreTrainedModel, config: TrainingConfig) -> list[dict[str, Any]]:
    """Parameters by layer and decay: lower layers learn more slowly, vectors do not decay.

    Layer-wise decay after Howard and Ruder (2018).
    """
    depth = model.config.num_hidden_layers
    encoder = f"{model.base_model_prefix}."
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        head = "pooler" in name or not name.startswith(encoder)
        rate = config.learning_rate * (config.head_factor if head else _rate_factor(name, depth, config))
        decay = config.weight_decay if parameter.ndim >= 2 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]


def _rate_factor(name: str, depth: int, config: TrainingConfig) -> float:
    below = depth
    if ".layer." in name:
        below = depth - 1 - int(name.split(".layer.")[1].split(".")[0])
    return config.layer_decay**below
