"""A model of texts on torch: beside its answers, how they change on the way from a text with nothing in it to the text.

What stands for nothing is the masking piece where the tokenizer has one, as the base was taught that it says only that
a word was there; else the padding piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from troth.models.batches import batches
from troth.models.features import ends_of, mask_piece, padding_piece
from troth.models.interface import Description, Pieces
from troth.models.labels import Labels
from troth.models.neural import NeuralModel, Reader
from troth.models.torch_engine import TorchEngine

PIECES = 1024
"""Padded pieces of a batch that slopes are taken of: half of what is answered at once, as every layer is kept."""


class TextReader(Reader, Protocol):
    """A reader of texts that says how it cuts them, and by how much its answers are tempered."""

    tokenizer: Any
    temperature: float


class TextNetwork(NeuralModel):
    """A model that is `Differentiable`."""

    def __init__(
        self, reader: TextReader, engine: TorchEngine, description: Description, digest: str, *, labels: Labels
    ) -> None:
        super().__init__(reader, engine, description, digest, labels=labels)
        self._texts, self._torch = reader, engine
        mask = mask_piece(reader.tokenizer)
        self._nothing = padding_piece(reader.tokenizer) if mask is None else mask

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """See `Differentiable`."""
        units = self._texts.units(texts, None)
        encodings = self._texts.tokenizer.encode_batch(list(texts), add_special_tokens=True)
        return [self._pieces(unit, encoding) for unit, encoding in zip(units, encodings, strict=True)]

    def _pieces(self, unit: Any, encoding: Any) -> Pieces:
        places = ends_of(encoding, unit.length)
        ids = self._texts.arrays([unit])["input_ids"][0].astype(np.int64)
        return Pieces(unit, np.where(places < 0, ids, self._nothing), places)

    def slopes(
        self, pieces: Sequence[Pieces], codes: NDArray[np.int32], share: float
    ) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
        """See `Differentiable`."""
        own = self._labels.own(codes)
        shares = np.zeros(len(pieces))
        products: list[NDArray[np.float64]] = [np.zeros(0)] * len(pieces)
        for batch in batches([each.unit.length for each in pieces], PIECES):
            chosen = [pieces[place] for place in batch]
            arrays = self._texts.arrays([each.unit for each in chosen])
            hidden = arrays["input_ids"].astype(np.int64)
            for row, each in enumerate(chosen):
                hidden[row, : each.unit.length] = each.hidden
            found, along = self._torch.slopes(arrays, hidden, own[batch], share, self._texts.temperature)
            shares[batch] = found
            for place, each, row in zip(batch, chosen, along, strict=True):
                products[place] = row[: each.unit.length]
        return shares, products
