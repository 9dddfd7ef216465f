from __future__ import annotations

import hashlib
import json

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.rows import FORMAT, canonical_rows, rows_digest

FRAME = pl.DataFrame(
    {"text": ['say "hi"\n', "早", None], "age": [39.0, float("nan"), 0.1], "groups": [["a", "b"], [], None]}
)


def test_a_row_is_a_json_array_of_its_values() -> None:
    assert canonical_rows(FRAME, ["text", "age", "groups"]) == [
        '["say \\"hi\\"\\n",39.0,["a","b"]]',
        '["早",null,[]]',
        "[null,0.1,null]",
    ]


def test_the_digest_can_be_recomputed_by_hand() -> None:
    lines = [json.dumps([FORMAT, "text"], separators=(",", ":")), *canonical_rows(FRAME, ["text"])]
    by_hand = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    assert rows_digest(FRAME, ["text"]) == f"sha256:{by_hand}"


def test_the_digest_sees_order_columns_and_every_value() -> None:
    digests = {
        rows_digest(FRAME, ["text", "age"]),
        rows_digest(FRAME.reverse(), ["text", "age"]),
        rows_digest(FRAME, ["age", "text"]),
        rows_digest(FRAME.with_columns(pl.lit(1.0).alias("age")), ["text", "age"]),
        rows_digest(FRAME.head(2), ["text", "age"]),
    }
    assert len(digests) == 5


@settings(deadline=None)
@given(st.lists(st.tuples(st.one_of(st.none(), st.text()), st.floats(allow_nan=False, allow_infinity=False))))
def test_rows_read_back_as_what_they_were(rows: list[tuple[str | None, float]]) -> None:
    frame = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.Float64}, orient="row")
    texts = canonical_rows(frame, ["a", "b"])
    assert [tuple(json.loads(text)) for text in texts] == rows
    assert not any("\n" in text for text in texts)
