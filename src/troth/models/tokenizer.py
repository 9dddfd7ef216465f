"""tokenizer.json opened with care: size, content and the regular expressions in it are looked at first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from troth.errors import ModelError
from troth.models.files import JSON_LIMIT, foreign_failure, inside, parse_json, read_text

_ENDINGS = r"'s|'t|'re|'ve|'m|'ll|'d"
_LINES = r"\s*[\r\n]+|\s+(?!\S)|\s+"
KNOWN = frozenset(
    (
        rf"{_ENDINGS}| ?\p{{L}}+| ?\p{{N}}+| ?[^\s\p{{L}}\p{{N}}]+|\s+(?!\S)|\s+",  # GPT-2, RoBERTa
        rf"{_ENDINGS}|[\p{{L}}]+|[\p{{N}}]|[^\s\p{{L}}\p{{N}}]+",  # CLIP
        rf"(?i:{_ENDINGS})|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{_LINES}",
        rf"(?i:{_ENDINGS})|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{_LINES}",
    )
)
"""Patterns of byte-level tokenizers (GPT-2, CLIP, Llama 3, Qwen 2): each alternative begins differently."""
PATTERN_LIMIT = 100
"""Most characters of any other pattern."""
CONTENT_LIMIT = 16
"""Most characters a normaliser may put for others."""
GROWTH_LIMIT = 64
"""How many times longer all of them together may make a text."""

_OPEN_REPEAT = re.compile(r"[+*]|\{\d+,\}|\{,\d+\}")


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
    growth = 1.0
    for node in _objects(tree):
        pattern = node.get("Regex")
        if isinstance(pattern, str) and not (pattern in KNOWN or is_simple(pattern)):
            raise ModelError(
                f"refused: its regular expression {pattern[:60]!r} is not a known one, and could take exponential time",
                where=str(path),
                remedy="Use a tokenizer with the patterns of GPT-2, Llama, Qwen or CLIP, or without any.",
            )
        content = node.get("content") if node.get("type") == "Replace" else node.get("prepend")
        if isinstance(content, str):
            said = node.get("pattern")
            length = len(said["String"]) if isinstance(said, dict) and isinstance(said.get("String"), str) else 1
            growth *= max(1.0, len(content) / max(1, length))
            if len(content) > CONTENT_LIMIT or growth > GROWTH_LIMIT:
                raise ModelError(
                    "refused: its normalisers can make a text many times longer",
                    where=str(path),
                    remedy="Use a tokenizer that replaces characters by a few others.",
                )


def is_simple(pattern: str) -> bool:
    """Whether a pattern takes time in proportion to the text whatever the text: no group, no alternative, and no
    open repeat but at its very end, where nothing is left that could fail and make it try again."""
    plain = re.sub(r"\\.", "x", pattern, flags=re.DOTALL)
    repeats = list(_OPEN_REPEAT.finditer(plain))
    at_end = not repeats or (len(repeats) == 1 and repeats[0].end() == len(plain))
    return len(pattern) <= PATTERN_LIMIT and at_end and not set(plain) & set("(|")


def _objects(tree: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object outside the vocabulary."""
    stack = [value for key, value in tree.items() if key != "model"]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
