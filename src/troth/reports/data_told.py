"""What is said of data that are published by their charter, their publisher and the record, in sentences by topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from troth.reports.data_sentences import JSON, Sentences
from troth.reports.numerals import whole


class Told(Sentences):
    """Topics that nobody measures: where data come from, who may have them, what was done with them."""

    def purpose(self) -> Iterator[str]:
        """What the charter's model is for."""
        if self.charter["purpose"]:
            yield self.say("purpose", text=self.charter["purpose"])

    def creator(self) -> Iterator[str]:
        """Who made it, as the publisher says."""
        if self.d["publisher"]["creator"]:
            yield self.say("creator", name=self.d["publisher"]["creator"]["name"])

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
        if looked["columns"]:
            yield self.say("found_in", columns=self.some(list(self._by_column(looked["columns"]))))
        if looked["codes"]:
            yield self.say("codes", columns=", ".join(looked["codes"]))
        if looked["left_out"]:
            yield self.say("kinds_left_out", kinds=", ".join(looked["left_out"]))

    def _by_column(self, found: Sequence[JSON]) -> Iterator[str]:
        for column, kinds in groupby(found, key=lambda one: one["column"]):
            told = ", ".join(f"{one['kind']} {whole(one['count'])}" for one in kinds)
            yield f"{self.say('beside') if column is None else column} ({told})"

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
