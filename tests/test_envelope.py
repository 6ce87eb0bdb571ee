"""Facts about envelopes: what exactly is signed, which key files are keys, and whose signatures count."""

from __future__ import annotations

import base64
import json
import sys
from functools import cache

import pytest
from attacks import KEYS, PRIVATE, PRIVATE_PEMS
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from parindex.audit import envelope
from parindex.audit.canonical import canonical
from parindex.audit.envelope import Envelope, Signature, make_keys, public_keys, sign, signers
from parindex.errors import UsageError

PEMS = [pem.encode() for pem in PRIVATE_PEMS]
TRUSTED = list(public_keys(KEYS).values())


def pem(label: str, content: str) -> bytes:
    """Write a PEM file of some bytes in hexadecimal."""
    body = base64.b64encode(bytes.fromhex(content)).decode()
    return f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n".encode()


def pae(kind: str, body: str) -> bytes:
    """Put a type and a body together as the DSSE protocol words it."""
    parts = ("DSSEv1", str(len(kind.encode())), kind, str(len(body.encode())), body)
    return " ".join(parts).encode()


def private_pem(key: PrivateKeyTypes, lock: KeySerializationEncryption) -> bytes:
    """Write a private key of any kind as PEM."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)


@cache
def other_keys() -> dict[str, tuple[bytes, bytes]]:
    """Return key files that are none for us: a private and a public one of each sort."""
    made: dict[str, PrivateKeyTypes] = {
        "RSA": rsa.generate_private_key(public_exponent=65537, key_size=2048),
        "an elliptic curve": ec.generate_private_key(ec.SECP256R1()),
    }
    found = {
        name: (
            private_pem(key, NoEncryption()),
            key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        )
        for name, key in made.items()
    }
    locked = private_pem(PRIVATE[0], BestAvailableEncryption(b"secret"))
    # An algorithm that nobody has: 1.2.3.4 where Ed25519 stands.
    unknown = (
        pem("PRIVATE KEY", "302e020100300506032a030404220420" + "01" * 32),
        pem("PUBLIC KEY", "302a300506032a0304032100" + "01" * 32),
    )
    cut = (PEMS[0][:60], KEYS[0][:60])
    return {
        **found,
        "an encrypted file": (locked, locked),
        "an unknown algorithm": unknown,
        "the other half of a pair": (KEYS[0], PEMS[0]),
        "a file that is cut": cut,
        "a file of no base64": (b"-----BEGIN PRIVATE KEY-----\n?\n-----END PRIVATE KEY-----\n", b"?"),
        "an empty file": (b"", b""),
        "garbage": (bytes(range(256)), bytes(range(256))),
        "a record": (canonical({"_type": "x"}), canonical({"_type": "x"})),
    }


OTHER_KEYS = [
    *("RSA", "an elliptic curve", "an encrypted file", "an unknown algorithm", "the other half of a pair"),
    *("a file that is cut", "a file of no base64", "an empty file", "garbage", "a record"),
]


def refused(error: UsageError) -> list[tuple[str, tuple[tuple[str, object], ...]]]:
    """Return code and details of what was refused."""
    return [(each.code, each.details) for each in error.problems]


def test_the_published_example_of_what_is_signed() -> None:
    """Type and body are put together as the DSSE protocol publishes it, with lengths in bytes."""
    published = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"

    assert pae("http://example.com/HelloWorld", "hello world") == published
    assert envelope._to_be_signed(b"hello world") == b"DSSEv1 28 application/vnd.in-toto+json 11 hello world"


@pytest.mark.parametrize("body", ["", " ", "hello world", "Bộ Tư pháp", "DSSEv1 1 x 1 y", "x" * 1000])
def test_what_is_signed(body: str) -> None:
    """Whatever the body is, what is signed is our type and it, each after its length in bytes."""
    assert envelope._to_be_signed(body.encode()) == pae("application/vnd.in-toto+json", body)


def test_an_envelope_by_hand() -> None:
    """An envelope has the payload in base64, the type, and a signature of the key over both; no more."""
    made = PRIVATE[0].sign(b"DSSEv1 28 application/vnd.in-toto+json 11 hello world")

    assert json.loads(sign(b"hello world", PEMS[:1])) == {
        "payload": "aGVsbG8gd29ybGQ=",
        "payloadType": "application/vnd.in-toto+json",
        "signatures": [{"sig": base64.b64encode(made).decode()}],
    }


def enveloped(payload: bytes, *signatures: bytes) -> Envelope:
    """Make an envelope of a payload and some signatures."""
    return Envelope(payload, tuple(map(Signature, signatures)))


def test_the_key_of_rfc_8032() -> None:
    """The first secret key that RFC 8032 publishes, as a PEM file, has the public key it publishes."""
    private = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    private_file = pem("PRIVATE KEY", "302e020100300506032b657004220420" + private)
    public_file = pem("PUBLIC KEY", "302a300506032b6570032100" + public)
    signed = json.loads(sign(b"x", [private_file]))
    keys = public_keys([public_file])

    assert list(keys) == [bytes.fromhex(public)]
    assert signers(enveloped(b"x", base64.b64decode(signed["signatures"][0]["sig"])), keys.values()) == 1


@given(st.binary(max_size=100))
def test_a_signature_is_of_these_bytes_alone(body: bytes) -> None:
    """Signing twice gives the same bytes; a signature counts for its own body and key and for no other."""
    content = sign(body, PEMS[:1])
    made = enveloped(body, base64.b64decode(json.loads(content)["signatures"][0]["sig"]))

    assert sign(body, PEMS[:1]) == content
    assert [signers(made, [key]) for key in TRUSTED] == [1, 0, 0]
    assert signers(made._replace(payload=body + b"x"), TRUSTED) == 0


def test_each_key_signs_once() -> None:
    """A key given twice signs once, and a signature that was there before stays first and alone."""
    first = json.loads(sign(b"x", PEMS[:1]))["signatures"][0]["sig"]
    again = json.loads(
        sign(b"x", [PEMS[1], PEMS[0], PEMS[1]], [Signature(base64.b64decode(first), "office")])
    )["signatures"]

    assert [each["sig"] for each in again] == [
        first,
        json.loads(sign(b"x", PEMS[1:2]))["signatures"][0]["sig"],
    ]
    assert [each.get("keyid") for each in again] == ["office", None]


@pytest.mark.parametrize(
    ("signatures", "count"),
    [((), 0), ((b"",), 0), ((b"x" * 64,), 0), ((bytes(64), b"1" * 65), 0)],
)
def test_what_is_no_signature_counts_for_nobody(signatures: tuple[bytes, ...], count: int) -> None:
    """Bytes of any length that no key made are a signature of nobody, and no error."""
    assert signers(enveloped(b"x", *signatures), TRUSTED) == count


def test_a_good_signature_among_bad_ones() -> None:
    """One good signature is enough for its key, whatever stands beside it."""
    made = base64.b64decode(json.loads(sign(b"x", PEMS[1:2]))["signatures"][0]["sig"])

    assert signers(enveloped(b"x", b"", bytes(64), made, made), TRUSTED) == 1


def test_public_keys_once_each() -> None:
    """A public key given again, also with other line ends, is one key; the order is that of the first."""
    found = public_keys([KEYS[1], KEYS[0], KEYS[1].replace(b"\n", b"\r\n"), KEYS[0]])

    assert list(found) == [PRIVATE[at].public_key().public_bytes_raw() for at in (1, 0)]


@pytest.mark.parametrize("name", OTHER_KEYS)
def test_key_files_that_are_none(name: str) -> None:
    """A file that is no Ed25519 key in PEM, or is locked, is refused by its number, to sign and to verify."""
    private, public = other_keys()[name]
    with pytest.raises(UsageError) as signing:
        sign(b"x", [PEMS[0], private])
    with pytest.raises(UsageError) as verifying:
        public_keys([KEYS[0], KEYS[1], public])

    assert refused(signing.value) == [("E-KEY-FILE", (("number", "2"),))]
    assert refused(verifying.value) == [("E-KEY-FILE", (("number", "3"),))]


def test_every_sort_of_other_key_is_tried() -> None:
    """The table above names every file that was made for it."""
    assert sorted(other_keys()) == sorted(OTHER_KEYS)


def test_a_new_pair() -> None:
    """A new pair signs and verifies, and no two pairs are alike."""
    one, two = make_keys(), make_keys()
    made = json.loads(sign(b"x", [one.private]))["signatures"][0]["sig"]
    signed = enveloped(b"x", base64.b64decode(made))

    assert one.private.startswith(b"-----BEGIN PRIVATE KEY-----\n")
    assert one.public.startswith(b"-----BEGIN PUBLIC KEY-----\n")
    assert signers(signed, public_keys([one.public]).values()) == 1
    assert signers(signed, public_keys([two.public]).values()) == 0


@pytest.mark.parametrize("asked", ["sign", "verify", "make"])
def test_without_the_extra(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is not installed, whatever is asked of keys says that it is needed."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "cryptography"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(UsageError) as caught:
        {"sign": lambda: sign(b"x", PEMS), "verify": lambda: public_keys(KEYS), "make": make_keys}[asked]()

    assert refused(caught.value) == [("E-EXTRA", (("extra", "audit"),))]
