"""Every route against its own description: generated requests, fitting and not, over a real connection."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings

from serving.running import Running

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import GenerationMode

Run = Callable[..., Running]
ASKED = 20  # requests of each operation, fitting and not


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ["text", "tokens", "table"])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "not fitting"])
def test_every_route_answers_as_it_is_described(run: Run, kind: str, mode: GenerationMode) -> None:
    one = run(kind)
    schema = schemathesis.openapi.from_dict(one.client.get("/openapi.json").json())
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and operation.method == "get" and not operation.path_parameters:
            continue  # nothing of it can be wrong

        @settings(max_examples=ASKED, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            nonlocal asked
            asked += 1
            answer = case.call(base_url=one.url, headers={"authorization": f"Bearer {one.key}"})
            assert answer.status_code < 500, answer.text
            if answer.status_code == 200 and case.operation.method == "post":
                body = case.operation.body[0].definition["schema"]
                assert jsonschema_rs.is_valid(body, json.loads(answer.request.body))
            case.validate_response(answer, checks=CHECKS)

        ask()
    assert asked > ASKED
    assert "defect" not in one.journal.getvalue()


NAMES = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
schemathesis.checks.load_all_checks()
CHECKS = schemathesis.checks.CHECKS.get_by_names(NAMES)
