"""The league record: the records of all units of a year under one Merkle root, with their ranks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from parindex.assessment import Assessment
from parindex.audit import merkle
from parindex.audit.canonical import canonical, check_code, digest
from parindex.audit.carrier import open_carrier, open_statement
from parindex.audit.record import LEAGUE, SEMANTICS, STATEMENT, final_sheet, statement_of
from parindex.audit.verdict import Refused, Verdict
from parindex.audit.verify import NOBODY, Known, Trust, compare, refused, root_text, signed, verify
from parindex.errors import UsageError, problem
from parindex.ranking import rank
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet

__all__ = ["LeagueRecord", "Recorded", "league_record", "league_statement", "recorded", "verify_league"]


class Recorded(NamedTuple):
    """A score sheet, and its record."""

    sheet: ScoreSheet
    record: bytes


class LeagueRecord(NamedTuple):
    """The statement of a league, and of each unit in the order of the leaves its record and its proof."""

    statement: bytes
    root: str
    units: tuple[tuple[str, bytes, merkle.Inclusion], ...]


def recorded(ruleset: Ruleset, assessment: Assessment) -> Recorded:
    """Record one unit.

    Raises:
        AssessmentError: it cannot be recorded.
    """
    sheet = final_sheet(ruleset, assessment)
    return Recorded(sheet, canonical(statement_of(sheet, assessment)))


def league_record(units: Sequence[Recorded]) -> LeagueRecord:
    """Put the records of all units of one ruleset and period under one root.

    Raises:
        UsageError: as `league_statement`.
    """
    ordered = sorted(units, key=lambda each: each.sheet.unit.key)
    records = [each.record for each in ordered]
    statement = canonical(league_statement(ordered))
    keys = [each.sheet.unit.key for each in ordered]
    proofs = merkle.inclusions(records)
    return LeagueRecord(statement, merkle.root(records), tuple(zip(keys, records, proofs, strict=True)))


def league_statement(units: Sequence[Recorded]) -> dict[str, Any]:
    """Return the statement of a league whose units are in the order of their keys.

    Raises:
        UsageError: none is given (``E-NO-UNITS``), or they are not of one ruleset and period, or a unit is
            there twice.
    """
    if not units:
        raise UsageError(problem("E-NO-UNITS"))
    ranks = _ranks([each.sheet for each in units])
    root = merkle.root([each.record for each in units])
    first = units[0].sheet
    return {
        "_type": STATEMENT,
        "predicateType": LEAGUE,
        "subject": [{"name": "league", "digest": {"sha256": root}}],
        "predicate": {
            "semantics": SEMANTICS,
            "ruleset": {"id": first.ruleset.id, "digest": {"sha256": first.ruleset.digest}},
            "period": first.period,
            "size": str(len(units)),
            "root": root,
            "units": [_unit(each, ranks) for each in units],
        },
    }


def _ranks(sheets: Sequence[ScoreSheet]) -> dict[str, int]:
    """Return the rank of each unit among those of its kind."""
    first = sheets[0]
    for sheet in sheets:
        if (sheet.ruleset.digest, sheet.period) != (first.ruleset.digest, first.period):
            raise UsageError(problem("E-LEAGUE", unit=sheet.unit.name, other=first.unit.name))
    times = Counter(sheet.unit.key for sheet in sheets)
    if twice := next((key for key, count in times.items() if count > 1), None):
        raise UsageError(problem("E-UNIT-TWICE", unit=twice))
    kinds = dict.fromkeys(sheet.unit.kind for sheet in sheets)
    ranked = [row for kind in kinds for row in rank(sheet for sheet in sheets if sheet.unit.kind == kind)]
    return {row.sheet.unit.key: row.rank for row in ranked}


def _unit(unit: Recorded, ranks: Mapping[str, int]) -> dict[str, Any]:
    sheet = unit.sheet
    return {
        "unit": sheet.unit.key,
        "kind": sheet.unit.kind,
        "digest": {"sha256": digest(unit.record)},
        "index": sheet.index.rounding.text(sheet.index.least),
        "band": sheet.band.key if sheet.band else None,
        "rank": str(ranks[sheet.unit.key]),
    }


def verify_league(
    content: bytes,
    records: Mapping[str, bytes],
    known: Known,
    trusted: Trust = NOBODY,
    root: str | None = None,
) -> tuple[Verdict, dict[str, Verdict]]:
    """Return the verdict on a league record, and on the record of each unit by its key.

    Every record is verified by itself, then ranks and root are computed again from all of them, and the
    proof of each is followed to that root.

    Raises:
        UsageError: the root is not one.
    """
    wanted = root if root is None else root_text(root)
    verdicts = {unit: verify(each, known, trusted) for unit, each in records.items()}
    reached = Verdict("REPRODUCED")
    try:
        carrier = open_carrier(content)
        reached = replace(reached, signatures=signed(carrier, trusted))
        tree = open_statement(carrier)
        code = check_code(carrier.statement)
        reached = replace(reached, sha256=digest(carrier.statement), check_code=code)
        compare(tree, _recomputed(_members(tree, records, verdicts)))
        _follow(records, tree["predicate"]["root"], wanted)
    except Refused as error:
        return refused(error, reached), verdicts
    return replace(reached, root="none" if wanted is None else "included"), verdicts


def _follow(records: Mapping[str, bytes], root: str, wanted: str | None) -> None:
    """Demand that the league has the root that is wanted, and that every proof leads to it."""
    if wanted is not None and wanted != root:
        because = problem("E-LEAGUE-ROOT", found=root[:12], wanted=wanted[:12])
        raise Refused("DIFFERS", ("predicate", "root"), because, expected=wanted, found=root)
    for unit, content in sorted(records.items()):
        carrier = open_carrier(content)
        proof = carrier.inclusion
        if proof is None or not proof.root == merkle.root_from(carrier.statement, proof) == root:
            because = problem("E-MEMBER", found=unit, verdict="inclusion")
            raise Refused("DIFFERS", ("predicate", "units"), because, expected=root, found=unit)


def _recomputed(units: Sequence[Recorded]) -> dict[str, Any]:
    try:
        return league_statement(units)
    except UsageError as error:
        raise Refused("DIFFERS", ("predicate", "units"), error.problems[0]) from None


def _members(
    tree: Mapping[str, Any], records: Mapping[str, bytes], verdicts: Mapping[str, Verdict]
) -> list[Recorded]:
    """Return the units of a league in the order of their keys; each must be reproduced."""
    if tree.get("predicateType") != LEAGUE:
        found = tree.get("predicateType")
        because = problem("E-STATEMENT", wanted=LEAGUE, found=str(found))
        raise Refused("UNREADABLE", ("predicateType",), because, expected=LEAGUE, found=found)
    listed = _listed(tree)
    if listed != set(records):
        lacking, other = (
            ", ".join(sorted(each)) or "–" for each in (listed - {*records}, {*records} - listed)
        )
        because = problem("E-LEAGUE-FILES", lacking=lacking, other=other)
        raise Refused("DIFFERS", ("predicate", "units"), because)
    members = []
    for unit in sorted(records):
        verdict = verdicts[unit]
        if not verdict or verdict.sheet is None or verdict.sheet.unit.key != unit:
            said = verdict.sheet.unit.key if verdict and verdict.sheet else verdict.verdict
            because = problem("E-MEMBER", found=unit, verdict=said)
            raise Refused("DIFFERS", ("predicate", "units"), because, expected=unit, found=said)
        members.append(Recorded(verdict.sheet, open_carrier(records[unit]).statement))
    return members


def _listed(tree: Mapping[str, Any]) -> set[str]:
    """Return the keys of the units that a league says it has."""
    predicate = tree.get("predicate")
    units = predicate.get("units") if isinstance(predicate, Mapping) else None
    rows = units if isinstance(units, list) else []
    return {str(each["unit"]) for each in rows if isinstance(each, Mapping) and "unit" in each}
