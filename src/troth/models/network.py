"""The torch network of text and token classification: an encoder, what it is told of casing and spelling, and a head.

One module for training, for answering and for the ONNX export: `forward` has no branch on data. Texts are the mean of
their pieces (Reimers and Gurevych, Sentence-BERT, EMNLP 2019). For tokens the shape and the characters of a word are
added at the input, where every layer can use them in context, and given to the head again; and the head sees a learned
mean of the upper layers (Peters et al., ELMo, NAACL 2018), since the uppermost of a sentence encoder has forgotten much
of which word it stands on.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from troth.errors import ModelError
from troth.models.files import read_json
from troth.models.words import ALPHABET, SHAPE_CODES
from troth.standard import TOKENS

SHAPE_WIDTH = 32  # numbers that say a word's shape to the head
LETTER_WIDTH = 24  # numbers a character is embedded in
FILTERS = 96  # patterns of three characters that are looked for
NEIGHBOURS = 3  # characters a filter sees at once
UNSEEN = -1e4  # added to a score: its share of attention is then 0 in float32, and no row of scores is without one


class Spelling(nn.Module):
    """The strongest answer of every filter anywhere in a word: [.., CHARACTERS] codes to [.., FILTERS].

    No word is all zeros.
    """

    def __init__(self) -> None:
        super().__init__()
        self.letters = nn.Embedding(ALPHABET, LETTER_WIDTH, padding_idx=0)
        self.filters = nn.Linear(NEIGHBOURS * LETTER_WIDTH, FILTERS)
        nn.init.normal_(self.letters.weight, std=0.3)

    def forward(self, characters: Tensor) -> Tensor:
        """characters: [batch, length, CHARACTERS], 0 after the end of a word."""
        letters = nn.functional.pad(self.letters(characters), (0, 0, 1, 1))
        seen = torch.cat([letters[:, :, :-2], letters[:, :, 1:-1], letters[:, :, 2:]], dim=-1)
        strongest: Tensor = torch.relu(self.filters(seen)).amax(dim=2)
        return strongest * (characters[:, :, :1] > 0).to(strongest.dtype)


class Network(nn.Module):
    """Scores of texts or of pieces.

    encoder: any `transformers` encoder that takes `inputs_embeds`. settings: `hidden`, `dropout` and `layers`, as
    `network_settings` makes them; without `layers`, the head sees the last one.
    """

    def __init__(self, encoder: nn.Module, kind: str, labels: int, settings: Mapping[str, Any]) -> None:
        super().__init__()
        self.encoder = encoder
        self.tokens = kind == TOKENS
        width = int(encoder.config.hidden_size)  # type: ignore[union-attr, arg-type]
        self.dropout = nn.Dropout(float(settings["dropout"]))
        if self.tokens:
            self.shape_in = nn.Embedding(SHAPE_CODES, width)
            self.shape_out = nn.Embedding(SHAPE_CODES, SHAPE_WIDTH)
            self.spelling = Spelling()
            self.spelling_in = nn.Linear(FILTERS, width)
            for small in (self.shape_in.weight, self.spelling_in.weight):
                nn.init.normal_(small, std=0.01)  # a whisper at first: the base still hears what it was trained on
            nn.init.zeros_(self.spelling_in.bias)
            self.layers = nn.Parameter(torch.zeros(int(settings["layers"]))) if "layers" in settings else None
            width += SHAPE_WIDTH + FILTERS
            self.norm = nn.LayerNorm(width)
            self.hidden = nn.Linear(width, int(settings["hidden"]))
            width = int(settings["hidden"])
        self.head = nn.Linear(width, labels)

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor | None = None,
        shapes: Tensor | None = None,
        characters: Tensor | None = None,
        chosen: Tensor | None = None,
    ) -> Tensor:
        """Logits, float32: [batch, labels] of texts, [batch, length, labels] of pieces.

        attention_mask: [batch, length], 0 for padding; None where nothing is padded. chosen: numbers of pieces in the
        flattened batch; only these are scored, and the answer is [chosen, labels].
        """
        if self.tokens:
            assert shapes is not None
            assert characters is not None
            return self._tokens(input_ids, attention_mask, shapes, characters, chosen)
        return self.read(self._words(input_ids), attention_mask)

    def read(self, embedded: Tensor, attention_mask: Tensor | None) -> Tensor:
        """Logits of texts whose pieces are numbers already, [batch, length, width]: float32 [batch, labels]."""
        return self._scored(mean(self._encode(embedded, attention_mask), attention_mask))

    def embed(self, input_ids: Tensor, attention_mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Logits of texts, and what the head reads them by: float32 [batch, labels] and [batch, width]."""
        vectors = mean(self._encode(self._words(input_ids), attention_mask), attention_mask)
        return self._scored(vectors), vectors.float()

    def _scored(self, vectors: Tensor) -> Tensor:
        scores: Tensor = self.head(self.dropout(vectors))
        return scores.float()

    def _tokens(
        self,
        input_ids: Tensor,
        attention_mask: Tensor | None,
        shapes: Tensor,
        characters: Tensor,
        chosen: Tensor | None,
    ) -> Tensor:
        spelled = self.spelling(characters)
        told = self.shape_in(shapes) + self.spelling_in(spelled)
        states = self._mixed(self._words(input_ids) + told, attention_mask)
        known = torch.cat([states.float(), self.shape_out(shapes), spelled.float()], dim=-1)
        if chosen is not None:
            known = known.flatten(0, 1).index_select(0, chosen)
        inner = nn.functional.gelu(self.hidden(self.dropout(self.norm(known))))
        scores: Tensor = self.head(self.dropout(inner))
        return scores.float()

    def _words(self, input_ids: Tensor) -> Tensor:
        embedded: Tensor = self.get_input_embeddings()(input_ids)
        return embedded

    def get_input_embeddings(self) -> nn.Module:
        """What turns pieces into numbers, named as `transformers` names it."""
        words: nn.Module = self.encoder.get_input_embeddings()  # type: ignore[operator]
        return words

    def _mixed(self, embedded: Tensor, attention_mask: Tensor | None) -> Tensor:
        """The learned mean of the uppermost states, [batch, length, width]."""
        if self.layers is None:
            return self._encode(embedded, attention_mask)
        found = self._outcome(embedded, attention_mask, output_hidden_states=True)
        upper = [*found.hidden_states[-len(self.layers) : -1], found.last_hidden_state]
        weights = self.layers.softmax(0)
        mixed: Tensor = sum(weight * states for weight, states in zip(weights, upper, strict=True))
        return mixed

    def _encode(self, embedded: Tensor, attention_mask: Tensor | None) -> Tensor:
        states: Tensor = self._outcome(embedded, attention_mask).last_hidden_state
        return states

    def _outcome(self, embedded: Tensor, attention_mask: Tensor | None, **asked: bool) -> Any:
        mask = None if attention_mask is None else _visible(attention_mask)
        return self.encoder(inputs_embeds=embedded, attention_mask=mask, **asked)


def mean(states: Tensor, attention_mask: Tensor | None) -> Tensor:
    """The mean of the pieces of each text, [batch, width], padding left out."""
    if attention_mask is None:
        return states.mean(dim=1)
    weights = attention_mask[:, :, None].to(states.dtype)
    total: Tensor = (states * weights).sum(dim=1) / weights.sum(dim=1)
    return total


def _visible(attention_mask: Tensor) -> Tensor:
    """Which pieces may be seen, [batch, 1, length, length].

    Made here, because `transformers` looks at the data to make it. For an export as what is added to the scores,
    [batch, 1, 1, length]: beside a yes or no the exporter writes a search for NaN in every layer, a fifth of the time.
    """
    if torch.onnx.is_in_onnx_export():
        return (1.0 - attention_mask[:, None, None, :].float()) * UNSEEN
    return (attention_mask[:, None, None, :] > 0).expand(-1, -1, attention_mask.shape[1], -1)


def open_encoder(folder: Path, *, weights: bool) -> nn.Module:
    """The encoder that `config.json` of a folder describes, with the folder's weights or without.

    Never runs code of the folder.
    """
    from transformers import AutoConfig, AutoModel
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        if not weights:
            bare: nn.Module = AutoModel.from_config(  # type: ignore[no-untyped-call]
                config, attn_implementation="sdpa", trust_remote_code=False
            )
            return without_pooler(bare)
        encoder: nn.Module = AutoModel.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, use_safetensors=True, attn_implementation="sdpa"
        )
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"the encoder cannot be opened: {next(iter(str(error).splitlines()), type(error).__name__)}",
            where=str(folder),
            remedy="Use an encoder that transformers knows (BERT, RoBERTa, MiniLM …), saved as safetensors.",
        ) from None
    return without_pooler(encoder.float())


def without_pooler(encoder: nn.Module) -> nn.Module:
    """The encoder without the layer over its first piece, which nothing here uses."""
    if getattr(encoder, "pooler", None) is not None:
        encoder.pooler = None  # type: ignore[assignment]
    return encoder


def open_network(folder: Path) -> Network:
    """The network of a Troth model folder, float32, in evaluation mode.

    Raises ModelError when weights and description differ.
    """
    from safetensors.torch import load_file

    manifest = read_json(folder / "troth.json")
    network = Network(
        open_encoder(folder, weights=False), manifest["kind"], len(manifest["labels"]), manifest["network"]
    )
    try:
        network.load_state_dict(load_file(folder / "model.safetensors"))
    except (RuntimeError, OSError) as error:
        raise ModelError(
            f"model.safetensors does not fit troth.json: {str(error).splitlines()[0]}",
            where=str(folder),
            remedy="Copy the whole model folder again.",
        ) from None
    return network.eval()
