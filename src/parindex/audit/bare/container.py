"""What a file may hold: a statement, an envelope around one, or a bundle with what belongs to it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parindex.audit.bare.reading import Path, Unreadable, pointer, read

__all__ = ["PAYLOAD_TYPE", "Container", "Envelope", "opened", "payload"]

Tree = Mapping[str, Any]

PAYLOAD_TYPE = "application/vnd.in-toto+json"
_SIGNATURES = 16
_HEX = re.compile(r"[0-9a-f]{64}")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")
# Only in an envelope may a text be as long as the file.
_PAYLOADS: tuple[Path, ...] = (("payload",), ("record", "payload"))


@dataclass(frozen=True)
class Envelope:
    """A DSSE envelope, its payload and signatures decoded."""

    payload: bytes
    signatures: tuple[bytes, ...]

    @property
    def signed(self) -> bytes:
        """What the signatures sign."""
        kind = PAYLOAD_TYPE.encode()
        return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(self.payload), self.payload)


@dataclass(frozen=True)
class Container:
    """A file, opened: the statement is known unless it is still in the envelope."""

    content: bytes
    tree: Tree
    at: Path  # of the record in the file
    statement: Tree | None
    envelope: Envelope | None
    ruleset: Tree | None
    inclusion: Tree | None

    @property
    def free(self) -> bool:
        """Whether the file may be spelled freely: an envelope may, on its own."""
        return self.envelope is not None and not self.at


def opened(content: bytes) -> Container:
    """Read a file as one of the three.

    Raises:
        Unreadable: It is none, or not rightly made.
    """
    tree = read(content, long=_PAYLOADS)
    if isinstance(tree, dict) and "bundle" in tree:
        _members((), tree, ("bundle", "record"), ("ruleset", "inclusion"))
        if tree["bundle"] != "1":
            raise Unreadable("/bundle", 'not "1"')
        ruleset, inclusion = _maybe(tree, "ruleset"), _maybe(tree, "inclusion")
        if inclusion is not None:
            _inclusion(inclusion)
        statement, envelope = _record(("record",), tree["record"])
        return Container(content, tree, ("record",), statement, envelope, ruleset, inclusion)
    statement, envelope = _record((), tree)
    return Container(content, tree, (), statement, envelope, None, None)


def payload(envelope: Envelope, at: Path) -> Tree:
    """Read the statement in an envelope.

    Raises:
        Unreadable: The payload is no statement; the place is that of the payload in the file.
    """
    place = pointer((*at, "payload"))
    try:
        tree = read(envelope.payload)
    except Unreadable as error:
        raise Unreadable(place, error.why) from None
    if not isinstance(tree, dict) or "_type" not in tree:
        raise Unreadable(place, "not a statement")
    return tree


def _record(at: Path, tree: object) -> tuple[Tree | None, Envelope | None]:
    if isinstance(tree, dict) and "payload" in tree:
        return None, _envelope(at, tree)
    if isinstance(tree, dict) and "_type" in tree:
        return tree, None
    raise Unreadable(pointer(at), "not a statement, an envelope or a bundle")


def _envelope(at: Path, tree: Tree) -> Envelope:
    _members(at, tree, ("payload", "payloadType", "signatures"))
    if tree["payloadType"] != PAYLOAD_TYPE:
        raise Unreadable(pointer((*at, "payloadType")), f"not {PAYLOAD_TYPE}")
    signatures = tree["signatures"]
    if not isinstance(signatures, list) or not 1 <= len(signatures) <= _SIGNATURES:
        raise Unreadable(pointer((*at, "signatures")), f"not a list of 1 to {_SIGNATURES}")
    found = tuple(_signature((*at, "signatures", number), each) for number, each in enumerate(signatures))
    return Envelope(_decoded((*at, "payload"), tree["payload"]), found)


def _signature(at: Path, tree: object) -> bytes:
    signature = _members(at, tree, ("sig",), ("keyid",))
    if not isinstance(signature.get("keyid", ""), str):
        raise Unreadable(pointer((*at, "keyid")), "not text")
    return _decoded((*at, "sig"), signature["sig"])


def _decoded(at: Path, text: object) -> bytes:
    """Decode base64 of either alphabet, which must be what the bytes are written as again."""
    if isinstance(text, str) and text.isascii():
        for altchars in (b"+/", b"-_"):
            try:
                content = base64.b64decode(text, altchars, validate=True)
            except binascii.Error:
                continue
            if base64.b64encode(content, altchars).decode() == text:
                return content
    raise Unreadable(pointer(at), "not base64")


def _inclusion(tree: Tree) -> None:
    at: Path = ("inclusion",)
    _members(at, tree, ("root", "size", "index", "path"))
    for name, pattern in (("root", _HEX), ("size", _WHOLE), ("index", _WHOLE)):
        _matches((*at, name), tree[name], pattern)
    if not isinstance(tree["path"], list):
        raise Unreadable("/inclusion/path", "not a list")
    for number, each in enumerate(tree["path"]):
        _matches((*at, "path", number), each, _HEX)


def _matches(at: Path, text: object, pattern: re.Pattern[str]) -> None:
    if not isinstance(text, str) or not pattern.fullmatch(text):
        raise Unreadable(pointer(at), "not as it must be written")


def _maybe(tree: Tree, name: str) -> Tree | None:
    """Return a member that is an object, if it is there."""
    if name in tree and not isinstance(tree[name], dict):
        raise Unreadable(pointer((name,)), "not an object")
    found: Tree | None = tree.get(name)
    return found


def _members(at: Path, tree: object, needed: tuple[str, ...], free: tuple[str, ...] = ()) -> Tree:
    if not isinstance(tree, dict):
        raise Unreadable(pointer(at), "not an object")
    for name in needed:
        if name not in tree:
            raise Unreadable(pointer(at), f"has no `{name}`")
    for name in tree:
        if name not in (*needed, *free):
            raise Unreadable(pointer((*at, name)), "does not belong here")
    return tree
