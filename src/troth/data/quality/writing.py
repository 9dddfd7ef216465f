"""In which writing, and of the Latin one in which language, texts are: by their letters and by stop words, no more.

What a text of a few words is in is often not told; then it counts as not told. Languages that share their stop words
are confused where texts are short. Of many texts some are looked at, evenly over the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

TEXTS = 20_000
"""Texts looked at."""
LEAST = 2
"""Different stop words of a language, and more than of any other, that tell it."""

SCRIPTS = {
    "Latin": r"\p{Latin}",
    "Chinese": r"\p{Han}",
    "Japanese": r"[\p{Hiragana}\p{Katakana}]",
    "Korean": r"\p{Hangul}",
    "Cyrillic": r"\p{Cyrillic}",
    "Arabic": r"\p{Arabic}",
    "Hebrew": r"\p{Hebrew}",
    "Greek": r"\p{Greek}",
    "Devanagari": r"\p{Devanagari}",
    "Thai": r"\p{Thai}",
}
KANA = 0.1
"""Share of the letters from which a text with kana is Japanese, most of whose letters may be Chinese."""

STOP_WORDS = {
    "English": "the of and to in is that it was for on are with as his they be at this have from not by but "
    "what all were when your can there use an each which she do how their will up about my i you we "
    "a me",
    "German": "der die und das ist nicht ich sie es zu den mit sich auf für ein eine dem von auch wie wird bei "
    "sind im noch wenn nur nach oder wir einen aber hat aus dass",
    "French": "le la les des et est un une que qui dans pour pas sur ce avec il elle au du je vous nous ne "
    "mais ou sont plus cette ces être par se à été",
    "Spanish": "el los las y que en una por con no para su al lo como más pero sus le ya o este sí porque esta "
    "entre cuando muy sin sobre es del se",
    "Italian": "il lo gli di che non per una sono con è della mi si come ma anche più questo nel alla dei ho ha "
    "cosa le i",
    "Portuguese": "o os as e que do da em um para com não uma por mais dos como mas foi ao ele das tem seu sua ou "
    "ser quando muito nos já está",
    "Dutch": "de het een en van ik dat die niet is op te zijn voor met als aan er maar om hij dan zou wat "
    "mijn wij ook deze",
    "Polish": "i w nie na się że jest z do to jak po co tak za od jego ale czy dla tylko ja być o przez",
    "Turkish": "bir ve bu da de için ne çok daha ben sen gibi ama var mı o kadar ile değil en olarak sonra",
    "Indonesian": "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada mereka bisa "
    "lebih",
    "Vietnamese": "là và của có không được một người những trong cho các với này đã tôi như khi để đến",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Writing:
    """Texts by the writing and the language they are in. looked: how many were looked at, of all."""

    looked: int
    of: int
    found: Mapping[str, int]


def writing(texts: pl.Series) -> Writing | None:
    """What texts are written in, most first; None where there is none."""
    filled = texts.drop_nulls()
    filled = filled.filter(filled.str.strip_chars() != "")
    if not len(filled):
        return None
    some = filled.gather_every(-(-len(filled) // TEXTS))
    scripts = _scripts(some)
    latin = (scripts == "Latin").fill_null(False)
    told = scripts.scatter(latin.arg_true(), _languages(some.filter(latin))) if latin.any() else scripts
    counts = (
        told.fill_null("not told").rename("in").value_counts(sort=True).sort(["count", "in"], descending=[True, False])
    )
    return Writing(len(some), len(texts), dict(counts.iter_rows()))


def _scripts(texts: pl.Series) -> pl.Series:
    """The writing that most letters of each text are of; null of a text without letters."""
    counts = pl.DataFrame({name: texts.str.count_matches(pattern) for name, pattern in SCRIPTS.items()})
    letters = texts.str.count_matches(r"\p{L}")
    most = counts.max_horizontal()
    table = counts.with_columns(letters.alias("letters"), most.alias("most"))
    of_most = pl.coalesce(
        pl.when((pl.col(name) == pl.col("most")) & (pl.col("most") > 0)).then(pl.lit(name)) for name in SCRIPTS
    )
    return table.select(
        pl.when(pl.col("Japanese") > KANA * pl.col("letters"))
        .then(pl.lit("Japanese"))
        .when((pl.col("letters") > 0) & (pl.col("most") * 2 < pl.col("letters")))
        .then(pl.lit("other writing"))
        .otherwise(of_most)
        .alias("in")
    )["in"]


def _languages(texts: pl.Series) -> pl.Series:
    """The language of texts in Latin letters; `Latin, language not told` where stop words tell none."""
    table = pl.DataFrame({"word": texts.str.to_lowercase().str.extract_all(r"[\p{L}']+")}).with_row_index("row")
    words = table.explode("word").drop_nulls().unique()
    known = pl.DataFrame(
        [(word, language) for language, listed in STOP_WORDS.items() for word in listed.split()],
        schema=["word", "language"],
        orient="row",
    )
    counts = words.join(known, on="word").group_by("row", "language").len()
    best = counts.filter(pl.col("len") == pl.col("len").max().over("row")).filter(
        (pl.len().over("row") == 1) & (pl.col("len") >= LEAST)
    )
    rows = pl.DataFrame({"row": pl.int_range(len(texts), dtype=pl.UInt32, eager=True)})
    found = rows.join(best, on="row", how="left", maintain_order="left")["language"]
    return found.fill_null("Latin, language not told")
