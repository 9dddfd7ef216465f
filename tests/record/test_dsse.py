"""Envelopes against the DSSE protocol's own vectors, and JSON that two readers could read differently."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.errors import RecordError
from troth.record import dsse
from troth.record.keys import Signer
from troth.record.strict_json import check, dumps, loads

# secure-systems-lab/dsse, testvectors/vectors.json (keys of RFC 8032 §7.1) and protocol.md "Test Vectors"
A = Signer.from_seed(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
B = Signer.from_seed(bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
IN_TOTO = "application/vnd.in-toto+json"
STATEMENT = b'{"_type":"https://in-toto.io/Statement/v1"}'
BY_A = "2WAfaHm5jluo0w+0rk8uVkluELJYWjSmU9x7EUzx+AyteDGJ4/nqyJXfmAUVFIAoQafWm7AxBZNw5M9ixNHiCA=="
BY_B = "c1+67/aT0yqEpwx8PsVY3MLHsj9D0CZ014/Fv/QlG59P+9CobUZ7xECJ/V3USG0Ob9CiE5LjReEZUzNF2l7eBw=="


def _envelope(*signatures: str, payload: bytes = STATEMENT, kind: str = IN_TOTO) -> dsse.Envelope:
    document = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": kind,
        "signatures": [{"sig": signature} for signature in signatures],
    }
    return dsse.read(json.dumps(document).encode())


def test_the_encoding_is_the_published_one() -> None:
    assert dsse.pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    assert dsse.pae("application/vnd.exämple+json", b"").startswith(b"DSSEv1 29 ")  # bytes, not characters
    assert dsse.pae(IN_TOTO, b"") == b"DSSEv1 28 application/vnd.in-toto+json 0 "


def test_the_signature_is_the_published_one() -> None:
    assert A.public.raw.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    envelope = dsse.read(dsse.sign(IN_TOTO, STATEMENT, [A]))
    assert base64.b64encode(envelope.signatures[0].value).decode() == BY_A
    assert envelope.payload == STATEMENT
    assert envelope.signers([A.public, B.public]) == {A.public}


def test_keys_count_once_and_without_their_hint() -> None:
    trusted = [A.public, B.public]
    assert _envelope(BY_A, BY_B).signers(trusted) == set(trusted)
    assert _envelope(BY_A, BY_A).signers(trusted) == {A.public}
    assert _envelope(BY_A, kind="application/vnd.example.other+json").signers(trusted) == set()
    assert _envelope(BY_A, payload=STATEMENT + b" ").signers(trusted) == set()


def test_url_safe_base64_is_read_too() -> None:
    sig = "P-_KHICeR7tI6S_YyejJTRtrXhcQyQ2LYPaL8h90KjC9qN8HU_svOQ6TuDOT1HIrsGW886DbWNWcCmX5twLrAw=="
    document = {"payload": "-_-_Pj8=", "payloadType": IN_TOTO, "signatures": [{"sig": sig, "keyid": "A"}]}
    assert dsse.read(json.dumps(document).encode()).signers([A.public]) == {A.public}


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        '{"payload":"","payloadType":"","signatures":[{"sig":"AAAA"}]}',
        '{"payload":"","payloadType":"t","signatures":[]}',
        '{"payload":"","payloadType":"t","signatures":[{"keyid":"A"}]}',
        '{"payload":"","payloadType":"t","signatures":[{"sig":"AAAA","keyid":1}]}',
        '{"payload":"","payloadType":"t","signatures":[{"sig":"AAAA","more":1}]}',
        '{"payload":"","payloadType":"t","signatures":[{"sig":"AAAA"}],"more":1}',
        '{"payload":"QQ","payloadType":"t","signatures":[{"sig":"AAAA"}]}',
        '{"payload":"QR==","payloadType":"t","signatures":[{"sig":"AAAA"}]}',
        '{"payload":"A A=","payloadType":"t","signatures":[{"sig":"AAAA"}]}',
        '{"payload":7,"payloadType":"t","signatures":[{"sig":"AAAA"}]}',
    ],
)
def test_a_malformed_envelope_is_refused(text: str) -> None:
    with pytest.raises(RecordError):
        dsse.read(text.encode())


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b'{"a":1,"\\u0061":2}',
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1e999",
        b"9007199254740992",
        b"-9007199254740992",
        b"1" * 5000,
        b'"\\ud800"',
        b'{"\\udc00":1}',
        b"\xef\xbb\xbf{}",
        b'"\xff"',
        b"{} {}",
        b"{}x",
        b"",
        b'"\n"',
        b"[" * 65 + b"]" * 65,
        b"[" * 100_000,
        b'{"a":' * 70 + b"1" + b"}" * 70,
        b"01",
        b"{'a':1}",
    ],
)
def test_what_readers_could_disagree_about_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError):
        loads(data)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 2**53, {1: 2}, {"a": {3}}, "\ud800", b"a", {"a": object()}]
)
def test_what_is_not_json_is_not_written(value: object) -> None:
    with pytest.raises(RecordError):
        check(value)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@settings(deadline=None)
@given(_JSON)
def test_every_value_comes_back(value: object) -> None:
    check(value)
    assert loads(dumps(value).encode()) == value
    assert json.loads(dumps(value)) == value
