"""What the model must beat: keyword lists, and character TF-IDF with logistic regression."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from policyclause.inference.classifier import scored_sentences
from policyclause.labels import instruments
from policyclause.training.calibration import fit_calibration
from policyclause.training.examples import Example, held_out_weights


class KeywordBaseline:
    """A label wherever one of its signals in ``instruments.json`` occurs, the tail left out."""

    def __init__(self) -> None:
        self._patterns = [re.compile("|".join(map(re.escape, i.signals))) for i in instruments()]

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """1.0 or 0.0, shape ``(n_texts, n_labels)``."""
        groups = [scored_sentences(text) for text in texts]
        return np.array([[float(any(p.search(s.value) for s in group)) for p in self._patterns] for group in groups])


class TfidfBaseline:
    """Character 1- to 4-grams, one logistic regression a label; clauses are united sentences.

    Calibrated, and with ``thresholds``, as the model is: on the same held-out sentences.
    """

    def __init__(self, examples: Sequence[Example], held_out: Sequence[Example]) -> None:
        self._vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True)
        features = self._vectorizer.fit_transform([e.text for e in examples])
        self._model = OneVsRestClassifier(LogisticRegression(C=10, max_iter=1000, class_weight="balanced"))
        self._model.fit(features, np.array([e.target for e in examples]))
        logits = self._logits([e.text for e in held_out])
        self._fitted = fit_calibration(
            np.stack([logits, np.zeros_like(logits)]).astype(np.float32),
            np.array([e.target for e in held_out]),
            held_out_weights(held_out),
        )
        self.thresholds = self._fitted.thresholds

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Probabilities, shape ``(n_texts, n_labels)``."""
        groups = [scored_sentences(text) for text in texts]
        logits = self._logits([s.value for group in groups for s in group])
        scores = expit(logits * self._fitted.encoder_slopes + self._fitted.intercepts)
        ends = np.cumsum([len(group) for group in groups])
        rows = [scores[end - len(g) : end] for g, end in zip(groups, ends, strict=True)]
        return np.array([r.max(axis=0) if len(r) else np.zeros(scores.shape[1]) for r in rows])

    def _logits(self, sentences: Sequence[str]) -> NDArray[np.float64]:
        return np.asarray(self._model.decision_function(self._vectorizer.transform(sentences)))
