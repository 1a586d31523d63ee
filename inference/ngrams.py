"""The wide part of the model: character n-grams with linear weights, beside the encoder.

The encoder reads what a sentence means, n-grams know fixed wordings by heart; they err
differently ("wide and deep" learning, Cheng et al., 2016). N-grams are hashed into buckets
(the hashing trick, Weinberger et al., 2009), so there is no vocabulary to load.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from policyclause.inference.errors import ModelError

LONGEST = 4  # characters of the longest n-gram


@dataclass(frozen=True)
class NgramModel:
    """Linear weights of hashed n-grams.

    Attributes:
        idf: inverse document frequency of each bucket, shape ``(n_buckets,)``; a power of two.
        weights: by bucket and label, shape ``(n_buckets, n_labels)``.
        bias: shape ``(n_labels,)``.
    """

    idf: NDArray[np.float16]
    weights: NDArray[np.float16]
    bias: NDArray[np.float32]

    @classmethod
    def load(cls, path: Path) -> NgramModel:
        """Read a safetensors file.

        Raises:
            ModelError: it does not hold the three arrays.
        """
        try:
            arrays = load_file(path)
            return cls(arrays["idf"], arrays["weights"], arrays["bias"])
        except (SafetensorError, KeyError) as error:
            raise ModelError(f"expected idf, weights and bias in {path}: {error}") from error

    def save(self, path: Path) -> None:
        """Write a safetensors file."""
        save_file({"idf": self.idf, "weights": self.weights, "bias": self.bias}, path)

    def logits(self, text: str) -> NDArray[np.float32]:
        """Logit of each label for a text, shape ``(n_labels,)``."""
        buckets, values = features(text, self.idf)
        found: NDArray[np.float32] = values @ self.weights[buckets].astype(np.float32) + self.bias
        return found


def features(text: str, idf: NDArray[np.float16]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Buckets of a text and their TF-IDF values, sublinear in frequency and of unit length."""
    buckets, counts = np.unique(hash_ngrams(text, len(idf)), return_counts=True)
    values = (1 + np.log(counts)).astype(np.float32) * idf[buckets].astype(np.float32)
    length = float(np.sqrt(values @ values))
    return buckets, values / length if length else values


def hash_ngrams(text: str, n_buckets: int) -> NDArray[np.int64]:
    """Bucket of each n-gram of one to ``LONGEST`` characters, in no useful order.

    FNV-1a over code points, the high bits folded in. ``n_buckets`` is a power of two.
    """
    codes = np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), np.uint32).astype(np.uint64)
    hashes = []
    state = np.full(len(codes), 0xCBF29CE484222325, np.uint64)
    for n in range(min(LONGEST, len(codes))):
        state = (state[: len(codes) - n] ^ codes[n:]) * np.uint64(0x100000001B3)
        hashes.append(state ^ (state >> np.uint64(29)))
    if not hashes:
        return np.zeros(0, np.int64)
    return (np.concatenate(hashes) & np.uint64(n_buckets - 1)).astype(np.int64)
