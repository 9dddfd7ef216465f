"""What is known of a data set that is published, in sentences by topic: what was measured, and what its charter says.

Both the Croissant metadata and the datasheet are made of them. A topic that nobody said anything about has no sentence:
nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from troth.reports.numerals import number, size, whole
from troth.reports.tidy import tidy, visible
from troth.reports.words import Words

JSON = Mapping[str, Any]
SHOWN = 8
"""Labels, groups and columns that one sentence names; the description beside it has all."""
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "answers": (),
    "charter": ("purpose",),
    "data": ("source", "licence", "lawful_basis"),
    "publisher": ("contact", "cite"),
}
"""What people wrote, by the parts of the document; of answers all of them."""


def ready(document: JSON) -> dict[str, Any]:
    """The document made fit to be shown; what people wrote is in one line, and not cut as names are."""
    made: dict[str, Any] = tidy(document)
    for part, keys in WRITTEN.items():
        given = document[part]
        made[part] |= {key: _line(given[key]) for key in keys or given if isinstance(given[key], str)}
    comments = zip(made["comments"], document["comments"], strict=True)
    made["comments"] = [{**one, "text": _line(given["text"])} for one, given in comments]
    return made


def _line(text: str) -> str:
    return visible(" ".join(text.split()), len(text))


def facts(document: JSON, words: Words) -> dict[str, list[str]]:
    """The sentences of each topic, for a publication's document of format 1."""
    told = Facts(document, words)
    return {topic: list(say()) for topic, say in told.topics().items()}


class Facts:
    """The sentences of one document in one language; each method is a topic."""

    def __init__(self, document: JSON, words: Words) -> None:
        self.d, self.t = document, words
        self.charter, self.data, self.history = document["charter"], document["data"], document["history"]
        self.sheets: Sequence[JSON] = document["description"]["sheets"]

    def topics(self) -> dict[str, Any]:
        """Every topic, by the name that questions and fields know it by."""
        names = (
            "purpose", "creator", "instances", "counts", "sample", "columns", "labels", "missing", "splits", "quality",
            "groups", "personal", "sensitive", "source", "obtained", "lawful_basis", "revocation", "changed",
            "imputation", "software", "used", "biases", "access", "distribution", "published", "licence", "contact",
            "erratum", "refresh", "retention", "versions", "contribute", "per_item", "agreement",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}

    def say(self, key: str, **values: object) -> str:
        """One sentence."""
        return self.t(f"dataset.{key}", **values)

    def purpose(self) -> Iterator[str]:
        """What the charter's model is for."""
        if self.charter["purpose"]:
            yield self.say("purpose", text=self.charter["purpose"])

    def creator(self) -> Iterator[str]:
        """Who made it, as the publisher says."""
        if self.d["publisher"]["creator"]:
            yield self.say("creator", name=self.d["publisher"]["creator"]["name"])

    def instances(self) -> Iterator[str]:
        """What a row is."""
        yield self.say(f"kind_{self.charter['task'].split('-')[0]}")

    def counts(self) -> Iterator[str]:
        """Rows of each file."""
        for one in self.d["files"]:
            yield self.say("count", split=self.named(one["split"]), rows=one["rows"], size=size(one["bytes"]))

    def sample(self) -> Iterator[str]:
        """Beside a reference population, where one was given."""
        for one in self.d["description"]["representation"]:
            groups = ", ".join(one["differ"][:SHOWN])
            key = "represented" if not one["differ"] else "unrepresented"
            values = {"group": one["group"], "p": number(one["p"], 4), "rows": one["rows"]}
            yield self.say(key, **values, **({"groups": groups} if groups else {}))

    def columns(self) -> Iterator[str]:
        """Columns of each file, with role and type."""
        for one in self.d["files"]:
            named = [self._column(column) for column in one["columns"]]
            if named:
                yield self.say("columns", split=self.named(one["split"]), columns=self._some(named))

    def labels(self) -> Iterator[str]:
        """The labels, with their rows."""
        for sheet in self.sheets:
            if sheet["labels"]:
                yield self.say("labels", split=self.named(sheet["name"]), parts=self._parts(sheet["labels"]["parts"]))

    def missing(self) -> Iterator[str]:
        """Cells without a value."""
        for sheet in self.sheets:
            gaps = [f"{one['name']} {whole(one['missing'] + one['marks'])}" for one in sheet["columns"]
                    if one["missing"] + one["marks"]]  # fmt: skip
            key = "missing" if gaps else "missing_none"
            yield self.say(key, split=self.named(sheet["name"]), **({"columns": self._some(gaps)} if gaps else {}))

    def splits(self) -> Iterator[str]:
        """The parts that it comes in."""
        if len(self.d["files"]) > 1:
            yield self.say("splits", splits=", ".join(self.named(one["split"]) for one in self.d["files"]))

    def quality(self) -> Iterator[str]:
        """Labels that are probably wrong, and what else was found."""
        description = self.d["description"]
        share = description["label_errors"]["share"]
        if share["estimate"] is None:
            yield self.say("errors_unknown", reason=self.t.turned(share["reason"]))
        else:
            values = {name: number(100 * share[name], 1) for name in ("estimate", "low", "high")}
            yield self.say("errors", **values, n=description["label_errors"]["rows"])
        for finding in description["findings"]:
            if finding["count"] == 0:
                continue
            count = "" if finding["count"] is None else f": {whole(finding['count'])}"
            what = self.t.turned(finding["what"])
            yield f"{what[:1].upper()}{what[1:]}{count}"

    def groups(self) -> Iterator[str]:
        """Rows of each group."""
        for sheet in self.sheets:
            for one in sheet["groups"]:
                values = {"split": self.named(sheet["name"]), "group": one["of"], "parts": self._parts(one["parts"])}
                yield self.say("groups", **values, missing=one["missing"])

    def personal(self) -> Iterator[str]:
        """What is personal, and what became of it."""
        if self.data["personal"]:
            yield self.say("personal_columns", columns=", ".join(self.data["personal"]))
        for one in self.d["files"]:
            if one["published"] != "as_is":
                yield self.say(f"file_{one['published']}", split=self.named(one["split"]))
        looked = self.d["looked_for"]
        if looked is None:
            yield self.say("not_looked_for")
            return
        kinds = ", ".join(f"{kind} {whole(count)}" for kind, count in looked["found"].items())
        yield self.say("found" if kinds else "found_none", n=looked["cells"], **({"kinds": kinds} if kinds else {}))
        if looked["left_out"]:
            yield self.say("kinds_left_out", kinds=", ".join(looked["left_out"]))

    def sensitive(self) -> Iterator[str]:
        """Columns of groups, which may be protected."""
        if self.data["groups"]:
            yield self.say("sensitive", columns=", ".join(self.data["groups"]))

    def source(self) -> Iterator[str]:
        """Where it comes from."""
        if self.data["source"]:
            yield self.say("source", text=self.data["source"])

    def obtained(self) -> Iterator[str]:
        """When the files were obtained, as the ledger has it."""
        for one in self.history["obtained"]:
            yield self.say("obtained", split=self.named(one["split"]), date=one["obtained"], entry=one["entry"])

    def lawful_basis(self) -> Iterator[str]:
        """Why personal data may be used."""
        if self.data["lawful_basis"]:
            yield self.say("lawful_basis", text=self.data["lawful_basis"])

    def revocation(self) -> Iterator[str]:
        """Consents that were withdrawn, and persons who were erased."""
        if self.history["withdrawn"] or self.history["erased"]:
            yield self.say("revoked", withdrawn=self.history["withdrawn"], erased=self.history["erased"])

    def changed(self) -> Iterator[str]:
        """What was done to the files for this release."""
        for one in self.d["files"]:
            yield self.say(f"file_{one['published']}", split=self.named(one["split"]))
            if one["replaced"] and one["published"] != "replaced":
                yield self.say("instead", split=self.named(one["split"]))
            if one["how"]:
                yield self.say("how", how=one["how"])

    def imputation(self) -> Iterator[str]:
        """That a release fills nothing in."""
        if any(one["published"] != "withheld" for one in self.d["files"]):
            yield self.say("imputation")

    def software(self) -> Iterator[str]:
        """What made the release."""
        yield self.say("software", version=self.d["troth"])

    def used(self) -> Iterator[str]:
        """What the record knows was done with it."""
        if self.history["trained"] or self.history["audited"]:
            yield self.say("used", trained=self.history["trained"], audited=self.history["audited"])

    def biases(self) -> Iterator[str]:
        """How groups, labels and languages are spread, and by how much labels differ between groups."""
        yield from self.groups()
        for sheet in self.sheets:
            for gap in sheet["gaps"]:
                values = {name: number(gap[name]) for name in ("estimate", "low", "high")}
                yield self.say("gap", split=self.named(sheet["name"]), group=gap["group"], label=gap["label"], **values)
            if sheet["labels"]:
                evenness = number(sheet["labels"]["evenness"])
                yield self.say("evenness", split=self.named(sheet["name"]), evenness=evenness)
            if sheet["writing"]:
                found = [
                    f"{self.t.known('languages', name)} {whole(n)}" for name, n in sheet["writing"]["found"].items()
                ]
                values = {"split": self.named(sheet["name"]), "n": sheet["writing"]["looked"]}
                yield self.say("writing", **values, found=self._some(found))
        yield from self.sample()

    def access(self) -> Iterator[str]:
        """Who may have it."""
        yield self.say(f"access_{self.d['access']}", recipients=self.d["recipients"])

    def distribution(self) -> Iterator[str]:
        """How it is handed on and checked."""
        yield self.say("distribution")

    def published(self) -> Iterator[str]:
        """When."""
        yield self.say("published", date=self.d["made"][:10], version=self.d["version"])

    def licence(self) -> Iterator[str]:
        """Under which licence."""
        if self.data["licence"]:
            yield self.say("licence", text=self.data["licence"])

    def contact(self) -> Iterator[str]:
        """Whom to ask."""
        if self.d["publisher"]["contact"]:
            yield self.say("contact", text=self.d["publisher"]["contact"])

    def erratum(self) -> Iterator[str]:
        """Comments that this version answers."""
        for one in self.d["comments"]:
            yield self.say(f"said_{one['kind']}", entry=one["entry"], by=one["by"], text=one["text"])

    def refresh(self) -> Iterator[str]:
        """When it is to be looked at again."""
        if self.d["refresh_due"]:
            yield self.say("refresh", date=self.d["refresh_due"][:10])

    def retention(self) -> Iterator[str]:
        """How long it may be kept."""
        if self.data["retention_days"]:
            yield self.say("retention", days=self.data["retention_days"])
        if self.data["retention_ends"]:
            yield self.say("retention_ends", date=self.data["retention_ends"][:10])

    def versions(self) -> Iterator[str]:
        """Versions before this one."""
        for one in self.history["releases"]:
            values = {"version": one["version"], "entry": one["entry"], "date": one["time"][:10]}
            yield self.say("earlier", **values)

    def contribute(self) -> Iterator[str]:
        """How to comment, and until when."""
        yield self.say("comment")
        if self.d["review_ends"]:
            yield self.say("review", date=self.d["review_ends"][:10])

    def per_item(self) -> Iterator[str]:
        """How many people labelled a row."""
        for one in self.d["files"]:
            if one["votes"] is not None:
                low, high = one["votes"]
                yield self.say("votes", split=self.named(one["split"]), low=low, high=high)
            elif any(column["role"] in ("label", "tags") for column in one["columns"]):
                yield self.say("votes_unknown", split=self.named(one["split"]))

    def agreement(self) -> Iterator[str]:
        """Whether annotators agree."""
        for sheet in self.sheets:
            found = sheet["agreement"]
            if found and found["estimate"] is not None:
                values = {name: number(found[name]) for name in ("estimate", "low", "high")}
                yield self.say("agreement", split=self.named(sheet["name"]), **values)
            elif found:
                yield self.say("agreement_unknown", reason=self.t.turned(found["reason"]))

    def named(self, split: str) -> str:
        """A part of the data by its name in the language."""
        return self.t(f"data.name_{split}") if f"data.name_{split}" in self.t else split

    def _column(self, column: JSON) -> str:
        role = self.t.known("roles", column["role"]) if column["role"] else ""
        about = [word for word in (role, self.t.known("types", column["type"])) if word]
        return f"{column['name']} ({self.t('meta.comma').join(about)})"

    def _parts(self, parts: Sequence[JSON]) -> str:
        return self._some([f"{one['name']} {number(100 * one['estimate'], 1)} % [{number(100 * one['low'], 1)}, "
                           f"{number(100 * one['high'], 1)}]" for one in parts])  # fmt: skip

    def _some(self, named: Sequence[str]) -> str:
        more = [self.say("more", n=len(named) - SHOWN)] if len(named) > SHOWN else []
        return "; ".join([*named[:SHOWN], *more])
