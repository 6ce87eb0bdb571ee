"""Signatures: the DSSE envelope around a record, signed with Ed25519 keys in PEM files."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from parindex.audit.canonical import canonical
from parindex.errors import UsageError, problem

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

__all__ = [
    "PAYLOAD_TYPE",
    "SIGNATURES",
    "Envelope",
    "KeyPair",
    "Signature",
    "make_keys",
    "public_keys",
    "sign",
    "signers",
]

PAYLOAD_TYPE = "application/vnd.in-toto+json"


SIGNATURES = 16  # of one envelope


class Signature(NamedTuple):
    """A signature, and the name that its maker gave the key: a hint, which nothing relies on."""

    sig: bytes
    keyid: str | None = None


class Envelope(NamedTuple):
    """A payload and its signatures; every given key is tried on each."""

    payload: bytes
    signatures: tuple[Signature, ...]


class KeyPair(NamedTuple):
    """A private and a public key, each as PEM."""

    private: bytes
    public: bytes


def make_keys() -> KeyPair:
    """Make a new pair of Ed25519 keys."""
    serialization, ed25519 = _library()
    private: Ed25519PrivateKey = ed25519.Ed25519PrivateKey.generate()
    return KeyPair(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
    )


def sign(payload: bytes, keys: Sequence[bytes], before: Sequence[Signature] = ()) -> bytes:
    """Return the envelope of a payload: the signatures it had before, and one of each private key (PEM).

    Raises:
        UsageError: a key is no Ed25519 private key (``E-KEY-FILE``), there would be too many signatures
            (``E-SIGNATURES``), or the extra ``audit`` is missing.
    """
    private = [_private(each, number) for number, each in enumerate(keys, start=1)]
    made = [Signature(each.sign(_to_be_signed(payload))) for each in private]
    # A key signs the same bytes the same way: signing twice adds nothing.
    known = {each.sig for each in before}
    signatures = [*before, *(each for each in dict.fromkeys(made) if each.sig not in known)]
    if len(signatures) > SIGNATURES:
        raise UsageError(problem("E-SIGNATURES", found=str(len(signatures))))
    text = base64.b64encode(payload).decode()
    plain = [_plain(each) for each in signatures]
    return canonical({"payload": text, "payloadType": PAYLOAD_TYPE, "signatures": plain})


def _plain(signature: Signature) -> dict[str, str]:
    keyid = {} if signature.keyid is None else {"keyid": signature.keyid}
    return {"sig": base64.b64encode(signature.sig).decode(), **keyid}


def public_keys(keys: Iterable[bytes]) -> dict[bytes, Ed25519PublicKey]:
    """Read public keys (PEM), each once, by its 32 bytes.

    Raises:
        UsageError: one is no Ed25519 public key (``E-KEY-FILE``), or the extra ``audit`` is missing.
    """
    serialization, ed25519 = _library()
    found = {}
    for number, each in enumerate(keys, start=1):
        try:
            key = serialization.load_pem_public_key(each)
        except (TypeError, ValueError, _unsupported()):
            raise UsageError(problem("E-KEY-FILE", number=str(number))) from None
        if not isinstance(key, ed25519.Ed25519PublicKey):
            raise UsageError(problem("E-KEY-FILE", number=str(number)))
        found[key.public_bytes_raw()] = key
    return found


def signers(envelope: Envelope, keys: Iterable[Ed25519PublicKey]) -> int:
    """Count the keys that have a valid signature in an envelope."""
    return sum(any(_valid(key, each.sig, envelope.payload) for each in envelope.signatures) for key in keys)


def _valid(key: Ed25519PublicKey, signature: bytes, payload: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 (an extra)

    try:
        key.verify(signature, _to_be_signed(payload))
    except InvalidSignature:
        return False
    return True


def _to_be_signed(payload: bytes) -> bytes:
    """Return what is signed: the type and the payload, each with its length (DSSE's PAE)."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _private(key: bytes, number: int) -> Ed25519PrivateKey:
    serialization, ed25519 = _library()
    try:
        found = serialization.load_pem_private_key(key, password=None)
    except (TypeError, ValueError, _unsupported()):  # a key behind a password is a TypeError
        raise UsageError(problem("E-KEY-FILE", number=str(number))) from None
    if isinstance(found, ed25519.Ed25519PrivateKey):
        private: Ed25519PrivateKey = found
        return private
    raise UsageError(problem("E-KEY-FILE", number=str(number)))


def _unsupported() -> type[Exception]:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 (an extra)

    return UnsupportedAlgorithm


def _library() -> tuple[ModuleType, ModuleType]:
    try:
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 (an extra)
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 (an extra)
    except ModuleNotFoundError:
        raise UsageError(problem("E-EXTRA", extra="audit")) from None
    return serialization, ed25519
