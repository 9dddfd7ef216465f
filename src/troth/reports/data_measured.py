"""What was measured of data that are published, in sentences by topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from troth.reports.data_sentences import JSON, SHOWN, Sentences
from troth.reports.numerals import number, size, whole


class Measured(Sentences):
    """Topics of the description, and of the files as they lie in the release."""

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
                yield self.say("columns", split=self.named(one["split"]), columns=self.some(named))

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
            yield self.say(key, split=self.named(sheet["name"]), **({"columns": self.some(gaps)} if gaps else {}))

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
                yield self.say("writing", **values, found=self.some(found))
        yield from self.sample()

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

    def _column(self, column: JSON) -> str:
        role = self.t.known("roles", column["role"]) if column["role"] else ""
        about = [word for word in (role, self.t.known("types", column["type"])) if word]
        return f"{column['name']} ({self.t('meta.comma').join(about)})"

    def _parts(self, parts: Sequence[JSON]) -> str:
        return self.some([f"{one['name']} {number(100 * one['estimate'], 1)} % [{number(100 * one['low'], 1)}, "
                           f"{number(100 * one['high'], 1)}]" for one in parts])  # fmt: skip
