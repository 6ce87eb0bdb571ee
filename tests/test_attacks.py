"""Named attacks on records: each gets the verdict of docs/reference/record-format.md from both verifiers.

Where the page says at which place, the place is held against it too; beside them stand lawful files that both
reproduce, so that a verifier that refuses everything is found out.
"""

from __future__ import annotations

import base64
import gzip
import json
import pickle
import unicodedata
from collections.abc import Callable
from types import MappingProxyType
from typing import NamedTuple

import pytest
from attacks import (
    ASSESSMENT,
    ENTRIES,
    KEYS,
    LEAVES,
    OTHERS,
    OWN,
    OWN_ASSESSMENT,
    OWN_RECORD,
    OWN_STATEMENT,
    PATH,
    PRIVATE,
    RECORD,
    ROOT,
    RULES,
    STATEMENT,
    Options,
    bundle,
    edited,
    envelope,
    own_bundle,
    path_of,
    plain_proof,
    proven,
    recorded,
    resealed,
    root_of,
    said,
    sha256,
    shelf,
    signature,
    without,
    written,
)
from commands import MINISTRIES
from helpers import Plain
from promises import Reached

import parindex
from parindex.audit.record import run
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset

NOTHING: Options = MappingProxyType({})
KEYED: Options = MappingProxyType({"keys": KEYS[:1]})
BOTH: Options = MappingProxyType({"keys": KEYS[:2]})
ROOTED: Options = MappingProxyType({"root": ROOT})

RESULT = ("predicate", "result")
FACTS = "/predicate/assessment"
# The page leaves open how far below the assessment the place lies.
BELOW = f"{FACTS}…"
POINTS = (*ENTRIES, "appraisal", "points")
AT_POINTS = "/" + "/".join(POINTS)
DIGEST = ("predicate", "ruleset", "digest", "sha256")
AT_DIGEST = "/" + "/".join(DIGEST)
NAMED = ("predicate", "ruleset", "id")
AT_ID = "/" + "/".join(NAMED)
# A true record whose base64 ends in padding.
PADDED = next(
    found
    for name in ("Bộ", "Bộ T", "Bộ Tư")
    if len(found := written(recorded((("unit", "name"), name)))) % 3 == 1
)
MARK = b"\xef\xbb\xbf"  # of the byte order
ORDER = 2**252 + 27742317777372353535851937790883648493  # of the group of Ed25519


class Attack(NamedTuple):
    """A file, the verdict on it, its place where the page determines it, and what the verifier demands."""

    make: Callable[[], bytes]
    verdict: str
    at: str | None = None
    options: Options = NOTHING


def at(path: tuple[str | int, ...]) -> str:
    """Write a path as a pointer; no part of it needs an escape."""
    return "".join(f"/{part}" for part in path)


def differs(*path: str | int, to: object) -> Attack:
    """Put another value at one place, which is where the record differs from what is recomputed."""
    return Attack(lambda: written(edited(STATEMENT, (path, to))), "DIFFERS", at(path))


def insider(*path: str | int, to: object) -> Attack:
    """Do the same, and sign the false record with the very key that is demanded."""
    content = written(edited(STATEMENT, (path, to)))
    return Attack(lambda: written(envelope(content)), "DIFFERS", at(path), KEYED)


def figure(text: object, where: str = AT_POINTS, verdict: str = "DIFFERS") -> Attack:
    """Observe something else of the first criterion, with the digest of the assessment put right."""
    return Attack(lambda: written(resealed(edited(STATEMENT, (POINTS, text)))), verdict, where)


def spelled(old: str, new: str) -> Attack:
    """Spell one piece of the record in another way."""
    return Attack(lambda: replaced(RECORD, old.encode(), new.encode()), "NOT-CANONICAL")


def replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    """Replace a piece once, where it is."""
    assert old in content
    return content.replace(old, new, 1)


def unreadable(content: bytes, where: str | None = None) -> Attack:
    """Give a file that is no record."""
    return Attack(lambda: content, "UNREADABLE", where)


def carried(where: str | None = None, **changes: object) -> Attack:
    """Give an envelope with a member changed, which makes it none."""
    return Attack(lambda: written(envelope() | changes), "UNREADABLE", where)


def paid(content: bytes) -> Attack:
    """Give an envelope of something that is no statement, rightly signed."""
    return Attack(lambda: written(envelope(content)), "UNREADABLE", "/payload", KEYED)


def unproven(proof: Plain, verdict: str = "DIFFERS", where: str | None = "/inclusion") -> Attack:
    """Give a bundle with another proof, and demand the root."""
    return Attack(lambda: proven(proof=proof), verdict, where, ROOTED)


def by_rules(rules: Plain) -> Attack:
    """Bring a ruleset that nobody has, which makes the record's ruleset unknown."""
    return Attack(lambda: own_bundle(rules), "UNKNOWN-RULESET", AT_ID)


def payload(content: bytes = RECORD) -> str:
    """Write the payload of an envelope."""
    return base64.b64encode(content).decode()


def both_marks() -> str:
    """Return a payload in whose base64 one mark is of the other alphabet."""
    text = payload()
    assert "+" in text
    assert "/" in text
    return text.replace("+", "-", 1)


def last_bits() -> str:
    """Return a payload whose last letter has bits that belong to no byte."""
    text = payload(PADDED).rstrip("=")
    assert len(text) % 4 == 2
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = letters[letters.index(text[-1]) + 1]
    return text[:-1] + other + "=" * (-len(text) % 4)


def malleable() -> str:
    """Return the signature with the order of the group added to its second half."""
    raw = base64.b64decode(signature(PRIVATE[0], RECORD))
    second = int.from_bytes(raw[32:], "little") + ORDER
    return base64.b64encode(raw[:32] + second.to_bytes(32, "little")).decode()


def edited_envelope(tree: Plain, *changes: tuple[tuple[str | int, ...], object]) -> bytes:
    """Keep the signatures of a record in an envelope, and change the payload."""
    return written(envelope() | {"payload": payload(written(edited(tree, *changes)))})


def many(number: int) -> list[Plain]:
    """Return so many signatures, all of them valid."""
    found: list[Plain] = envelope()["signatures"]
    return found * number


def reversed_members(tree: Plain) -> bytes:
    """Write the members of every object in the reverse order."""

    def turned(node: object) -> object:
        if isinstance(node, dict):
            return {name: turned(node[name]) for name in sorted(node, reverse=True)}
        return [turned(each) for each in node] if isinstance(node, list) else node

    return json.dumps(turned(tree), ensure_ascii=False, separators=(",", ":")).encode()


def warned() -> Plain:
    """Return a true statement with a warning: the second appraisal is the last stage there is."""
    stages = {"appraisal-2": ASSESSMENT["stages"]["final"]}
    found = recorded((("stages",), stages))
    assert found["predicate"]["warnings"] == [{"at": "stages", "code": "W-STAGE"}]
    return found


def evidenced() -> Plain:
    """Return a true statement with a piece of evidence."""
    return recorded((("stages", "final", "entries", "survey", "evidence"), [{"title": "Báo cáo"}]))


def other_unit() -> bytes:
    """Record another unit of the same table."""
    return parindex.record(RULES, MINISTRIES / "ministry-of-finance.yaml")


def league() -> bytes:
    """Return the statement of a league, as a folder holds it."""
    units = [{"band": "b", "rank": "1", "unit": "x"}]
    predicate = {"period": "year", "root": ROOT, "semantics": "1", "size": "5", "units": units}
    subject = [{"digest": {"sha256": ROOT}, "name": "league"}]
    marks = {"_type": STATEMENT["_type"], "predicateType": "parindex:league/v1"}
    return written({**marks, "predicate": predicate, "subject": subject})


def plan_id() -> str:
    """Return the id of a plan, which is shipped beside the rulesets and is none."""
    texts = {name: file.read_text(encoding="utf-8") for name, file in catalog.available().items()}
    return next(name for name, text in texts.items() if "\nkind: plan\n" in text)


def leafless(mark: bytes) -> Plain:
    """Prove that the record lies below a root whose leaves were hashed with another mark, or none."""
    return {"root": sha256(mark + RECORD), "size": "1", "index": "0", "path": []}


def planned() -> Plain:
    """Name a plan by its id and its digest."""
    digest = parindex.load_plan(plan_id()).digest
    found: Plain = edited(STATEMENT, (NAMED, plan_id()), (DIGEST, digest))
    return found


# Every level of a statement at which a member more can stand.
LEVELS: dict[str, tuple[str | int, ...]] = {
    "statement": (),
    "subject": ("subject", 0),
    "digest of the subject": ("subject", 0, "digest"),
    "predicate": ("predicate",),
    "ruleset": ("predicate", "ruleset"),
    "digest of the ruleset": ("predicate", "ruleset", "digest"),
    "instrument": ("predicate", "ruleset", "instruments", 0),
    "result": RESULT,
    "total": (*RESULT, "total"),
    "index": (*RESULT, "index"),
    "rounding": (*RESULT, "rounding"),
    "step of the root": (*RESULT, "steps", 0),
    "item": (*RESULT, "items", 0),
    "name of an item": (*RESULT, "items", 0, "name"),
    "step of an item": (*RESULT, "items", 0, "steps", 0),
    "assumption": ("predicate", "assumptions", 0),
    "assessment": ("predicate", "assessment"),
    "unit": ("predicate", "assessment", "unit"),
    "stage": ("predicate", "assessment", "stages", "final"),
    "entry": (*ENTRIES, "survey"),
}
# What stands for 45, and is no number of the format.
NUMBERS = {
    "45.0": "45.0",
    "4.5e1": "4.5e1",
    "+45": "+45",
    "045": "045",
    "45.": "45.",
    "0x2d": "0x2d",
    "full-width digits": "\uff14\uff15",
    "a decimal comma": "45,5",
    "a decimal point of thousands": "1.000,5",
    "NaN": "NaN",
    "Infinity": "Infinity",
    "white space": " 45",
    "minus zero": "-0",
    "nothing": "",
    "a flag": True,
    "a list": ["45"],
    "an object": {"exact": "45"},
}
TITLE = {"en": "x", "vi": "Khác"}
GAP = edited(OWN, (("bands", 2, "from"), "10"))
LOW = edited(OWN, (("score", "max"), "21"))

ATTACKS: dict[str, Attack] = {
    # Edited
    "a total, with the old signature": Attack(
        lambda: edited_envelope(STATEMENT, ((*RESULT, "total", "published"), "90.96")),
        "BAD-SIGNATURE",
        "/signatures",
        KEYED,
    ),
    "an assessment, with the old signature": Attack(
        lambda: edited_envelope(STATEMENT, (POINTS, "68.5")), "BAD-SIGNATURE", "/signatures", KEYED
    ),
    "a total, unsigned": differs(*RESULT, "total", "published", to="90.96"),
    "the exact total": differs(*RESULT, "total", "exact", to="2250/25"),
    "the max of the total": differs(*RESULT, "total", "max", to="99"),
    "a total with a digit more": differs(*RESULT, "total", "published", to="89.960"),
    "an index rounded up": differs(*RESULT, "index", "published", to="90"),
    "the other rounding": differs(*RESULT, "rounding", "mode", to="half-even"),
    "what the band is taken on": differs(*RESULT, "band_on", to="published"),
    "no band": differs(*RESULT, "band", to=None),
    "a coverage": differs("predicate", "ruleset", "coverage", to="full"),
    "a standing": differs("predicate", "ruleset", "standing", to="illustrative"),
    "a reliability": differs("predicate", "ruleset", "instruments", 2, "reliability", to="A"),
    "the words of an assumption": differs("predicate", "assumptions", 0, "why", "vi", to="Nguồn nêu rõ."),
    "a submission in time": differs(*RESULT, "submission", to={"days_late": "0"}),
    # Signed by an insider
    "an insider's total": insider(*RESULT, "total", "published", to="90.96"),
    "an insider's band": insider(*RESULT, "band", to="a"),
    "an insider's step": insider(*RESULT, "items", 0, "steps", 0, "value", to="137/2"),
    "an insider's step of the index": insider(*RESULT, "steps", 1, "value", to="100"),
    "an insider's points of an item": insider(*RESULT, "items", 1, "published", to="31.50"),
    "an insider's state of an item": insider(*RESULT, "items", 1, "state", to="rejected"),
    "an insider without a warning": Attack(
        lambda: written(envelope(written(edited(warned(), (("predicate", "warnings"), []))))),
        "DIFFERS",
        "/predicate/warnings/0",
        KEYED,
    ),
    "an insider without an assumption": Attack(
        lambda: written(envelope(written(without(STATEMENT, "predicate", "assumptions", 11)))),
        "DIFFERS",
        "/predicate/assumptions/11",
        KEYED,
    ),
    "an insider's warning": Attack(
        lambda: written(
            envelope(written(edited(STATEMENT, (("predicate", "warnings"), [{"at": "x", "code": "W-BAND"}]))))
        ),
        "DIFFERS",
        "/predicate/warnings/0",
        KEYED,
    ),
    "an insider without a step": Attack(
        lambda: written(envelope(written(without(STATEMENT, *RESULT, "steps", 1)))),
        "DIFFERS",
        at((*RESULT, "steps", 1)),
        KEYED,
    ),
    "an insider's missing item": Attack(
        lambda: written(envelope(written(edited(STATEMENT, ((*RESULT, "missing"), ["survey"]))))),
        "DIFFERS",
        at((*RESULT, "missing", 0)),
        KEYED,
    ),
    # Spelled otherwise
    "a duplicate key": unreadable(replaced(RECORD, b'"band":"b",', b'"band":"a","band":"b",')),
    "a duplicate key by an escape": unreadable(
        replaced(RECORD, b'"band":"b",', b'"band":"b","b\\u0061nd":"a",')
    ),
    "reordered keys": Attack(lambda: reversed_members(STATEMENT), "NOT-CANONICAL"),
    "white space": spelled('":"', '": "'),
    "white space before": Attack(lambda: b" " + RECORD, "NOT-CANONICAL"),
    "a final newline": Attack(lambda: RECORD + b"\n", "NOT-CANONICAL"),
    "a final carriage return": Attack(lambda: RECORD + b"\r\n", "NOT-CANONICAL"),
    "an escaped letter": spelled("/Statement/", "/\\u0053tatement/"),
    "an escaped Vietnamese letter": spelled("Bộ", "B\\u1ed9"),
    "an escaped slash": spelled("https://", "https:\\/\\/"),
    "saved by an editor": Attack(
        lambda: json.dumps(STATEMENT, ensure_ascii=False, indent=2).encode(), "NOT-CANONICAL"
    ),
    "everything in ASCII": Attack(
        lambda: json.dumps(STATEMENT, sort_keys=True, separators=(",", ":")).encode(), "NOT-CANONICAL"
    ),
    "a payload with a final newline": Attack(
        lambda: written(envelope(RECORD + b"\n")), "NOT-CANONICAL", "/payload", KEYED
    ),
    "an indented bundle": Attack(lambda: json.dumps(bundle(), indent=1).encode(), "NOT-CANONICAL"),
    "a bundle with a final newline": Attack(lambda: written(bundle()) + b"\n", "NOT-CANONICAL"),
    "a name in NFD": unreadable(unicodedata.normalize("NFD", RECORD.decode()).encode()),
    "a hidden character in a name": unreadable(
        replaced(RECORD, "Tư pháp".encode(), "Tư\u200b pháp".encode())
    ),
    "a name from right to left": unreadable(replaced(RECORD, "Tư pháp".encode(), "\u202eTư pháp".encode())),
    "half a surrogate pair": unreadable(replaced(RECORD, "Bộ Tư".encode(), b"\\ud800")),
    # Figures
    "a number for text": figure(45, verdict="UNREADABLE"),
    "a fraction for text": figure(61.86, verdict="UNREADABLE"),
    **{f"points as {name}": figure(text) for name, text in NUMBERS.items()},
    "points as null": figure(None, BELOW),
    "points with a zero more": figure("61.860"),
    "points above the maximum": figure("68.51", BELOW),
    "points far above the maximum": figure("999999999999999", BELOW),
    "negative points": figure("-1", BELOW),
    "points of sixteen digits": figure("1000000000000000"),
    "other points, the digest put right": Attack(
        lambda: written(resealed(edited(STATEMENT, (POINTS, "61.87")))),
        "DIFFERS",
        at((*RESULT, "index", "exact")),
    ),
    "other points, the digest as it was": Attack(
        lambda: written(edited(STATEMENT, (POINTS, "61.87"))), "DIFFERS", at((*RESULT, "index", "exact"))
    ),
    # Items and entries
    "a criterion removed": Attack(
        lambda: written(resealed(without(STATEMENT, *ENTRIES, "survey"))), "DIFFERS", BELOW
    ),
    "a criterion removed with its item": Attack(
        lambda: written(resealed(without(without(STATEMENT, *ENTRIES, "survey"), *RESULT, "items", 1))),
        "DIFFERS",
        BELOW,
    ),
    "a criterion missing by its state": Attack(
        lambda: written(resealed(edited(STATEMENT, ((*ENTRIES, "survey"), {"state": "missing"})))),
        "DIFFERS",
        BELOW,
    ),
    "an unknown criterion": Attack(
        lambda: written(resealed(edited(STATEMENT, ((*ENTRIES, "bonus"), {"points": "1"})))),
        "DIFFERS",
        BELOW,
    ),
    "the root as a criterion": Attack(
        lambda: written(resealed(edited(STATEMENT, ((*ENTRIES, "total"), {"points": "100"})))),
        "DIFFERS",
        BELOW,
    ),
    "an entry that says nothing": Attack(
        lambda: written(resealed(edited(STATEMENT, ((*ENTRIES, "survey"), {})))), "DIFFERS", BELOW
    ),
    "an entry of another form": Attack(
        lambda: written(resealed(edited(STATEMENT, ((*ENTRIES, "survey"), {"value": "28.1"})))),
        "DIFFERS",
        BELOW,
    ),
    "a state beside points": Attack(
        lambda: written(resealed(edited(STATEMENT, ((*ENTRIES, "survey", "state"), "zero")))),
        "DIFFERS",
        BELOW,
    ),
    "an unknown state": Attack(
        lambda: written(resealed(edited(STATEMENT, ((*ENTRIES, "survey", "state"), "good")))),
        "DIFFERS",
        BELOW,
    ),
    "an item moved": Attack(
        lambda: written(
            edited(STATEMENT, ((*RESULT, "items"), STATEMENT["predicate"]["result"]["items"][::-1]))
        ),
        "DIFFERS",
        at((*RESULT, "items", 0, "applicable_max")),
    ),
    "an item below another": differs(*RESULT, "items", 1, "parent", to="appraisal"),
    "an item removed": Attack(
        lambda: written(without(STATEMENT, *RESULT, "items", 1)), "DIFFERS", at((*RESULT, "items", 1))
    ),
    "an item twice": Attack(
        lambda: written(
            edited(STATEMENT, ((*RESULT, "items"), STATEMENT["predicate"]["result"]["items"] * 2))
        ),
        "DIFFERS",
        at((*RESULT, "items", 2)),
    ),
    "an item without its source": Attack(
        lambda: written(without(STATEMENT, *RESULT, "items", 1, "source")),
        "DIFFERS",
        at((*RESULT, "items", 1, "source")),
    ),
    **{
        f"a field more in the {name}": Attack(
            lambda path=path: written(edited(STATEMENT, ((*path, "x"), "1"))),  # type: ignore[misc]
            "DIFFERS",
            at((*path, "x")),
        )
        for name, path in LEVELS.items()
    },
    "a field more in the evidence": Attack(
        lambda: written(resealed(edited(evidenced(), ((*ENTRIES, "survey", "evidence", 0, "x"), "1")))),
        "DIFFERS",
        at((*ENTRIES, "survey", "evidence", 0, "x")),
    ),
    "a field more in a warning": Attack(
        lambda: written(edited(warned(), (("predicate", "warnings", 0, "message"), "x"))),
        "DIFFERS",
        "/predicate/warnings/0/message",
    ),
    "evidence null": Attack(
        lambda: written(resealed(edited(STATEMENT, ((*ENTRIES, "survey", "evidence"), None)))),
        "DIFFERS",
        at((*ENTRIES, "survey", "evidence")),
    ),
    "an empty list of evidence": Attack(
        lambda: written(resealed(edited(STATEMENT, ((*ENTRIES, "survey", "evidence"), [])))),
        "DIFFERS",
        at((*ENTRIES, "survey", "evidence")),
    ),
    "evidence without a title": Attack(
        lambda: written(resealed(edited(evidenced(), ((*ENTRIES, "survey", "evidence", 0, "title"), "")))),
        "DIFFERS",
        at((*ENTRIES, "survey", "evidence", 0, "title")),
    ),
    "an observed state, which goes without saying": Attack(
        lambda: written(resealed(edited(STATEMENT, ((*ENTRIES, "survey", "state"), "observed")))),
        "DIFFERS",
        at((*ENTRIES, "survey", "state")),
    ),
    "a reason that is null": Attack(
        lambda: written(resealed(edited(STATEMENT, ((*ENTRIES, "survey", "why"), None)))),
        "DIFFERS",
        at((*ENTRIES, "survey", "why")),
    ),
    "a day that is none": Attack(
        lambda: written(
            resealed(edited(STATEMENT, (("predicate", "assessment", "submitted"), "2024-02-30")))
        ),
        "DIFFERS",
        f"{FACTS}/submitted",
    ),
    "a day before the calendar": Attack(
        lambda: written(
            resealed(edited(STATEMENT, (("predicate", "assessment", "submitted"), "1899-12-31")))
        ),
        "DIFFERS",
        f"{FACTS}/submitted",
    ),
    "another period": Attack(
        lambda: written(resealed(edited(STATEMENT, (("predicate", "assessment", "period"), "half-year")))),
        "DIFFERS",
        BELOW,
    ),
    "a kind of unit that there is not": Attack(
        lambda: written(
            resealed(edited(STATEMENT, (("predicate", "assessment", "unit", "kind"), "province")))
        ),
        "DIFFERS",
        BELOW,
    ),
    "no stage": Attack(
        lambda: written(resealed(edited(STATEMENT, (("predicate", "assessment", "stages"), {})))),
        "DIFFERS",
        f"{FACTS}/stages",
    ),
    "an assessment of another ruleset": Attack(
        lambda: written(
            resealed(edited(STATEMENT, (("predicate", "assessment", "ruleset"), "national/provinces@2023")))
        ),
        "DIFFERS",
        f"{FACTS}/ruleset",
    ),
    "another name of the unit": Attack(
        lambda: written(edited(STATEMENT, (("predicate", "assessment", "unit", "name"), "Bộ Y tế"))),
        "DIFFERS",
        "/subject/0/digest/sha256",
    ),
    # Marks
    "other semantics": Attack(
        lambda: written(edited(STATEMENT, (("predicate", "semantics"), "2"))),
        "UNREADABLE",
        "/predicate/semantics",
    ),
    "another predicateType": Attack(
        lambda: written(edited(STATEMENT, (("predicateType",), "parindex:score/v2"))),
        "UNREADABLE",
        "/predicateType",
    ),
    "another _type": Attack(
        lambda: written(edited(STATEMENT, (("_type",), "https://in-toto.io/Statement/v0.1"))),
        "UNREADABLE",
        "/_type",
    ),
    "no _type": Attack(lambda: written(without(STATEMENT, "_type")), "UNREADABLE"),
    "no predicateType": Attack(
        lambda: written(without(STATEMENT, "predicateType")), "UNREADABLE", "/predicateType"
    ),
    "an assessment that is text": Attack(
        lambda: written(edited(STATEMENT, (("predicate", "assessment"), "x"))), "UNREADABLE", FACTS
    ),
    "a ruleset that is text": Attack(
        lambda: written(edited(STATEMENT, (("predicate", "ruleset"), "x"))), "UNREADABLE", AT_ID
    ),
    "a digest that is text": Attack(
        lambda: written(edited(STATEMENT, (DIGEST[:-1], "x"))), "UNREADABLE", AT_DIGEST
    ),
    "the statement of a run": Attack(
        lambda: run(RECORD, "Sở Nội vụ", "2024-12-31", "1.0"), "UNREADABLE", "/predicateType"
    ),
    "the statement of a league": Attack(league, "UNREADABLE", "/predicateType"),
    # Rulesets
    "an id with ../": Attack(
        lambda: written(edited(STATEMENT, (NAMED, "../../etc/passwd@2023"))), "UNKNOWN-RULESET", AT_ID
    ),
    "an id with a path in it": Attack(
        lambda: written(edited(STATEMENT, (NAMED, "national/../national/ministries@2023"))),
        "UNKNOWN-RULESET",
        AT_ID,
    ),
    "an id with a zero byte escaped": unreadable(
        replaced(RECORD, b'"id":"national', b'"id":"\\u0000national')
    ),
    "an id that is empty": Attack(lambda: written(edited(STATEMENT, (NAMED, ""))), "UNKNOWN-RULESET", AT_ID),
    "the id of a year that there is not": Attack(
        lambda: written(edited(STATEMENT, (NAMED, "national/ministries@1999"))), "UNKNOWN-RULESET", AT_ID
    ),
    "the id of another ruleset": Attack(
        lambda: written(edited(STATEMENT, (NAMED, "example/department@2024"))), "UNKNOWN-RULESET", AT_DIGEST
    ),
    "the digest of another ruleset": Attack(
        lambda: written(edited(STATEMENT, (DIGEST, sha256(shelf()["example/department@2024"])))),
        "UNKNOWN-RULESET",
        AT_DIGEST,
    ),
    "a digest in capitals": Attack(
        lambda: written(edited(STATEMENT, (DIGEST, RULES.digest.upper()))), "UNKNOWN-RULESET", AT_DIGEST
    ),
    "another ruleset altogether": Attack(
        lambda: written(
            edited(
                STATEMENT,
                (NAMED, "example/department@2024"),
                (DIGEST, sha256(shelf()["example/department@2024"])),
            )
        ),
        "DIFFERS",
        BELOW,
    ),
    "a known ruleset altered in the bundle": Attack(
        lambda: written(bundle(ruleset=edited(RULES.plain(), (("title", "vi"), "Khác")))),
        "UNKNOWN-RULESET",
        AT_DIGEST,
    ),
    "a known ruleset altered in the bundle, its digest pinned": Attack(
        lambda: written(
            bundle(
                edited(STATEMENT, (DIGEST, sha256(written(edited(RULES.plain(), (("title",), TITLE)))))),
                ruleset=edited(RULES.plain(), (("title",), TITLE)),
            )
        ),
        "UNKNOWN-RULESET",
        AT_DIGEST,
    ),
    "the id of a plan": Attack(
        lambda: written(edited(STATEMENT, (NAMED, plan_id()))), "UNKNOWN-RULESET", AT_ID
    ),
    "the id and digest of a plan": Attack(lambda: written(planned()), "UNKNOWN-RULESET", AT_ID),
    "a plan in the bundle": Attack(
        lambda: written(bundle(planned(), ruleset=parindex.load_plan(plan_id()).plain())),
        "UNKNOWN-RULESET",
        AT_ID,
    ),
    "an unknown ruleset": Attack(lambda: OWN_RECORD, "UNKNOWN-RULESET", AT_ID),
    "an unknown ruleset with another digest in the bundle": Attack(
        lambda: written(bundle(OWN_STATEMENT, ruleset=edited(OWN, (("title",), TITLE)))),
        "UNKNOWN-RULESET",
        AT_ID,
    ),
    "an unknown ruleset with a known one in the bundle": Attack(
        lambda: written(bundle(OWN_STATEMENT, ruleset=RULES.plain())), "UNKNOWN-RULESET", AT_ID
    ),
    "a bundled ruleset of another id": Attack(
        lambda: written(bundle(edited(OWN_STATEMENT, (NAMED, "example/other@2024")), ruleset=OWN)),
        "UNKNOWN-RULESET",
        AT_ID,
    ),
    "a bundled ruleset with a gap between bands": by_rules(GAP),
    "a bundled ruleset that does not add up": by_rules(LOW),
    "a bundled ruleset with a key twice": by_rules(edited(OWN, (("score", "items", 1, "key"), "a"))),
    "a bundled ruleset with a field more": by_rules(edited(OWN, (("x",), "1"))),
    "a bundled ruleset without policies": by_rules(without(OWN, "policies")),
    "a bundled ruleset that is not canonical": by_rules(edited(OWN, (("score", "max"), "20.0"))),
    "a bundled ruleset that holds nothing": by_rules({}),
    # Subjects
    "the subject of another unit": differs("subject", 0, "name", to="ministry-of-finance"),
    "another digest of the subject": differs("subject", 0, "digest", "sha256", to="0" * 64),
    "two subjects": Attack(
        lambda: written(edited(STATEMENT, (("subject",), STATEMENT["subject"] * 2))), "DIFFERS", "/subject/1"
    ),
    "no subject": Attack(lambda: written(edited(STATEMENT, (("subject",), []))), "DIFFERS", "/subject/0"),
    "a subject that is no list": differs("subject", to=STATEMENT["subject"][0]),
    "the stage self": differs("predicate", "stage", to="self"),
    # Signatures
    "no signature": Attack(lambda: RECORD, "BAD-SIGNATURE", "", KEYED),
    "a bundle without a signature": Attack(lambda: written(bundle()), "BAD-SIGNATURE", "/record", KEYED),
    "a signature by another key": Attack(
        lambda: written(envelope(RECORD, 1)), "BAD-SIGNATURE", "/signatures", KEYED
    ),
    "another key's signature under the keyid of the key": Attack(
        lambda: written(
            envelope() | {"signatures": [{"keyid": KEYS[0].decode(), "sig": signature(PRIVATE[1], RECORD)}]}
        ),
        "BAD-SIGNATURE",
        "/signatures",
        KEYED,
    ),
    "a signature of another record": Attack(
        lambda: written(envelope() | {"signatures": envelope(other_unit())["signatures"]}),
        "BAD-SIGNATURE",
        "/signatures",
        KEYED,
    ),
    "the payload of another record": Attack(
        lambda: written(envelope() | {"payload": payload(other_unit())}),
        "BAD-SIGNATURE",
        "/signatures",
        KEYED,
    ),
    "one of two keys": Attack(lambda: written(envelope()), "BAD-SIGNATURE", "/signatures", BOTH),
    "one key that signed twice, of two": Attack(
        lambda: written(envelope(RECORD, 0, 0)),
        "BAD-SIGNATURE",
        "/signatures",
        {"keys": KEYS[:2], "threshold": 2},
    ),
    "one key given twice and signed twice, two of three": Attack(
        lambda: written(envelope(RECORD, 0, 0, 0)),
        "BAD-SIGNATURE",
        "/signatures",
        {"keys": [KEYS[0], KEYS[0], KEYS[1], KEYS[2]], "threshold": 2},
    ),
    "one key spelled twice, two of two": Attack(
        lambda: written(envelope(RECORD, 0, 0)),
        "BAD-SIGNATURE",
        "/signatures",
        {"keys": [KEYS[0], KEYS[0].replace(b"\n", b"\r\n"), KEYS[1]], "threshold": 2},
    ),
    "a signature over another payloadType": Attack(
        lambda: written(
            envelope() | {"signatures": [{"sig": signature(PRIVATE[0], RECORD, "application/json")}]}
        ),
        "BAD-SIGNATURE",
        "/signatures",
        KEYED,
    ),
    "a signature over the base64": Attack(
        lambda: written(envelope() | {"signatures": [{"sig": signature(PRIVATE[0], payload().encode())}]}),
        "BAD-SIGNATURE",
        "/signatures",
        KEYED,
    ),
    "a signature over the bare bytes": Attack(
        lambda: written(
            envelope() | {"signatures": [{"sig": base64.b64encode(PRIVATE[0].sign(RECORD)).decode()}]}
        ),
        "BAD-SIGNATURE",
        "/signatures",
        KEYED,
    ),
    "a signature with the order added": Attack(
        lambda: written(envelope() | {"signatures": [{"sig": malleable()}]}),
        "BAD-SIGNATURE",
        "/signatures",
        KEYED,
    ),
    "a signature of zeros": Attack(
        lambda: written(envelope() | {"signatures": [{"sig": base64.b64encode(bytes(64)).decode()}]}),
        "BAD-SIGNATURE",
        "/signatures",
        KEYED,
    ),
    "a signature of one byte": Attack(
        lambda: written(envelope() | {"signatures": [{"sig": "AA=="}]}), "BAD-SIGNATURE", "/signatures", KEYED
    ),
    # Envelopes
    "another payloadType": carried("/payloadType", payloadType="application/json"),
    "no signatures in the list": carried("/signatures", signatures=[]),
    "17 signatures": carried("/signatures", signatures=many(17)),
    "10,000 signatures": carried("/signatures", signatures=many(10_000)),
    "signatures that are an object": carried("/signatures", signatures=many(1)[0]),
    "a signature that is text": carried("/signatures/0", signatures=["AA=="]),
    "a keyid that is null": carried("/signatures/0/keyid", signatures=[{**many(1)[0], "keyid": None}]),
    "a signature with a member more": carried("/signatures/0/cert", signatures=[{**many(1)[0], "cert": "x"}]),
    "a signature without its sig": carried(signatures=[{"keyid": "x"}]),
    "a newline in base64": carried("/payload", payload=payload()[:76] + "\n" + payload()[76:]),
    "a newline after base64": carried("/payload", payload=payload() + "\n"),
    "white space in base64": carried("/payload", payload=" " + payload()),
    "base64 without padding": carried("/payload", payload=payload(PADDED).rstrip("=")),
    "base64 with padding more": carried("/payload", payload=payload() + "===="),
    "mixed alphabets": carried("/payload", payload=both_marks()),
    "bits left over": carried("/payload", payload=last_bits()),
    "a payload that is not text": carried("/payload", payload=STATEMENT),
    "a signature that is not base64": carried("/signatures/0/sig", signatures=[{"sig": "?"}]),
    "full-width base64": carried("/payload", payload="\uff21" + payload()[1:]),
    "an envelope with a member more": carried("/extra", extra="x"),
    "an envelope without signatures": Attack(
        lambda: written(without(envelope(), "signatures")), "UNREADABLE"
    ),
    "an envelope in an envelope": paid(written(envelope())),
    "a bundle in an envelope": paid(written(bundle())),
    "a payload that is null": paid(b"null"),
    "a payload that is a list": paid(b"[" + RECORD + b"]"),
    "a payload that is text": paid(b'"' + payload().encode() + b'"'),
    "a payload that is an empty object": paid(b"{}"),
    "a payload that is white space": paid(b" "),
    "a payload that is cut": paid(RECORD[:-1]),
    "an empty payload": carried("/payload", payload=""),
    "a payload deeper than 32": paid(b"[" * 40 + b"]" * 40),
    # Bundles
    "a bundle in a bundle": Attack(lambda: written(bundle(bundle())), "UNREADABLE", "/record"),
    "a bundle of another version": Attack(
        lambda: written(bundle() | {"bundle": "2"}), "UNREADABLE", "/bundle"
    ),
    "a bundle with a member more": Attack(lambda: written(bundle(extra="x")), "UNREADABLE", "/extra"),
    "a bundle without a record": Attack(lambda: written({"bundle": "1"}), "UNREADABLE"),
    "a bundle of text": Attack(lambda: written(bundle("x")), "UNREADABLE", "/record"),
    "a bundle with a ruleset null": Attack(lambda: written(bundle(ruleset=None)), "UNREADABLE", "/ruleset"),
    "a bundle with an edited record": Attack(
        lambda: written(bundle(edited(STATEMENT, ((*RESULT, "band"), "a")), ruleset=RULES.plain())),
        "DIFFERS",
        at((*RESULT, "band")),
    ),
    "a bundle of an envelope with a false payload": Attack(
        lambda: written(bundle(envelope(b"{"))), "UNREADABLE", "/record/payload", KEYED
    ),
    "a bundle of an envelope by another key": Attack(
        lambda: written(bundle(envelope(RECORD, 1))), "BAD-SIGNATURE", "/record/signatures", KEYED
    ),
    "an indented bundle by another key": Attack(
        lambda: json.dumps(bundle(envelope(RECORD, 1)), indent=1).encode(),
        "BAD-SIGNATURE",
        "/record/signatures",
        KEYED,
    ),
    "an indented bundle with a false payload": Attack(
        lambda: json.dumps(bundle(envelope(b"{")), indent=1).encode(), "UNREADABLE", "/record/payload", KEYED
    ),
    "a bundle of an envelope with a newline": Attack(
        lambda: written(bundle(envelope(RECORD + b"\n"))), "NOT-CANONICAL", "/record/payload", KEYED
    ),
    "an indented envelope in an envelope": paid(json.dumps(envelope()).encode()),
    "a spaced payload that is no statement": paid(b"{ }"),
    "an empty payload by another key": Attack(
        lambda: written(envelope(b"", 1)), "BAD-SIGNATURE", "/signatures", KEYED
    ),
    "an empty signature": Attack(
        lambda: written(envelope() | {"signatures": [{"sig": ""}]}), "BAD-SIGNATURE", "/signatures", KEYED
    ),
    # Told apart by their members
    "a statement with a payload": unreadable(written(STATEMENT | {"payload": "x"})),
    "a statement with a payloadType": differs("payloadType", to="x"),
    "a statement with a bundle": unreadable(written(STATEMENT | {"bundle": "1"})),
    "an envelope with a _type": carried("/_type", _type=STATEMENT["_type"]),
    "an envelope without a payload": unreadable(written(without(envelope(), "payload"))),
    # Files
    "an empty file": unreadable(b""),
    "a byte order mark": unreadable(MARK + RECORD),
    "a byte order mark before an envelope": unreadable(MARK + written(envelope())),
    "a byte order mark before a bundle": unreadable(MARK + written(bundle())),
    "a byte order mark in a payload": paid(MARK + RECORD),
    "white space alone": unreadable(b" \n"),
    "null": unreadable(b"null"),
    "a list of records": unreadable(b"[" + RECORD + b"]"),
    "two records": unreadable(RECORD + RECORD),
    "an empty object": unreadable(b"{}"),
    **{f"cut to {size} bytes": unreadable(RECORD[:size]) for size in (1, 2, 100, 4000, len(RECORD) - 1)},
    "cut within a letter": unreadable(RECORD[: RECORD.index("ộ".encode()) + 1]),
    "the first byte lost": unreadable(RECORD[1:]),
    "pickled bytes": unreadable(pickle.dumps(STATEMENT)),
    "gzip bytes": unreadable(gzip.compress(RECORD, mtime=0)),
    "UTF-16": unreadable(RECORD.decode().encode("utf-16")),
    "UTF-16 without a mark": unreadable(RECORD.decode().encode("utf-16-le")),
    "CP1258": unreadable(RECORD.decode().encode("cp1258", "replace")),
    "an overlong byte sequence": unreadable(replaced(RECORD, b"ministry", b"\xc1\xadinistry")),
    "a comment": unreadable(RECORD + b"// true"),
    "a comma too many": unreadable(RECORD[:-1] + b",}"),
    "NaN without quotes": unreadable(replaced(RECORD, b'"61.86"', b"NaN")),
    "100,000 deep": unreadable(b"[" * 100_000),
    "100,000 deep, in a member": unreadable(RECORD[:-1] + b',"x":' + b"[" * 100_000),
    "33 deep": unreadable(RECORD[:-1] + b',"x":' + b"[" * 32 + b"]" * 32 + b"}"),
    "3 MB": unreadable(RECORD + b" " * 3_000_000),
    "a text of 300 kB": Attack(
        lambda: written(edited(STATEMENT, (("predicate", "assessment", "unit", "name"), "a" * 300_000))),
        "UNREADABLE",
    ),
    "a name of a member of 300 kB": unreadable(RECORD[:-1] + b',"' + b"x" * 300_000 + b'":"x"}'),
    "60,000 values": unreadable(RECORD[:-1] + b',"x":[' + b'"",' * 60_000 + b'""]}'),
    "a number of 10,000 digits": unreadable(RECORD[:-1] + b',"x":' + b"9" * 10_000 + b"}"),
    "an exponent of many digits": unreadable(RECORD[:-1] + b',"x":1e999999999}'),
    # Proofs
    "no proof": Attack(lambda: RECORD, "DIFFERS", "/inclusion", ROOTED),
    "a bundle without a proof": Attack(lambda: written(bundle()), "DIFFERS", "/inclusion", ROOTED),
    "the proof of another unit": Attack(
        lambda: proven(json.loads(other_unit())), "DIFFERS", "/inclusion", ROOTED
    ),
    "the proof of a neighbour": unproven(plain_proof(index="3", path=path_of(3, LEAVES))),
    "a proof with another index": unproven(plain_proof(index="3")),
    "a proof with an index beyond": unproven(plain_proof(index="5")),
    "a proof with another size": unproven(plain_proof(size="9")),
    "a proof of an empty tree": unproven(plain_proof(size="0")),
    "a proof of a tree of one": unproven(plain_proof(size="1", index="0", path=[])),
    "a proof with its path cut": unproven(plain_proof(path=PATH[:-1])),
    "a proof with its path lengthened": unproven(plain_proof(path=[*PATH, "0" * 64])),
    "a proof with its path turned": unproven(plain_proof(path=PATH[::-1])),
    "a proof with its path gone": unproven(plain_proof(path=[])),
    "a leaf as a node": Attack(
        lambda: proven(proof=leafless(b"\x01")), "DIFFERS", "/inclusion", {"root": leafless(b"\x01")["root"]}
    ),
    "a leaf without its mark": Attack(
        lambda: proven(proof=leafless(b"")), "DIFFERS", "/inclusion", {"root": leafless(b"")["root"]}
    ),
    "the root of another league": Attack(proven, "DIFFERS", "/inclusion", {"root": root_of(OTHERS).hex()}),
    "the record's own digest as the root": Attack(proven, "DIFFERS", "/inclusion", {"root": sha256(RECORD)}),
    "a proof with a size of fifteen digits": unproven(plain_proof(size="9" * 15)),
    "a proof with a size of sixteen digits": unproven(
        plain_proof(size="9" * 16), "UNREADABLE", "/inclusion/size"
    ),
    "a proof with a size that begins with zero": unproven(
        plain_proof(size="05"), "UNREADABLE", "/inclusion/size"
    ),
    "a proof of another root, its path true": unproven(plain_proof(root="0" * 64)),
    "a proof with capitals": unproven(plain_proof(root=ROOT.upper()), "UNREADABLE", "/inclusion/root"),
    "a proof with a short hash": unproven(
        plain_proof(path=[PATH[0][:-1]]), "UNREADABLE", "/inclusion/path/0"
    ),
    "a proof with a negative index": unproven(plain_proof(index="-1"), "UNREADABLE", "/inclusion/index"),
    "a proof with full-width digits": unproven(plain_proof(size="\uff15"), "UNREADABLE", "/inclusion/size"),
    "a proof with a member more": unproven(plain_proof(x="1"), "UNREADABLE", "/inclusion/x"),
    "a proof that is null": Attack(
        lambda: written(bundle(inclusion=None)), "UNREADABLE", "/inclusion", ROOTED
    ),
}


class Lawful(NamedTuple):
    """A true file, however it is carried."""

    make: Callable[[], bytes]
    options: Options = NOTHING


def url_safe(tree: Plain) -> Plain:
    """Write an envelope in the other alphabet."""
    change = str.maketrans("+/", "-_")
    signatures = [{"sig": each["sig"].translate(change)} for each in tree["signatures"]]
    return tree | {"payload": tree["payload"].translate(change), "signatures": signatures}


LAWFUL: dict[str, Lawful] = {
    "plain": Lawful(lambda: RECORD),
    "signed by one key": Lawful(lambda: written(envelope()), KEYED),
    "signed by two keys": Lawful(lambda: written(envelope(RECORD, 0, 1)), BOTH),
    "signed by two keys, in the other order": Lawful(lambda: written(envelope(RECORD, 1, 0)), BOTH),
    "one of two keys is enough": Lawful(lambda: written(envelope()), {"keys": KEYS[:2], "threshold": 1}),
    "two of three keys are enough": Lawful(
        lambda: written(envelope(RECORD, 2, 0)), {"keys": KEYS, "threshold": 2}
    ),
    "a key given twice": Lawful(lambda: written(envelope()), {"keys": [KEYS[0], KEYS[0]]}),
    "16 signatures, the last by the key": Lawful(lambda: written(envelope(RECORD, *[1] * 15, 0)), KEYED),
    "signed by a stranger, and nobody asks": Lawful(lambda: written(envelope(RECORD, 2))),
    "the other alphabet": Lawful(lambda: written(url_safe(envelope())), KEYED),
    "an envelope indented by hand": Lawful(lambda: json.dumps(envelope(), indent=4).encode() + b"\n", KEYED),
    "an envelope with escapes": Lawful(
        lambda: json.dumps(envelope()).replace("/", "\\/").replace("payload", "\\u0070ayload").encode(), KEYED
    ),
    "a signature with any keyid": Lawful(
        lambda: written(envelope() | {"signatures": [{**envelope()["signatures"][0], "keyid": "Sở"}]}), KEYED
    ),
    "a bundle": Lawful(lambda: written(bundle())),
    "a bundle of an envelope": Lawful(lambda: written(bundle(envelope())), KEYED),
    "a bundle with its ruleset": Lawful(lambda: written(bundle(ruleset=RULES.plain()))),
    "a bundle with a ruleset that nobody has": Lawful(lambda: own_bundle(OWN)),
    "a proof and its root": Lawful(proven, ROOTED),
    "a proof, and nobody asks": Lawful(lambda: proven(proof=plain_proof(index="4"))),
    "an envelope, a ruleset, a proof and its root": Lawful(
        lambda: written(bundle(envelope(), ruleset=RULES.plain(), inclusion=plain_proof())),
        {**KEYED, **ROOTED},
    ),
    "a record with evidence": Lawful(lambda: written(evidenced())),
    "a record with a warning": Lawful(lambda: written(warned())),
    "a proof of any size, and nobody asks": Lawful(lambda: proven(proof=plain_proof(size="9" * 15))),
    "a root in capitals": Lawful(proven, {"root": ROOT.upper()}),
    "an empty signature beside a good one": Lawful(
        lambda: written(envelope() | {"signatures": [{"sig": ""}, *many(1)]}), KEYED
    ),
    "a stage without entries": Lawful(lambda: written(recorded((("stages", "self"), {"entries": {}})))),
    "other points, recorded again": Lawful(lambda: written(recorded((POINTS[2:], "62")))),
}


def own(*changes: tuple[tuple[str | int, ...], object]) -> Attack:
    """Bring a ruleset that is not as `parindex check` wants it, and the record that it would give."""
    rules = edited(without(OWN, "bands"), *changes)

    def make() -> bytes:
        tree = json.loads(parindex.record(Ruleset.model_validate(rules), OWN_ASSESSMENT))
        return written(bundle(edited(tree, (DIGEST, sha256(written(rules)))), ruleset=rules))

    return Attack(make, "UNKNOWN-RULESET", AT_ID)


# Bundled rulesets that are not sound, or not in canonical form.
ATTACKS |= {
    "bands that are an empty list": own((("bands",), [])),
    "units that are an empty list": own((("units", "units"), [])),
    "evidence of an item that is an empty list": own((("score", "items", 0, "evidence"), [])),
    "a survey that is null": own((("survey",), None)),
    "the source of an instrument that there is not": own(
        (("score", "items", 0, "source"), {"instrument": "none", "at": "x"})
    ),
    "a period that ends before it begins": own((("periods", 0, "to"), "2023-12-31")),
    "a unit twice": own((("units", "units"), [{"key": "u", "kind": "department", "name": {"vi": "x"}}] * 2)),
    "a floor above the max": own((("score", "floor"), "21")),
}


@pytest.mark.promise("attacks")
@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_by_both_verifiers(name: str, reached: Reached) -> None:
    """Each named attack gets the verdict of the page from both verifiers, and its place where it says so."""
    refused(ATTACKS[name])
    reached("named attacks refused by both verifiers", 1)


def refused(attack: Attack) -> None:
    """Look at the verdicts of both verifiers, and at their places."""
    engine, small = said(attack.make(), **attack.options)

    assert not engine
    assert (engine.verdict, small["verdict"]) == (attack.verdict, attack.verdict)
    for found in (engine.at, small["at"]):
        if attack.at == BELOW:
            assert found == FACTS or found.startswith(f"{FACTS}/")
        elif attack.at is not None:
            assert found == attack.at


@pytest.mark.promise("attacks")
@pytest.mark.parametrize("name", LAWFUL)
def test_a_lawful_file_is_reproduced_by_both_verifiers(name: str, reached: Reached) -> None:
    """What is true is reproduced by both, however it is signed and carried."""
    lawful = LAWFUL[name]
    engine, small = said(lawful.make(), **lawful.options)

    assert engine, engine.because
    assert (engine.verdict, small["verdict"], small["at"]) == ("REPRODUCED", "REPRODUCED", "")
    assert engine.sha256 == small["sha256"]
    reached("lawful files reproduced by both verifiers", 1)


def test_there_are_many_attacks() -> None:
    """The table holds more attacks than anybody looks through, and no verdict without one."""
    assert len(ATTACKS) >= 200
    assert {attack.verdict for attack in ATTACKS.values()} == {
        "DIFFERS",
        "UNKNOWN-RULESET",
        "NOT-CANONICAL",
        "BAD-SIGNATURE",
        "UNREADABLE",
    }
