"""Facts about record files: what goes in comes out, signatures are added, and what is none is refused."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from attacks import (
    KEYS,
    OWN,
    PRIVATE_PEMS,
    RECORD,
    RULES,
    STATEMENT,
    copied,
    envelope,
    plain_proof,
    without,
    written,
)
from attacks import bundle as plain_bundle
from helpers import Plain

from parindex.audit.canonical import canonical
from parindex.audit.carrier import bundle, countersign, open_carrier, open_statement, readable
from parindex.audit.envelope import make_keys, public_keys, sign, signers
from parindex.audit.merkle import Inclusion, inclusions
from parindex.audit.verdict import Refused, pointer
from parindex.errors import AssessmentError, UsageError

PEMS = [pem.encode() for pem in PRIVATE_PEMS]
PROOF = next(inclusions([RECORD, b"another"]))
ENVELOPE = envelope()
SIG = ENVELOPE["signatures"][0]["sig"]
LONG = "x" * 20_001


def wrong(content: bytes) -> tuple[str, str, str]:
    """Return the verdict on a file that cannot be taken apart, its place and the code of the reason."""
    with pytest.raises(Refused) as caught:
        open_statement(open_carrier(content))
    return caught.value.verdict, pointer(caught.value.path), caught.value.because.code


# What goes in comes out


@pytest.mark.parametrize("rules", [None, OWN], ids=["no ruleset", "its ruleset"])
@pytest.mark.parametrize("proof", [None, PROOF], ids=["no proof", "a proof"])
@pytest.mark.parametrize("signed", [0, 1, 3])
def test_a_bundle_gives_back_what_was_put_in(
    signed: int, rules: Plain | None, proof: Inclusion | None
) -> None:
    """Statement, ruleset and proof come out of a bundle as they went in, signed or not."""
    record = sign(RECORD, PEMS[:signed]) if signed else RECORD
    content = bundle(record, rules, proof)
    carrier = open_carrier(content)

    assert (carrier.statement, carrier.ruleset, carrier.inclusion) == (RECORD, rules, proof)
    assert (carrier.at, carrier.spelled) == (("record",), True)
    assert canonical(json.loads(content)) == content
    assert open_statement(carrier) == STATEMENT
    assert signed == (
        signers(carrier.envelope, public_keys(KEYS).values()) if carrier.envelope is not None else 0
    )


def test_the_members_of_a_bundle() -> None:
    """A bundle holds exactly the members of the page, its whole numbers as text."""
    tree = json.loads(bundle(RECORD, OWN, Inclusion("0" * 64, 5, 2, ("1" * 64,))))

    assert tree == {
        "bundle": "1",
        "record": STATEMENT,
        "ruleset": OWN,
        "inclusion": {"root": "0" * 64, "size": "5", "index": "2", "path": ["1" * 64]},
    }
    assert json.loads(bundle(RECORD)) == {"bundle": "1", "record": STATEMENT}


@pytest.mark.parametrize("signed", [0, 1])
def test_a_bare_record(signed: int) -> None:
    """A statement or an envelope of it opens to the statement's bytes, and nothing rides with it."""
    carrier = open_carrier(sign(RECORD, PEMS[:1]) if signed else RECORD)

    assert (carrier.statement, carrier.ruleset, carrier.inclusion, carrier.at) == (RECORD, None, None, ())
    assert (carrier.envelope is None) == (signed == 0)
    assert open_statement(carrier) == STATEMENT


@pytest.mark.parametrize(
    "tree",
    [
        ENVELOPE,
        {**ENVELOPE, "payload": ENVELOPE["payload"].translate(str.maketrans("+/", "-_"))},
        {**ENVELOPE, "signatures": [{"sig": SIG.translate(str.maketrans("+/", "-_")), "keyid": "Sở"}]},
    ],
    ids=["the ordinary alphabet", "a payload in the other", "a signature in the other, with a keyid"],
)
def test_base64_of_either_alphabet(tree: Plain) -> None:
    """Payload and signatures are read in both alphabets of base64, however the envelope is spelled."""
    carrier = open_carrier(json.dumps(tree, indent=2).encode())

    assert carrier.statement == RECORD
    assert carrier.envelope is not None
    assert signers(carrier.envelope, public_keys(KEYS).values()) == 1


def test_the_alphabets_differ_here() -> None:
    """The payload and the signature of these tests hold letters that only one alphabet has."""
    assert set("+/") & set(ENVELOPE["payload"])
    assert set("+/") & set(SIG)


@pytest.mark.parametrize("count", [1, 2, 15, 16])
def test_so_many_signatures_may_stand_in_an_envelope(count: int) -> None:
    """An envelope has from 1 to 16 signatures."""
    carrier = open_carrier(written({**ENVELOPE, "signatures": [{"sig": SIG}] * count}))

    assert carrier.envelope is not None
    assert len(carrier.envelope.signatures) == count


# Signing again


@pytest.mark.parametrize(
    ("carried", "at"),
    [
        (RECORD, ()),
        (sign(RECORD, PEMS[:1]), ()),
        (json.dumps(ENVELOPE, indent=4).encode(), ()),
        (bundle(RECORD, OWN), ("record",)),
        (bundle(sign(RECORD, PEMS[:1]), None, PROOF), ("record",)),
        (bundle(sign(RECORD, PEMS[:1]), RULES.plain(), PROOF), ("record",)),
    ],
    ids=["a statement", "an envelope", "an indented envelope", "a ruleset", "a proof", "everything"],
)
def test_signing_adds_and_changes_nothing_else(carried: bytes, at: tuple[str, ...]) -> None:
    """Another signature is added; statement, ruleset and proof stay, and signing again adds nothing."""
    before = open_carrier(carried)
    signed = countersign(carried, PEMS[1:2])
    after = open_carrier(signed)

    assert (after.statement, after.ruleset, after.inclusion, after.at) == (
        RECORD,
        before.ruleset,
        before.inclusion,
        at,
    )
    assert after.envelope is not None
    kept = before.envelope.signatures if before.envelope else ()
    assert after.envelope.signatures[: len(kept)] == kept
    assert len(after.envelope.signatures) == len(kept) + 1
    assert signers(after.envelope, public_keys([KEYS[1]]).values()) == 1
    assert countersign(signed, PEMS[1:2]) == signed


def test_a_bundle_of_a_record_alone_becomes_an_envelope() -> None:
    """Where nothing rides with a record, the signed file is the envelope by itself."""
    assert countersign(bundle(RECORD), PEMS[:1]) == sign(RECORD, PEMS[:1])


def test_no_more_than_sixteen() -> None:
    """A seventeenth signature is refused, by whatever way it comes."""
    pairs = [make_keys().private for _ in range(17)]
    full = countersign(RECORD, pairs[:16])
    carrier = open_carrier(full)
    assert carrier.envelope is not None
    assert len(carrier.envelope.signatures) == 16

    for content, added in ((full, pairs[16:]), (RECORD, pairs)):
        with pytest.raises(UsageError) as caught:
            countersign(content, added)
        assert [(each.code, each.details) for each in caught.value.problems] == [
            ("E-SIGNATURES", (("found", "17"),))
        ]


@pytest.mark.parametrize(
    ("content", "verdict"),
    [(b"{}", "UNREADABLE"), (RECORD + b"\n", "NOT-CANONICAL"), (RECORD[:-1], "UNREADABLE")],
)
def test_what_is_no_record_is_not_signed(content: bytes, verdict: str) -> None:
    """A file is signed only when it is a record in canonical form."""
    with pytest.raises(Refused) as caught:
        countersign(content, PEMS[:1])

    assert caught.value.verdict == verdict


# What is no record file


def carried(**changes: Any) -> bytes:
    """Write an envelope with some members changed."""
    return written({**ENVELOPE, **changes})


def proven(**changes: Any) -> bytes:
    """Write a bundle whose proof has some members changed."""
    return written(plain_bundle(inclusion=plain_proof(**changes)))


@pytest.mark.parametrize(
    ("content", "at", "code"),
    [
        # The file
        (b"", "", "E-EMPTY"),
        (b"\xff", "", "E-UTF8"),
        (b"\xef\xbb\xbf" + RECORD, "", "E-CHAR"),
        (RECORD + b" " * 2 * 1024**2, "", "E-SIZE"),
        (b"[" * 33 + b"]" * 33, "", "E-DEPTH"),
        (b"[" + b'"",' * 50_000 + b'""]', "", "E-NODES"),
        (b'{"_type":"x","_type":"x"}', "", "E-DUP"),
        (RECORD[:-1], "", "E-JSON"),
        (written({"_type": "e\u0302"}), "", "E-NFC"),
        (written({"_type": "a\u200b"}), "", "E-CHAR"),
        (written({"_type": LONG}), "", "E-LONG"),
        (b"null", "", "E-RECORD"),
        (b"[]", "", "E-RECORD"),
        (b"{}", "", "E-RECORD"),
        (b'{"_type":"x","a":[{"b":true},{"b":-1.5}]}', "/a/1/b", "E-TEXT"),
        (b'{"_type":"x","a~b":{"/":1}}', "/a~0b/~1", "E-TEXT"),
        (b"1", "", "E-TEXT"),
        # A bundle
        (written(without(plain_bundle(), "record")), "", "E-REQUIRED"),
        (written(plain_bundle(more="x")), "/more", "E-FIELD"),
        (written({**plain_bundle(), "bundle": "2"}), "/bundle", "E-VALUE"),
        (written({**plain_bundle(), "bundle": True}), "/bundle", "E-SHAPE"),
        (written(plain_bundle("x")), "/record", "E-SHAPE"),
        (written(plain_bundle({})), "/record", "E-RECORD"),
        (written(plain_bundle(ruleset=[])), "/ruleset", "E-SHAPE"),
        (written(plain_bundle(inclusion=None)), "/inclusion", "E-SHAPE"),
        (written(plain_bundle({**ENVELOPE, "payload": "x"})), "/record/payload", "E-BASE64"),
        (written(plain_bundle(without(ENVELOPE, "payloadType"))), "/record", "E-REQUIRED"),
        (written(plain_bundle(envelope(b"{}"))), "/record/payload", "E-RECORD"),
        # A proof
        (written(plain_bundle(inclusion=without(plain_proof(), "root"))), "/inclusion", "E-REQUIRED"),
        (proven(more="x"), "/inclusion/more", "E-FIELD"),
        (proven(root=None), "/inclusion/root", "E-SHAPE"),
        (proven(root="A" * 64), "/inclusion/root", "E-WRONG"),
        (proven(root="0" * 64 + "\n"), "/inclusion/root", "E-WRONG"),
        (proven(size="1" * 16), "/inclusion/size", "E-WRONG"),
        (proven(index="00"), "/inclusion/index", "E-WRONG"),
        (proven(path="x"), "/inclusion/path", "E-SHAPE"),
        (proven(path=["0" * 64, "0"]), "/inclusion/path/1", "E-WRONG"),
        (proven(path=[None]), "/inclusion/path/0", "E-WRONG"),
        # An envelope
        (written(without(ENVELOPE, "signatures")), "", "E-REQUIRED"),
        (carried(more="x"), "/more", "E-FIELD"),
        (carried(payload=None), "/payload", "E-SHAPE"),
        (carried(payload="YQ"), "/payload", "E-BASE64"),
        (carried(payload="YQ==\n"), "/payload", "E-BASE64"),
        (carried(payload="YR=="), "/payload", "E-BASE64"),
        (carried(payload="+_8="), "/payload", "E-BASE64"),
        (carried(payload="ộ"), "/payload", "E-BASE64"),
        (carried(payload="e30="), "/payload", "E-RECORD"),
        (carried(payload=base64.b64encode(b'{"a":1}').decode()), "/payload", "E-TEXT"),
        (carried(payload=base64.b64encode(b"\xef\xbb\xbf" + RECORD).decode()), "/payload", "E-CHAR"),
        (carried(payload=base64.b64encode(written({"_type": LONG})).decode()), "/payload", "E-LONG"),
        (carried(payloadType="application/json"), "/payloadType", "E-VALUE"),
        (carried(payloadType=LONG), "", "E-LONG"),
        (carried(signatures={}), "/signatures", "E-SHAPE"),
        (carried(signatures=[]), "/signatures", "E-SIGNATURES"),
        (carried(signatures=[{"sig": SIG}] * 17), "/signatures", "E-SIGNATURES"),
        (carried(signatures=[{"sig": SIG}, "x"]), "/signatures/1", "E-SHAPE"),
        (carried(signatures=[{}]), "/signatures/0", "E-REQUIRED"),
        (carried(signatures=[{"sig": None}]), "/signatures/0/sig", "E-SHAPE"),
        (carried(signatures=[{"sig": "?"}]), "/signatures/0/sig", "E-BASE64"),
        (carried(signatures=[{"sig": SIG, "keyid": None}]), "/signatures/0/keyid", "E-SHAPE"),
        (carried(signatures=[{"sig": SIG, "cert": "x"}]), "/signatures/0/cert", "E-FIELD"),
    ],
)
def test_what_is_unreadable(content: bytes, at: str, code: str) -> None:
    """A file that is none of the three of the page is unreadable, at its place and for its reason."""
    assert wrong(content) == ("UNREADABLE", at, code)


@pytest.mark.parametrize(
    ("content", "at"),
    [
        (RECORD + b"\n", ""),
        (json.dumps(STATEMENT).encode(), ""),
        (carried(payload=base64.b64encode(RECORD + b" ").decode()), "/payload"),
        (written(plain_bundle(envelope(RECORD + b" "))), "/record/payload"),
        (written(plain_bundle()) + b"\n", ""),
        (json.dumps(plain_bundle(ENVELOPE)).encode(), ""),
    ],
)
def test_what_is_not_canonical(content: bytes, at: str) -> None:
    """A statement, a payload or a bundle in other bytes than the canonical ones is refused where it is."""
    assert wrong(content) == ("NOT-CANONICAL", at, "E-CANONICAL")


# What every verifier can read


def test_what_is_readable_is_given_back() -> None:
    """A file that every verifier can read is returned as it is."""
    for content in (RECORD, sign(RECORD, PEMS), bundle(RECORD, OWN, PROOF)):
        assert readable(content) == content


def large(size: int) -> bytes:
    """Write a statement of so many bytes, of texts that are each short enough."""
    texts = ["x" * 20_000] * (size // 20_003)
    rest = size - len(canonical({"_type": "x", "a": [*texts, ""]}))
    return canonical({"_type": "x", "a": [*texts, "x" * rest]})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (large(2 * 1024**2 + 1), "E-SIZE"),
        (sign(large(2 * 1024**2 - 1000), PEMS[:1]), "E-SIZE"),
        (canonical({"_type": LONG}), "E-LONG"),
        (sign(b"{}", PEMS[:1]), "E-RECORD"),
    ],
    ids=["too large", "too large when signed", "a text too long", "no statement"],
)
def test_what_nobody_could_verify_is_not_written(content: bytes, code: str) -> None:
    """A file that was made and that no verifier would read is refused before it is written."""
    with pytest.raises(AssessmentError) as caught:
        readable(content)

    assert [each.code for each in caught.value.problems] == [code]


def test_the_largest_file_is_readable() -> None:
    """A statement of exactly 2 MiB is read."""
    content = large(2 * 1024**2)

    assert len(content) == 2 * 1024**2
    assert readable(content) == content


def test_bundling_changes_nothing() -> None:
    """The ruleset that a bundle was made of is as it was."""
    rules = copied(OWN)
    bundle(RECORD, rules, PROOF)

    assert rules == OWN
