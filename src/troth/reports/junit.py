"""The verdicts as a JUnit file, so that CI shows a charter like a test run.

One testcase a clause, one testsuite an article. A *broken* clause is a `<failure>`: what was asserted is false. An
*undecided* or *not measured* clause is an `<error>` with its verdict as type: the test could not come to a result. It
is never `<skipped>`, because CI paints skipped green, and nothing unmeasured ever passes. A document without clauses
holds one error for the same reason.

Elements and attributes follow the Apache Ant schema as read by Jenkins and GitLab.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from troth.reports.doubts import doubts
from troth.reports.sentences import Sentences
from troth.reports.words import words

_TAGS = {"broken": "failure", "undecided": "error", "not measured": "error"}


def junit(document: Mapping[str, Any]) -> str:
    """The XML text for a document that `document.read` has checked."""
    root = ET.Element("testsuites", {"name": f"troth: {document['charter']['name']}"})
    for article, clauses in groupby(document["clauses"], key=lambda clause: str(clause["article"])):
        _suite(root, document, article, list(clauses))
    if not document["clauses"]:
        suite = ET.SubElement(root, "testsuite", {"name": "charter"})
        case = ET.SubElement(suite, "testcase", {"name": "clauses", "classname": "charter", "time": "0"})
        ET.SubElement(case, "error", {"type": "not measured", "message": words("en")("overall.nothing")})
        _count(suite, tests=1, failures=0, errors=1)
    _count(root, **{name: sum(int(suite.get(name, 0)) for suite in root) for name in ("tests", "failures", "errors")})
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, document: Mapping[str, Any], article: str, clauses: Sequence[Mapping[str, Any]]) -> None:
    suite = ET.SubElement(root, "testsuite", {"name": article or "charter", "timestamp": document["made"].rstrip("Z")})
    found = [_TAGS.get(clause["verdict"]) for clause in clauses]
    _count(suite, tests=len(clauses), failures=found.count("failure"), errors=found.count("error"))
    properties = ET.SubElement(suite, "properties")
    for name in ("charter", "model", "data"):
        ET.SubElement(properties, "property", {"name": f"{name}.digest", "value": document[name]["digest"]})
    for finding in doubts(document):
        ET.SubElement(properties, "property", {"name": "warning", "value": finding["what"]})
    for clause in clauses:
        _case(suite, clause, article)


def _case(suite: ET.Element, clause: Mapping[str, Any], article: str) -> None:
    names = {"name": clause["clause"], "classname": f"charter.{article}", "time": "0"}
    case = ET.SubElement(suite, "testcase", names)
    if tag := _TAGS.get(clause["verdict"]):
        says = Sentences(words("en"))
        message = " ".join(filter(None, (says.why(clause), says.more(clause), says.caution(clause))))
        found = ET.SubElement(case, tag, {"type": clause["verdict"], "message": message})
        found.text = "\n".join(f"{name}: {clause[name]}" for name in ("estimate", "low", "high", "limit", "method"))


def _count(element: ET.Element, **counts: int) -> None:
    for name, count in {**counts, "skipped": 0}.items():
        element.set(name, str(count))
