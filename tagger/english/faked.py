"""People's names of many countries: those of Faker, whose licence (MIT) lets anybody use and pass them on.

Names that the audit of name origins keeps for itself are left out, whatever list they stand in.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from troth.data import ORIGINS

_LATIN = re.compile(r"[A-Z\u00c0-\u00de][A-Za-z\u00c0-\u024f'’ -]{1,20}")
_FEWEST = 30  # names of both kinds that a country must have


@cache
def faked() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Given and family names, a pair for each country. Raises SystemExit where Faker is not installed."""
    try:
        people = importlib.import_module("faker.providers.person")
    except ImportError:
        raise SystemExit("Faker is not installed: pip install faker") from None
    kept = {name.casefold() for names in ORIGINS.values() for name in (*names.audited.given, *names.audited.family)}
    found = []
    for module in sorted(module.name for module in pkgutil.iter_modules(people.__path__)):
        provider = importlib.import_module(f"faker.providers.person.{module}").Provider
        given = _names(provider, ("first_names", "first_names_female", "first_names_male"), kept)
        family = _names(provider, ("last_names", "last_names_female", "last_names_male"), kept)
        if len(given) >= _FEWEST and len(family) >= _FEWEST:
            found.append((given, family))
    return tuple(found)


def _names(provider: Any, lists: Iterable[str], kept: set[str]) -> tuple[str, ...]:
    every: dict[str, None] = {}
    for name in lists:
        known = getattr(provider, name, ())
        if isinstance(known, (Mapping, list, tuple)):
            every |= dict.fromkeys(map(str, known))
    return tuple(name for name in every if _LATIN.fullmatch(name) and name.casefold() not in kept)
