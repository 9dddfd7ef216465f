"""A network from one sequence of words to another, such as a translator's, in a plain Hugging Face folder.

It is opened with the care that any base is: JSON, safetensors and a tokenizer.json, no code of the folder, no pickle.
It answers with its likeliest next piece, again and again: nothing is drawn by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from troth.errors import ModelError
from troth.models.bases import check_transformer_folder
from troth.models.digest import digest_of
from troth.models.huggingface import module_of
from troth.models.tokenizer import open_tokenizer

LONGEST = 256
"""Pieces: a longer text is not translated, as translators were taught on sentences and leave out the rest; nor is one
that is longer than a translator's own table of positions."""

TIMES, MORE = 2, 8
"""Most pieces of an answer: so many times those of the text, and so many more."""


def translator_digest(folder: Path) -> str:
    """The digest of a translator's folder, after it is seen to hold JSON and safetensors and no code.

    Raises ModelError.
    """
    if not folder.is_dir():
        raise ModelError(
            "there is no such folder of a translator",
            where=str(folder),
            remedy="Name a folder with config.json, model.safetensors and tokenizer.json.",
        )
    check_transformer_folder(folder)
    return digest_of(folder)


class Translator:
    """A folder's network. digest: of the folder."""

    def __init__(self, folder: Path) -> None:
        """Raises ModelError for a folder that holds no such network, or anything that could run code."""
        self.digest = translator_digest(folder)
        self._tokenizer = open_tokenizer(folder)
        self._network = module_of(folder, "AutoModelForSeq2SeqLM")
        config = self._network.config
        self._start = config.decoder_start_token_id
        if self._start is None or config.pad_token_id is None or config.eos_token_id is None:
            raise ModelError(
                "config.json does not say which pieces begin, end and pad a sequence",
                where=str(folder),
                remedy="Add decoder_start_token_id, eos_token_id and pad_token_id, as save_pretrained writes them.",
            )
        self._padding, self._end = int(config.pad_token_id), config.eos_token_id
        self._positions = _positions(config)
        if self._tokenizer.get_vocab_size() > int(config.vocab_size):
            raise ModelError(
                f"its tokenizer has {self._tokenizer.get_vocab_size()} pieces and its network {config.vocab_size}",
                where=str(folder),
                remedy="Put the tokenizer.json that belongs to this network into the folder.",
            )

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """How many pieces each text is cut into."""
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts))]

    def __call__(self, texts: Sequence[str]) -> list[str]:
        """Each text as the network says it; empty where it is too long (see `LONGEST`). Several threads may ask."""
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        longest = min(LONGEST, self._positions)
        fitting = [place for place, ids in enumerate(pieces) if 0 < len(ids) <= longest]
        said = [""] * len(texts)
        if fitting:
            answers = self._answers([pieces[place] for place in fitting])
            for place, answer in zip(fitting, self._tokenizer.decode_batch(answers), strict=True):
                said[place] = answer.strip()
        return said

    def _answers(self, pieces: Sequence[Sequence[int]]) -> list[list[int]]:
        import torch
        from transformers import GenerationConfig

        longest = max(map(len, pieces))
        ids = np.full((len(pieces), longest), self._padding, np.int64)
        for row, own in enumerate(pieces):
            ids[row, : len(own)] = own
        mask = np.arange(longest) < np.array([len(own) for own in pieces])[:, None]
        options: dict[str, Any] = {"suppress_tokens": [self._padding]} if self._padding != self._end else {}
        way = GenerationConfig(  # type: ignore[no-untyped-call]
            max_new_tokens=self._most(longest),
            decoder_start_token_id=self._start,
            pad_token_id=self._padding,
            eos_token_id=self._end,
            **options,
        )
        with torch.inference_mode():
            found = self._network.generate(
                input_ids=torch.from_numpy(ids),
                attention_mask=torch.from_numpy(mask.astype(np.int64)),
                generation_config=way,
            )
        most = [self._most(len(own)) for own in pieces]  # of each its own, whatever stood beside it
        return [answer[1 : 1 + limit] for answer, limit in zip(found.tolist(), most, strict=True)]

    def _most(self, pieces: int) -> int:
        """Most pieces of the answer to a text of so many; one position is that of the piece which begins it."""
        return min(TIMES * pieces + MORE, self._positions - 1)


def _positions(config: Any) -> int:
    """Pieces that a network has positions for: Marian's and BART's have a table of them, T5 counts distances alone."""
    parts = (config, getattr(config, "encoder", None), getattr(config, "decoder", None))
    limits = (getattr(part, "max_position_embeddings", None) for part in parts)
    return min((limit for limit in limits if isinstance(limit, int)), default=1 << 20)
