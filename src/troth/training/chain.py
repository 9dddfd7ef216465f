"""The linear-chain conditional random field over the tags of a sentence (Lafferty, McCallum and Pereira, ICML 2001)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from troth.models import Transitions


class Chain(nn.Module):
    """Learned transitions, and the loss that they and the scores of a whole sentence are trained by."""

    def __init__(self, tags: int) -> None:
        super().__init__()
        self.between = nn.Parameter(torch.zeros(tags, tags))
        self.first = nn.Parameter(torch.zeros(tags))
        self.last = nn.Parameter(torch.zeros(tags))

    def loss(self, scores: Tensor, truth: Tensor) -> Tensor:
        """Negative log-likelihood, in nats, summed over sentences.

        scores: [sentences, words, tags], longest sentence first. truth: [sentences, words], -1 after the end.
        """
        inside = truth >= 0
        return self._all_paths(scores, inside.sum(1)) - self._true_path(scores, truth.clamp(min=0), inside)

    def _true_path(self, scores: Tensor, truth: Tensor, inside: Tensor) -> Tensor:
        emitted = scores.gather(2, truth[:, :, None])[:, :, 0] * inside
        moved = self.between[truth[:, :-1], truth[:, 1:]] * inside[:, 1:]
        final = truth.gather(1, inside.sum(1, keepdim=True) - 1)[:, 0]
        return emitted.sum() + moved.sum() + self.first[truth[:, 0]].sum() + self.last[final].sum()

    def _all_paths(self, scores: Tensor, lengths: Tensor) -> Tensor:
        going = (lengths[:, None] > torch.arange(scores.shape[1])).sum(0).tolist()
        paths, ended = self.first + scores[:, 0], []
        for word in range(1, scores.shape[1]):
            if going[word] < len(paths):
                ended.append(paths[going[word] :])
                paths = paths[: going[word]]
            paths = torch.logsumexp(paths[:, :, None] + self.between, dim=1) + scores[: going[word], word]
        every = torch.cat([paths, *ended])
        return torch.logsumexp(every + self.last, dim=1).sum()

    def written(self, rules: Transitions) -> Transitions:
        """The learned transitions on top of what the tag set forbids."""
        learned = (parameter.detach().numpy() for parameter in (self.between, self.first, self.last))
        return Transitions(
            *(rule + value for rule, value in zip((rules.between, rules.first, rules.last), learned, strict=True))
        )
