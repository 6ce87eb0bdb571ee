"""What a record file holds: a statement, an envelope of one, or a bundle with all that it needs."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from parindex.audit.canonical import canonical
from parindex.audit.envelope import PAYLOAD_TYPE, SIGNATURES, Envelope, Signature, sign
from parindex.audit.merkle import Inclusion
from parindex.audit.verdict import Refused
from parindex.errors import AssessmentError, Path, Problem, ReadError, problem
from parindex.readers import json

__all__ = ["Carrier", "bundle", "countersign", "open_carrier", "open_statement", "readable"]

_PAYLOADS: tuple[Path, ...] = (("payload",), ("record", "payload"))
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
_SPELLED = {"text": str, "list": list, "map": Mapping}


class Carrier(NamedTuple):
    """The bytes of a statement as they stand, and what rides with them.

    ``at`` is where the record is in the file; ``spelled`` tells whether the file's own bytes are canonical;
    ``tree`` is the statement where it was read with the file.
    """

    statement: bytes
    envelope: Envelope | None = None
    ruleset: Mapping[str, Any] | None = None
    inclusion: Inclusion | None = None
    at: Path = ()
    spelled: bool = True
    tree: Mapping[str, Any] | None = None


def bundle(
    record: bytes, ruleset: Mapping[str, Any] | None = None, inclusion: Inclusion | None = None
) -> bytes:
    """Put a record, signed or not, into one file with its ruleset and its proof of inclusion."""
    tree: dict[str, Any] = {"bundle": "1", "record": json.read(record, longer=_PAYLOADS).data}
    if ruleset is not None:
        tree["ruleset"] = ruleset
    if inclusion is not None:
        numbers = {"size": str(inclusion.size), "index": str(inclusion.index)}
        tree["inclusion"] = {"root": inclusion.root, **numbers, "path": list(inclusion.path)}
    return canonical(tree)


def countersign(content: bytes, keys: Sequence[bytes]) -> bytes:
    """Add a signature of each private key (PEM) to a record file; what rides with the record stays.

    Raises:
        Refused: UNREADABLE or NOT-CANONICAL.
        UsageError: a key is none, or there would be too many signatures (``E-SIGNATURES``).
    """
    carrier = open_carrier(content)
    open_statement(carrier)
    before = carrier.envelope.signatures if carrier.envelope else ()
    signed = sign(carrier.statement, keys, before)
    if carrier.ruleset is None and carrier.inclusion is None:
        return signed
    return bundle(signed, carrier.ruleset, carrier.inclusion)


def readable(content: bytes) -> bytes:
    """Return a record file that was made, when every verifier can read it.

    Raises:
        AssessmentError: it cannot: it is too large, or holds a text that no file may hold.
    """
    try:
        open_statement(open_carrier(content))
    except Refused as error:
        raise AssessmentError(error.because) from None
    return content


def open_carrier(content: bytes) -> Carrier:
    """Take a record file apart.

    Raises:
        Refused: UNREADABLE.
    """
    tree = _read(content, (), longer=_PAYLOADS)
    if "bundle" in tree:
        return _bundle(content, tree)
    if "payload" in tree:
        envelope = _envelope(tree, ())
        return Carrier(envelope.payload, envelope)
    if "_type" in tree:
        return Carrier(content, tree=tree)
    raise _unreadable((), problem("E-RECORD"))


def open_statement(carrier: Carrier) -> Mapping[str, Any]:
    """Read the statement of a record file; its bytes, and those of a bundle, must be canonical.

    Raises:
        Refused: UNREADABLE or NOT-CANONICAL.
    """
    at: Path = (*carrier.at, "payload") if carrier.envelope else carrier.at
    tree = _read(carrier.statement, at) if carrier.tree is None else carrier.tree
    if "_type" not in tree:
        raise _unreadable(at, problem("E-RECORD"))
    if canonical(tree) != carrier.statement:
        raise Refused("NOT-CANONICAL", at, problem("E-CANONICAL"))
    if not carrier.spelled:
        raise Refused("NOT-CANONICAL", (), problem("E-CANONICAL"))
    return tree


def _read(content: bytes, at: Path, longer: tuple[Path, ...] = ()) -> Mapping[str, Any]:
    # A record has no mark of its byte order: the reader would pass over it.
    if content.startswith(b"\xef\xbb\xbf"):
        raise _unreadable(at, problem("E-CHAR", character="U+FEFF"))
    try:
        tree = json.read(content, "record", longer=longer).data
    except ReadError as error:
        raise Refused("UNREADABLE", at, error.problems[0]) from None
    if (found := _number(tree, ())) is not None:
        raise _unreadable(at or found[0], problem("E-TEXT", found=found[1]))
    if not isinstance(tree, Mapping):
        raise _unreadable(at, problem("E-RECORD"))
    return tree


def _number(node: object, path: Path) -> tuple[Path, str] | None:
    """Find the first number of a plain tree: a record writes every one as text."""
    if isinstance(node, Decimal):
        return path, str(node)
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    found = (_number(part, (*path, name)) for name, part in parts)
    return next((each for each in found if each is not None), None)


def _bundle(content: bytes, tree: Mapping[str, Any]) -> Carrier:
    _members(tree, (), {"bundle": str, "record": Mapping}, {"ruleset": Mapping, "inclusion": Mapping})
    if tree["bundle"] != "1":
        raise _unreadable(("bundle",), problem("E-VALUE", found=tree["bundle"], known="1"))
    inner, envelope = tree["record"], None
    if "payload" in inner:
        envelope = _envelope(inner, ("record",))
    elif "_type" not in inner:
        raise _unreadable(("record",), problem("E-RECORD"))
    inclusion = _inclusion(tree["inclusion"]) if "inclusion" in tree else None
    spelled, rules = canonical(tree) == content, tree.get("ruleset")
    if envelope is not None:
        return Carrier(envelope.payload, envelope, rules, inclusion, ("record",), spelled)
    return Carrier(canonical(inner), None, rules, inclusion, ("record",), spelled, inner)


def _envelope(tree: Mapping[str, Any], path: Path) -> Envelope:
    _members(tree, path, {"payload": str, "payloadType": str, "signatures": list}, {})
    if tree["payloadType"] != PAYLOAD_TYPE:
        found = problem("E-VALUE", found=tree["payloadType"], known=PAYLOAD_TYPE)
        raise _unreadable((*path, "payloadType"), found)
    given, signatures = (*path, "signatures"), []
    if not 1 <= len(tree["signatures"]) <= SIGNATURES:
        raise _unreadable(given, problem("E-SIGNATURES", found=str(len(tree["signatures"]))))
    for index, each in enumerate(tree["signatures"]):
        _members(each, (*given, index), {"sig": str}, {"keyid": str})
        signatures.append(Signature(_decoded(each["sig"], (*given, index, "sig")), each.get("keyid")))
    return Envelope(_decoded(tree["payload"], (*path, "payload")), tuple(signatures))


def _decoded(text: str, path: Path) -> bytes:
    """Decode base64 of either alphabet; only the one spelling that encoding gives back."""
    plain = text.replace("-", "+").replace("_", "/")
    mixed = plain != text and ("+" in text or "/" in text)
    try:
        found = base64.b64decode(plain.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise _unreadable(path, problem("E-BASE64")) from None
    if mixed or base64.b64encode(found).decode() != plain:
        raise _unreadable(path, problem("E-BASE64"))
    return found


def _inclusion(tree: Mapping[str, Any]) -> Inclusion:
    path: Path = ("inclusion",)
    _members(tree, path, {"root": str, "size": str, "index": str, "path": list}, {})
    _match(_HASH, tree["root"], (*path, "root"))
    for name in ("size", "index"):
        _match(_WHOLE, tree[name], (*path, name))
    for index, each in enumerate(tree["path"]):
        _match(_HASH, each, (*path, "path", index))
    return Inclusion(tree["root"], int(tree["size"]), int(tree["index"]), tuple(tree["path"]))


def _match(pattern: re.Pattern[str], found: object, path: Path) -> None:
    if not isinstance(found, str) or not pattern.fullmatch(found):
        raise _unreadable(path, problem("E-WRONG", found=str(found)))


def _members(tree: object, path: Path, wanted: Mapping[str, type], other: Mapping[str, type]) -> None:
    """Demand a map of the members that are wanted, and no others but these, each of its type."""
    if not isinstance(tree, Mapping):
        raise _unreadable(path, problem("E-SHAPE", wanted="map", found=str(tree)))
    known = {**wanted, **other}
    for name in sorted(wanted):
        if name not in tree:
            raise _unreadable(path, problem("E-REQUIRED", field=name))
    for name, value in tree.items():
        if name not in known:
            raise _unreadable((*path, name), problem("E-FIELD", found=name))
        if not isinstance(value, known[name]):
            spelled = next(word for word, kind in _SPELLED.items() if kind is known[name])
            shown = "null" if value is None else str(value)
            raise _unreadable((*path, name), problem("E-SHAPE", wanted=spelled, found=shown))


def _unreadable(path: Path, found: Problem) -> Refused:
    return Refused("UNREADABLE", path, found)
