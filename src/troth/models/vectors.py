"""What a base says of texts as it is: the mean of its last layer, of length 1.

Texts that mean alike have vectors near each other, as far as the base was taught so (Reimers and Gurevych,
Sentence-BERT, EMNLP 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.models.bases import resolve_base
from troth.models.batches import batches
from troth.models.tokenizer import open_tokenizer
from troth.models.torch_engine import torch_installed
from troth.progress import Progress, silent

Floats = NDArray[np.float32]

LONGEST = 256
"""Pieces of a text that the encoder reads, as the packaged MiniLM was taught on."""

PART = 2048
"""Texts between two calls of the progress."""


def sentence_vectors(texts: Sequence[str], base: str = "minilm", *, progress: Progress = silent) -> Floats:
    """The vectors of texts, float32 [n, width], each of length 1; of a long text its first 256 pieces count.

    base: as `resolve_base` takes it. Raises ModelError where the base or torch is not there.
    """
    if not torch_installed():
        raise ModelError("torch is not installed, which reads texts", remedy="pip install troth[train]")
    from troth.models.network import open_encoder

    folder = resolve_base(base).folder
    tokenizer, encoder = open_tokenizer(folder), open_encoder(folder, weights=True).eval()
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    found = []
    for start in range(0, len(texts), PART):
        progress("reading texts", start, len(texts))
        pieces = [encoding.ids for encoding in tokenizer.encode_batch(list(texts[start : start + PART]))]
        found.append(read_pieces(encoder, pieces))
    progress("reading texts", len(texts), len(texts))
    return np.concatenate(found) if found else np.zeros((0, 1), np.float32)


def read_pieces(encoder: Any, pieces: Sequence[Sequence[int]]) -> Floats:
    """The vectors of texts that are cut into pieces; of each at most `LONGEST` count."""
    import torch

    from troth.models.network import mean

    found: list[Floats] = [np.zeros(0, np.float32)] * len(pieces)
    for batch in batches([min(len(one), LONGEST) for one in pieces]):
        longest = max(min(len(pieces[place]), LONGEST) for place in batch)
        ids, mask = np.zeros((2, len(batch), longest), np.int64)
        for row, place in enumerate(batch):
            ids[row, : len(pieces[place])] = pieces[place][:longest]
            mask[row, : len(pieces[place])] = 1
        with torch.inference_mode():
            seen = torch.from_numpy(mask)
            states = encoder(input_ids=torch.from_numpy(ids), attention_mask=seen).last_hidden_state
            said = unit(mean(states, seen).numpy())
        for row, place in enumerate(batch):
            found[place] = said[row]
    return np.stack(found) if found else np.zeros((0, 1), np.float32)


def unit(rows: Floats) -> Floats:
    """Rows of length 1; one of nothing but zeros stays so."""
    found: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return found
