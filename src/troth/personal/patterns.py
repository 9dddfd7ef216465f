"""Personal data by patterns: what can be there (one pass for all rules), where, and what the words beside it say.

RE2 matches in time linear in the text, whatever the text. A set of all patterns says in one pass which of them occur;
only those are looked for. What one finds is kept where its number stands for itself, its check holds, and a word that
its rule asks for stands beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import re2

from troth.personal.interface import Finding, Rule
from troth.personal.rules import RULES
from troth.personal.settling import settled
from troth.personal.windows import AFTER, BEFORE

BLOCK = 32_768  # characters looked through at once: a pass of a rule costs less than a call
MEMORY = 256 << 20  # bytes that the automaton of all rules may grow to
_RUNS_IN, _RUNS_ON = re.compile(r"(?:[_\d]|\d[-./,:+])\Z"), re.compile(r"_|[-./,:]\d")
_FIRM = re.compile(r"[。！？；，、”’」』）]")  # no rule matches these: a window may end with one as it stands


class Patterns:
    """Rules made ready. Holds no text; one may serve many threads."""

    def __init__(self, rules: Sequence[Rule] = RULES) -> None:
        self.rules = tuple(rules)
        options = re2.Options()
        options.max_mem, options.log_errors = MEMORY, False
        self._set = re2.Set.SearchSet(options)
        self._set.Add("")  # always there, unless the automaton ran out of memory: then nothing is, and all are tried
        for rule in self.rules:
            self._set.Add(_whole(rule))
        self._set.Compile()
        self._compiled = [re2.compile(_whole(rule)) for rule in self.rules]
        self._words = {words: _any_of(words) for words in {rule.words for rule in self.rules} if words}

    def find(self, text: str, spans: Iterable[tuple[int, int]], *, before: str = "") -> list[Finding]:
        """What is found, in order, without overlaps.

        spans: the windows of the text. before: what stands before the text, of which words beside a finding may be.
        """
        return settled(
            finding
            for first, block, cuts in _blocks(text, spans)
            for finding in self._of_block(text, before, first, block, cuts)
        )

    def _of_block(self, text: str, before: str, first: int, block: str, cuts: list[int]) -> Iterator[Finding]:
        data = block.encode("utf-8", "surrogatepass")
        occurring = self._set.Match(data)
        numbers: Iterable[int] = range(1, len(self.rules) + 1) if occurring is None else sorted(occurring)[1:]
        for number in numbers:
            rule = self.rules[number - 1]
            offsets = _Offsets(block, data)
            for match in self._compiled[number - 1].finditer(data):
                start, end = map(offsets.of, match.span(1 if self._compiled[number - 1].groups else 0))
                if not rule.joined and _joined(block, start, end):
                    continue
                score = self._score(rule, text, before, first, block, start, end, cuts)
                if score:
                    yield Finding(first + start, first + end, rule.kind, rule.name, score)

    def _score(
        self, rule: Rule, text: str, before: str, first: int, block: str, start: int, end: int, cuts: list[int]
    ) -> float:
        held = rule.check is None or rule.check(block[start:end])
        if not (held or rule.doubted):
            return 0.0
        if rule.words:
            low = first + start - BEFORE
            left = (before[low:] if low < 0 else "") + text[max(low, 0) : first + start]
            right = block[end : min(cuts[bisect_right(cuts, start)], end + AFTER)]
            if self._words[rule.words].search(f"{left} \0 {right}".encode("utf-8", "surrogatepass")):
                return rule.beside if held else rule.doubted
        return rule.alone if held else 0.0


def _whole(rule: Rule) -> str:
    """The pattern, where it is not to stand within a word or a number."""
    if rule.joined:
        return rule.pattern
    return rf"\b(?:{rule.pattern})\b" if rule.edged else rf"(?:{rule.pattern})\b"


def _joined(block: str, start: int, end: int) -> bool:
    """Whether it stands in a longer run: the rest of a number, a version, a path."""
    return bool(_RUNS_IN.search(block[max(start - 2, 0) : start]) or _RUNS_ON.match(block, end))


def _any_of(words: Sequence[str]) -> Any:
    """Any of them as whole words; those in Chinese anywhere."""
    edge = r"(?:[^a-z]|$)"
    return re2.compile(
        "(?i)" + "|".join(rf"\b{re2.escape(word)}{edge}" if word.isascii() else re2.escape(word) for word in words)
    )


def _blocks(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, str, list[int]]]:
    """Windows together: where they begin, what to look through, and where each ends in it.

    The last sign of a window is made the end of a line, which nothing that is found goes across.
    """
    parts: list[str] = []
    cuts: list[int] = []
    first = 0
    for start, end in spans:
        last = text[end - 1]
        parts.append(text[start:end] if last == "\n" or not last.isspace() else text[start : end - 1] + "\n")
        cuts.append(end - first)
        firm = last.isspace() or _FIRM.match(last) is not None
        if not firm or end - first >= BLOCK:
            yield first, "".join(parts), cuts
            parts, cuts, first = [], [], end
    if parts:
        yield first, "".join(parts), cuts


class _Offsets:
    """From bytes to characters, for places in rising order."""

    def __init__(self, block: str, data: bytes) -> None:
        self._data = data
        self._plain = len(block) == len(data)
        self._bytes = self._characters = 0

    def of(self, place: int) -> int:
        """The character at a byte."""
        if self._plain:
            return place
        if place < self._bytes:
            self._bytes = self._characters = 0
        self._characters += len(self._data[self._bytes : place].decode("utf-8", "surrogatepass"))
        self._bytes = place
        return self._characters
