"""Signed notes against golang.org/x/mod/sumdb/note's vectors, checkpoints against C2SP tlog-checkpoint."""

from __future__ import annotations

import base64

import pytest

from troth.errors import RecordError
from troth.record.keys import Signer
from troth.record.note import (
    NoteKey,
    open_checkpoint,
    parse_checkpoint,
    parse_note,
    sign_checkpoint,
    sign_note,
)
from troth.record.tree import EMPTY_ROOT

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETERS = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCHS = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
SIGNER = Signer.from_seed(base64.b64decode(SECRET)[1:])


def test_signing_gives_the_published_note() -> None:
    assert str(sign_note(TEXT, [("PeterNeumann", SIGNER)])) == TEXT + "\n" + PETERS
    assert str(NoteKey("PeterNeumann", SIGNER.public)) == PETER


def test_a_key_is_read_in_one_spelling_only() -> None:
    assert str(NoteKey.parse(PETER)) == PETER
    for start in range(len(PETER)):
        for end in range(start, len(PETER) + 1):
            if (start, end) != (0, len(PETER)):
                with pytest.raises(RecordError):
                    NoteKey.parse(PETER[start:end])
    for at in range(len(PETER)):
        with pytest.raises(RecordError):
            NoteKey.parse(PETER[:at] + chr(ord(PETER[at]) + 1) + PETER[at + 1 :])
    for bad in (
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ):
        with pytest.raises(RecordError):
            NoteKey.parse(bad)


def test_signatures_of_known_keys_count_and_others_are_ignored() -> None:
    peter, enoch = NoteKey.parse(PETER), NoteKey.parse(ENOCH)
    note = parse_note((TEXT + "\n" + PETERS + ENOCHS).encode())
    assert note.text == TEXT
    assert note.signed_by([peter]) == {peter}
    assert note.signed_by([peter, enoch]) == {peter, enoch}
    assert note.signed_by([]) == set()
    twice = parse_note((TEXT + "\n" + PETERS + PETERS).encode())
    assert twice.signed_by([peter, peter]) == {peter}  # a key counts once


def test_a_bad_signature_of_a_known_key_refuses_the_note() -> None:
    spoiled = PETERS[:60] + "ABCD" + PETERS[60:]
    note = parse_note((TEXT + "\n" + PETERS + spoiled).encode())
    with pytest.raises(RecordError, match="not valid"):
        note.signed_by([NoteKey.parse(PETER)])


@pytest.mark.parametrize(
    "message",
    [
        TEXT,
        TEXT + "\n",
        TEXT + "\n" + PETERS[:-1],
        "\x01" + TEXT + "\n" + PETERS,
        TEXT
        + "\n— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
        TEXT + "\n" + PETERS + "Unexpected line.\n",
        TEXT + "\n" + PETERS * 101,
        TEXT + "\n" + PETERS.replace("=", ""),
        TEXT + "\n— a+b x08go/ZJ\n",
        TEXT + "\n— a AAAA\n",
    ],
)
def test_a_malformed_note_is_refused(message: str) -> None:
    with pytest.raises(RecordError):
        parse_note(message.encode())


def test_a_note_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(RecordError):
        parse_note(b"\xff" + (TEXT + "\n" + PETERS).encode())
    with pytest.raises(RecordError):
        sign_note("no newline", [("a", SIGNER)])


def test_a_checkpoint_is_read_back_and_bound_to_its_log() -> None:
    head = sign_checkpoint("example.org/log", 0, EMPTY_ROOT, SIGNER)
    data = str(head).encode()
    key = NoteKey("example.org/log", SIGNER.public)
    assert open_checkpoint(data, key) == head
    assert open_checkpoint(data + ENOCHS.encode(), key).size == 0  # a witness may add its line
    with pytest.raises(RecordError, match="of the log"):
        open_checkpoint(data, NoteKey("example.org/other", SIGNER.public))
    with pytest.raises(RecordError, match="not signed"):
        open_checkpoint(data, NoteKey("example.org/log", NoteKey.parse(ENOCH).public))


@pytest.mark.parametrize(
    "text",
    [
        "o\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n\u0661\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n",
        "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF==\n",
        "o\n1\nAAAA\n",
        "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n1\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(RecordError):
        parse_checkpoint(str(sign_note(text, [("o", SIGNER)])).encode())
