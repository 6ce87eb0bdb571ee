"""The verdict on a file: what is verified, step by step, and where it fails."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from parindex.audit.bare import ed25519
from parindex.audit.bare.container import Container, Envelope, opened, payload
from parindex.audit.bare.difference import first_difference
from parindex.audit.bare.inclusion import leads
from parindex.audit.bare.reading import Path, Unreadable, canonical, pointer, read
from parindex.audit.bare.soundness import check_sound
from parindex.audit.bare.statement import PREDICATE, SEMANTICS, TYPE, Refused, build, digest

__all__ = ["Finding", "examine", "verify"]

Tree = Mapping[str, Any]
RulesetOf = Callable[[str], bytes | None]

# What a statement of a score is known by.
_MARKS: dict[tuple[str, ...], str] = {
    ("_type",): TYPE,
    ("predicateType",): PREDICATE,
    ("predicate", "semantics"): SEMANTICS,
}
_LEAGUE = "parindex:league/v1"
_RULESET = ("predicate", "ruleset")
_ID, _DIGEST = (*_RULESET, "id"), (*_RULESET, "digest", "sha256")
_ASSESSMENT = ("predicate", "assessment")
# An unsound ruleset can fail in any of these ways on the way to a score.
_UNSOUND = (LookupError, TypeError, AttributeError, ArithmeticError, ValueError, RecursionError, MemoryError)


@dataclass
class Finding:
    """What was found of a file up to its verdict."""

    verdict: str = "REPRODUCED"
    at: str = ""
    expected: Any = None
    found: Any = None
    ruleset: dict[str, str] | None = None
    sha256: str | None = None
    signatures: str = "none"
    root: str = "none"
    statement: Tree = field(default_factory=dict)
    rules: Tree = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Return what the verdict is and rests on, as a plain tree."""
        names = ("verdict", "at", "expected", "found", "ruleset", "sha256", "signatures", "root")
        return {**{name: getattr(self, name) for name in names}, "check_code": self.check_code()}

    def check_code(self) -> str | None:
        """Return the first 16 characters of the digest in base32, in fours."""
        if self.sha256 is None:
            return None
        code = base64.b32encode(bytes.fromhex(self.sha256)).decode()
        return " ".join(code[at : at + 4] for at in range(0, 16, 4))


class _Failed(Exception):  # noqa: N818 (a verdict)
    """A step that fails ends the verification with its verdict."""

    def __init__(self, verdict: str, at: Path, expected: object = None, found: object = None) -> None:
        super().__init__(verdict)
        self.verdict, self.at, self.expected, self.found = verdict, pointer(at), expected, found


def verify(
    content: bytes,
    *,
    ruleset_of: RulesetOf,
    keys: Sequence[bytes] = (),
    threshold: int | None = None,
    root: str | None = None,
) -> dict[str, Any]:
    """Verify a file; every failure is a verdict, and none is an error.

    Args:
        content: The bytes of the file.
        ruleset_of: Returns the canonical bytes of a ruleset that the verifier has, by its id.
        keys: Public keys in PEM.
        threshold: How many of the keys must have signed; all of them, unless said otherwise.
        root: The root of the league that the record must belong to.
    """
    return examine(content, ruleset_of, keys, threshold, root).plain()


def examine(
    content: bytes, ruleset_of: RulesetOf, keys: Sequence[bytes], threshold: int | None, root: str | None
) -> Finding:
    """Verify a file, and keep what was read of it; see `verify`."""
    finding = Finding()
    try:
        _steps(finding, content, ruleset_of, (keys, threshold, root))
    except Unreadable as error:
        finding.verdict, finding.at, finding.expected = "UNREADABLE", error.at, error.why
    except _Failed as failed:
        if failed.verdict == "BAD-SIGNATURE":
            finding.signatures = "invalid"
        finding.verdict, finding.at = failed.verdict, failed.at
        finding.expected, finding.found = failed.expected, failed.found
    return finding


def _steps(
    finding: Finding,
    content: bytes,
    ruleset_of: RulesetOf,
    wanted: tuple[Sequence[bytes], int | None, str | None],
) -> None:
    keys, threshold, root = wanted
    container = opened(content)
    finding.signatures = _signatures(container, keys, threshold)
    statement = container.statement
    if container.envelope:
        statement = payload(container.envelope, container.at)
    assert statement is not None  # noqa: S101 (a file without an envelope is opened with its statement)
    written = _canonical(container, statement)
    finding.statement, finding.sha256 = statement, digest(written)
    _recognise(statement)
    finding.rules, finding.ruleset = _ruleset(container, statement, ruleset_of)
    _recompute(finding.rules, statement)
    if root is not None and not _included(container, written, root):
        raise _Failed("DIFFERS", ("inclusion",), root, (container.inclusion or {}).get("root"))
    finding.root = "included" if root else "unchecked" if container.inclusion else "none"


def _signatures(container: Container, keys: Sequence[bytes], threshold: int | None) -> str:
    """Count the keys that have signed; a key counts once, and one that is no key never."""
    envelope = container.envelope
    if not keys:
        return "unchecked" if envelope else "none"
    known = {_key(pem) for pem in keys}
    needed = len(known) if threshold is None else max(1, threshold)
    signed = sum(_has_signed(key, envelope) for key in known)
    if signed < needed:
        at = (*container.at, "signatures") if envelope else container.at
        raise _Failed("BAD-SIGNATURE", at, str(needed), str(signed))
    return "valid"


def _key(pem: bytes) -> bytes:
    try:
        return ed25519.public_key(pem)
    except ValueError:
        return pem


def _has_signed(key: bytes, envelope: Envelope | None) -> bool:
    return envelope is not None and any(
        ed25519.valid(key, envelope.signed, each) for each in envelope.signatures
    )


def _canonical(container: Container, statement: Tree) -> bytes:
    """Return the canonical bytes of the statement, where all that must be canonical is."""
    written = canonical(statement)
    if container.envelope and container.envelope.payload != written:
        raise _Failed("NOT-CANONICAL", (*container.at, "payload"))
    if not container.free and container.content != canonical(container.tree):
        raise _Failed("NOT-CANONICAL", ())
    return written


def _recognise(statement: Tree) -> None:
    if statement.get("predicateType") == _LEAGUE:
        raise Unreadable("/predicateType", "league")
    for path, value in _MARKS.items():
        if (found := _member(statement, path)) != value:
            raise _Failed("UNREADABLE", path, value, found)
    for path, kind in ((_ID, str), (_DIGEST, str), (_ASSESSMENT, dict)):
        if not isinstance(found := _member(statement, path), kind):
            raise _Failed("UNREADABLE", path, None, found)


def _member(tree: Any, path: Sequence[str]) -> Any:  # noqa: ANN401 (any tree)
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree


def _ruleset(container: Container, statement: Tree, ruleset_of: RulesetOf) -> tuple[Tree, dict[str, str]]:
    """Find the ruleset that the statement names, at the verifier's or else in the bundle."""
    name, recorded = _member(statement, _ID), _member(statement, _DIGEST)
    own, bundled = ruleset_of(name), container.ruleset
    content = canonical(bundled) if bundled is not None else None
    if own is not None:
        for each in (own, content or own):
            if digest(each) != recorded:
                raise _Failed("UNKNOWN-RULESET", _DIGEST, digest(each), recorded)
    elif content is None or digest(content) != recorded:
        raise _Failed("UNKNOWN-RULESET", _ID, None, name)
    source = "bundle" if own is None else "catalog"
    try:
        rules = _sound(own or content or b"")
    except (Unreadable, Refused) as error:
        raise _Failed("UNKNOWN-RULESET", _ID, str(error), name) from None
    if rules["id"] != name:
        raise _Failed("UNKNOWN-RULESET", _ID, rules["id"], name)
    return rules, {"id": name, "sha256": recorded, "from": source}


@lru_cache(maxsize=4)
def _sound(content: bytes) -> Tree:
    """Read a ruleset that is sound; nobody changes the tree."""
    rules: Tree = read(content)
    check_sound(rules)
    return rules


def _recompute(rules: Tree, statement: Tree) -> None:
    assessment = _member(statement, _ASSESSMENT)
    try:
        expected = build(rules, assessment)
    except Refused as error:
        raise _Failed("DIFFERS", (*_ASSESSMENT, *error.place), error.why) from None
    except _UNSOUND as error:
        raise _Failed("UNKNOWN-RULESET", _ID, type(error).__name__, _member(statement, _ID)) from None
    if difference := first_difference(expected, dict(statement)):
        raise _Failed("DIFFERS", difference.path, difference.expected, difference.found)


def _included(container: Container, statement: bytes, root: str) -> bool:
    return container.inclusion is not None and leads(container.inclusion, statement, root.lower())
