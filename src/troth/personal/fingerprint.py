"""By what personal data is found, as one digest: who approved a gateway approved these rules and these networks."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources


@cache
def fingerprint(*, names: bool) -> str:
    """`sha256:<hex>` of all rules, and of the networks that find names where they are asked. Raises DataError where
    what the rules need is not installed.
    """
    from troth.personal.finding import patterns

    told = hashlib.sha256()
    for rule in patterns().rules:
        check = None if rule.check is None else f"{rule.check.__module__}.{rule.check.__qualname__}"
        parts = (rule.name, rule.kind, rule.pattern, check, rule.words, rule.alone, rule.beside, rule.doubted)
        told.update(repr((*parts, rule.joined, rule.edged)).encode())
    if names:
        from troth.personal.tagging import LANGUAGES

        for language in LANGUAGES:
            network = resources.files("troth.personal.tagging") / "networks" / f"{language}.onnx"
            told.update(hashlib.sha256(network.read_bytes()).digest())
    return f"sha256:{told.hexdigest()}"
