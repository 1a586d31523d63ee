"""Fits the n-gram part of the model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from policyclause.inference.errors import InputError
from policyclause.inference.ngrams import NgramModel, features, hash_ngrams
from policyclause.labels import LABELS
from policyclause.training.examples import Example

N_BUCKETS = 2**18
RARE = 2  # a bucket seen in fewer texts has no weight


def fit_ngrams(examples: Sequence[Example], n_buckets: int = N_BUCKETS) -> NgramModel:
    """TF-IDF of hashed n-grams with one logistic regression a label, rare labels weighted up.

    Raises:
        InputError: a label that all of the examples have, or none.
    """
    texts = [e.text for e in examples]
    idf = _idf(texts, n_buckets)
    matrix = _matrix(texts, idf)
    truth = np.array([e.target for e in examples])
    if alike := [label for label, y in zip(LABELS, truth.T, strict=True) if y.min() == y.max()]:
        raise InputError(f"expected texts with and without each label to learn from, got one kind alone for {alike}")
    models = [LogisticRegression(C=10, max_iter=1000, class_weight="balanced").fit(matrix, y) for y in truth.T]
    # safetensors writes memory as it lies, so rows must lie one after the other.
    weights = np.ascontiguousarray(np.concatenate([m.coef_ for m in models]).T.astype(np.float16))
    bias = np.concatenate([m.intercept_ for m in models]).astype(np.float32)
    return NgramModel(idf, weights, bias)


def _idf(texts: Sequence[str], n_buckets: int) -> NDArray[np.float16]:
    """Smoothed as scikit-learn has it; zero where a bucket is rare."""
    n_texts = np.zeros(n_buckets)
    for text in texts:
        n_texts[np.unique(hash_ngrams(text, n_buckets))] += 1
    idf = np.log((1 + len(texts)) / (1 + n_texts)) + 1
    return np.where(n_texts < RARE, 0, idf).astype(np.float16)


def _matrix(texts: Sequence[str], idf: NDArray[np.float16]) -> csr_matrix:
    rows = [features(text, idf) for text in texts]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in rows)])
    columns = np.concatenate([buckets for buckets, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, columns, ends), shape=(len(texts), len(idf)))
