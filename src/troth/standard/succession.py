"""What an older charter demanded that a later one has nothing on: for what is made of a model that was held to it."""

from __future__ import annotations

from troth.standard.charter import ARTICLES, Charter
from troth.standard.clause import Clause
from troth.standard.difference import text_of
from troth.standard.document import document_of_text, parse_clause


def inherited(old: str, charter: Charter) -> tuple[Clause, ...]:
    """The clauses of an older charter's text on measures, with their arguments, that no clause of the charter is on.

    Where both have one, the later charter's is meant: what it asks less of is told as loosened, and what it asks
    nothing of is not. Raises CharterError where the text is no charter's.
    """
    asked = {text_of(clause.measure) for clause in charter.clauses}
    document = document_of_text(old)
    articles = {article: document.get(article) for article in ARTICLES}
    found = [
        parse_clause(line, article=article)
        for article, lines in articles.items()
        if isinstance(lines, list)
        for line in lines
        if isinstance(line, str)
    ]
    return tuple(clause for clause in found if text_of(clause.measure) not in asked)
