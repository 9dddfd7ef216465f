"""A head with rows for labels that the older release did not know: its own rows stay, and the new ones are fitted.

The new rows are a logistic regression on what the older encoder says of the training texts, beside the older head's
scores, which do not move. A head that began at random would first drag along the features that old labels stand on
(Kumar et al., Fine-tuning can distort pretrained features and underperform out-of-distribution, ICLR 2022).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from troth.data import Dataset
from troth.models import Reader
from troth.models.network import Network
from troth.training.first_head import STRENGTH, features_of
from troth.training.updating.older import Older

STEPS = 200
NEVER = -1e4
"""The score of a label that was not known: its probability is then 0, and no number becomes infinite."""


def widen(network: Network, reader: Reader, dataset: Dataset, older: Older) -> Tensor:
    """Set the head, deterministic; returns the older release's scores of every training text, [texts, labels]."""
    features = torch.from_numpy(features_of(network, reader, dataset)).float()
    codes = torch.from_numpy(dataset.train.label_codes(dataset.labels).astype(np.int64))
    weights, biases = older.head()
    places = torch.tensor([dataset.labels.index(label) for label in older.labels])
    scores = torch.full((len(features), len(dataset.labels)), NEVER)
    scores[:, places] = features @ weights.T + biases
    new = torch.tensor([code for code, label in enumerate(dataset.labels) if label not in older.labels]).long()
    with torch.no_grad():
        network.head.weight[places], network.head.bias[places] = weights, biases
    if len(new):
        found, shifts = _fitted(features, scores, codes, new)
        with torch.no_grad():
            network.head.weight[new], network.head.bias[new] = found, shifts
    return scores


def _fitted(features: Tensor, scores: Tensor, codes: Tensor, new: Tensor) -> tuple[Tensor, Tensor]:
    """Rows for new labels that make the truth likeliest, labels of few rows no less than others."""
    length = features.norm(dim=1).mean()
    unit = features / length
    share = torch.bincount(codes, minlength=scores.shape[1]).clamp(min=1).float().reciprocal()
    penalty = 1 / (2 * STRENGTH * len(codes))
    moving = torch.zeros(len(new), features.shape[1] + 1, requires_grad=True)
    optimiser = torch.optim.LBFGS([moving], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        whole = scores.index_copy(1, new, unit @ moving[:, :-1].T + moving[:, -1])
        value = cross_entropy(whole, codes, weight=share) + penalty * moving[:, :-1].square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    found = moving.detach()
    return found[:, :-1] / length, found[:, -1]
