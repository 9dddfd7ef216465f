"""tokenizer.json opened with care: size, content and the regular expressions in it are looked at first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from troth.errors import ModelError
from troth.models.files import JSON_LIMIT, foreign_failure, inside, parse_json, read_text

PATTERN_LIMIT = 4096
"""Most characters of regular expressions a tokenizer may bring; GPT-4's takes some 400."""

_NESTED_REPEAT = re.compile(r"\((?:[^()\\]|\\.)*(?:[+*]|\{\d+,\})(?:[^()\\]|\\.)*\)(?:[+*]|\{\d+,\})")
"""`(a+)+`: a repeat of a group that repeats, which takes exponential time on a text made for it."""


def open_tokenizer(folder: Path) -> Any:
    """The `tokenizers.Tokenizer` of a folder, without padding or truncation; raises ModelError."""
    path = inside(folder / "tokenizer.json", folder)
    text = read_text(path, JSON_LIMIT)
    _check_patterns(parse_json(text, path), path)
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise ModelError(
            "tokenizers is not installed", where=str(path), remedy="pip install troth[onnx] (or troth[train])"
        ) from None
    try:
        tokenizer = Tokenizer.from_str(text)
    except BaseException as error:  # the library raises bare Exception, and panics
        if not foreign_failure(error):
            raise
        raise ModelError(
            f"not a tokenizer: {error}", where=str(path), remedy="Save it again: tokenizer.save_pretrained(folder)."
        ) from None
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _check_patterns(tree: dict[str, Any], path: Path) -> None:
    patterns = list(_patterns(tree))
    if sum(map(len, patterns)) > PATTERN_LIMIT or any(map(_NESTED_REPEAT.search, patterns)):
        raise ModelError(
            "refused: it brings a regular expression that can take exponential time",
            where=str(path),
            remedy="Use a tokenizer whose patterns have no repeated group with a repeat inside.",
        )


def _patterns(tree: Any) -> Iterator[str]:
    """Every {"Regex": pattern} outside the vocabulary."""
    stack = [value for key, value in tree.items() if key != "model"]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if isinstance(node.get("Regex"), str):
                yield node["Regex"]
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
