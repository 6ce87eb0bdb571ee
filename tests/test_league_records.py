"""Facts about league records: ranks and root follow from the records, and any other league is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest
from attacks import KEYS, PRIVATE_PEMS, edited, without, written
from helpers import Plain, assess, leaf, points, ruleset

from parindex.audit import merkle
from parindex.audit.canonical import canonical, check_code, digest
from parindex.audit.carrier import bundle, open_carrier
from parindex.audit.envelope import sign
from parindex.audit.league import LeagueRecord, league_record, league_statement, recorded, verify_league
from parindex.audit.verdict import Verdict
from parindex.audit.verify import known_rulesets, trust
from parindex.errors import AssessmentError, UsageError
from parindex.ruleset.model import Ruleset

RULES = ruleset(leaf("a"))
PEMS = [pem.encode() for pem in PRIVATE_PEMS]
# Points by unit; a department and a district may have the same key of neither.
UNITS = {
    "so-c": ("department", "8"),
    "so-a": ("department", "5"),
    "huyen-b": ("district", "9"),
    "so-b": ("department", "8"),
    "huyen-a": ("district", "4"),
}
KNOWN = known_rulesets(RULES)
UNIT = ("predicate", "units", 0)


class Folder(NamedTuple):
    """What a folder of a league holds."""

    statement: bytes
    records: Mapping[str, bytes]


def made(units: Mapping[str, tuple[str, str]] = UNITS, rules: Ruleset = RULES) -> LeagueRecord:
    """Record a league of units, each of a kind and with its points."""
    return league_record(
        [
            recorded(rules, assess(points(a=value), unit=key, kind=kind))
            for key, (kind, value) in units.items()
        ]
    )


def folder(league: LeagueRecord) -> Folder:
    """Put each record into a bundle with its proof."""
    records = {unit: bundle(content, None, proof) for unit, content, proof in league.units}
    return Folder(league.statement, records)


LEAGUE = made()
TREE: Plain = json.loads(LEAGUE.statement)
FOLDER = folder(LEAGUE)


def rows(league: LeagueRecord) -> list[tuple[str, str, str]]:
    """Return key, kind and rank of each unit of a league, in the order of the statement."""
    units = json.loads(league.statement)["predicate"]["units"]
    return [(each["unit"], each["kind"], each["rank"]) for each in units]


def judged(content: Folder, **options: Any) -> Verdict:
    """Verify a league."""
    return verify_league(content.statement, content.records, KNOWN, **options)[0]


# Making one


def test_ranks_are_by_kind_and_units_by_key() -> None:
    """Units stand in the order of their keys; ranks are among those of the same kind, ties as declared."""
    assert rows(LEAGUE) == [
        ("huyen-a", "district", "2"),
        ("huyen-b", "district", "1"),
        ("so-a", "department", "3"),
        ("so-b", "department", "1"),
        ("so-c", "department", "1"),
    ]


def test_ranks_follow_the_policy() -> None:
    """Under `dense` the unit below a tie has the next rank."""
    dense = ruleset(leaf("a"), rank={"on": "exact", "ties": "dense"})

    assert [rank for key, _, rank in rows(made(rules=dense)) if key == "so-a"] == ["2"]


def test_the_statement_of_a_league() -> None:
    """The statement has the members of section 10 and no others."""
    units = [
        {
            "unit": key,
            "kind": UNITS[key][0],
            "digest": {"sha256": digest(content)},
            "index": f"{10 * int(UNITS[key][1])}.00",
            "band": {"9": "tot", "8": "tot", "5": "kha", "4": "yeu"}[UNITS[key][1]],
            "rank": {"huyen-a": "2", "so-a": "3"}.get(key, "1"),
        }
        for key, content, _ in LEAGUE.units
    ]

    assert {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "parindex:league/v1",
        "subject": [{"name": "league", "digest": {"sha256": LEAGUE.root}}],
        "predicate": {
            "semantics": "1",
            "ruleset": {"id": RULES.id, "digest": {"sha256": RULES.digest}},
            "period": "year",
            "size": "5",
            "root": LEAGUE.root,
            "units": units,
        },
    } == TREE
    assert canonical(TREE) == LEAGUE.statement


def test_the_root_of_a_league() -> None:
    """The leaves are the records in the order of the keys, and each proof leads to the root."""
    records = [content for _, content, _ in LEAGUE.units]

    assert [unit for unit, _, _ in LEAGUE.units] == sorted(UNITS)
    assert merkle.root(records) == LEAGUE.root
    for index, (_, content, proof) in enumerate(LEAGUE.units):
        assert (proof.index, proof.size, proof.root) == (index, 5, LEAGUE.root)
        assert merkle.root_from(content, proof) == LEAGUE.root


def test_the_order_of_files_does_not_matter() -> None:
    """Units given in any order give the same league, byte for byte."""
    assert made(dict(reversed(UNITS.items()))) == LEAGUE
    assert made(dict(sorted(UNITS.items(), key=lambda each: each[1]))) == LEAGUE


def test_a_league_without_bands() -> None:
    """Where a ruleset has no bands the band of each unit is null."""
    rules = ruleset(leaf("a"), bands=[])

    assert [each["band"] for each in json.loads(made(rules=rules).statement)["predicate"]["units"]] == [
        None
    ] * 5


def test_a_league_of_one() -> None:
    """One unit alone is a league, whose root is the hash of its record as a leaf."""
    league = made({"so-a": ("department", "5")})

    assert league.units[0][2].path == ()
    assert judged(folder(league), root=league.root)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({}, "E-UNIT-TWICE"),
        ({"unit": "so-b", "period": "half-year"}, "E-LEAGUE"),
    ],
)
def test_units_that_make_no_league(other: Plain, code: str) -> None:
    """A unit twice, or units of two periods, make no league."""
    half = {"key": "half-year", "from": "2024-01-01", "to": "2024-06-30"}
    year = {"key": "year", "from": "2024-01-01", "to": "2024-12-31"}
    rules = ruleset(leaf("a"), periods=[year, half])
    units = [
        recorded(rules, assess(points(a="5"))),
        recorded(rules, assess(points(a="6"), **other)),
    ]
    with pytest.raises(UsageError) as caught:
        league_record(units)

    assert [each.code for each in caught.value.problems] == [code]


def test_units_of_two_rulesets_make_no_league() -> None:
    """Units scored by two rulesets of one id make no league: the digest counts."""
    units = [
        recorded(RULES, assess(points(a="5"))),
        recorded(ruleset(leaf("a"), bands=[]), assess(points(a="6"), unit="so-b")),
    ]
    with pytest.raises(UsageError) as caught:
        league_statement(units)

    assert [each.code for each in caught.value.problems] == ["E-LEAGUE"]


def test_no_unit_makes_no_league() -> None:
    """There is no league of nobody."""
    with pytest.raises(UsageError) as caught:
        league_record([])

    assert [each.code for each in caught.value.problems] == ["E-NO-UNITS"]


def test_an_incomplete_unit_is_not_recorded() -> None:
    """A unit with something missing has no record, so no league has it."""
    with pytest.raises(AssessmentError) as caught:
        recorded(ruleset(leaf("a"), leaf("b")), assess(points(a="5")))

    assert [each.code for each in caught.value.problems] == ["E-NO-RECORD"]


# Verifying one


def test_a_league_is_reproduced() -> None:
    """A league is reproduced with all its records; its root is checked where one is given, in any case."""
    verdict, units = verify_league(FOLDER.statement, FOLDER.records, KNOWN)

    assert verdict
    assert (verdict.at, verdict.because, verdict.sheet) == ("", None, None)
    assert (verdict.sha256, verdict.check_code) == (
        digest(LEAGUE.statement),
        check_code(LEAGUE.statement),
    )
    assert (verdict.signatures, verdict.root) == ("none", "none")
    assert {unit: (bool(each), each.root) for unit, each in units.items()} == dict.fromkeys(
        sorted(UNITS), (True, "unchecked")
    )
    assert judged(FOLDER, root=LEAGUE.root).root == "included"
    assert judged(FOLDER, root=LEAGUE.root.upper()).root == "included"


def signed(statement: int, records: int) -> Folder:
    """Sign the statement and the records of the league, each with so many keys."""
    content = sign(LEAGUE.statement, PEMS[:statement]) if statement else LEAGUE.statement
    files = {
        unit: bundle(sign(record, PEMS[:records]) if records else record, None, proof)
        for unit, record, proof in LEAGUE.units
    }
    return Folder(content, files)


@pytest.mark.parametrize(
    ("statement", "records", "keys", "verdict", "signatures"),
    [
        (1, 1, 1, "REPRODUCED", "valid"),
        (1, 0, 0, "REPRODUCED", "unchecked"),
        (2, 2, 2, "REPRODUCED", "valid"),
        (0, 1, 1, "BAD-SIGNATURE", "invalid"),
        (1, 2, 2, "BAD-SIGNATURE", "invalid"),
        # The statement is signed, and not every record.
        (1, 0, 1, "DIFFERS", "valid"),
        (2, 1, 2, "DIFFERS", "valid"),
    ],
)
def test_every_file_of_a_league_must_be_signed(
    statement: int, records: int, keys: int, verdict: str, signatures: str
) -> None:
    """Where keys are trusted they must have signed the statement and each record."""
    found = judged(signed(statement, records), trusted=trust(KEYS[:keys], None))

    assert (found.verdict, found.signatures) == (verdict, signatures)


def said(*path: str | int, to: object) -> tuple[Folder, str]:
    """Change one place of the statement; the records stay."""
    return Folder(written(edited(TREE, (path, to))), FOLDER.records), "".join(f"/{part}" for part in path)


@pytest.mark.parametrize(
    ("content", "at"),
    [
        said(*UNIT, "rank", to="1"),
        said(*UNIT, "band", to="tot"),
        said(*UNIT, "band", to=None),
        said(*UNIT, "index", to="40.01"),
        said(*UNIT, "kind", to="department"),
        said(*UNIT, "digest", "sha256", to="0" * 64),
        said(*UNIT, "more", to="x"),
        said("predicate", "root", to="0" * 64),
        said("predicate", "size", to="6"),
        said("predicate", "period", to="half-year"),
        said("predicate", "semantics", to="2"),
        said("predicate", "ruleset", "id", to="example/other@2024"),
        said("predicate", "ruleset", "digest", "sha256", to="0" * 64),
        said("predicate", "more", to="x"),
        said("subject", 0, "name", to="x"),
        said("subject", 0, "digest", "sha256", to="0" * 64),
        said("_type", to="x"),
        said("more", to="x"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_statement_edited_at_one_place(content: Folder, at: str) -> None:
    """A league of which one thing is another differs there."""
    found = judged(content)

    assert (found.verdict, found.at) == ("DIFFERS", at)
    assert found.because is not None
    assert found.because.code == "E-RECOMPUTED"
    assert found.root == "none"


def test_what_was_expected_is_told() -> None:
    """The verdict says what a rank is and what the statement makes of it."""
    found = judged(said(*UNIT, "rank", to="1")[0])

    assert (found.expected, found.found) == ("2", "1")


def records(**changes: bytes | None) -> Folder:
    """Change the files of some units; nothing takes one out."""
    named = {key.replace("_", "-"): content for key, content in changes.items()}
    files = {**FOLDER.records, **named}
    return Folder(FOLDER.statement, {key: content for key, content in files.items() if content is not None})


def listing(*units: str) -> bytes:
    """Write the statement of a league that says it has these units."""
    return written(edited(TREE, (("predicate", "units"), [{"unit": unit} for unit in units])))


EXTRA = bundle(recorded(RULES, assess(points(a="1"), unit="so-d")).record)
BETTER = bundle(recorded(RULES, assess(points(a="9"), unit="so-a")).record)
FALSE = written(
    edited(json.loads(FOLDER.records["so-a"]), (("record", "predicate", "result", "index", "exact"), "90"))
)


@pytest.mark.parametrize(
    ("content", "at", "code"),
    [
        (records(so_a=None), "/predicate/units", "E-LEAGUE-FILES"),
        (records(so_d=EXTRA), "/predicate/units", "E-LEAGUE-FILES"),
        (records(so_a=BETTER), "/predicate/root", "E-RECOMPUTED"),
        (records(so_a=FOLDER.records["so-b"]), "/predicate/units", "E-MEMBER"),
        (
            records(so_a=FOLDER.records["so-b"], so_b=FOLDER.records["so-a"]),
            "/predicate/units",
            "E-MEMBER",
        ),
        (records(so_a=None, so_z=FOLDER.records["so-a"]), "/predicate/units", "E-LEAGUE-FILES"),
        (records(so_a=FALSE), "/predicate/units", "E-MEMBER"),
        (records(so_a=b""), "/predicate/units", "E-MEMBER"),
        (records(so_a=LEAGUE.statement), "/predicate/units", "E-MEMBER"),
        (Folder(FOLDER.statement, {}), "/predicate/units", "E-LEAGUE-FILES"),
        (Folder(listing(), {}), "/predicate/units", "E-NO-UNITS"),
        (
            Folder(said(*UNIT, "unit", to="x")[0].statement, FOLDER.records),
            "/predicate/units",
            "E-LEAGUE-FILES",
        ),
    ],
    ids=[
        *("missing", "extra", "other facts", "of another unit", "swapped", "renamed", "false", "empty"),
        *("the league itself", "none at all", "none listed", "a unit renamed in the statement"),
    ],
)
def test_records_that_are_not_those_of_the_league(content: Folder, at: str, code: str) -> None:
    """A league whose records are others, fewer, more, renamed or false is not reproduced."""
    found = judged(content)

    assert (found.verdict, found.at) == ("DIFFERS", at)
    assert found.because is not None
    assert found.because.code == code


def test_a_false_member_is_named() -> None:
    """The verdict names the file that is no reproduced record of its unit, and what came of it."""
    found = judged(records(so_a=FALSE))
    swapped = judged(records(so_a=FOLDER.records["so-b"]))

    assert (found.expected, found.found) == ("so-a", "DIFFERS")
    assert (swapped.expected, swapped.found) == ("so-a", "so-b")


def test_a_league_of_two_periods() -> None:
    """Records of two periods, each true, are no league."""
    half = {"key": "half-year", "from": "2024-01-01", "to": "2024-06-30"}
    year = {"key": "year", "from": "2024-01-01", "to": "2024-12-31"}
    rules = ruleset(leaf("a"), periods=[year, half])
    files = {
        "so-a": recorded(rules, assess(points(a="5"))).record,
        "so-b": recorded(rules, assess(points(a="5"), unit="so-b", period="half-year")).record,
    }
    found, units = verify_league(listing("so-a", "so-b"), files, known_rulesets(rules))

    assert all(units.values())
    assert (found.verdict, found.at) == ("DIFFERS", "/predicate/units")
    assert found.because is not None
    assert found.because.code == "E-LEAGUE"


def test_another_root() -> None:
    """A league that is true but not the one whose root was printed differs at its root."""
    found = judged(FOLDER, root="0" * 64)

    assert (found.verdict, found.at) == ("DIFFERS", "/predicate/root")
    assert (found.expected, found.found) == ("0" * 64, LEAGUE.root)
    assert found.root == "none"


Change = Callable[[Plain], Plain]


@pytest.mark.parametrize(
    "change",
    [
        lambda proof: {**proof, "path": proof["path"][:-1]},
        lambda proof: {**proof, "path": [*proof["path"], "0" * 64]},
        lambda proof: {**proof, "path": ["0" * 64, *proof["path"][1:]]},
        lambda proof: {**proof, "index": "3"},
        lambda proof: {**proof, "size": "9"},
        lambda proof: {**proof, "root": "0" * 64},
    ],
    ids=["cut", "longer", "another hash", "another index", "another size", "another root"],
)
def test_a_proof_that_leads_elsewhere(change: Change) -> None:
    """A record whose proof does not lead to the root of the league is found out, though it is true."""
    tree = json.loads(FOLDER.records["so-a"])
    content = records(so_a=written({**tree, "inclusion": change(tree["inclusion"])}))
    found = judged(content)

    assert (found.verdict, found.at, found.found) == ("DIFFERS", "/predicate/units", "so-a")
    assert found.because is not None
    assert found.because.code == "E-MEMBER"


def test_every_record_of_a_league_has_its_proof() -> None:
    """A true record that carries no proof is found out."""
    tree = json.loads(FOLDER.records["so-a"])
    found = judged(records(so_a=written(without(tree, "inclusion"))))

    assert (found.verdict, found.at, found.found) == ("DIFFERS", "/predicate/units", "so-a")


def test_the_files_that_lack_are_named() -> None:
    """The verdict names the units whose records lack, and the files that are of no unit of the league."""
    found = judged(records(so_a=None, huyen_b=None, so_d=EXTRA))

    assert found.because is not None
    assert dict(found.because.details) == {"lacking": "huyen-b, so-a", "other": "so-d"}


@pytest.mark.parametrize(
    ("content", "verdict", "at"),
    [
        (b"", "UNREADABLE", ""),
        (b"{}", "UNREADABLE", ""),
        (LEAGUE.statement + b"\n", "NOT-CANONICAL", ""),
        (written(without(TREE, "predicateType")), "UNREADABLE", "/predicateType"),
        (written(edited(TREE, (("predicateType",), "parindex:score/v1"))), "UNREADABLE", "/predicateType"),
        (open_carrier(FOLDER.records["so-a"]).statement, "UNREADABLE", "/predicateType"),
        (written(without(TREE, "predicate")), "DIFFERS", "/predicate/units"),
        (written(edited(TREE, (("predicate",), ["x"]))), "DIFFERS", "/predicate/units"),
    ],
)
def test_what_is_no_statement_of_a_league(content: bytes, verdict: str, at: str) -> None:
    """A statement that cannot be read, or is of something else, is told as that of a single record is."""
    found = judged(Folder(content, FOLDER.records))

    assert (found.verdict, found.at) == (verdict, at)


def test_a_root_that_is_none() -> None:
    """A root that is not 64 hexadecimal digits is a mistake of the question, not of the league."""
    with pytest.raises(UsageError) as caught:
        judged(FOLDER, root="0" * 63)

    assert [each.code for each in caught.value.problems] == ["E-ROOT"]
