"""Verification: a record is computed again by both engines and compared byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from parindex.assessment import Assessment
from parindex.audit import merkle
from parindex.audit.bare import statement as second
from parindex.audit.canonical import canonical, check_code, digest
from parindex.audit.carrier import Carrier, open_carrier, open_statement
from parindex.audit.envelope import public_keys, signers
from parindex.audit.record import LEAGUE, SCORE, SEMANTICS, STATEMENT, final_sheet, statement_of
from parindex.audit.verdict import Refused, Root, Rules, Signatures, Verdict, pointer
from parindex.errors import AssessmentError, Path, UsageError, problem
from parindex.ruleset import catalog
from parindex.ruleset.checks import LAWS, check
from parindex.ruleset.lock import first_difference
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet
from parindex.validation import validate

__all__ = [
    "NOBODY",
    "Known",
    "Trust",
    "compare",
    "known_rulesets",
    "refused",
    "root_text",
    "signed",
    "trust",
    "verify",
]

Tree = Mapping[str, Any]
Known = Callable[[str], tuple[Ruleset, Rules] | None]
"""What a verifier knows: the ruleset of an id, and whose it is."""

_ROOT = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
_RULES: Path = ("predicate", "ruleset")
_FACTS: Path = ("predicate", "assessment")


class Trust(NamedTuple):
    """The public keys that are trusted, each once, and how many of them must have signed."""

    keys: tuple[Any, ...] = ()
    wanted: int = 0


NOBODY = Trust()


def verify(content: bytes, known: Known, trusted: Trust = NOBODY, root: str | None = None) -> Verdict:
    """Return the verdict on the bytes of a record file.

    As many of the trusted keys must have signed as are wanted; the record must lie below the Merkle
    ``root`` (hexadecimal) when one is given.

    Raises:
        UsageError: the root is not one (``E-ROOT``).
    """
    root = root if root is None else root_text(root)
    reached = Verdict("REPRODUCED")
    try:
        carrier = open_carrier(content)
        reached = replace(reached, signatures=signed(carrier, trusted))
        tree = open_statement(carrier)
        code = check_code(carrier.statement)
        reached = replace(reached, sha256=digest(carrier.statement), check_code=code)
        facts = _head(tree)
        ruleset, rules = _ruleset(tree["predicate"]["ruleset"], carrier, known)
        assessment, sheet = _scored(facts, ruleset)
        reached = replace(reached, rules=rules, sheet=sheet)
        compare(tree, statement_of(sheet, assessment))
        compare(tree, _second(ruleset, facts))
        return replace(reached, root=_below(carrier, root))
    except Refused as error:
        return refused(error, reached)


def root_text(root: str) -> str:
    """Return a Merkle root as it is compared: 64 hexadecimal digits, small letters.

    Raises:
        UsageError: it is not one (``E-ROOT``).
    """
    if not _ROOT.fullmatch(root):
        raise UsageError(problem("E-ROOT", found=root))
    return root.lower()


def refused(error: Refused, reached: Verdict) -> Verdict:
    """Return the verdict with which a verification ended, keeping what was found out before."""
    return replace(
        reached,
        signatures="invalid" if error.verdict == "BAD-SIGNATURE" else reached.signatures,
        verdict=error.verdict,
        at=pointer(error.path),
        because=error.because,
        expected=_text(error.expected),
        found=_text(error.found),
    )


def known_rulesets(own: Ruleset | None = None) -> Known:
    """Return what this installation knows: a sound ruleset of one's own for its id, else the catalog's."""

    def of(id_: str) -> tuple[Ruleset, Rules] | None:
        if own is not None and own.id == id_:
            return own, "given"
        found = catalog.declaration(id_) if id_ in catalog.available() else None
        return (found, "catalog") if isinstance(found, Ruleset) else None

    return of


def trust(keys: Sequence[bytes], threshold: int | None) -> Trust:
    """Read public keys (PEM).

    Raises:
        UsageError: a key cannot be read, or the threshold is not from 1 to the number of keys.
    """
    public = tuple(public_keys(keys).values()) if keys else ()
    if threshold is not None and not 1 <= threshold <= len(public):
        raise UsageError(problem("E-THRESHOLD", found=str(threshold), known=str(len(public))))
    return Trust(public, len(public) if threshold is None else threshold)


def signed(carrier: Carrier, trusted: Trust) -> Signatures:
    """Count the trusted keys that signed; where none is trusted nothing is asked and nothing is shown.

    Raises:
        Refused: BAD-SIGNATURE.
    """
    if not trusted.keys:
        return "none" if carrier.envelope is None else "unchecked"
    if carrier.envelope is None:
        raise Refused("BAD-SIGNATURE", carrier.at, problem("E-UNSIGNED"))
    found = signers(carrier.envelope, trusted.keys)
    if found < trusted.wanted:
        wanted = str(trusted.wanted)
        because = problem("E-SIGNATURE", found=str(found), wanted=wanted)
        at = (*carrier.at, "signatures")
        raise Refused("BAD-SIGNATURE", at, because, expected=wanted, found=str(found))
    return "valid"


def _head(tree: Tree) -> Tree:
    """Return the assessment of a statement that is a score record of known semantics."""
    if tree.get("predicateType") == LEAGUE:
        raise Refused(
            "UNREADABLE", ("predicateType",), problem("E-LEAGUE-FILE"), expected=SCORE, found=LEAGUE
        )
    for name, wanted in (("_type", STATEMENT), ("predicateType", SCORE)):
        if tree.get(name) != wanted:
            raise _unreadable((name,), wanted, tree.get(name))
    predicate = tree.get("predicate")
    semantics = predicate.get("semantics") if isinstance(predicate, Mapping) else None
    if not isinstance(predicate, Mapping) or semantics != SEMANTICS:
        raise _unreadable(("predicate", "semantics"), SEMANTICS, semantics)
    rules, facts = predicate.get("ruleset"), predicate.get("assessment")
    named = rules.get("id") if isinstance(rules, Mapping) else None
    if not isinstance(named, str):
        raise _unreadable((*_RULES, "id"), "text", named)
    digests = rules.get("digest") if isinstance(rules, Mapping) else None
    pinned = digests.get("sha256") if isinstance(digests, Mapping) else None
    if not isinstance(pinned, str):
        raise _unreadable((*_RULES, "digest", "sha256"), "text", pinned)
    if not isinstance(facts, Mapping):
        raise _unreadable(_FACTS, "map", facts)
    return facts


def _unreadable(path: Path, wanted: str, found: object) -> Refused:
    because = problem("E-STATEMENT", wanted=wanted, found=_text(found) or "null")
    return Refused("UNREADABLE", path, because, expected=wanted, found=found)


def _ruleset(named: Tree, carrier: Carrier, known: Known) -> tuple[Ruleset, Rules]:
    """Return the ruleset of the id and digest that a record names: the verifier's own, else the bundle's."""
    id_, pinned = named["id"], named["digest"]["sha256"]
    own = known(id_)
    brought = carrier.ruleset
    if own is not None:
        for each in (own[0].digest, *([digest(canonical(brought))] if brought is not None else [])):
            if each != pinned:
                raise _other_digest(each, pinned)
        return own
    if brought is None or digest(canonical(brought)) != pinned:
        raise Refused("UNKNOWN-RULESET", (*_RULES, "id"), problem("E-RULESET", found=id_), found=id_)
    return _sound(brought, id_, pinned), "bundle"


def _sound(brought: Tree, id_: str, pinned: str) -> Ruleset:
    """Return a bundle's ruleset when it is the one that a record names, in canonical form, and sound."""
    ruleset = validate(Ruleset, brought)
    wrong = ruleset if isinstance(ruleset, tuple) else check(ruleset, LAWS)
    errors = [each for each in wrong if each.severity == "error"]
    if isinstance(ruleset, Ruleset) and not errors and (ruleset.id, ruleset.digest) == (id_, pinned):
        return ruleset
    because = problem("E-UNSOUND", found=errors[0].code if errors else "E-CANONICAL")
    raise Refused("UNKNOWN-RULESET", (*_RULES, "id"), because, found=id_)


def _other_digest(own: str, pinned: str) -> Refused:
    because = problem("E-OTHER-DIGEST", found=pinned[:12], wanted=own[:12])
    return Refused("UNKNOWN-RULESET", (*_RULES, "digest", "sha256"), because, expected=own, found=pinned)


def _scored(facts: Tree, ruleset: Ruleset) -> tuple[Assessment, ScoreSheet]:
    """Score what a record says was observed."""
    found = validate(Assessment, facts)
    if not isinstance(found, Assessment):
        raise Refused("DIFFERS", (*_FACTS, *found[0].path), found[0])
    try:
        return found, final_sheet(ruleset, found)
    except AssessmentError as error:
        wrong = error.problems[0]
        raise Refused("DIFFERS", (*_FACTS, *wrong.path), wrong) from None


def _second(ruleset: Ruleset, facts: Tree) -> Tree:
    """Return the statement that the second engine makes."""
    try:
        return second.build(ruleset.plain(), facts)
    except second.Refused as error:
        raise Refused("DIFFERS", _FACTS, problem("E-SECOND", found=str(error))) from None


def compare(found: Tree, recomputed: Tree) -> None:
    """Demand that a statement is the one recomputed.

    Raises:
        Refused: DIFFERS, at the first difference in the order of canonical bytes.
    """
    path = first_difference(recomputed, found)
    if path is not None:
        wanted, said = _at(recomputed, path), _at(found, path)
        because = problem("E-RECOMPUTED", found=_text(said) or "–", wanted=_text(wanted) or "–")
        raise Refused("DIFFERS", path, because, expected=wanted, found=said)


def _at(tree: Any, path: Path) -> Any:  # noqa: ANN401 (any part of a plain tree)
    """Return what stands at a path, or nothing."""
    for part in path:
        inside = part in tree if isinstance(tree, Mapping) else isinstance(part, int) and part < len(tree)
        if not inside:
            return None
        tree = tree[part]
    return tree


def _below(carrier: Carrier, root: str | None) -> Root:
    """Tell whether a record lies below a root; without a root given its proof shows nothing."""
    proof = carrier.inclusion
    if root is None:
        return "none" if proof is None else "unchecked"
    reached = merkle.root_from(carrier.statement, proof) if proof else None
    if proof is None or not proof.root == reached == root:
        because = problem("E-INCLUSION", root=root[:12])
        raise Refused("DIFFERS", ("inclusion",), because, expected=root, found=reached)
    return "included"


def _text(value: Any) -> str | None:  # noqa: ANN401 (any part of a plain tree)
    """Write what stands at a place: a text as it is, anything else as canonical JSON."""
    return value if value is None or isinstance(value, str) else canonical(value).decode()
