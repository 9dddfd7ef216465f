"""What a model was like when it was judged, frozen: guards and monitoring hold what is served against it.

It is made once (`troth reference`), its digest stands in the home's record, and the permit is for guards made of it:
who changes it afterwards, or feeds it slowly, changes what the council approved (`THREATS.md`, G16).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from troth.errors import DataError, RecordError
from troth.measures import Distance
from troth.record import read_json

FORMAT = 1
ENTRY = "reference-made"


@dataclass(frozen=True, slots=True)
class Reference:
    """digest: `sha256:<hex>` of the file. distance: None of a model that tells no vectors. predictions: of answers;
    None of too few.
    """

    charter: str
    model: str
    digest: str
    distance: Distance | None
    predictions: Mapping[str, Any] | None


def reference_bytes(
    charter: str,
    model: str,
    data: Mapping[str, str],
    inputs: Mapping[str, Any] | None,
    predictions: Mapping[str, Any] | None,
) -> bytes:
    """The file of a reference. data: digests of the rows it was made of, by split."""
    parts = {"format": FORMAT, "charter": charter, "model": model, "data": dict(data)}
    return json.dumps({**parts, "inputs": inputs, "predictions": predictions}, sort_keys=True).encode()


def digest_of_reference(content: bytes) -> str:
    """As the record names it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def read_reference(path: Path) -> Reference:
    """Raises DataError where there is none, or it is none."""
    if not path.is_file():
        raise DataError("there is no reference of this model", where=str(path), remedy=MAKE)
    content = path.read_bytes()
    try:
        told = read_json(content)
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise ValueError("it is of another format")
        inputs, predictions = told.get("inputs"), told["predictions"]
        distance = None if inputs is None else Distance.of_document(inputs)
        if predictions is not None and not isinstance(predictions, dict):
            raise ValueError("it says nothing of answers")
    except (RecordError, KeyError, ValueError, AttributeError) as error:
        why = error.what if isinstance(error, RecordError) else f"{error}"
        raise DataError(f"this is no reference of a model: {why}", where=str(path), remedy=MAKE) from None
    return Reference(
        str(told.get("charter")), str(told.get("model")), digest_of_reference(content), distance, predictions
    )


MAKE = "Make it: `troth reference CHARTER`."
