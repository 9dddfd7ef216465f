"""Data sets with a charter, and the document that papers of a release of them are made of, from real parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from troth.cli.release_bundle import describe_files
from troth.data.publication import DataFile, Said, document, files_of, told
from troth.progress import silent
from troth.standard import Charter, read

CHARTER = """\
charter: 1
name: desk
version: "1"
purpose: Send messages to who can answer them.
task: {kind: text-classification, output: {labels: [refund, delivery]}}
model: {base: minilm}
data:
  train: train.csv
  test: test.csv
  columns: {text: text, label: label, groups: [region], personal: [mail]}
  source: https://example.org/desk
  licence: CC-BY-4.0
  lawful_basis: consent
  retention_days: 365
performance:
  - accuracy >= 0.80
"""
HISTORY = {"releases": [], "obtained": [], "trained": 0, "audited": 0, "erased": 0, "withdrawn": 0}
RELEASE = {
    "version": "1.0.0",
    "access": "public",
    "final": False,
    "review_ends": None,
    "refresh_due": None,
    "made": "2026-11-23T08:00:00.000000Z",
    "troth": "0",
    "recipients": 0,
}


def make(folder: Path, *, charter: str = CHARTER, rows: int = 40) -> Charter:
    """A charter with two files: texts, labels, a group, a number with gaps, and a mail address a row."""
    for name in ("train", "test"):
        lines = [
            f'"{name} parcel {at}, where is it",{"refund" if at % 3 else "delivery"},{"north" if at % 2 else "south"},'
            f"{'' if at % 10 == 0 else at * 1.5},u{at}@example.org"
            for at in range(rows)
        ]
        (folder / f"{name}.csv").write_text("\n".join(["text,label,region,weight,mail", *lines, ""]), encoding="utf-8")
    (folder / "charter.yaml").write_text(charter, encoding="utf-8")
    return read(folder / "charter.yaml")


def paper(charter: Charter, files: tuple[DataFile, ...] | None = None, **changed: Any) -> dict[str, Any]:
    """The document of a release as its command makes it; published: of every file, as_is unless it is replaced."""
    files = files or files_of(charter, {})
    described, sheets = describe_files(charter, files, test=True, reference=None, probabilities=None, progress=silent)
    published = changed.pop("published", None)
    parts = []
    for file in files:
        how = published or ("replaced" if file.replaced else "as_is")
        name = f"{file.name}.sealed" if how == "sealed" else file.name
        sheet = sheets.get(file.split)
        parts.append(told(file, sheet, published=how, name=name, sha256=file.sha256, size=file.size, how=""))
    given: dict[str, Any] = {
        "said": Said(),
        "looked": None,
        "left_out": (),
        "history": HISTORY,
        "comments": (),
        "retention_ends": None,
        **changed,
    }
    release = {**RELEASE, **given.pop("release", {})}
    return document(charter, parts, description=described, release=release, **given)
