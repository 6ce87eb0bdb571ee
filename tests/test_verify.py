"""Facts about verdicts: which step gives which, what was expected and found, and by whose rules."""

from __future__ import annotations

import json
import pickle
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any, get_args

import pytest
from attacks import (
    KEYS,
    OWN,
    OWN_RECORD,
    OWN_STATEMENT,
    PRIVATE_PEMS,
    RECORD,
    RULES,
    STATEMENT,
    bundle,
    edited,
    envelope,
    own_bundle,
    plain_proof,
    proven,
    without,
    written,
)
from commands import PLANS, ROOT
from helpers import Plain

import parindex
from parindex.audit.bare import statement as second
from parindex.audit.canonical import check_code, digest
from parindex.audit.verdict import VERDICTS, Signatures, Verdict, VerdictName, plain, pointer
from parindex.audit.verify import compare, known_rulesets, root_text, trust
from parindex.errors import ReadError, UsageError, problem
from parindex.ruleset.model import Ruleset

MINE = Ruleset.model_validate(OWN)
RESULT = ("predicate", "result")
DIGEST = ("predicate", "ruleset", "digest", "sha256")
TOP = plain_proof()["root"]


def code(verdict: Verdict) -> str | None:
    """Return the code of the reason of a verdict."""
    return verdict.because.code if verdict.because else None


def changed(*path: str | int, to: object) -> bytes:
    """Write the record with another value at one place."""
    return written(edited(STATEMENT, (path, to)))


# The six verdicts


def test_a_record_that_is_reproduced() -> None:
    """A true record is reproduced: the verdict is true and says what was computed, by whose rules."""
    verdict = parindex.verify(RECORD)

    assert verdict
    assert (verdict.verdict, verdict.at, verdict.expected, verdict.found) == ("REPRODUCED", "", None, None)
    assert verdict.because is None
    assert verdict.sheet is not None
    assert (verdict.sheet.unit.key, verdict.rules) == ("ministry-of-justice", "catalog")
    assert (verdict.sha256, verdict.check_code) == (digest(RECORD), check_code(RECORD))
    assert (verdict.signatures, verdict.root) == ("none", "none")


@pytest.mark.parametrize(
    ("content", "verdict", "at", "expected", "found", "because"),
    [
        (changed(*RESULT, "band", to="a"), "DIFFERS", "/predicate/result/band", "b", "a", "E-RECOMPUTED"),
        (changed(*RESULT, "band", to=None), "DIFFERS", "/predicate/result/band", "b", None, "E-RECOMPUTED"),
        (
            changed(*RESULT, "missing", to=True),
            "DIFFERS",
            "/predicate/result/missing",
            "[]",
            "true",
            "E-RECOMPUTED",
        ),
        (changed("x", to={"b": "1"}), "DIFFERS", "/x", None, '{"b":"1"}', "E-RECOMPUTED"),
        (
            written(without(STATEMENT, *RESULT, "steps", 1)),
            "DIFFERS",
            "/predicate/result/steps/1",
            '{"operation":"index","value":"2249/25"}',
            None,
            "E-RECOMPUTED",
        ),
        (
            changed("predicate", "assessment", "unit", "name", to=""),
            "DIFFERS",
            "/predicate/assessment/unit/name",
            None,
            None,
            "E-WRONG",
        ),
        (
            changed("predicate", "assessment", "ruleset", to="example/other@2024"),
            "DIFFERS",
            "/predicate/assessment/ruleset",
            None,
            None,
            "E-OTHER-RULESET",
        ),
        (OWN_RECORD, "UNKNOWN-RULESET", "/predicate/ruleset/id", None, OWN["id"], "E-RULESET"),
        (
            changed(*DIGEST, to="0" * 64),
            "UNKNOWN-RULESET",
            "/" + "/".join(DIGEST),
            RULES.digest,
            "0" * 64,
            "E-OTHER-DIGEST",
        ),
        (
            own_bundle({**OWN, "bands": OWN["bands"][:2]}),
            "UNKNOWN-RULESET",
            "/predicate/ruleset/id",
            None,
            OWN["id"],
            "E-UNSOUND",
        ),
        (RECORD + b" ", "NOT-CANONICAL", "", None, None, "E-CANONICAL"),
        (b"", "UNREADABLE", "", None, None, "E-EMPTY"),
        (
            changed("predicate", "semantics", to="2"),
            "UNREADABLE",
            "/predicate/semantics",
            "1",
            "2",
            "E-STATEMENT",
        ),
        (
            written(without(STATEMENT, "predicate")),
            "UNREADABLE",
            "/predicate/semantics",
            "1",
            None,
            "E-STATEMENT",
        ),
        (
            changed("predicate", "assessment", to=[]),
            "UNREADABLE",
            "/predicate/assessment",
            "map",
            "[]",
            "E-STATEMENT",
        ),
        (
            changed("predicate", "ruleset", to="x"),
            "UNREADABLE",
            "/predicate/ruleset/id",
            "text",
            None,
            "E-STATEMENT",
        ),
        (
            changed("predicate", "ruleset", "digest", to="x"),
            "UNREADABLE",
            "/" + "/".join(DIGEST),
            "text",
            None,
            "E-STATEMENT",
        ),
        (
            changed("_type", to="x"),
            "UNREADABLE",
            "/_type",
            "https://in-toto.io/Statement/v1",
            "x",
            "E-STATEMENT",
        ),
        (
            changed("predicateType", to="parindex:league/v1"),
            "UNREADABLE",
            "/predicateType",
            "parindex:score/v1",
            "parindex:league/v1",
            "E-LEAGUE-FILE",
        ),
    ],
)
def test_a_record_that_is_not(  # noqa: PLR0913, PLR0917 (a row of the table)
    content: bytes, verdict: str, at: str, expected: str | None, found: str | None, because: str
) -> None:
    """Any other record has one of five verdicts, the place, both values as text, and a reason with a code."""
    said = parindex.verify(content)

    assert not said
    assert (said.verdict, said.at, said.expected, said.found) == (verdict, at, expected, found)
    assert code(said) == because


@pytest.mark.parametrize(
    ("content", "at", "expected", "found", "because"),
    [
        (RECORD, "", None, None, "E-UNSIGNED"),
        (written(bundle()), "/record", None, None, "E-UNSIGNED"),
        (written(envelope()), "/signatures", "2", "1", "E-SIGNATURE"),
        (written(bundle(envelope(RECORD, 2))), "/record/signatures", "2", "0", "E-SIGNATURE"),
    ],
)
def test_too_few_signatures(
    content: bytes, at: str, expected: str | None, found: str | None, because: str
) -> None:
    """The verdict counts the keys that have signed against those that were wanted."""
    said = parindex.verify(content, keys=KEYS[:2])

    assert (said.verdict, said.at, said.expected, said.found) == ("BAD-SIGNATURE", at, expected, found)
    assert (code(said), said.signatures, said.sha256) == (because, "invalid", None)


@pytest.mark.parametrize(
    ("content", "keys", "threshold", "signatures"),
    [
        (RECORD, 0, None, "none"),
        (written(envelope()), 0, None, "unchecked"),
        (written(envelope()), 1, None, "valid"),
        (written(envelope()), 3, 1, "valid"),
        (written(envelope(RECORD, 0, 2)), 3, 2, "valid"),
    ],
)
def test_what_is_said_of_signatures(
    content: bytes, keys: int, threshold: int | None, signatures: str
) -> None:
    """Without keys nothing is looked at, and that is said; with them enough must have signed."""
    said = parindex.verify(content, keys=KEYS[:keys], threshold=threshold)

    assert said
    assert said.signatures == signatures


def test_what_is_kept_of_a_record_that_fails() -> None:
    """A verdict keeps what was found out before: the signatures, the digest, then the score."""
    options: Plain = {"keys": KEYS[:1]}
    unread = parindex.verify(written(envelope(b"{}")), **options)
    unknown = parindex.verify(written(envelope(OWN_RECORD)), **options)
    other = parindex.verify(written(envelope(changed(*RESULT, "band", to="a"))), **options)

    assert [each.signatures for each in (unread, unknown, other)] == ["valid"] * 3
    assert [each.sha256 is None for each in (unread, unknown, other)] == [True, False, False]
    assert [each.sheet is None for each in (unread, unknown, other)] == [True, True, False]
    assert other.rules == "catalog"


# The root


def test_what_is_said_of_the_root() -> None:
    """Without a root a proof is not looked at; with one the record must lie below it, in any case."""
    assert parindex.verify(RECORD).root == "none"
    assert parindex.verify(proven()).root == "unchecked"
    assert parindex.verify(proven(), root=TOP).root == "included"
    assert parindex.verify(proven(), root=TOP.upper()).root == "included"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (RECORD, None),
        (written(bundle()), None),
        (proven(proof=plain_proof(path=[])), None),
        (proven(proof=plain_proof(root="0" * 64)), TOP),
    ],
)
def test_a_record_that_is_not_below_the_root(content: bytes, found: str | None) -> None:
    """The verdict says which root was given, and where the proof leads, if it leads anywhere."""
    said = parindex.verify(content, root=TOP)

    assert (said.verdict, said.at, said.expected, said.found) == ("DIFFERS", "/inclusion", TOP, found)
    assert (code(said), said.root) == ("E-INCLUSION", "none")


# The second engine


def test_a_second_engine_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second engine gives no record the verdict is that it differs, with its reason."""

    def refuse(_rules: object, _facts: object) -> Plain:
        raise second.Refused(("stages",), "no")

    monkeypatch.setattr(second, "build", refuse)
    said = parindex.verify(RECORD)

    assert (said.verdict, said.at, code(said)) == ("DIFFERS", "/predicate/assessment", "E-SECOND")


def test_a_second_engine_that_gives_another_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second engine gives another figure the verdict names its place and both values."""
    other = edited(STATEMENT, ((*RESULT, "items", 0, "exact"), "1"))
    monkeypatch.setattr(second, "build", lambda _rules, _facts: other)
    said = parindex.verify(RECORD)

    assert (said.verdict, said.at, code(said)) == (
        "DIFFERS",
        "/predicate/result/items/0/exact",
        "E-RECOMPUTED",
    )
    assert (said.expected, said.found) == ("1", "3093/50")


def test_statements_that_are_equal_are_no_difference() -> None:
    """Comparing a statement with itself says nothing."""
    compare(STATEMENT, edited(STATEMENT))


# Whose rules


def test_whose_rules() -> None:
    """A ruleset of one's own is used for its id, the shipped ones for theirs, and a bundle's for no other."""
    assert parindex.verify(OWN_RECORD, ruleset=MINE).rules == "given"
    assert parindex.verify(own_bundle(OWN), ruleset=MINE).rules == "given"
    assert parindex.verify(own_bundle(OWN)).rules == "bundle"
    assert parindex.verify(RECORD, ruleset=MINE).rules == "catalog"
    assert parindex.verify(RECORD, ruleset=RULES).rules == "given"


def test_a_bundled_ruleset_is_not_used_where_there_is_one() -> None:
    """A bundle cannot bring other rules of an id that the verifier knows."""
    said = parindex.verify(own_bundle({**OWN, "title": {"vi": "Khác"}}), ruleset=MINE)

    assert (said.verdict, said.expected) == ("UNKNOWN-RULESET", MINE.digest)


def test_known_rulesets() -> None:
    """An id is known when a ruleset ships under it or is one's own; a plan is no ruleset."""
    known = known_rulesets(MINE)
    found = known("national/ministries@2023")

    assert found == (RULES, "catalog")
    assert known(MINE.id) == (MINE, "given")
    assert known_rulesets()(MINE.id) is None
    assert PLANS
    for name in ("", "example/other@2024", "../x@2024", *PLANS):
        assert known(name) is None


def test_ones_own_ruleset_comes_first() -> None:
    """A ruleset of one's own stands for the shipped one of the same id, so another digest is unknown."""
    own = Ruleset.model_validate({**RULES.plain(), "title": {"vi": "Khác"}})
    said = parindex.verify(RECORD, ruleset=own)

    assert known_rulesets(own)(RULES.id) == (own, "given")
    assert (said.verdict, said.expected, said.found) == ("UNKNOWN-RULESET", own.digest, RULES.digest)


# The question


@pytest.mark.parametrize("root", ["", "0" * 63, "0" * 65, "g" * 64, "0" * 64 + "\n", "\uff10" * 64])
def test_a_root_that_is_none(root: str) -> None:
    """A root is 64 hexadecimal digits; anything else is a mistake of the question, whatever the record."""
    for content in (RECORD, b""):
        with pytest.raises(UsageError) as caught:
            parindex.verify(content, root=root)
        assert [each.code for each in caught.value.problems] == ["E-ROOT"]


def test_a_root_is_compared_in_small_letters() -> None:
    """Capitals of a root mean the same digits."""
    assert root_text("ABCDEF" + "0" * 58) == "abcdef" + "0" * 58


@pytest.mark.parametrize(
    ("keys", "threshold", "known"),
    [([], 1, "0"), ([], 0, "0"), (KEYS[:2], 0, "2"), (KEYS[:2], 3, "2"), (KEYS[:1] * 3, 2, "1")],
)
def test_a_threshold_that_is_none(keys: list[bytes], threshold: int, known: str) -> None:
    """A threshold is from 1 to the number of different keys."""
    with pytest.raises(UsageError) as caught:
        parindex.verify(RECORD, keys=keys, threshold=threshold)

    assert [(each.code, each.details) for each in caught.value.problems] == [
        ("E-THRESHOLD", (("found", str(threshold)), ("known", known)))
    ]


def test_what_is_trusted() -> None:
    """Without a threshold every different key must have signed; a key that is none is refused."""
    assert [trust(keys, None).wanted for keys in ([], KEYS[:1], KEYS, KEYS * 2)] == [0, 1, 3, 3]
    assert trust(KEYS, 2).wanted == 2
    with pytest.raises(UsageError) as caught:
        trust([PRIVATE_PEMS[0].encode()], None)
    assert [each.code for each in caught.value.problems] == ["E-KEY-FILE"]


def test_a_file(tmp_path: Path) -> None:
    """A record is verified from its file; one that is not there is no verdict but an error."""
    file = tmp_path / "record.json"
    file.write_bytes(RECORD)

    assert parindex.verify(file)
    with pytest.raises(ReadError) as caught:
        parindex.verify(tmp_path / "other.json")
    assert [each.code for each in caught.value.problems] == ["E-FILE"]


# The verdict itself


@pytest.mark.parametrize("name", VERDICTS)
def test_only_one_verdict_is_true(name: VerdictName) -> None:
    """A verdict is true when the record was reproduced, and in no other case."""
    assert bool(Verdict(name)) == (name == "REPRODUCED")


def test_a_verdict_is_frozen() -> None:
    """Nobody can make a verdict another one after it was given."""
    verdict: Any = parindex.verify(changed(*RESULT, "band", to="a"))

    with pytest.raises(FrozenInstanceError):
        verdict.verdict = "REPRODUCED"
    assert not verdict


@pytest.mark.parametrize("content", [RECORD, b"", changed(*RESULT, "band", to="a"), OWN_RECORD])
def test_a_verdict_can_be_pickled(content: bytes) -> None:
    """A verdict goes to another process and comes back as it was."""
    verdict = parindex.verify(content)

    assert pickle.loads(pickle.dumps(verdict)) == verdict  # noqa: S301 (its own bytes)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("",), "/"),
        (("a", 0, "b"), "/a/0/b"),
        (("a/b", "~", "~1"), "/a~1b/~0/~01"),
        (("ộ", " ", '"'), '/ộ/ /"'),
    ],
)
def test_a_pointer(path: tuple[str | int, ...], text: str) -> None:
    """A place is written as RFC 6901 says: `~` is ~0 and `/` is ~1."""
    assert pointer(path) == text


def documented() -> list[str]:
    """Return the fields that the page of the command line lists for `verify --json`, in its order."""
    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    table = page.partition("\n## `parindex verify`\n")[2].partition("\n## ")[0].partition("`--json`:")[2]
    names = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return [name.strip(" `") for row in names for name in row.split(",")]


def test_the_fields_are_those_of_the_page() -> None:
    """`verify --json` has the fields of the page, in its order, whatever the verdict."""
    fields = documented()

    assert len(fields) == len(set(fields)) > 10
    for content in (RECORD, b"", changed(*RESULT, "band", to="a")):
        assert list(plain(parindex.verify(content))) == fields


def test_a_verdict_as_a_tree() -> None:
    """The tree of a verdict holds text, null and maps of them; what was not recomputed is null."""
    good, bad = plain(parindex.verify(RECORD)), plain(parindex.verify(b"", keys=KEYS), "en")

    assert (good["unit"], good["total"], good["index"], good["band"]) == (
        "ministry-of-justice",
        "89.96",
        "89.96",
        "b",
    )
    assert good["ruleset"] == {"id": RULES.id, "sha256": RULES.digest, "from": "catalog"}
    assert (good["code"], good["because"]) == (None, None)
    assert [bad[name] for name in ("unit", "ruleset", "total", "index", "band", "sha256", "check_code")] == [
        None
    ] * 7
    assert (bad["code"], bad["because"]) == ("E-EMPTY", parindex_line("E-EMPTY"))


def parindex_line(code: str) -> str:
    """Return the words of a reason at the beginning of a record."""
    return f"record:1:1: {problem(code).line('en')}"


def test_a_score_without_a_band() -> None:
    """Where a ruleset has no bands the band of the tree is null."""
    rules = Ruleset.model_validate({**OWN, "bands": []})
    facts = OWN_STATEMENT["predicate"]["assessment"]
    found = plain(parindex.verify(parindex.record(rules, facts), ruleset=rules))

    assert (found["verdict"], found["band"]) == ("REPRODUCED", None)


def test_the_page_names_every_answer() -> None:
    """The page of the command line names every verdict and everything said of signatures."""
    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    table = page.partition("\n## `parindex verify`\n")[2].partition("\n## ")[0]

    for name in (*VERDICTS, *get_args(Signatures), "included"):
        assert f"`{name}`" in table


def test_the_json_is_text() -> None:
    """No number stands in the tree of a verdict."""

    def refuse(found: str) -> None:
        pytest.fail(f"a number: {found}")

    json.loads(json.dumps(plain(parindex.verify(RECORD))), parse_int=refuse, parse_float=refuse)
