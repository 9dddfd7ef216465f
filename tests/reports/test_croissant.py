"""Croissant metadata: read by MLCommons' own library, offline, and filled with what was measured or said."""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest

from data.publication.papers import CHARTER, make, paper
from troth.data.publication import Said, files_of
from troth.reports import croissant
from troth.standard import read

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import mlcroissant


def opened(folder: Path, metadata: dict[str, Any], **more: Any) -> Any:
    """The data set as the library sees it; any error in the metadata is raised."""
    (folder / "croissant.json").write_text(json.dumps(metadata), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return mlcroissant.Dataset(jsonld=folder / "croissant.json", **more)


def records(dataset: Any, name: str) -> list[dict[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [{key.partition("/")[2]: value for key, value in one.items()} for one in dataset.records(name)]


def lay(folder: Path, document: dict[str, Any]) -> None:
    (folder / "data").mkdir(exist_ok=True)
    for one in document["files"]:
        shutil.copy(folder / one["name"].rpartition("/")[2], folder / one["name"])


def test_the_library_reads_every_record(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    document = paper(make(tmp_path), said=Said(cite="Desk (2026)", url="https://example.org/desk"))
    lay(tmp_path, document)
    caplog.set_level(logging.WARNING)
    dataset = opened(tmp_path, croissant(document))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    assert "not standard" not in caplog.text
    found = records(dataset, "train")
    assert len(found) == len(records(dataset, "test")) == 40
    assert records(dataset, "splits") == [
        {"name": "train", "url": "cr:TrainingSplit"},
        {"name": "test", "url": "cr:TestSplit"},
    ]
    assert found[1] == {
        "text": b"train parcel 1, where is it",
        "label": b"refund",
        "region": b"north",
        "weight": 1.5,
        "mail": b"u1@example.org",
    }


def test_it_says_what_it_conforms_to(tmp_path: Path) -> None:
    made = croissant(paper(make(tmp_path)))
    assert made["conformsTo"] == ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
    assert made["@type"] == "sc:Dataset"
    assert made["version"] == "1.0.0"
    assert made["license"] == "https://spdx.org/licenses/CC-BY-4.0.html"
    assert made["isBasedOn"] == "https://example.org/desk"


def test_files_have_digests_and_sizes(tmp_path: Path) -> None:
    made = croissant(paper(make(tmp_path)))
    for one in made["distribution"]:
        content = (tmp_path / one["name"]).read_bytes()
        assert one["sha256"] == hashlib.sha256(content).hexdigest()
        assert one["contentSize"] == f"{len(content)} B"


def test_measured_numbers_stand_in_the_fields_of_responsible_ai(tmp_path: Path) -> None:
    document = paper(make(tmp_path))
    made = croissant(document)
    north = document["description"]["sheets"][0]["groups"][0]["parts"][0]
    assert any(f"{100 * north['estimate']:.1f} %" in one for one in made["rai:dataBiases"])
    assert made["rai:dataCollectionMissingData"].startswith("Cells without a value in training, by column: weight 4.")
    assert "https://example.org/desk" in made["rai:dataCollection"]
    assert any("mail" in one for one in made["rai:personalSensitiveInformation"])
    assert any("consent" in one for one in made["rai:personalSensitiveInformation"])
    assert made["rai:annotationsPerItem"] == (
        "One label a row of training; how many people gave it is not known. "
        "One label a row of test; how many people gave it is not known."
    )
    assert "365 days" in made["rai:dataReleaseMaintenancePlan"]


def test_what_nobody_said_is_left_out(tmp_path: Path) -> None:
    bare = "\n".join(line for line in CHARTER.splitlines() if line.split(":")[0].strip() not in (
        "source", "licence", "lawful_basis", "retention_days", "purpose"))  # fmt: skip
    made = croissant(paper(make(tmp_path, charter=bare)))
    absent = ("license", "isBasedOn", "url", "citeAs", "creator", "rai:dataCollection", "rai:dataUseCases",
              "rai:dataSocialImpact", "rai:annotatorDemographics", "rai:dataAnnotationProtocol")  # fmt: skip
    assert not set(absent) & set(made)
    assert not [one for one in json.dumps(made).split() if one in ("null,", "null", "None")]


def test_the_publisher_fills_what_cannot_be_measured(tmp_path: Path) -> None:
    said = Said(creator={"kind": "Person", "name": "Ada"}, answers={"acquired": "By mail.", "social_impact": "Little."})
    made = croissant(paper(make(tmp_path), said=said))
    assert made["creator"] == {"@type": "sc:Person", "name": "Ada"}
    assert made["rai:dataCollection"].endswith("By mail.")
    assert made["rai:dataSocialImpact"] == "Little."


def test_a_licence_that_is_no_known_one_is_named_as_it_is(tmp_path: Path) -> None:
    made = croissant(paper(make(tmp_path, charter=CHARTER.replace("CC-BY-4.0", "ask Ada"))))
    assert made["license"] == {"@type": "sc:CreativeWork", "name": "ask Ada"}


def test_a_sealed_file_is_read_once_it_was_opened(tmp_path: Path) -> None:
    document = paper(make(tmp_path), published="sealed", release={"access": "request", "recipients": 2})
    made = croissant(document)
    (tmp_path / "data").mkdir()
    for name in ("train.csv", "test.csv"):
        shutil.copy(tmp_path / name, tmp_path / "data" / name)
    outer = {one["@id"]: one["encodingFormat"] for one in made["distribution"]}
    assert outer["data/train.csv.sealed"] == "application/octet-stream"
    assert "2 recipients" in made["conditionsOfAccess"]
    inner = next(one for one in made["distribution"] if one["@id"] == "data/train.csv")
    assert inner["sha256"] == hashlib.sha256((tmp_path / "train.csv").read_bytes()).hexdigest()
    dataset = opened(tmp_path, made)
    assert [one.id for one in dataset.metadata.record_sets] == ["splits", "train", "test"]
    assert len(records(dataset, "train")) == 40


def test_closed_data_have_no_distribution(tmp_path: Path) -> None:
    document = paper(make(tmp_path), published="withheld", release={"access": "closed"})
    made = croissant(document)
    assert "distribution" not in made
    assert "recordSet" not in made
    assert "Columns of training" in made["description"]
    assert opened(tmp_path, made).metadata.name


@pytest.mark.parametrize("ending", [".csv.gz", ".tsv", ".jsonl"])
def test_other_formats(tmp_path: Path, ending: str) -> None:
    rows = [("where, is it", "refund", 1), ("my parcel", "delivery", 2), ("a refund", "refund", 3)]
    separator = "\t" if ending == ".tsv" else ","
    text = "".join(f'"{text}"{separator}{label}{separator}{n}\n' for text, label, n in rows)
    content = f"text{separator}label{separator}n\n{text}".encode()
    if ending == ".jsonl":
        lines = [json.dumps(dict(zip(("text", "label", "n"), row, strict=True))) for row in rows]
        content = "\n".join([*lines, ""]).encode()
    (tmp_path / f"train{ending}").write_bytes(gzip.compress(content) if ending == ".csv.gz" else content)
    yaml = CHARTER.replace("train.csv", f"train{ending}").replace("  test: test.csv\n", "")
    (tmp_path / "charter.yaml").write_text(yaml.replace(", groups: [region], personal: [mail]", ""), encoding="utf-8")
    document = paper(read(tmp_path / "charter.yaml"))
    lay(tmp_path, document)
    assert records(opened(tmp_path, croissant(document)), "train") == [
        {"text": text.encode(), "label": label.encode(), "n": n} for text, label, n in rows
    ]


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ("a text;refund\nanother;delivery\n", 'format: {header: false, separator: ";", names: [text, label]}'),
        ("text;label\na text;refund\nanother;delivery\n", ""),
        ("text,label\n?,refund\nanother,delivery\n", 'format: {missing: ["?"]}'),
    ],
)
def test_a_file_that_its_rules_do_not_read_has_no_records(tmp_path: Path, content: str, form: str) -> None:
    (tmp_path / "train.csv").write_text(content, encoding="utf-8")
    yaml = CHARTER.replace("  test: test.csv\n", f"  {form}\n" if form else "")
    yaml = yaml.replace(", groups: [region], personal: [mail]", "")
    (tmp_path / "charter.yaml").write_text(yaml, encoding="utf-8")
    charter = read(tmp_path / "charter.yaml")
    made = croissant(paper(charter, files_of(charter, {})))
    assert "recordSet" not in made
    assert made["distribution"][0]["@id"] == "data/train.csv"


def test_types_are_those_that_every_cell_has(tmp_path: Path) -> None:
    rows = ["a,x,1,2020-01-31,31.1.2020,NA,yes", "b,y,2,2021-02-01,1.2.2021,3.5,no", "c,x,,2022-03-01,1.3.2022,4,no"]
    content = "\n".join(["text,label,whole,day,date,gaps,flag", *rows, ""])
    (tmp_path / "train.csv").write_text(content, encoding="utf-8")
    yaml = CHARTER.replace("  test: test.csv\n", "").replace(", groups: [region], personal: [mail]", "")
    (tmp_path / "charter.yaml").write_text(yaml, encoding="utf-8")
    document = paper(read(tmp_path / "charter.yaml"))
    lay(tmp_path, document)
    made = croissant(document)
    types = {one["name"]: one["dataType"] for one in made["recordSet"][-1]["field"]}
    assert types == {
        "text": "sc:Text", "label": ["sc:Text", "cr:Label"], "whole": "sc:Integer", "day": "sc:Date", "date": "sc:Text",
        "gaps": "sc:Text", "flag": "sc:Text",
    }  # fmt: skip
    first, second, _ = records(opened(tmp_path, made), "train")
    assert first["day"].isoformat().startswith("2020-01-31")
    assert (first["whole"], first["date"], second["gaps"], second["flag"]) == (1, b"31.1.2020", b"3.5", b"no")


def test_labels_of_several_people_are_counted(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("text,a,b\nx,refund,delivery\ny,refund,\nz,refund,refund\n", encoding="utf-8")
    yaml = CHARTER.replace("  test: test.csv\n", "")
    yaml = yaml.replace("label: label, groups: [region], personal: [mail]", "annotators: [a, b]")
    (tmp_path / "charter.yaml").write_text(yaml, encoding="utf-8")
    made = croissant(paper(read(tmp_path / "charter.yaml")))
    assert made["rai:annotationsPerItem"] == "Labels that a row of training was given by people: 1 at least, 2 at most."
    assert [one["dataType"] for one in made["recordSet"][-1]["field"]] == ["sc:Text"] + [["sc:Text", "cr:Label"]] * 2
    assert any("Krippendorff" in one for one in made["rai:dataAnnotationAnalysis"])


def test_names_of_columns_may_hold_anything(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text('text,label,"a b/c% é"\nx,refund,1\ny,delivery,2\n', encoding="utf-8")
    yaml = CHARTER.replace("  test: test.csv\n", "").replace(", groups: [region], personal: [mail]", "")
    (tmp_path / "charter.yaml").write_text(yaml, encoding="utf-8")
    document = paper(read(tmp_path / "charter.yaml"))
    lay(tmp_path, document)
    found = records(opened(tmp_path, croissant(document)), "train")
    assert [list(one.values()) for one in found] == [[b"x", b"refund", 1], [b"y", b"delivery", 2]]
