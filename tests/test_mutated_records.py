"""Records damaged and forged at random on every level: no false one is accepted, and both verifiers agree."""

from __future__ import annotations

import base64
import json
import os
import random
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from attacks import (
    KEYS,
    OWN,
    OWN_RECORD,
    OWN_STATEMENT,
    RECORD,
    ROOT,
    RULES,
    STATEMENT,
    Options,
    Said,
    bundle,
    copied,
    envelope,
    plain_proof,
    recorded,
    resealed,
    said,
    written,
)
from commands import MINISTRIES
from helpers import Plain
from promises import Reached

import parindex
from parindex.ruleset.model import Ruleset

MUTATIONS = 100_000 if os.environ.get("PARINDEX_THOROUGH") else 1_000
BATCH = 200

FINANCE = parindex.record(RULES, MINISTRIES / "ministry-of-finance.yaml")
EXPLAINED = recorded(
    (("submitted",), "2024-01-31"),
    (("stages", "self"), {"entries": {"appraisal": {"points": "68.5"}}}),
    (("stages", "final", "entries", "appraisal", "changed"), {"by": "Hội đồng", "why": "Thẩm định"}),
    (("stages", "final", "entries", "survey", "evidence"), [{"title": "Báo cáo", "sha256": "0" * 64}]),
)
PAIR: Options = {"keys": KEYS[:2], "threshold": 1}
Node = tuple[str | int, ...]

# What means something to a verifier, put in at any byte.
TOKENS = [
    *(
        b'"',
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b" ",
        b"\n",
        b"\t",
        b"0",
        b"-",
        b".",
        b"/",
        b"+",
        b"=",
    ),
    *(b"null", b"true", b"1e9", b"NaN", b'""', b"[]", b"{}", b'"x":"y",', b'"band":"a",', b'"payload":"",'),
    *(
        b"\\u0053",
        b"\\/",
        b"\\ud800",
        b"\\u0000",
        b"\\u0301",
        b"\x00",
        b"\x7f",
        b"\xff",
        b"\xc3",
        b"\xcc\x81",
    ),
    *(
        b"\xe2\x80\x8b",
        b"\xe2\x80\xae",
        b"\xed\xa0\x80",
        b"\xf0\x9f\x98\x80",
        b"\xef\xbc\x95",
        b"[" * 40,
        b"\xef\xbb\xbf",
    ),
]
VALUES: list[Any] = [
    *(
        None,
        True,
        False,
        {},
        [],
        "",
        "x",
        "0",
        "00",
        "-1",
        "1e5",
        "61.860",
        "68.5",
        "100",
        "1/3",
        "999999999999999",
    ),
    *(
        ["x"],
        {"x": "y"},
        [[]],
        [{}],
        {"vi": "x"},
        "a" * 65,
        "a",
        "b",
        "total",
        "survey",
        "final",
        "self",
        "2",
    ),
    *(
        "observed",
        "missing",
        "zero",
        "2024-02-30",
        "../x@2023",
        "example/department@2024",
        "0" * 64,
        "\u0301",
    ),
]


class Mutation(NamedTuple):
    """A file made wrong, and how it is asked about; `sealed` when its digest was put right afterwards."""

    content: bytes
    options: Options
    sealed: bool = False


def span(draw: random.Random, size: int) -> slice:
    """Draw a short piece of so many bytes."""
    start = draw.randrange(size + 1)
    return slice(start, start + draw.choice((1, 1, 2, 8, 60)))


def flipped(draw: random.Random, content: bytearray) -> None:
    """Change one bit."""
    if content:
        content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)


def inserted(draw: random.Random, content: bytearray) -> None:
    """Put something in."""
    place = draw.randrange(len(content) + 1)
    content[place:place] = draw.choice([*TOKENS, draw.randbytes(2)])


def deleted(draw: random.Random, content: bytearray) -> None:
    """Cut a piece out."""
    del content[span(draw, len(content))]


def doubled(draw: random.Random, content: bytearray) -> None:
    """Repeat a piece."""
    piece = span(draw, len(content))
    content[piece] = content[piece] * 2


def swapped(draw: random.Random, content: bytearray) -> None:
    """Let a piece change places with the one behind it."""
    piece = span(draw, len(content))
    first = content[piece]
    after = slice(piece.stop, piece.stop + len(first))
    second = content[after]
    content[piece.start : after.stop] = second + first


def cut(draw: random.Random, content: bytearray) -> None:
    """Lose the end."""
    del content[draw.randrange(len(content) + 1) :]


def spliced(draw: random.Random, content: bytearray) -> None:
    """Take a piece of the same place from another record, as near as it lies there."""
    other = draw.choice((FINANCE, OWN_RECORD))
    start = min(draw.randrange(len(content) + 1), len(other))
    stop = start + draw.choice((1, 4, 40, 4000))
    content[start:stop] = other[start:stop]


def digit(draw: random.Random, content: bytearray) -> None:
    """Make one digit another."""
    places = [at for at, byte in enumerate(content) if 0x30 <= byte <= 0x39]
    if places:
        content[draw.choice(places)] = draw.choice(b"0123456789")


BYTES: list[Callable[[random.Random, bytearray], None]] = [
    *(flipped, inserted, deleted, doubled, swapped, cut, spliced, digit),
]


def damaged(draw: random.Random, content: bytes) -> bytes:
    """Damage bytes at one place, or at a few."""
    found = bytearray(content)
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        draw.choice(BYTES)(draw, found)
    return bytes(found)


def nodes(tree: Any, path: Node = ()) -> list[Node]:
    """List every place of a tree but the top."""
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [place for name, part in parts for place in ((*path, name), *nodes(part, (*path, name)))]


def inside(tree: Any, path: Node) -> Any:
    """Return what stands at a place."""
    for name in path:
        tree = tree[name]
    return tree


def other_text(draw: random.Random, text: str) -> str:
    """Change a text a little: a digit, a letter, its case, its length."""
    place = draw.randrange(len(text) + 1)
    letter = text[place : place + 1]
    choices = [
        text + "0",
        " " + text,
        text[:-1],
        text.swapcase(),
        text[:place] + letter * 2 + text[place + 1 :],
    ]
    if letter.isdecimal():
        choices += [text[:place] + digit_ + text[place + 1 :] for digit_ in "0159"] * 3
    return draw.choice(choices)


def altered(draw: random.Random, tree: Any) -> Any:
    """Change a copy of a tree at one place."""
    found = copied(tree)
    path = draw.choice(nodes(found))
    above, name = inside(found, path[:-1]), path[-1]
    value = above[name]
    match draw.randrange(8):
        case 0 | 1:
            above[name] = other_text(draw, value) if isinstance(value, str) else draw.choice(VALUES)
        case 2:
            above[name] = draw.choice(VALUES)
        case 3:
            del above[name]
        case 4:
            other = draw.choice(nodes(found))
            above[name] = copied(inside(found, other))
        case 5 if isinstance(above, list):
            above.insert(draw.randrange(len(above) + 1), copied(value))
        case 6 if isinstance(value, dict):
            value[draw.choice(("x", "why", "state", "evidence", "points", "code", "source"))] = draw.choice(
                VALUES
            )
        case 7 if isinstance(above, list) and len(above) > 1:
            above.append(above.pop(0))
        case _:
            above[draw.choice(list(above)) if isinstance(above, dict) else -1] = copied(value)
    return found


def forged(draw: random.Random, tree: Any) -> Any:
    """Change a tree at one place, or at a few."""
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        tree = altered(draw, tree) if nodes(tree) else tree
    return tree


def sealed(tree: Any) -> Any:
    """Put the digest of the assessment right, where there are both."""
    try:
        return resealed(tree)
    except (LookupError, TypeError):
        return tree


def statement(draw: random.Random) -> Plain:
    """Draw a true statement."""
    return draw.choice((STATEMENT, STATEMENT, EXPLAINED, OWN_STATEMENT))


def carriers() -> list[tuple[Plain, Options]]:
    """Make every kind of file that carries a record, each with what its verifier demands."""
    proof = plain_proof()
    return [
        (envelope(), {}),
        (envelope(), PAIR),
        (envelope(RECORD, 0, 1), PAIR),
        (bundle(envelope(), inclusion=proof), {"root": ROOT, **PAIR}),
        (bundle(inclusion=proof), {"root": ROOT}),
        (bundle(OWN_STATEMENT, ruleset=OWN), {}),
        (bundle(envelope(OWN_RECORD), ruleset=OWN), PAIR),
    ]


CARRIERS = carriers()


def in_bytes(draw: random.Random) -> Mutation:
    """Damage the bytes of a record, or of a file that carries one."""
    if draw.randrange(2):
        return Mutation(damaged(draw, written(statement(draw))), {})
    tree, options = draw.choice(CARRIERS)
    return Mutation(damaged(draw, written(tree)), options)


def in_tree(draw: random.Random) -> Mutation:
    """Forge a statement, and write it canonically, half the time with its digest put right."""
    tree = forged(draw, statement(draw))
    seal = bool(draw.randrange(2))
    return Mutation(spelled(draw, sealed(tree) if seal else tree), {}, seal)


def spelled(draw: random.Random, tree: Any) -> bytes:
    """Write a tree, mostly as it must be written."""
    match draw.randrange(16):
        case 0:
            return json.dumps(tree, ensure_ascii=False).encode()
        case 1:
            return json.dumps(tree, sort_keys=True, separators=(",", ":")).encode()
        case _:
            return written(tree)


def in_carrier(draw: random.Random) -> Mutation:
    """Forge the file around a record, and write it canonically."""
    tree, options = draw.choice(CARRIERS)
    return Mutation(spelled(draw, forged(draw, tree)), options)


def in_envelope(draw: random.Random) -> Mutation:
    """Forge or damage a statement, and let the trusted key sign what came of it; sometimes in a bundle."""
    tree, seal = forged(draw, statement(draw)), bool(draw.randrange(2))
    content = written(sealed(tree) if seal else tree) if draw.randrange(4) else damaged(draw, RECORD)
    carrier = envelope(content)
    if draw.randrange(2):
        return Mutation(json.dumps(carrier, indent=draw.randrange(3)).encode(), PAIR, seal)
    return Mutation(
        written(bundle(carrier, ruleset=OWN if draw.randrange(4) == 0 else RULES.plain())), PAIR, seal
    )


def in_bundle(draw: random.Random) -> Mutation:
    """Forge a statement, and carry it with the ruleset that it names."""
    tree, seal = forged(draw, OWN_STATEMENT), bool(draw.randrange(2))
    return Mutation(written(bundle(sealed(tree) if seal else tree, ruleset=OWN)), {}, seal)


LEVELS = [in_bytes, in_bytes, in_tree, in_tree, in_carrier, in_envelope, in_bundle]


def mutation(seed: int) -> Mutation:
    """Draw a mutation."""
    draw = random.Random(f"mutated record {seed}")
    return draw.choice(LEVELS)(draw)


def statement_of(content: bytes) -> bytes:
    """Take the bytes of the statement out of a file that was accepted, without the help of a verifier."""
    tree = json.loads(content)
    record = tree.get("record", tree)
    if "payload" in record:
        return base64.b64decode(record["payload"].replace("-", "+").replace("_", "/"))
    return written(record) if record is not tree else content


TRUE = {RECORD, OWN_RECORD, written(EXPLAINED)}


def lawful(content: bytes) -> bool:
    """Tell whether the bytes of a statement are what the library itself makes of the assessment in it."""
    facts = json.loads(content)["predicate"]["assessment"]
    rules = RULES if facts["ruleset"] == RULES.id else Ruleset.model_validate(OWN)
    return parindex.record(rules, facts) == content


def judged(drawn: Mutation) -> str:
    """Say what both verifiers make of a mutation: how it was refused, or why it was rightly accepted."""
    engine, small = both(drawn)
    if engine.verdict != small["verdict"]:
        return f"disagreement: {engine.verdict} {engine.at}, {small['verdict']} {small['at']}"
    if not engine:
        return engine.verdict
    found = statement_of(drawn.content)
    if found in TRUE:
        return "another spelling"
    return "other facts" if drawn.sealed and lawful(found) else "accepted"


def both(drawn: Mutation) -> Said:
    """Ask both verifiers; an exception would end the test."""
    return said(drawn.content, **drawn.options)


@pytest.mark.promise("attacks")
@pytest.mark.parametrize("batch", range(MUTATIONS // BATCH))
def test_no_mutated_record_is_accepted(batch: int, reached: Reached) -> None:
    """Whatever is changed, both verifiers say the same, and neither accepts another statement."""
    found: Counter[str] = Counter()
    wrong = {}
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        result = judged(mutation(seed))
        found[result] += 1
        if result == "accepted" or result.startswith("disagreement"):
            wrong[seed] = result
    differing = sum(result.startswith("disagreement") for result in wrong.values())
    reached("random mutations", BATCH)
    reached("accepted", found["accepted"])
    reached("mutations on which both verifiers agree", BATCH - differing)
    reached("true statements spelled or carried otherwise, rightly accepted", found["another spelling"])
    reached("other facts recorded anew as the library does, rightly accepted", found["other facts"])
    assert wrong == {}


def test_mutations_reach_every_verdict() -> None:
    """The mutations are no mere noise: each verdict is met, and some reach the very comparison of figures."""
    found = Counter(judged(mutation(seed)) for seed in range(250))

    assert {"UNREADABLE", "NOT-CANONICAL", "BAD-SIGNATURE", "UNKNOWN-RULESET", "DIFFERS"} <= set(found)
    assert found["DIFFERS"] >= 50
