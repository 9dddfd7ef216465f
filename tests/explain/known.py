"""Models whose explanations are known without asking them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from troth.explain import spans_of
from troth.models import Description, Prediction
from troth.models.labels import Labels
from troth.models.text_network import TextNetwork
from troth.models.torch_engine import TorchEngine
from troth.progress import Progress, silent

VOCABULARY = ("the", "lost", "card", "rain", "sun", "is", "not")
SAID = {"lost": 0.2, "card": 0.1, "rain": -0.15, "not": -0.05}


class Additive:
    """Says `card` with a probability that is a sum: half, and what each word of SAID adds wherever it stands."""

    kind, labels, digest = "text-classification", ("card", "weather"), "sha256:" + "2" * 64

    def __init__(self, said: Mapping[str, float] = SAID, three: float = 0.0) -> None:
        """three: what `lost`, `the` and `card` add only together."""
        self.said, self.three = said, three
        self.asked: list[str] = []

    def describe(self) -> Description:
        return Description("additive", self.kind, "memory", self.labels, None, None, 0)

    def share(self, text: str) -> float:
        words = [text[start:end] for start, end in spans_of(text)]
        return (
            0.5 + sum(self.said.get(word, 0.0) for word in words) + self.three * ({"lost", "the", "card"} <= set(words))
        )

    def predict(self, inputs: Sequence[str], *, documents: object = None, progress: Progress = silent) -> Prediction:
        self.asked += inputs
        first = np.array([self.share(text) for text in inputs], np.float32)
        shares = np.stack([first, 1 - first], axis=1).reshape(len(inputs), 2)
        return Prediction(shares.argmax(1).astype(np.int32), shares)


class Bag(torch.nn.Module):
    """Two labels by the sum of a number for each piece: the odds of the second are as the exponential of it."""

    def __init__(self, numbers: Sequence[float]) -> None:
        super().__init__()
        self.words = torch.nn.Embedding(len(numbers), 1)
        self.words.weight = torch.nn.Parameter(torch.tensor(numbers)[:, None])

    def get_input_embeddings(self) -> torch.nn.Module:
        return self.words

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        total = (self.words(input_ids)[:, :, 0] * attention_mask).sum(1)
        return torch.stack([torch.zeros_like(total), total], dim=1)


def bag_of_words(folder: Path, numbers: Mapping[str, float], hidden: float) -> TextNetwork:
    """A network whose answer is a sum over words; `hidden`: the number of the piece that says nothing."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    from troth.models import Reader

    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *numbers]
    tokenizer = Tokenizer(models.WordLevel({name: place for place, name in enumerate(names)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    labels = ("weather", "card")
    settings = {"kind": "text-classification", "labels": labels, "network": {"longest": 16, "padding": 0}}
    engine = TorchEngine(Bag([0.0, 0.0, 0.3, -0.1, hidden, *numbers.values()]), name="bag")
    description = Description("bag", "text-classification", "torch", labels, None, None, 0)
    return TextNetwork(Reader(tokenizer, settings), engine, description, "sha256:" + "3" * 64, labels=Labels(labels))
