"""JUnit: it parses, it counts, and only *met* is green."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from reports.sample import hostile, minimal, sample
from troth.reports.document import read
from troth.reports.junit import junit


def test_one_case_a_clause_and_only_met_is_green() -> None:
    root = ET.fromstring(junit(read(sample())))
    cases = list(root.iter("testcase"))
    found = {case.get("name"): next(iter(case), None) for case in cases}
    for clause in sample()["clauses"]:
        mark = found[clause["clause"]]
        assert (mark is None) == (clause["verdict"] == "met")
        if mark is not None:
            assert (mark.tag, mark.get("type")) == (
                "failure" if clause["verdict"] == "broken" else "error",
                clause["verdict"],
            )
            assert mark.get("message")
    assert not list(root.iter("skipped"))


def test_the_counts_are_those_of_the_cases() -> None:
    root = ET.fromstring(junit(read(sample())))
    for element in (root, *root.findall("testsuite")):
        for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert int(element.get(name, "-1")) == len(list(element.iter(tag)))


def test_no_clauses_is_not_green() -> None:
    root = ET.fromstring(junit(read(minimal())))
    assert (root.get("tests"), root.get("errors")) == ("1", "1")


def test_hostile_text_stays_text() -> None:
    root = ET.fromstring(junit(read(hostile())).encode())
    assert len(list(root.iter("testcase"))) == len(sample()["clauses"])
    assert any("]]>" in (case.get("name") or "") for case in root.iter("testcase"))
    assert not list(root.iter("x"))
