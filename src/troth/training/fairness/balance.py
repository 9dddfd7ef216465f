"""Groups and labels made to look independent, by weights on the training rows or by drawing them anew.

A row of group g and label y weighs P(g) P(y) / P(g, y). F. Kamiran and T. Calders (2012), Data preprocessing techniques
for classification without discrimination, Knowledge and Information Systems 33:1–33 (reweighing; uniform sampling).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from troth.data import Dataset
from troth.data.balancing import balancing_weights
from troth.training.fairness.choice import Fairness, groups_of

Floats = NDArray[np.float64]


def weights_of(fairness: Fairness, dataset: Dataset) -> Floats:
    """Of the training rows."""
    labels = dataset.train.label_codes(dataset.labels).astype(np.int64)
    return balancing_weights(groups_of(dataset.train, fairness.columns), labels)


def resampled(fairness: Fairness, dataset: Dataset, seed: int) -> Dataset:
    """The dataset with training rows drawn anew: each as often as its weight says, the rest of it by chance."""
    weights = weights_of(fairness, dataset)
    draw = np.random.default_rng([seed, *b"resampling"])
    times = np.floor(weights + draw.random(len(weights))).astype(np.int64)
    rows = np.repeat(np.arange(len(weights)), times)
    train = dataset.train
    drawn = replace(train, frame=train.frame[rows], places=train.places.take(rows), _made={})
    return replace(dataset, train=drawn)
