"""Croissant metadata of a data set: JSON-LD that loaders of machine learning and search engines read.

Croissant 1.1 (MLCommons, 2026) with the vocabulary for responsible AI, RAI 1.0 (MLCommons, 2024). What nobody said is
left out. A record set is given only for files that Croissant's own rules read: a header, UTF-8, commas or tabs, JSON
lines, Parquet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from troth.reports.data_facts import facts, ready
from troth.reports.words import words

JSON = dict[str, Any]
CROISSANT, RAI = "http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"

_TERMS = (
    "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileObject",
    "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5",
    "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator",
    "source", "subField", "transform",
)  # fmt: skip

CONTEXT: JSON = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    **{term: f"cr:{term}" for term in _TERMS},
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "description": {"@container": "@language"},
    "name": {"@container": "@language"},
}
"""The context of the specification's appendix, in the spelling that its reference implementation writes."""

SPDX = frozenset(
    (
        "MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "GPL-3.0-only", "GPL-3.0-or-later", "LGPL-3.0-only",
        "CC0-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0",
        "CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "ODC-By-1.0", "ODbL-1.0", "PDDL-1.0", "CDLA-Permissive-2.0",
        "CDLA-Sharing-1.0",
    )
)  # fmt: skip
"""Identifiers of licences whose address in the SPDX list is known."""

TYPES = {"numbers": "sc:Float", "whole numbers": "sc:Integer", "dates": "sc:Date"}
"""Types of columns of which every cell is of the type; all others are text."""

SPLITS = {"train": "cr:TrainingSplit", "validation": "cr:ValidationSplit", "test": "cr:TestSplit"}

MANY = {
    "rai:dataBiases": ("biases",),
    "rai:dataLimitations": ("quality",),
    "rai:personalSensitiveInformation": ("personal", "sensitive", "lawful_basis", "revocation"),
    "rai:dataUseCases": ("purpose",),
    "rai:dataAnnotationAnalysis": ("agreement",),
    "rai:dataPreprocessingProtocol": ("changed",),
}
ONE = {
    "rai:dataCollection": ("source", "obtained"),
    "rai:dataCollectionMissingData": ("missing",),
    "rai:dataImputationProtocol": ("imputation",),
    "rai:annotationsPerItem": ("per_item",),
    "rai:dataReleaseMaintenancePlan": ("refresh", "retention", "contribute"),
}
SAID = {
    "rai:dataCollection": "acquired",
    "rai:dataCollectionRawData": "raw_saved",
    "rai:dataManipulationProtocol": "preprocessing",
    "rai:dataAnnotationProtocol": "annotation_protocol",
    "rai:dataAnnotationPlatform": "annotation_platform",
    "rai:annotatorDemographics": "annotator_demographics",
    "rai:machineAnnotationTools": "annotation_tools",
    "rai:dataSocialImpact": "social_impact",
}
"""Fields that only the publisher can fill, by the keys of the answers."""


def croissant(document: Mapping[str, Any]) -> JSON:
    """The metadata, as JSON, for a publication's document of format 1."""
    known = facts(ready(document), words("en"))
    publisher, data = document["publisher"], document["data"]
    made: JSON = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": document["name"],
        "description": _description(document, known),
        "conformsTo": [CROISSANT, RAI],
        "version": document["version"],
        "datePublished": document["made"][:10],
        "license": _licence(data["licence"]),
        "creator": _creator(publisher["creator"]),
        "url": publisher["url"],
        "citeAs": publisher["cite"],
        "isBasedOn": data["source"],
        "inLanguage": _languages(document),
        "conditionsOfAccess": " ".join(known["access"]),
        **_responsible(document, known),
        "distribution": [part for one in document["files"] for part in _distribution(one)],
        "recordSet": _record_sets(document),
    }
    return {name: value for name, value in made.items() if value not in (None, [], "")}


def _description(document: Mapping[str, Any], known: Mapping[str, Sequence[str]]) -> str:
    topics = ("instances", "counts", "columns", "published")
    return " ".join(sentence for topic in topics for sentence in known[topic])


def _responsible(document: Mapping[str, Any], known: Mapping[str, Sequence[str]]) -> JSON:
    """The RAI fields: what was measured and what the charter says, then what the publisher answered."""
    made: JSON = {field: [one for topic in topics for one in known[topic]] for field, topics in MANY.items()}
    made |= {field: " ".join(one for topic in topics for one in known[topic]) for field, topics in ONE.items()}
    for field, key in SAID.items():
        if answer := document["answers"].get(key):
            made[field] = f"{made.get(field, '')} {answer}".strip()
    return made


def _licence(licence: str | None) -> str | JSON | None:
    if licence is None or licence.startswith(("http://", "https://")):
        return licence
    spdx = next((one for one in SPDX if one.lower() == licence.strip().lower()), None)
    return f"https://spdx.org/licenses/{spdx}.html" if spdx else {"@type": "sc:CreativeWork", "name": licence}


def _creator(creator: Mapping[str, str] | None) -> JSON | None:
    return None if creator is None else {"@type": f"sc:{creator['kind']}", "name": creator["name"]}


def _languages(document: Mapping[str, Any]) -> list[str]:
    """Languages that the texts are in, by their names, the commonest first."""
    found: dict[str, int] = {}
    for sheet in document["description"]["sheets"]:
        for name, count in ((sheet["writing"] or {}).get("found") or {}).items():
            found[name] = found.get(name, 0) + count
    return [name for name in sorted(found, key=lambda name: -found[name]) if name.istitle() and found[name]]


def _distribution(one: Mapping[str, Any]) -> list[JSON]:
    """The file as it lies in the release; of a sealed one also the file that it is once a recipient opened it."""
    if one["published"] == "withheld":
        return []
    media = one["media_type"]
    if one["published"] != "sealed":
        return [_file(one["name"], media, one["bytes"], one["sha256"])]
    outer = _file(one["name"], "application/octet-stream", one["bytes"], one["sha256"])
    inner = _file(_opened(one), media, one["clear_bytes"], one["clear_sha256"])
    return [outer, inner | {"description": f"Not in the release: a recipient opens {one['name']} to it."}]


def _file(name: str, media: str, size: int, sha256: str) -> JSON:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name.rpartition("/")[2],
        "contentUrl": name,
        "contentSize": f"{size} B",
        "encodingFormat": media,
        "sha256": sha256.removeprefix("sha256:"),
    }


def _opened(one: Mapping[str, Any]) -> str:
    return str(one["name"]).removesuffix(".sealed")


def _is_read(one: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    return bool(one["plain"]) and bool(one["columns"]) and document["access"] != "closed"


def _record_sets(document: Mapping[str, Any]) -> list[JSON]:
    """One of each file that is read, before them the splits that they are."""
    made = [_record_set(one) for one in document["files"] if _is_read(one, document)]
    splits = [one["@id"] for one in made if one["@id"] in SPLITS]
    return [*([_splits(splits)] if splits else []), *made]


def _splits(names: Sequence[str]) -> JSON:
    """What the record sets are named for, as the specification has splits."""
    fields = [
        {"@type": "cr:Field", "@id": "splits/name", "name": "name", "dataType": "sc:Text"},
        {"@type": "cr:Field", "@id": "splits/url", "name": "url", "dataType": ["sc:URL", "cr:Split"]},
    ]
    rows = [{"splits/name": name, "splits/url": SPLITS[name]} for name in names]
    about = {"name": "splits", "dataType": "cr:Split", "key": {"@id": "splits/name"}}
    return {"@type": "cr:RecordSet", "@id": "splits", **about, "field": fields, "data": rows}


def _record_set(one: Mapping[str, Any]) -> JSON:
    split = one["split"]
    source = _opened(one) if one["published"] == "sealed" else one["name"]
    fields = [_field(split, source, column) for column in one["columns"]]
    return {"@type": "cr:RecordSet", "@id": split, "name": split, "field": fields}


def _field(split: str, source: str, column: Mapping[str, Any]) -> JSON:
    whole = not column["odd"] and not column["marks"] and (column["type"] != "dates" or column["ordered"])
    kind = TYPES.get(column["type"], "sc:Text") if whole else "sc:Text"
    label = column["role"] in ("label", "tags")
    made: JSON = {
        "@type": "cr:Field",
        "@id": f"{split}/{quote(column['name'], safe='')}",
        "name": column["name"],
        "description": " ".join(part for part in (column["role"], column["type"]) if part),
        "dataType": [kind, "cr:Label"] if label else kind,
        "source": {"fileObject": {"@id": source}, "extract": {"column": column["name"]}},
    }
    return made | ({"isArray": True, "arrayShape": "-1"} if column["type"] == "lists" else {})
