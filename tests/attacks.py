"""Records to attack: true ones, ways to edit, sign and carry them, and both verifiers asked at once."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from commands import JUSTICE
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from helpers import Plain, leaf, plain_ruleset

import parindex
from parindex.audit.bare import catalog
from parindex.audit.bare.verdict import verify as verify_small
from parindex.audit.verdict import Verdict
from parindex.ruleset.model import Ruleset

TYPE = "application/vnd.in-toto+json"
PRIVATE = [Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in range(1, 4)]
PRIVATE_PEMS = [
    key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode() for key in PRIVATE
]
KEYS = [key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo) for key in PRIVATE]

ID = "national/ministries@2023"
RULES = parindex.load(ID)
RECORD = parindex.record(RULES, JUSTICE)
STATEMENT: Plain = json.loads(RECORD)
ASSESSMENT: Plain = STATEMENT["predicate"]["assessment"]
ENTRIES = ("predicate", "assessment", "stages", "final", "entries")

# A ruleset that no verifier has, and a record by it.
OWN: Plain = plain_ruleset(leaf("a"), leaf("b"))
OWN_ASSESSMENT: Plain = {
    "format": "1",
    "ruleset": OWN["id"],
    "unit": {"key": "so-a", "name": "Sở A", "kind": "department"},
    "period": "year",
    "stages": {"final": {"entries": {"a": {"points": "5"}, "b": {"points": "2.5"}}}},
}
OWN_RECORD = parindex.record(Ruleset.model_validate(OWN), OWN_ASSESSMENT)
OWN_STATEMENT: Plain = json.loads(OWN_RECORD)

Options = Mapping[str, Any]


class Said(NamedTuple):
    """What both verifiers say of one file."""

    engine: Verdict
    small: Plain


@cache
def shelf() -> Mapping[str, bytes]:
    """Return the canonical bytes of every ruleset that is shipped, by its id."""
    return catalog.load(catalog.shelf())


def said(content: bytes, **options: Any) -> Said:
    """Ask both verifiers, who know the same rulesets."""
    return Said(parindex.verify(content, **options), verify_small(content, ruleset_of=shelf().get, **options))


def written(tree: Any) -> bytes:
    """Write a tree of ASCII names as RFC 8785 does, and a number, which it does not refuse, as it stands."""
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(content: bytes) -> str:
    """Return the digest in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def copied(tree: Any) -> Any:
    """Return a copy of a tree."""
    return json.loads(json.dumps(tree))


def edited(tree: Any, *changes: tuple[Sequence[str | int], Any]) -> Any:
    """Return a copy of a tree with other values at some places; each may be a new member."""
    found = copied(tree)
    for path, value in changes:
        within = found
        for name in path[:-1]:
            within = within[name]
        within[path[-1]] = value
    return found


def without(tree: Any, *path: str | int) -> Any:
    """Return a copy of a tree in which one place is gone."""
    found = copied(tree)
    within = found
    for name in path[:-1]:
        within = within[name]
    del within[path[-1]]
    return found


def resealed(tree: Plain) -> Plain:
    """Give a statement the digest of the assessment that it now holds, as an insider would."""
    digest = sha256(written(tree["predicate"]["assessment"]))
    found: Plain = edited(tree, (("subject", 0, "digest", "sha256"), digest))
    return found


def recorded(*changes: tuple[Sequence[str | int], Any]) -> Plain:
    """Record an edited assessment lawfully, and return the statement."""
    found: Plain = json.loads(parindex.record(RULES, edited(ASSESSMENT, *changes)))
    return found


def signature(key: Ed25519PrivateKey, content: bytes, kind: str = TYPE) -> str:
    """Sign bytes as DSSE says, and return the base64."""
    signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(content), content)
    return base64.b64encode(key.sign(signed)).decode()


def envelope(content: bytes = RECORD, *signers: int, **more: Any) -> Plain:
    """Make the envelope of bytes with a signature of each key, by default of the first."""
    signatures = [{"sig": signature(PRIVATE[number], content)} for number in signers or (0,)]
    payload = base64.b64encode(content).decode()
    return {"payload": payload, "payloadType": TYPE, "signatures": signatures, **more}


def bundle(record: Any = STATEMENT, **more: Any) -> Plain:
    """Make a bundle around a record."""
    return {"bundle": "1", "record": record, **more}


def own_bundle(rules: Plain) -> bytes:
    """Carry a ruleset that no verifier has, with a record that pins its digest and copies what it says."""
    pinned = edited(OWN_STATEMENT, (("predicate", "ruleset", "digest", "sha256"), sha256(written(rules))))
    return written(bundle(pinned, ruleset=rules))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Hash a tree as RFC 6962 defines it."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root_of(leaves[:half]) + root_of(leaves[half:])).digest()


def path_of(index: int, leaves: Sequence[bytes]) -> list[str]:
    """Make the audit path of a leaf as RFC 6962 defines it."""
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if index < half:
        return [*path_of(index, leaves[:half]), root_of(leaves[half:]).hex()]
    return [*path_of(index - half, leaves[half:]), root_of(leaves[:half]).hex()]


# A league of five leaves, of which the record is the third.
OTHERS = [b"another record %d" % number for number in range(5)]
LEAVES = [*OTHERS[:2], RECORD, *OTHERS[3:]]
ROOT = root_of(LEAVES).hex()
PATH = path_of(2, LEAVES)


def plain_proof(**changes: Any) -> Plain:
    """Write the record's proof as a bundle holds it, with some members of one's own."""
    return {"root": ROOT, "size": "5", "index": "2", "path": PATH, **changes}


def proven(record: Any = STATEMENT, proof: Plain | None = None) -> bytes:
    """Make a bundle with a proof."""
    return written(bundle(record, inclusion=plain_proof() if proof is None else proof))
