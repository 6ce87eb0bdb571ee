"""Facts about the signatures that the small verifier checks in plain integers."""

from __future__ import annotations

import base64
import hashlib
import random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from parindex.audit.bare.ed25519 import public_key, valid

ORDER = 2**252 + 27742317777372353535851937790883648493
P = 2**255 - 19

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]
KEY, MESSAGE, SIGNATURE = map(bytes.fromhex, VECTORS[1])


def pem_of(key: Ed25519PrivateKey) -> bytes:
    """Write the public key of a private one as a PEM file."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def accepted(key: bytes, message: bytes, signature: bytes) -> bool:
    """Ask the other implementation."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard(key: str, message: str, signature: str) -> None:
    """The signatures that RFC 8032 prints are valid, and not of another message."""
    content = bytes.fromhex(message)
    assert valid(bytes.fromhex(key), content, bytes.fromhex(signature))
    assert not valid(bytes.fromhex(key), content + b"\0", bytes.fromhex(signature))


def test_it_agrees_with_another_implementation() -> None:
    """Of 300 random signatures, two in three changed in one bit, both implementations say the same."""
    draw = random.Random(8032)
    said = []
    for turn in range(300):
        private = Ed25519PrivateKey.from_private_bytes(draw.randbytes(32))
        message = draw.randbytes(draw.randrange(200))
        parts = [pem_of(private), message, private.sign(message)]
        key = public_key(parts[0])
        signature = bytearray(parts[2])
        if turn % 3 == 1:
            signature[draw.randrange(64)] ^= 1 << draw.randrange(8)
        if turn % 3 == 2:
            message += b"x"
        said.append(valid(key, message, bytes(signature)))
        assert said[-1] == accepted(key, message, bytes(signature))
    assert said.count(True) == 100


def test_a_scalar_has_one_spelling() -> None:
    """A signature whose scalar has the order of the group added to it is none, though the sum still holds."""
    scalar = int.from_bytes(SIGNATURE[32:], "little") + ORDER
    assert not valid(KEY, MESSAGE, SIGNATURE[:32] + scalar.to_bytes(32, "little"))


@pytest.mark.parametrize(
    "spelled",
    [
        (P + 1).to_bytes(32, "little"),  # the neutral point, one turn further
        (1 | 1 << 255).to_bytes(32, "little"),  # the neutral point with the sign of what is 0
        (2).to_bytes(32, "little"),  # no point has this
        b"\xff" * 32,
    ],
)
def test_a_point_has_one_spelling(spelled: bytes) -> None:
    """Bytes that are no point, or another spelling of one, are neither a key nor part of a signature."""
    assert not valid(spelled, MESSAGE, SIGNATURE)
    assert not valid(KEY, MESSAGE, spelled + SIGNATURE[32:])


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_has_64_bytes_and_a_key_32(length: int) -> None:
    """What is shorter or longer is no signature, and no key."""
    assert not valid(KEY, MESSAGE, (SIGNATURE * 2)[:length])
    assert not valid((KEY * 3)[:length], MESSAGE, SIGNATURE)


@pytest.mark.parametrize("change", [lambda pem: pem, lambda pem: b"\n" + pem.replace(b"\n", b"\r\n")])
def test_a_key_is_read_from_pem(change: object) -> None:
    """A public key is read from a PEM file with either end of lines."""
    private = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    assert callable(change)
    assert public_key(change(pem_of(private))) == private.public_key().public_bytes_raw()


def pem_around(content: bytes) -> bytes:
    """Write anything as the PEM file of a public key."""
    return b"-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(content) + b"\n-----END PUBLIC KEY-----\n"


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"\xff\xfe",
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        b"-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----\n",
        pem_of(Ed25519PrivateKey.from_private_bytes(b"k" * 32)) * 2,
        pem_of(Ed25519PrivateKey.from_private_bytes(b"k" * 32)).replace(b"MCow", b"MCox"),
        pem_of(Ed25519PrivateKey.from_private_bytes(b"k" * 32)).replace(b"yEA", b"yEB"),
        pem_around(bytes.fromhex("302a300506032b6570032100") + (2).to_bytes(32, "little")),
        generate_private_key(SECP256R1())
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ],
)
def test_what_is_no_key(pem: bytes) -> None:
    """Anything but one Ed25519 public key, which must be a point, is refused."""
    with pytest.raises(ValueError, match="Ed25519"):
        public_key(pem)
