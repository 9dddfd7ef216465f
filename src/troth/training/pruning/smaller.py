"""A smaller base made of a network that was taught: the start of a second training, which the first one guides.

What the whole network says of every training row goes with it, as soft labels (Hinton, Vinyals and Dean, Distilling the
knowledge in a neural network, arXiv 1503.02531). Its layers are every other one or so of the whole (Sanh et al.,
DistilBERT, arXiv 1910.01108), at the weights they had there.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import nn

from troth.errors import TrainingError
from troth.models import digest_of
from troth.models.network import Network
from troth.training.pruning.plan import Plan, Sizes
from troth.training.pruning.vocabulary import can_be_cut, chosen, needed, with_pieces

HEAD, SCORES, MARK = "head.safetensors", "scores.npy", "made_for"


@dataclass(frozen=True, slots=True)
class Smaller:
    """A smaller base on disk. folder: as any base, with the whole network's head and scores beside it. digest: of the
    folder. scores: of the whole network, [texts or words of the training split, labels].
    """

    folder: Path
    digest: str
    scores: NDArray[np.float32]

    @classmethod
    def open(cls, folder: Path, mark: str) -> Smaller | None:
        """The one at `folder`, if it was finished and made of the training with this mark."""
        if not folder.is_dir() or (folder / MARK).read_text(encoding="utf-8") != mark:
            return None
        return cls(folder, digest_of(folder), np.load(folder / SCORES, allow_pickle=False))

    def take_head(self, network: Network) -> None:
        """Give a network over this base what stood above the encoder, where it has the same shape."""
        own = network.state_dict()
        found = load_file(self.folder / HEAD)
        fitting = {name: value for name, value in found.items() if name in own and own[name].shape == value.shape}
        network.load_state_dict(fitting, strict=False)


def sizes_of(network: Network, tokenizer: dict[str, Any]) -> Sizes:
    """Raises TrainingError for an encoder whose layers stand in no one list."""
    layers, table = layers_in(network.encoder), network.encoder.get_input_embeddings()  # type: ignore[operator]
    pieces, piece = table.weight.shape
    layer = sum(weight.numel() for weight in layers[0].parameters())
    total = sum(weight.numel() for weight in network.state_dict().values() if weight.is_floating_point())
    fewest = len(needed(tokenizer)) if can_be_cut(tokenizer) else pieces
    return Sizes(len(layers), layer, pieces, piece, total - len(layers) * layer - pieces * piece, fewest)


def layers_in(encoder: nn.Module) -> nn.ModuleList:
    """The list of an encoder's layers."""
    count = int(encoder.config.num_hidden_layers)  # type: ignore[union-attr, arg-type]
    found = [module for module in encoder.modules() if isinstance(module, nn.ModuleList) and len(module) == count]
    if not found:
        raise TrainingError(
            "its encoder has no list of layers that some could be taken out of",
            remedy="Leave the clause on parameters out, or name a base such as minilm.",
        )
    return found[0]


def make_smaller(
    network: Network,
    tokenizer: dict[str, Any],
    plan: Plan,
    said: tuple[Sequence[Sequence[int]], NDArray[np.float32]],
    folder: Path,
    mark: str,
) -> Smaller:
    """Write the smaller base of a network, whole or not at all. said: pieces of the training texts, and the scores."""
    read, scores = said
    draft = folder.with_name(folder.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    encoder = copy.deepcopy(network.encoder)
    _take_layers(encoder, plan.layers)
    if plan.pieces < len(tokenizer["model"]["vocab"]) and can_be_cut(tokenizer):
        kept = chosen(tokenizer, read, plan.pieces)
        _take_pieces(encoder, kept)
        tokenizer = with_pieces(tokenizer, kept)
    encoder.config.to_json_file(draft / "config.json")  # type: ignore[union-attr, operator]
    save_file({name: value.contiguous() for name, value in encoder.state_dict().items()}, draft / "model.safetensors")
    (draft / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    above = {name: value for name, value in network.state_dict().items() if not name.startswith("encoder.")}
    save_file({name: value.contiguous() for name, value in above.items()}, draft / HEAD)
    np.save(draft / SCORES, scores)
    (draft / MARK).write_text(mark, encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
    return Smaller(folder, digest_of(folder), scores)


def _take_layers(encoder: nn.Module, kept: Sequence[int]) -> None:
    layers = layers_in(encoder)
    staying = [layers[number] for number in kept]
    del layers[:]
    layers.extend(staying)
    encoder.config.num_hidden_layers = len(staying)  # type: ignore[union-attr]


def _take_pieces(encoder: nn.Module, kept: Sequence[int]) -> None:
    table = encoder.get_input_embeddings()  # type: ignore[operator]
    padding = encoder.config.pad_token_id  # type: ignore[union-attr]
    new = kept.index(padding) if padding in kept else None
    smaller = nn.Embedding(len(kept), table.weight.shape[1], padding_idx=new)
    with torch.no_grad():
        smaller.weight.copy_(table.weight[torch.tensor(kept)])
    encoder.set_input_embeddings(smaller)  # type: ignore[operator]
    encoder.config.vocab_size = len(kept)  # type: ignore[union-attr]
    encoder.config.pad_token_id = new  # type: ignore[union-attr]
