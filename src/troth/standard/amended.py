"""A charter as it would be with other settings of its training, or other limits: what a search or a frontier tries.

It is never signed in the place of the charter it was made of; whoever wants it to hold writes it into the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from troth.standard.charter import Charter
from troth.standard.clause import Clause
from troth.standard.document import parse


def amended(charter: Charter, *, training: Mapping[str, Any], limits: Mapping[str, float]) -> Charter:
    """The charter with these keys of its `training` section, and these limits of clauses, by their texts.

    The same bytes are read as if they stood in the file: raises CharterError for what may not stand there, ValueError
    for a text that is no clause's.
    """
    unknown = limits.keys() - {clause.text for clause in charter.clauses}
    if unknown:
        raise ValueError(f"no clause of the charter reads {sorted(unknown)[0]!r}")
    document = dict(charter.document)
    if training:
        document["training"] = {**document.get("training", {}), **training}
    for article, clauses in charter.articles.items():
        document[article] = [
            _with_limit(clause, limits[clause.text]) if clause.text in limits else line
            for clause, line in zip(clauses, document[article], strict=True)
        ]
    return parse(json.dumps(document, ensure_ascii=False, indent=1), charter.path)  # JSON is YAML


def _with_limit(clause: Clause, limit: float) -> str:
    head = clause.text.rpartition(clause.operator)[0].rstrip()
    confidence = "" if clause.confidence is None else f" at {clause.confidence!r}"
    return f"{head} {clause.operator} {limit!r}{confidence}"
