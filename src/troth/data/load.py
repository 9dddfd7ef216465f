"""From a charter to its dataset: read, settle, split, check."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from troth.data.addition import NEW, add
from troth.data.check import check_groups, check_labels, flat_labels, known_groups, labels_of
from troth.data.consented import check_consent
from troth.data.features import nearly_numeric, numeric, typed
from troth.data.header import check_named
from troth.data.interface import Addition, Dataset, Finding, Split, Step
from troth.data.leakage import leakage
from troth.data.readers import Reading, has_part, read
from troth.data.roles import Part, assign
from troth.data.rows import rows_digest
from troth.data.split import TEST_SHARE, VALIDATION_MOST, split_off, validation_share
from troth.data.unlabelled import UNLABELLED, unlabelled_part
from troth.progress import Progress, silent
from troth.standard import Charter, Source

SPLITS = ("train", "validation", "test")
STAGE = "data"
BESIDE = (UNLABELLED, "access")
"""Of what a charter says of its data, what leaves every row in its split."""


def load(charter: Charter, *, added: Sequence[Path] = (), progress: Progress = silent) -> Dataset:
    """Read the data that a charter names and make sure that it can be trained and judged on.

    What is not given is split off the training file: test first (20 %), then validation (10 %, from
    5,000 rows on 500 of them, from 10,000 on 5 %, at most 2,000 rows). added: files of rows that came since, oldest
    first, in the format of the training file; see `addition`.
    Raises DataError, which names the place and the remedy, for the first thing that does not hold.
    """
    own = _read(charter, progress)
    seed = _seed(charter, own, added)
    parts, steps = _complete(own, seed)
    addition = None
    if added:
        parts, further, addition = _with_added(charter, parts, steps, added, seed)
        steps += further
    odd = nearly_numeric(parts[0].frame, parts[0].roles.features, parts[0].places)
    parts = _typed(parts)
    unlabelled = _unlabelled(charter, parts)
    steps += [step for part in unlabelled for step in part.steps]
    progress(STAGE, 4, 6, "checking")
    declared = charter.task.labels
    labels = labels_of(parts[0], declared)
    findings = [finding for part in (*parts, *unlabelled) for finding in part.findings]
    findings += odd + check_labels(parts, labels, declared) + check_groups(parts)
    progress(STAGE, 5, 6, "looking for copies between splits")
    findings += leakage(parts)
    names = _group_names(parts)
    train, validation, test = (_split(charter, part, names) for part in parts)
    texts = next((_split(charter, part, names) for part in unlabelled), None)
    progress(STAGE, 6, 6)
    return Dataset(
        kind=charter.task.kind,
        labels=labels,
        train=train,
        validation=validation,
        test=test,
        digest=_digest((train, validation, test, *([] if texts is None else [texts]))),
        lineage=tuple(steps),
        findings=tuple(_beside(finding, charter.folder) for finding in sorted(findings, key=_warnings_first)),
        added=addition,
        unlabelled=texts,
    )


def _read(charter: Charter, progress: Progress) -> dict[str, Part]:
    """The splits that the charter, or the folder it names, has files for."""
    data = charter.data
    sources = {"train": data.train, "validation": data.validation, "test": data.test}
    parts = {}
    for done, (name, source) in enumerate(sources.items()):
        progress(STAGE, done, 6, f"reading {name}")
        if source is None and has_part(data.train.path, charter.folder, name):
            source = data.train
        if source is not None:
            parts[name] = _part(charter, source, name)
    return parts


def _unlabelled(charter: Charter, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The texts without labels, where the charter names a file of such."""
    source = charter.data.unlabelled
    if source is None:
        return ()
    table = read(source.path, charter.folder, Reading(source.format, source.columns, charter.task.kind))
    check_consent(table, charter.data.train.columns.consent, "unlabelled")
    return (unlabelled_part(table, source, parts),)


def _part(charter: Charter, source: Source, name: str) -> Part:
    reading = Reading(source.format, source.columns, charter.task.kind, name)
    table = read(source.path, charter.folder, reading)
    check_named(charter, table.frame.columns, table.places.files[0][1], name)
    part = assign(table, source, charter.task.kind, name)
    if not table.repeated:
        return part
    what = f"columns that the {name} file has more than once: {', '.join(table.repeated)}"
    return replace(part, findings=(*part.findings, Finding("note", what, len(table.repeated), split=name)))


def _complete(parts: dict[str, Part], seed: str) -> tuple[list[Part], list[Step]]:
    """All three splits; what is missing is split off the training part."""
    steps = [step for part in parts.values() for step in part.steps]
    for name, most in (("test", None), ("validation", VALIDATION_MOST)):
        if name in parts:
            continue
        before = parts["train"]
        share = TEST_SHARE if name == "test" else validation_share(before.frame.height)
        rest, parts[name] = split_off(before, name, seed, share, most)
        parts["train"] = replace(rest, findings=before.findings)
        together = before.roles.document or "same content"
        rows = {"train": rest.frame.height, name: parts[name].frame.height}
        steps.append(Step("split", {"off": name, "share": share, "seed": seed, "together": together, "rows": rows}))
    return [parts[name] for name in SPLITS], steps


def _with_added(
    charter: Charter, parts: Sequence[Part], steps: Sequence[Step], files: Sequence[Path], seed: str
) -> tuple[list[Part], list[Step], Addition]:
    def read_new(file: Path) -> Part:
        return _part(charter, replace(charter.data.train, path=str(file.resolve()), written=file.name), NEW)

    off = [step.details["off"] for step in steps if step.what == "split"]
    return add(parts, files, read_new, off=off, seed=seed)


def _seed(charter: Charter, parts: Mapping[str, Part], added: Sequence[Path]) -> str:
    """A seed nobody chose: of the files' bytes and of what the charter says of data and task, and of nothing else.

    An amended clause must leave every row in its split, or a model trained before would be judged on rows it was
    trained on. So must texts without labels that were named since, a rule on who may read what, and a label that was
    listed for rows that came since: where there are such rows, only labels that the charter's own rows have count.
    """
    digests = [step.details["digest"] for part in parts.values() for step in part.steps if step.what == "read"]
    said = {section: charter.document.get(section) for section in ("data", "task")}
    said["data"] = {key: value for key, value in charter.document["data"].items() if key not in BESIDE}
    if added and charter.task.labels and parts["train"].roles.label:
        said["task"] = _without_new(charter, parts)
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256("\0".join(["troth split 2", text, *digests]).encode()).hexdigest()


def _without_new(charter: Charter, parts: Mapping[str, Part]) -> dict[str, Any]:
    """What the charter says of its task, less the labels that none of its own rows has."""
    task = charter.document["task"]
    there = {label for part in parts.values() for label in flat_labels(part).unique()}
    labels = [label for label in task["output"]["labels"] if label in there]
    return {**task, "output": {**task["output"], "labels": labels}}


def _typed(parts: Sequence[Part]) -> list[Part]:
    """Features as numbers and categories, by what the training rows hold."""
    features = parts[0].roles.features
    if not features:
        return list(parts)
    numbers = numeric(parts[0].frame, features)
    return [replace(part, frame=typed(part.frame, part.roles.features, numbers, part.places)) for part in parts]


def _group_names(parts: Sequence[Part]) -> dict[str, tuple[str, ...]]:
    """The groups of each column over all splits that have it."""
    columns = dict.fromkeys(name for part in parts for name in part.roles.groups)
    return {name: known_groups(parts, name) for name in columns}


def _split(charter: Charter, part: Part, names: Mapping[str, tuple[str, ...]]) -> Split:
    digest = rows_digest(part.frame, part.roles.committed)
    own = {name: names[name] for name in part.roles.groups}
    return Split(part.name, charter.task.kind, part.frame, part.roles, part.places, digest, own)


def _digest(splits: Sequence[Split]) -> str:
    text = "".join(f"{split.name} {split.digest}\n" for split in splits)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _beside(finding: Finding, folder: Path) -> Finding:
    """The finding with its places told from the charter's folder: a report goes to people who have another."""
    return replace(finding, examples=tuple(place.replace(f"{folder}{os.sep}", "") for place in finding.examples))


def _warnings_first(finding: Finding) -> bool:
    return finding.severity != "warning"
