"""How commands look for personal data in a cell: by its text, and by what its column says of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from troth.data.hints import Hint
    from troth.personal import Finding


def find_in(text: str, hint: Hint, kinds: Sequence[str]) -> list[Finding]:
    """What is personal in a cell, of the kinds; in one of short codes names are not looked for, and patterns are."""
    from troth import personal

    looked_for = without_names(kinds) if hint.codes else kinds
    return personal.find(text, kinds=looked_for, beside=hint.words)


def without_names(kinds: Sequence[str]) -> list[str]:
    """The kinds that patterns tell."""
    from troth import personal

    return [kind for kind in kinds if kind not in personal.NAMED]
