"""Where examples are few, a head to begin with: logistic regression on what the base says of the texts as it is.

A head that begins at random first drags the base's features about, to fit the few rows there are; from one that fits
them already, features move only where that helps (Kumar et al., Fine-tuning can distort pretrained features and
underperform out-of-distribution, ICLR 2022). Nine examples of each of banking77's intents, 3,000 other training rows to
judge on, one seed: accuracy 0.835 from a fitted head, 0.816 from a random one.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from troth.data import Dataset
from troth.models import Reader
from troth.models.network import Network
from troth.training.validation import scores_of
from troth.training.workers import Workers

FEW = 20
"""Rows of a label, on average, up to which a head is fitted first."""

STRENGTH = 20.0  # inverse weight of the penalty, for features of unit length: flat between 10 and 100 on banking77
STEPS = 1000


def few(dataset: Dataset) -> bool:
    """Whether a training split has so few examples of its labels."""
    return len(dataset.train) <= FEW * len(dataset.labels)


def fit_head(network: Network, reader: Reader, dataset: Dataset) -> None:
    """Set the head of a network of texts to a logistic regression on the training split, deterministic."""
    from sklearn.linear_model import LogisticRegression

    features, codes = features_of(network, reader, dataset), dataset.train.label_codes(dataset.labels)
    length = float(np.linalg.norm(features, axis=1).mean())
    fitted = LogisticRegression(C=STRENGTH, max_iter=STEPS).fit(features / length, codes)
    weights, biases = fitted.coef_ / length, fitted.intercept_
    if len(fitted.classes_) == 2:  # which scikit-learn gives one row for both
        weights, biases = np.concatenate([-weights, weights]) / 2, np.concatenate([-biases, biases]) / 2
    with torch.no_grad():
        network.head.bias.fill_(float(biases.min()))  # of a label without rows
        network.head.weight.zero_()
        network.head.weight[fitted.classes_] = torch.from_numpy(weights).float()
        network.head.bias[fitted.classes_] = torch.from_numpy(biases).float()


def features_of(network: Network, reader: Reader, dataset: Dataset) -> NDArray[np.float64]:
    """What the head sees of every training text, [rows, width]."""
    head, network.head = network.head, nn.Identity()  # type: ignore[assignment]
    units = reader.texts(cast("list[str]", dataset.train.inputs()))
    try:
        with Workers(1, torch.get_num_threads()) as workers:
            return scores_of(network, reader, units, workers, half=False).astype(np.float64)
    finally:
        network.head = head
