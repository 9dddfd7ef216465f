"""Which rules match a text, and where: one pass tells which of them can, and only those are looked for.

RE2 matches in time linear in the text, whatever the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import re2

from troth.screening.interface import Hit, Rule
from troth.screening.lookalikes import folded
from troth.screening.rules import RULES

MEMORY = 128 << 20  # bytes that the automaton of all rules may grow to
BLOCK, OVERLAP = 8192, 1024  # characters looked through at once, and again with the next


class Matcher:
    """Rules made ready. Holds no text; one may serve many threads."""

    def __init__(self, rules: Sequence[Rule] = RULES) -> None:
        self.rules = tuple(rules)
        options = re2.Options()
        options.max_mem, options.log_errors = MEMORY, False
        self._set = re2.Set.SearchSet(options)
        self._set.Add("")  # always there, unless the automaton ran out of memory: then nothing is, and all are tried
        for rule in self.rules:
            self._set.Add(rule.pattern)
        self._set.Compile()
        self._compiled = [re2.compile(rule.pattern, options) for rule in self.rules]

    def hits(self, text: str) -> list[Hit]:
        """The first place of each rule that matches, in the order of the rules; a long text block by block."""
        first: dict[str, Hit] = {}
        for start in range(0, max(len(text) - OVERLAP, 1), BLOCK - OVERLAP):
            for hit in self._of_block(folded(text[start : start + BLOCK]), start):
                first.setdefault(hit.rule.name, hit)
        return [first[rule.name] for rule in self.rules if rule.name in first]

    def _of_block(self, block: str, start: int) -> Iterator[Hit]:
        data = block.encode("utf-8", "surrogatepass")
        occurring = self._set.Match(data)
        numbers: Iterable[int] = range(1, len(self.rules) + 1) if occurring is None else sorted(occurring)[1:]
        for number in numbers:
            if match := self._compiled[number - 1].search(data):
                low, high = (len(data[:place].decode("utf-8", "surrogatepass")) for place in match.span())
                yield Hit(start + low, start + max(high, low + 1), self.rules[number - 1])


@cache
def matcher() -> Matcher:
    """All rules, made ready once."""
    return Matcher()
