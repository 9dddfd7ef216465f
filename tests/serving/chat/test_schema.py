"""The routes before a chat model against their own description: generated requests, fitting and not."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from serving.chat.running import RunningChat
from serving.chat.scripted import Scripted
from serving.test_schema import CHECKS

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import GenerationMode

Chat = Callable[..., RunningChat]
ASKED = 15  # requests of each operation, fitting and not


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "not fitting"])
def test_every_route_answers_as_it_is_described(chat: Chat, upstream: Scripted, mode: GenerationMode) -> None:
    one = chat("serving: {guards: [personal_data], personal_data: {names: false, deadline_ms: 60000}}\n")
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
            if "event-stream" not in str(answer.headers["content-type"]):
                case.validate_response(answer, checks=CHECKS)

        ask()
    assert asked > ASKED
    assert "defect" not in one.journal.getvalue()
