"""Which pieces of a WordPiece vocabulary are kept, and a tokenizer with these alone.

A word whose piece is gone falls into shorter pieces, down to its characters, which all stay: nothing that could be read
before becomes unknown (Wu et al., Google's neural machine translation system, arXiv 1609.08144, on the greedy match).
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

UNUSED = re.compile(r"\[unused\d+\]")


def can_be_cut(tokenizer: dict[str, Any]) -> bool:
    """Whether its vocabulary may lose pieces: a WordPiece model whose added tokens all stand in it."""
    model = tokenizer.get("model", {})
    if model.get("type") != "WordPiece":
        return False
    return all(model["vocab"].get(token["content"]) == token["id"] for token in tokenizer.get("added_tokens", ()))


def needed(tokenizer: dict[str, Any]) -> list[int]:
    """Pieces that must stay: those with a meaning of their own, and every single character."""
    prefix = str(tokenizer["model"].get("continuing_subword_prefix", "##"))
    special = {token["content"] for token in tokenizer.get("added_tokens", ())} | {tokenizer["model"]["unk_token"]}
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    kept = {number for piece, number in vocabulary.items() if piece in special or len(piece.removeprefix(prefix)) == 1}
    return sorted(kept | put_around(tokenizer.get("post_processor")))


def chosen(tokenizer: dict[str, Any], read: Iterable[Sequence[int]], count: int) -> list[int]:
    """So many pieces, by their numbers, smallest first: the needed, then what the training texts use most, then the
    earlier ones, which the vocabularies of BERT and its kin list by how frequent they are.

    read: pieces of each training text. count: at least as many as are needed.
    """
    first = needed(tokenizer)
    used = Counter(number for pieces in read for number in pieces)
    spare = {number for piece, number in tokenizer["model"]["vocab"].items() if UNUSED.fullmatch(piece)}
    others = [number for number, _ in sorted(used.items(), key=lambda item: (-item[1], item[0]))]
    order = [
        *first,
        *others,
        *(number for number in sorted(tokenizer["model"]["vocab"].values()) if number not in spare),
    ]
    return sorted(list(dict.fromkeys(order))[:count])


def with_pieces(tokenizer: dict[str, Any], kept: Sequence[int]) -> dict[str, Any]:
    """`tokenizer.json` with these pieces alone, numbered anew in their order."""
    new = {old: number for number, old in enumerate(kept)}
    made = copy.deepcopy(tokenizer)
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    made["model"]["vocab"] = {piece: new[old] for piece, old in vocabulary.items() if old in new}
    for token in made.get("added_tokens", ()):
        token["id"] = new[token["id"]]
    made["post_processor"] = _renumbered(made.get("post_processor"), new)
    made["padding"] = made["truncation"] = None  # as every reader here sets them anyway
    return made


def put_around(processor: Any) -> set[int]:
    """Numbers of the pieces that a post-processor puts around a text."""
    if isinstance(processor, list):
        return set().union(*map(put_around, processor))
    if not isinstance(processor, dict):
        return set()
    found: set[int] = set().union(*(put_around(value) for value in processor.values()))
    found.update(processor[end][1] for end in ("sep", "cls") if isinstance(processor.get(end), list))
    return found | set(processor["ids"] if isinstance(processor.get("ids"), list) else ())


def _renumbered(processor: Any, new: dict[int, int]) -> Any:
    """A post-processor whose special pieces have their new numbers: BERT's, RoBERTa's, or a template's."""
    if isinstance(processor, list):
        return [_renumbered(each, new) for each in processor]
    if not isinstance(processor, dict):
        return processor
    changed = {key: _renumbered(value, new) for key, value in processor.items()}
    for end in ("sep", "cls"):
        if isinstance(changed.get(end), list):
            changed[end] = [changed[end][0], new[changed[end][1]]]
    if isinstance(changed.get("ids"), list):
        changed["ids"] = [new[number] for number in changed["ids"]]
    return changed
