"""The charter file as JSON Schema, for editors that complete and check while one types.

It comes from the very shapes that validate, so the two cannot drift apart. The schema is the weaker of the two: it
knows nothing of what spans sections (a clause's label, a group's column), of duplicate keys, or of arguments.
"""

from __future__ import annotations

from troth.standard.charter import ARTICLES
from troth.standard.sections import CHARTER, FORMAT
from troth.standard.shapes import JSONSchema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTITY = f"urn:troth:charter:{FORMAT}"


def json_schema() -> JSONSchema:
    """The schema of format 1 as a JSON Schema 2020-12 document.

    To use it: `troth check --schema > charter.schema.json`, and `# yaml-language-server: $schema=charter.schema.json`
    as the charter's first line.
    """
    return {
        "$schema": DIALECT,
        "$id": IDENTITY,
        "title": "Troth charter",
        **CHARTER.schema(),
        "anyOf": [{"required": [article]} for article in ARTICLES],
    }
