"""Ed25519 by RFC 8032, in plain integers: only the check of signatures, which needs no secret."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

__all__ = ["public_key", "valid"]

Point = tuple[int, int, int, int]  # extended coordinates: x = X / Z, y = Y / Z, x y = T / Z

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)  # of -1
_ZERO: Point = (0, 1, 1, 0)
_KEY, _SIGNATURE = 32, 64
# What stands before the key in every SubjectPublicKeyInfo of Ed25519 (RFC 8410).
_SPKI = bytes.fromhex("302a300506032b6570032100")
_PEM = re.compile(rb"\s*-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END PUBLIC KEY-----\s*")


def public_key(pem: bytes) -> bytes:
    """Take the 32 bytes of a public key out of a PEM file.

    Raises:
        ValueError: The file is no Ed25519 public key.
    """
    found = _PEM.fullmatch(pem)
    try:
        content = base64.b64decode(b"".join(found[1].split()), validate=True) if found else b""
    except binascii.Error:
        content = b""
    key = content.removeprefix(_SPKI)
    if len(content) != len(_SPKI) + _KEY or len(key) != _KEY or _point(key) is None:
        raise ValueError("not a public key of Ed25519 in PEM")
    return key


def valid(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature of a message is valid under a key.

    A scalar or a point that is not spelled in its one way makes no valid signature.
    """
    if len(key) != _KEY or len(signature) != _SIGNATURE:
        return False
    nonce, scalar = signature[:32], int.from_bytes(signature[32:], "little")
    point, committed = _point(key), _point(nonce)
    if scalar >= _ORDER or point is None or committed is None:
        return False
    challenge = int.from_bytes(hashlib.sha512(nonce + key + message).digest(), "little") % _ORDER
    return _same(_times(scalar, _BASE), _add(committed, _times(challenge, point)))


def _point(spelled: bytes) -> Point | None:
    """Decode a point, or return None when these bytes spell none."""
    number = int.from_bytes(spelled, "little")
    y, odd = number & (2**255 - 1), number >> 255
    if y >= _P:
        return None
    # x squared is u / v; a candidate is off by a root of -1 or by nothing.
    u, v = (y * y - 1) % _P, (_D * y * y + 1) % _P
    x = u * pow(v, 3, _P) * pow(u * pow(v, 7, _P), (_P - 5) // 8, _P) % _P
    if (v * x * x - u) % _P:
        x = x * _ROOT % _P
    if (v * x * x - u) % _P or (odd and not x):
        return None
    x = x if x % 2 == odd else _P - x
    return x, y, 1, x * y % _P


def _add(left: Point, right: Point) -> Point:
    a = (left[1] - left[0]) * (right[1] - right[0]) % _P
    b = (left[1] + left[0]) * (right[1] + right[0]) % _P
    c = 2 * left[3] * right[3] * _D % _P
    d = 2 * left[2] * right[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: Point) -> Point:
    total = _ZERO
    while factor:
        if factor & 1:
            total = _add(total, point)
        point = _add(point, point)
        factor >>= 1
    return total


def _same(left: Point, right: Point) -> bool:
    return not any((left[at] * right[2] - right[at] * left[2]) % _P for at in (0, 1))


def _base() -> Point:
    found = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    assert found  # noqa: S101 (the base point of the standard is a point)
    return found


_BASE = _base()
