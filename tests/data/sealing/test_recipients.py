"""Who may open a file is changed by those who may."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from troth.data.sealing import Recipient, SecretKey, look, recipients_of, rewrap, rotate, seal, unseal
from troth.errors import DataError

ADA, BOB, CY = (SecretKey.generate() for _ in range(3))
CONTENT = bytes(range(200))
CHUNKS = 200 + 4 * 16  # bytes of four chunks


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "file.sealed"
    seal(io.BytesIO(CONTENT), path, [ADA.recipient, BOB.recipient], chunk_size=64)
    path.chmod(0o640)
    return path


def opens(path: Path, key: SecretKey) -> bool:
    """Whether this key opens the file; then it must give the contents."""
    target = path.with_name("opened")
    why = ""
    try:
        unseal(path, target, key)
    except DataError as error:
        why = error.what
    assert not why or "not sealed to this key" in why
    assert target.exists() == (not why)
    if target.exists():
        assert target.read_bytes() == CONTENT
        target.unlink()
    return not why


def test_recipients_are_known_to_each_other(path: Path) -> None:
    for key in (ADA, BOB):
        assert recipients_of(path, key) == (ADA.recipient, BOB.recipient)
    with pytest.raises(DataError, match="not sealed to this key"):
        recipients_of(path, CY)
    assert look(path).recipients == 2
    assert ADA.recipient.raw not in path.read_bytes()


def test_rewrapping_leaves_the_contents_as_they_are(path: Path) -> None:
    before = path.read_bytes()
    changed = rewrap(path, ADA, add=[CY.recipient, BOB.recipient])
    assert changed.added == (CY.recipient,)
    assert changed.recipients == recipients_of(path, CY) == (ADA.recipient, BOB.recipient, CY.recipient)
    assert changed.caution is None
    assert path.read_bytes()[-CHUNKS:] == before[-CHUNKS:]
    assert all(opens(path, key) for key in (ADA, BOB, CY))
    changed = rewrap(path, CY, remove=[BOB.recipient])
    assert changed.removed == (BOB.recipient,)
    assert "may have kept the contents" in (changed.caution or "")
    assert [opens(path, key) for key in (ADA, BOB, CY)] == [True, False, True]
    assert path.read_bytes()[-CHUNKS:] == before[-CHUNKS:]
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(path.parent.iterdir()) == [path]


def test_rotating_seals_the_contents_anew(path: Path) -> None:
    before, old = path.read_bytes(), look(path)
    changed = rotate(path, BOB, add=[CY.recipient], remove=[BOB.recipient])
    assert [opens(path, key) for key in (ADA, BOB, CY)] == [True, False, True]
    assert changed.file.file_id != old.file_id
    assert (changed.file.length, changed.file.chunks) == (old.length, old.chunks)
    assert "Older copies" in (changed.caution or "")
    after = path.read_bytes()
    assert not any(after[-at - 16 : -at] in before for at in range(16, CHUNKS, 16))
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(path.parent.iterdir()) == [path]


def test_whoever_kept_the_data_key_is_put_out_by_rotating_alone(path: Path) -> None:
    """With the header that Bob kept, the chunks of a rewrapped file open for him, as the caution says."""
    kept = path.read_bytes()[:-CHUNKS]
    rewrap(path, ADA, remove=[BOB.recipient])
    again = path.with_name("again")
    again.write_bytes(kept + path.read_bytes()[-CHUNKS:])
    assert opens(again, BOB)
    rotate(path, ADA)
    again.write_bytes(kept + path.read_bytes()[-CHUNKS:])
    with pytest.raises(DataError, match="chunk 1 of 4"):
        unseal(again, path.with_name("opened"), BOB)


def test_what_cannot_be_is_refused_and_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    for act in (rewrap, rotate):
        with pytest.raises(DataError, match="is not sealed to x25519:"):
            act(path, ADA, remove=[CY.recipient])
        with pytest.raises(DataError, match="nobody could open it"):
            act(path, ADA, remove=[ADA.recipient, BOB.recipient])
        with pytest.raises(DataError, match="hides nothing"):
            act(path, ADA, add=[Recipient(bytes(32))])
        with pytest.raises(DataError, match="not sealed to this key"):
            act(path, CY, add=[CY.recipient])
    assert path.read_bytes() == before
    path.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    with pytest.raises(DataError, match="chunk 4 of 4"):
        rotate(path, ADA)
    path.write_bytes(before[:-1])
    for act in (rewrap, rotate):
        with pytest.raises(DataError, match="cut off"):
            act(path, ADA, add=[CY.recipient])
    assert list(path.parent.iterdir()) == [path]
