"""A release is proved from its folder alone, and the first thing that is wrong is named."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record.stories import CHARTER, KEY, ORIGIN, act
from record.test_releases import RELEASE, append
from troth.errors import RecordError
from troth.record import (
    MANIFEST,
    PROOF,
    Manifest,
    ManifestFile,
    Signer,
    data_digest,
    digest,
    hashed,
    manifest_of,
    open_record,
    verify,
    whole,
)

ROWS = b"text,label\na,b\n"
TRAIN = f"sha256:{digest(ROWS)}"
CLEAR = {"train": TRAIN}
FACTS = {name: value for name, value in RELEASE.items() if name != "manifest"}
FACTS |= {"review_ends": None, "files": CLEAR, "data": data_digest(CLEAR)}


def release(folder: Path, contents: Mapping[str, bytes] | None = None, **changed: object) -> Path:
    """A small release of a log of its own; of `contents`, if these are given, under what is `changed` of its facts."""
    bundle = folder / "out"
    for name, content in (contents or {"charter.yaml": b"charter", "data/train.csv": ROWS}).items():
        (bundle / name).parent.mkdir(parents=True, exist_ok=True)
        (bundle / name).write_bytes(content)
    facts = {**FACTS, **changed}
    paths = [path for path in bundle.rglob("*") if path.is_file()]
    files = [ManifestFile(path.relative_to(bundle).as_posix(), *hashed(path)) for path in paths]
    content = manifest_of(facts, files).render()
    (bundle / MANIFEST).write_bytes(content)
    with open_record(folder / "record.db", KEY, origin=ORIGIN) as record:
        act(record, "charter-signed")
        append(record, "data-release", {**facts, "manifest": f"sha256:{digest(content)}"})
        record.export_proof(1, bundle / PROOF)
    return bundle


def first(bundle: Path, **more: object) -> str:
    found = verify(bundle, **more)  # type: ignore[arg-type]
    assert not found.genuine
    return str(found.first_wrong)


def test_a_release_is_genuine(tmp_path: Path) -> None:
    bundle = release(tmp_path)
    found = verify(bundle, key=str(KEY.public), read_charter=lambda text: {"charter": CHARTER})
    assert found.genuine, found.first_wrong
    assert (found.kind, found.files, found.trusted) == ("bundle", 2, True)
    assert found.release is not None
    assert found.release["version"] == "1.0.0"
    assert whole(bundle) == found.release["manifest"]


def test_it_is_genuine_where_the_log_is_not(tmp_path: Path) -> None:
    bundle = release(tmp_path)
    (tmp_path / "record.db").unlink()
    assert verify(bundle).genuine


def rewritten(name: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def spoil(bundle: Path) -> None:
        content = (bundle / name).read_bytes()
        assert old in content
        (bundle / name).write_bytes(content.replace(old, new))

    return spoil


def linked(bundle: Path) -> None:
    (bundle / "data" / "train.csv").rename(bundle.parent / "train.csv")
    (bundle / "data" / "train.csv").symlink_to(bundle.parent / "train.csv")


SPOILED: list[tuple[str, Callable[[Path], object]]] = [
    ("data/train.csv: its SHA-256", rewritten("data/train.csv", b"a,b", b"a,c")),
    ("data/train.csv: it has 16 bytes", rewritten("data/train.csv", b"a,b", b"a,bc")),
    ("data/train.csv: it is missing", lambda bundle: (bundle / "data" / "train.csv").unlink()),
    ("data/train.csv: it is a link", linked),
    ("data/more.csv: it is no part", lambda bundle: (bundle / "data" / "more.csv").write_text("x")),
    ("read.me: it is no part", lambda bundle: (bundle / "read.me").write_text("x")),
    ("data/more: it is no part", lambda bundle: (bundle / "data" / "more").mkdir()),
    ("elsewhere: it is no part", lambda bundle: (bundle / "elsewhere").symlink_to(bundle.parent)),
    ("charter.yaml: it has", lambda bundle: (bundle / "charter.yaml").write_text("other")),
    ("MANIFEST.json: it is missing", lambda bundle: (bundle / MANIFEST).unlink()),
    ("MANIFEST.json: it is not the manifest that was recorded", rewritten(MANIFEST, b'"public"', b'"closed"')),
    ("MANIFEST.json: the manifest is not spelled", rewritten(MANIFEST, b"\n ", b"\n  ")),
    ("release.proof: it is missing", lambda bundle: (bundle / PROOF).unlink()),
    ("release.proof: proof", rewritten(PROOF, b"index 1", b"index 0")),
]


@pytest.mark.parametrize(("words", "spoil"), SPOILED, ids=[words for words, _ in SPOILED])
def test_what_was_spoiled_is_named(tmp_path: Path, words: str, spoil: Callable[[Path], object]) -> None:
    bundle = release(tmp_path)
    spoil(bundle)
    assert first(bundle).startswith(words)
    assert words.startswith(("release.proof", "MANIFEST")) or whole(bundle) is None


def test_another_key_is_not_trusted(tmp_path: Path) -> None:
    other = Signer.from_seed(bytes(32))
    assert "not by the key you trust" in first(release(tmp_path), key=str(other.public))


def test_another_charter_is_named(tmp_path: Path) -> None:
    assert first(release(tmp_path), read_charter=lambda text: {"charter": "sha256:0"}).startswith("charter.yaml: it is")


def test_a_proof_of_something_else(tmp_path: Path) -> None:
    bundle = release(tmp_path)
    with open_record(tmp_path / "record.db") as record:
        record.export_proof(0, bundle / PROOF)
    assert "it proves an entry of another kind, charter-signed" in first(bundle)


PATHS = ("../secret", "/etc/passwd", "a//b", "a/../b", ".hidden", "a b", MANIFEST, "a/b/c/d/e", "")


@pytest.mark.parametrize("path", PATHS)
def test_paths_that_lead_elsewhere_are_refused(path: str) -> None:
    content = manifest_of({}, [ManifestFile(path, "sha256:" + "0" * 64, 1)]).render()
    with pytest.raises(RecordError):
        Manifest.parse(content)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_manifest_or_refused(content: bytes) -> None:
    with contextlib.suppress(RecordError):
        assert Manifest.parse(content).render() == content


def test_a_head_that_was_kept_is_compared(tmp_path: Path) -> None:
    bundle = release(tmp_path)
    (tmp_path / "other").mkdir()
    with open_record(tmp_path / "record.db", KEY, origin=ORIGIN) as record:
        kept = record.head()
    with open_record(tmp_path / "other" / "record.db", KEY, origin="other.example/log") as record:
        act(record, "charter-signed")
        other = record.head()
    assert verify(bundle, head=kept).genuine
    assert verify(bundle / PROOF, head=kept).genuine
    for path in (bundle, bundle / PROOF):
        found = verify(path, head=other)
        assert not found.genuine
        assert "the head kept of other.example/log" in str(found.first_wrong)
