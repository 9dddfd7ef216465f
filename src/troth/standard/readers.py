"""Who may read which columns, by a charter's text alone: asked by who holds a later text against an earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troth.standard.document import document_of_text
from troth.standard.members import members_named

_FILES = ("train", "validation", "test", "unlabelled")


def readers_named(text: str) -> dict[str, list[list[str]]]:
    """Name, role and key of who may read each column that the text limits; the other columns everybody may read.

    Columns that a charter leaves to be guessed stand in no text, and are not here. Raises CharterError for what is no
    charter's text.

    >>> council = 'council: {members: [{name: Ada, role: auditor, key: k}, {name: Bo, role: analyst, key: l}]}'
    >>> readers_named('data: {access: [{columns: [mail], roles: [auditor]}]}\\n' + council)
    {'mail': [['Ada', 'auditor', 'k']]}
    """
    data = document_of_text(text).get("data")
    data = data if isinstance(data, dict) else {}
    rules = data.get("access")
    found: dict[str, list[list[str]]] = {}
    for rule in rules if isinstance(rules, list) else []:
        if not isinstance(rule, dict):
            continue
        roles = _texts(rule.get("roles"))
        for column in _texts(rule.get("columns")) or _of(data, str(rule.get("of"))):
            before = found.get(column, members_named(text))
            found[column] = [member for member in before if member[1] in roles]
    return found


def _of(data: Mapping[str, Any], part: str) -> list[str]:
    """The personal or the group columns of all files."""
    files = [each for name in _FILES if isinstance(each := data.get(name), dict)]
    sections = [data.get("columns"), *(each.get("columns") for each in files)]
    named = [name for each in sections if isinstance(each, dict) for name in _texts(each.get(part))]
    return list(dict.fromkeys(named))


def _texts(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [value] if isinstance(value, str) else []
