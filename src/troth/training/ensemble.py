"""Several trained networks, and what they answer together: what one more training imitates, which stands for them all.

The answers of an ensemble are better than those of its members, and one network of a member's size can be taught most
of the difference (Hinton, Vinyals and Dean, Distilling the knowledge in a neural network, arXiv 1503.02531; why that
goes beyond what any member knows: Allen-Zhu and Li, ICLR 2023).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from troth.data import Dataset
from troth.models import Reader, digest_of, open_tokenizer, read_manifest
from troth.models.network import open_network
from troth.training.validation import scores_of, units_of
from troth.training.workers import Workers


@dataclass(frozen=True, slots=True)
class Members:
    """Model folders of one charter's repeats. digests: of them, in their order."""

    folders: tuple[Path, ...]
    digests: tuple[str, ...]

    @classmethod
    def open(cls, folders: Sequence[Path]) -> Members | None:
        """Those in these folders; None without any."""
        return cls(tuple(folders), tuple(map(digest_of, folders))) if folders else None

    def answers(self, dataset: Dataset, workers: Workers, *, half: bool) -> list[NDArray[np.float32]]:
        """What each scores the training rows, [texts or words, labels]; each reads them by its own tokenizer."""
        found = []
        for folder in self.folders:
            reader = Reader(open_tokenizer(folder), read_manifest(folder))
            units = units_of(reader, dataset.train)
            found.append(scores_of(open_network(folder), reader, units, workers, half=half))
        return found

    def note(self) -> str:
        """What a reader of the report should know of it."""
        return f"Trained once more on what {len(self.folders)} trainings under other seeds answer together."


def together(answers: Sequence[NDArray[np.float32]]) -> Tensor:
    """The mean of log probabilities, [rows, labels]: no network is heard more because its scores are larger."""
    said = [torch.log_softmax(torch.from_numpy(scores).float(), -1) for scores in answers]
    return torch.stack(said).mean(0)
