"""The datasheet: every question is asked, what is known answers it, and what is not is listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.publication.papers import CHARTER, HISTORY, make, paper
from troth.data.publication import Found, Looked, Said
from troth.reports import LANGUAGES, QUESTIONS, datasheet
from troth.reports.data_facts import facts
from troth.reports.datasheet import answers
from troth.reports.words import words


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("desk")
    said = Said(contact="desk@example.org", answers={"funding": "Paid for by *nobody*.\nReally."})
    comments = ({"entry": 7, "kind": "objection", "by": "Bo", "text": "x" * 900, "answers": None, "time": "2026"},)
    looked = (Looked(80, (Found("mail", "email", 2, 2, ("data/train.csv:3",)),)),)
    history = {**HISTORY, "trained": 2, "audited": 1, "withdrawn": 3}
    return paper(make(folder), said=said, comments=comments, looked=looked, left_out=("person",), history=history)


def test_every_question_is_asked_once_in_every_language(document: dict[str, Any]) -> None:
    assert len(QUESTIONS) == len(set(QUESTIONS)) == 55
    for language in LANGUAGES:
        text = datasheet(document, language)
        for key in QUESTIONS:
            assert f"### {words(language)(f'questions_of.{key}')}\n" in text
        assert "{" not in text


def test_what_nobody_answered_is_listed(document: dict[str, Any]) -> None:
    sections = answers(document, "en")
    left = {one.key for section in sections.values() for one in section if not one.sentences}
    assert {"offensive", "ethics", "notified", "export_controls"} <= left
    assert not {"funding", "contact", "licence", "counts", "used", "revocation"} & left
    text = datasheet(document, "en")
    assert f"{55 - len(left)} of 55 questions are answered." in text
    assert text.count("*Not answered.*") == len(left)
    assert all(f"(`{key}`)" in text.rpartition("## Not answered")[2] for key in left)


def test_answers_are_what_was_measured_said_and_recorded(document: dict[str, Any]) -> None:
    text = datasheet(document, "en")
    assert "training: 40 rows" in text
    assert "2 trainings and 1 audits" in text
    assert "3 withdrawals of consent" in text
    assert "email 2" in text
    assert "Not looked for: person" in text
    assert "Columns that the charter calls personal: mail" in text
    assert "365 days" in text


def test_what_people_wrote_is_whole_and_is_no_markup(document: dict[str, Any]) -> None:
    text = datasheet(document, "en")
    assert "The publisher says: Paid for by \\*nobody\\*. Really." in text
    assert "x" * 900 in text


def test_a_long_purpose_is_whole(tmp_path: Path) -> None:
    charter = CHARTER.replace("Send messages to who can answer them.", "|\n  " + "On and on. " * 90 + "\n  The end.")
    assert "On and on. The end." in datasheet(paper(make(tmp_path, charter=charter)), "en")


def test_the_same_is_told_in_every_language(document: dict[str, Any]) -> None:
    english, chinese = (facts(document, words(language)) for language in ("en", "zh"))
    assert {topic: len(told) for topic, told in english.items()} == {
        topic: len(told) for topic, told in chinese.items()
    }
    assert not [one for told in chinese.values() for one in told if " of " in one or " the " in one]
    ascii_only = [one for told in chinese.values() for one in told if one.isascii()]
    assert ascii_only == ["desk@example.org"]


def test_a_release_that_is_not_looked_through_says_so(tmp_path: Path) -> None:
    text = datasheet(paper(make(tmp_path), published="withheld", release={"access": "closed"}), "en")
    assert "Personal data in the texts were not looked for." in text
    assert "does not hold them" in text
