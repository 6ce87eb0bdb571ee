"""Facts about the verdict on a file, step by step as docs/reference/record-format.md lists them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from helpers import Plain, leaf, plain_ruleset
from test_bare_ed25519 import pem_of
from test_bare_trace import assessed

from parindex.audit.bare.difference import first_difference
from parindex.audit.bare.inclusion import leads
from parindex.audit.bare.reading import canonical
from parindex.audit.bare.statement import build
from parindex.audit.bare.verdict import verify

TYPE = "application/vnd.in-toto+json"
RULES = plain_ruleset(leaf("a"), leaf("b"))
ID = RULES["id"]
STATEMENT = build(RULES, assessed({"final": {"entries": {"a": {"points": "5"}, "b": {"points": "2.5"}}}}))
RECORD = canonical(STATEMENT)
KEYS = [Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in range(3)]
PEMS = [pem_of(key) for key in KEYS]


def verdict(content: bytes, rules: Plain | None = RULES, **options: Any) -> Plain:
    """Verify a file with a verifier that has one ruleset."""
    known = {} if rules is None else {rules["id"]: canonical(rules)}
    return verify(content, ruleset_of=known.get, **options)


def brief(content: bytes, rules: Plain | None = RULES, **options: Any) -> tuple[str, str]:
    """Return the verdict and its place."""
    found = verdict(content, rules, **options)
    return found["verdict"], found["at"]


def changed(*path: str | int, to: Any = None, tree: Any = STATEMENT) -> Any:
    """Return a copy of a tree in which one place is another; without a value, it is gone."""
    tree = json.loads(json.dumps(tree))
    within = tree
    for name in path[:-1]:
        within = within[name]
    if to is None:
        del within[path[-1]]
    else:
        within[path[-1]] = to
    return tree


def envelope(*keys: Ed25519PrivateKey, content: bytes = RECORD, **more: Any) -> Plain:
    """Sign bytes with each key."""
    signed = b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(content), content)
    signatures = [{"sig": base64.b64encode(key.sign(signed)).decode()} for key in keys]
    payload = base64.b64encode(content).decode()
    return {"payload": payload, "payloadType": TYPE, "signatures": signatures or [{"sig": ""}], **more}


def bundle(record: Any = STATEMENT, **more: Any) -> bytes:
    """Write a bundle around a record."""
    return canonical({"bundle": "1", "record": record, **more})


def written(tree: Any) -> bytes:
    """Write JSON as anybody might."""
    return json.dumps(tree, indent=1).encode()


def test_a_record_is_reproduced() -> None:
    """A true record is reproduced, and the answer says by which ruleset, with its digest and check code."""
    digest = hashlib.sha256(RECORD).hexdigest()
    code = base64.b32encode(bytes.fromhex(digest)).decode()
    assert verdict(RECORD) == {
        "verdict": "REPRODUCED",
        "at": "",
        "expected": None,
        "found": None,
        "ruleset": {"id": ID, "sha256": hashlib.sha256(canonical(RULES)).hexdigest(), "from": "catalog"},
        "sha256": digest,
        "check_code": " ".join((code[:4], code[4:8], code[8:12], code[12:16])),
        "signatures": "none",
        "root": "none",
    }


def test_every_file_that_may_hold_it() -> None:
    """A record is reproduced from a statement, an envelope however spelled, and bundles of both."""
    digest = verdict(RECORD)["sha256"]
    for content, signatures in (
        (written(envelope()), "unchecked"),
        (bundle(), "none"),
        (bundle(envelope(KEYS[0])), "unchecked"),
        (bundle(ruleset=RULES), "none"),
    ):
        found = verdict(content)
        assert (found["verdict"], found["sha256"], found["signatures"]) == ("REPRODUCED", digest, signatures)


# Step 1

INCLUSION = {"root": "0" * 64, "size": "1", "index": "0", "path": []}


@pytest.mark.parametrize(
    ("content", "at"),
    [
        (b"", ""),
        (b" " * (2 * 1024**2 + 1), ""),
        (b"[" * 100_000, ""),
        (b"null", ""),
        (b"{}", ""),
        (b'{"a": 1}', "/a"),
        (bundle(x="x"), "/x"),
        (canonical({"bundle": "1"}), ""),
        (canonical({"bundle": "2", "record": STATEMENT}), "/bundle"),
        (bundle(record="x"), "/record"),
        (bundle(ruleset="x"), "/ruleset"),
        (bundle(ruleset=None), "/ruleset"),
        (bundle(inclusion=[]), "/inclusion"),
        (bundle(inclusion={}), "/inclusion"),
        (bundle(inclusion={**INCLUSION, "more": "x"}), "/inclusion/more"),
        (bundle(inclusion={**INCLUSION, "root": "0" * 63}), "/inclusion/root"),
        (bundle(inclusion={**INCLUSION, "size": "01"}), "/inclusion/size"),
        (bundle(inclusion={**INCLUSION, "index": "-1"}), "/inclusion/index"),
        (bundle(inclusion={**INCLUSION, "path": "x"}), "/inclusion/path"),
        (bundle(inclusion={**INCLUSION, "path": ["0" * 64, None]}), "/inclusion/path/1"),
        (written(envelope(more="x")), "/more"),
        (written(envelope(payloadType="text/plain")), "/payloadType"),
        (written(envelope(payload=["x"])), "/payload"),
        (written(envelope(payload="é")), "/payload"),
        (written(envelope(payload="QUI")), "/payload"),
        (written(envelope(payload="QUI=\n")), "/payload"),
        (written(envelope(payload="QUJ=")), "/payload"),
        (written(envelope(payload="+_==")), "/payload"),
        (written(envelope(signatures=[])), "/signatures"),
        (written(envelope(signatures={})), "/signatures"),
        (written(envelope(*KEYS[:1] * 17)), "/signatures"),
        (written(envelope(signatures=["x"])), "/signatures/0"),
        (written(envelope(signatures=[{"keyid": "x"}])), "/signatures/0"),
        (written(envelope(signatures=[{"sig": "x"}])), "/signatures/0/sig"),
        (written(envelope(signatures=[{"sig": "", "keyid": ["x"]}])), "/signatures/0/keyid"),
        (written(envelope(signatures=[{"sig": "", "cert": "x"}])), "/signatures/0/cert"),
        (bundle({"payload": "x"}), "/record"),
        (bundle(envelope(payload="x")), "/record/payload"),
        (canonical(changed("predicate", "stage", to="x" * 20_001)), "/predicate/stage"),
    ],
)
def test_what_is_unreadable(content: bytes, at: str) -> None:
    """A file that is none of the three, or is not made as the page says, is unreadable at its place."""
    found = verdict(content)
    assert (found["verdict"], found["at"]) == ("UNREADABLE", at)
    assert (found["ruleset"], found["sha256"], found["check_code"]) == (None, None, None)


def test_base64_of_either_alphabet() -> None:
    """A payload and its signatures are read in both alphabets, and the keyid plays no part."""
    tree = envelope(KEYS[0])
    url_safe = {"sig": tree["signatures"][0]["sig"].translate(str.maketrans("+/", "-_")), "keyid": "x"}
    assert brief(written({**tree, "signatures": [url_safe]}), keys=PEMS[:1]) == ("REPRODUCED", "")


# Step 2


@pytest.mark.parametrize(
    ("signers", "keys", "threshold", "valid"),
    [
        ((0,), (0,), None, True),
        ((0, 1), (0, 1), None, True),
        ((0,), (0, 1), None, False),
        ((0,), (0, 1), 1, True),
        ((1, 0, 0), (0, 1, 2), 2, True),
        ((0, 0, 0), (0, 1, 2), 2, False),
        ((0,), (0, 0), None, True),
        ((0,), (0, 0), 2, False),
        ((1,), (0,), None, False),
        ((), (0,), None, False),
        ((1,), (0,), 0, False),
    ],
)
def test_signatures_are_counted_by_keys(
    signers: tuple[int, ...],
    keys: tuple[int, ...],
    threshold: int | None,
    valid: bool,  # noqa: FBT001 (a table)
) -> None:
    """As many different keys as the threshold must have signed; how often does not count."""
    content = written(envelope(*(KEYS[number] for number in signers)))
    found = verdict(content, keys=[PEMS[number] for number in keys], threshold=threshold)
    assert (found["verdict"], found["at"]) == (
        ("REPRODUCED", "") if valid else ("BAD-SIGNATURE", "/signatures")
    )
    assert found["signatures"] == ("valid" if valid else "invalid")


def test_what_has_no_signature() -> None:
    """A statement, or a bundle without an envelope, has no signature; what is no key has never signed."""
    assert brief(RECORD, keys=PEMS[:1]) == ("BAD-SIGNATURE", "")
    assert brief(bundle(), keys=PEMS[:1]) == ("BAD-SIGNATURE", "/record")
    assert brief(bundle(envelope(KEYS[1])), keys=PEMS[:1]) == ("BAD-SIGNATURE", "/record/signatures")
    assert brief(written(envelope(KEYS[0])), keys=[b"x"]) == ("BAD-SIGNATURE", "/signatures")


def test_a_changed_payload_is_not_signed() -> None:
    """A signature of one record is none of another, and this comes before what the payload says."""
    tree = envelope(KEYS[0])
    other = {**tree, "payload": base64.b64encode(b"[]").decode()}
    assert brief(written(other), keys=PEMS[:1])[0] == "BAD-SIGNATURE"
    assert brief(written(other)) == ("UNREADABLE", "/payload")


# Steps 3 to 5


@pytest.mark.parametrize("content", [b"", b"null", b"{}", b'{"_type": 1}', b"\xff", b"[" * 40])
def test_a_payload_that_is_no_statement(content: bytes) -> None:
    """A payload is read as strictly as a file, and must be a statement."""
    assert brief(written(envelope(content=content))) == ("UNREADABLE", "/payload")
    assert brief(bundle(envelope(content=content))) == ("UNREADABLE", "/record/payload")


def test_what_is_not_canonical() -> None:
    """A statement, a payload and a bundle must have their canonical bytes; an envelope need not."""
    assert brief(written(STATEMENT)) == ("NOT-CANONICAL", "")
    assert brief(RECORD + b"\n") == ("NOT-CANONICAL", "")
    assert brief(written(envelope(content=RECORD + b"\n"))) == ("NOT-CANONICAL", "/payload")
    assert brief(bundle(envelope(content=RECORD + b"\n"))) == ("NOT-CANONICAL", "/record/payload")
    assert brief(bundle() + b" ") == ("NOT-CANONICAL", "")
    assert brief(written(json.loads(bundle(envelope())))) == ("NOT-CANONICAL", "")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("_type",), "https://in-toto.io/Statement/v0.1"),
        (("predicateType",), "parindex:run/v1"),
        (("predicateType",), None),
        (("predicate", "semantics"), "2"),
        (("predicate", "ruleset", "id"), ["x"]),
        (("predicate", "ruleset", "digest", "sha256"), None),
        (("predicate", "assessment"), "x"),
    ],
)
def test_a_statement_of_something_else(path: tuple[str, ...], value: Any) -> None:
    """What is not a score of these semantics is unreadable, at the member that says so."""
    assert brief(canonical(changed(*path, to=value))) == ("UNREADABLE", "/" + "/".join(path))


def test_a_statement_without_a_predicate() -> None:
    """Where there is no predicate, its semantics are the first thing that lacks."""
    assert brief(canonical(changed("predicate"))) == ("UNREADABLE", "/predicate/semantics")
    assert brief(canonical(changed("predicate", to=["x"]))) == ("UNREADABLE", "/predicate/semantics")


# Step 6

SHA = ("UNKNOWN-RULESET", "/predicate/ruleset/digest/sha256")
NO_ID = ("UNKNOWN-RULESET", "/predicate/ruleset/id")
OTHER = {**RULES, "title": {"vi": "Khác"}}


def test_the_ruleset_of_the_verifier() -> None:
    """A ruleset that the verifier has must have the digest that is recorded, and so must the bundle's."""
    assert brief(RECORD, OTHER) == SHA
    assert brief(bundle(ruleset=RULES), OTHER) == SHA
    assert brief(bundle(ruleset=OTHER)) == SHA
    assert brief(RECORD, None) == NO_ID


def test_the_ruleset_of_the_bundle() -> None:
    """Where the verifier has none, a sound ruleset of the bundle with this id and digest will do."""
    found = verdict(bundle(ruleset=RULES), None)
    assert (found["verdict"], found["ruleset"]["from"]) == ("REPRODUCED", "bundle")
    assert brief(bundle(ruleset=OTHER), None) == NO_ID
    renamed = changed("predicate", "ruleset", "id", to="example/other@2024")
    assert brief(bundle(renamed, ruleset=RULES), None) == NO_ID


def unsound(rules: Plain) -> bytes:
    """Make a bundle with a ruleset that comes from nowhere, and a record that names its digest."""
    digest = hashlib.sha256(canonical(rules)).hexdigest()
    return bundle(changed("predicate", "ruleset", "digest", "sha256", to=digest), ruleset=rules)


@pytest.mark.parametrize(
    "path", [("score",), ("policies", "rounding"), ("units", "kinds"), ("score", "items", 0, "scale")]
)
def test_a_bundled_ruleset_that_is_not_sound(path: tuple[str, ...]) -> None:
    """A bundled ruleset that lacks something is unknown, and no error."""
    assert brief(unsound(changed(*path, tree=RULES)), None) == NO_ID


def test_a_ruleset_that_fails_in_the_score(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a ruleset makes fail on the way to a score, the verdict is that it is unknown."""
    monkeypatch.setattr("parindex.audit.bare.verdict.check_sound", lambda _rules: None)
    assert brief(unsound({"id": ID}), None) == NO_ID
    assert brief(unsound({**RULES, "score": {"key": "x"}}), None) == NO_ID


# Step 7


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("subject", 0, "name"), "so-b", "so-a"),
        (("predicate", "result", "total", "published"), "7.51", "7.50"),
        (("predicate", "result", "items", 1, "steps", 0, "value"), "3", "5/2"),
        (("predicate", "result", "missing"), ["a"], None),
        (("predicate", "result", "submission"), "x", None),
        (("predicate", "stage"), "self", "final"),
        (("predicate", "more"), "x", None),
        (("more",), True, None),
    ],
)
def test_what_differs(path: tuple[str | int, ...], value: Any, expected: Any) -> None:
    """A record with one place changed differs there, and both values are told."""
    found = verdict(canonical(changed(*path, to=value)))
    at = "/" + "/".join(map(str, path)) + ("/0" if value == ["a"] else "")
    shown = value[0] if isinstance(value, list) else value
    assert [found[name] for name in ("verdict", "at", "expected", "found")] == [
        "DIFFERS",
        at,
        expected,
        shown,
    ]


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        (("unit", "name"), "", "/unit/name"),
        (("ruleset",), "example/other@2024", "/ruleset"),
        (("stages", "final", "entries", "a"), {"points": "11"}, ""),
        (("stages", "final", "entries", "a"), None, "/stages"),
        (("stages", "final", "entries", "a", "points"), "5.0", "/stages/final/entries/a/points"),
        (("stages", "final", "entries", "a", "evidence"), [], "/stages/final/entries/a/evidence"),
        (("unit", "more~"), "x", "/unit/more~0"),
    ],
)
def test_an_assessment_that_gives_no_record_or_another(path: tuple[str, ...], value: Any, at: str) -> None:
    """An assessment that is refused, or is not in canonical form, differs at its place."""
    content = canonical(changed("predicate", "assessment", *path, to=value))
    assert brief(content) == ("DIFFERS", f"/predicate/assessment{at}")


@pytest.mark.parametrize(
    ("left", "right", "path"),
    [
        ({"a": "1"}, {"a": "1"}, None),
        ({"b": "1", "a": {"x": "1"}}, {"b": "2", "a": {"x": "2"}}, ("a", "x")),
        ({"\uff61": "1"}, {"\U0001f600": "1"}, ("\U0001f600",)),
        ({"a": ["1"]}, {"a": ["1", "2"]}, ("a", 1)),
        ({"a": ["1", "2"]}, {"a": ["1"]}, ("a", 1)),
        ({"a": []}, {"a": {}}, ("a",)),
        ({"a": None}, {"a": "1"}, ("a",)),
        ({"a": None}, {}, ("a",)),
        ([None], [], (0,)),
        ({"a": True}, {"a": "true"}, ("a",)),
    ],
)
def test_the_first_difference(left: Any, right: Any, path: tuple[Any, ...] | None) -> None:
    """It is found depth first, by UTF-16 and from the first element on, and `null` is not nothing."""
    found = first_difference(left, right)
    assert (found and found.path) == path


# Step 8


def leaf_hash(content: bytes) -> bytes:
    """Hash a leaf."""
    return hashlib.sha256(b"\0" + content).digest()


def root_of(leaves: list[bytes]) -> bytes:
    """Hash a tree as RFC 6962 defines it."""
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    half = split(len(leaves))
    return hashlib.sha256(b"\1" + root_of(leaves[:half]) + root_of(leaves[half:])).digest()


def split(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)


def path_of(at: int, leaves: list[bytes]) -> list[str]:
    """Make the audit path as RFC 6962 defines it."""
    if len(leaves) == 1:
        return []
    half = split(len(leaves))
    if at < half:
        return [*path_of(at, leaves[:half]), root_of(leaves[half:]).hex()]
    return [*path_of(at - half, leaves[half:]), root_of(leaves[:half]).hex()]


def included(at: int, size: int) -> tuple[Plain, str]:
    """Make the inclusion of the record in a tree of other leaves, with the root."""
    leaves = [b"%d" % number for number in range(size)]
    leaves[at] = RECORD
    root = root_of(leaves).hex()
    return {"root": root, "size": str(size), "index": str(at), "path": path_of(at, leaves)}, root


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 17])
def test_a_record_leads_to_the_root(size: int) -> None:
    """From every place in trees of many sizes the audit path leads to the root, and to no other."""
    for at in range(size):
        inclusion, root = included(at, size)
        content = bundle(inclusion=inclusion)
        assert brief(content, root=root) == ("REPRODUCED", "")
        assert brief(content, root=root.upper()) == ("REPRODUCED", "")
        assert brief(content, root="0" * 64) == ("DIFFERS", "/inclusion")
        for other in range(size):
            assert leads({**inclusion, "index": str(other)}, RECORD, root) == (other == at)


Change = Callable[[Plain], Plain]


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: {**tree, "root": "0" * 64},
        lambda tree: {**tree, "size": "0"},
        lambda tree: {**tree, "size": "3"},
        lambda tree: {**tree, "size": "999999999999999"},
        lambda tree: {**tree, "index": "999999999999999"},
        lambda tree: {**tree, "path": tree["path"][:-1]},
        lambda tree: {**tree, "path": [*tree["path"], "0" * 64]},
        lambda tree: {**tree, "path": tree["path"][::-1]},
    ],
)
def test_what_does_not_lead_to_the_root(change: Change) -> None:
    """An inclusion with anything changed does not lead to the root that it says."""
    inclusion, root = included(2, 5)
    content = bundle(inclusion=change(inclusion))
    assert brief(content, root=root) == ("DIFFERS", "/inclusion")


def test_a_root_is_looked_for_only_where_one_is_given() -> None:
    """Without a root the inclusion is not looked at; with one there must be an inclusion."""
    inclusion, root = included(1, 3)
    assert brief(bundle(inclusion={**inclusion, "path": []}))[0] == "REPRODUCED"
    assert verdict(bundle(inclusion=inclusion))["root"] == "unchecked"
    assert verdict(bundle(inclusion=inclusion), root=root)["root"] == "included"
    assert brief(RECORD, root=root) == ("DIFFERS", "/inclusion")
    assert brief(bundle(), root=root) == ("DIFFERS", "/inclusion")
    assert brief(bundle(inclusion=inclusion), root="no root") == ("DIFFERS", "/inclusion")


# The order of the steps


def test_the_first_step_that_fails_gives_the_verdict() -> None:
    """A file with everything wrong is mended step by step, and each step speaks in its turn."""
    differing = changed("predicate", "stage", to="self")
    wrong = changed("_type", to="x", tree=differing)
    nowhere = changed("predicate", "ruleset", "id", to="x", tree=differing)
    options: Plain = {"keys": PEMS[:1], "root": "0" * 64}
    said = [
        brief(b"1", **options)[0],
        brief(written(envelope(KEYS[1], content=b"1")), **options)[0],
        brief(written(envelope(KEYS[0], content=b"1")), **options)[0],
        brief(written(envelope(KEYS[0], content=written(wrong))), **options)[0],
        brief(written(envelope(KEYS[0], content=canonical(wrong))), **options)[0],
        brief(written(envelope(KEYS[0], content=canonical(nowhere))), **options)[0],
        brief(written(envelope(KEYS[0], content=canonical(differing))), **options)[1],
        brief(written(envelope(KEYS[0])), **options)[1],
        brief(written(envelope(KEYS[0])), keys=PEMS[:1])[0],
    ]
    assert said == [
        "UNREADABLE",
        "BAD-SIGNATURE",
        "UNREADABLE",
        "NOT-CANONICAL",
        "UNREADABLE",
        "UNKNOWN-RULESET",
        "/predicate/stage",
        "/inclusion",
        "REPRODUCED",
    ]


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List every place of a tree."""
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(place for name, part in parts for place in places(part, (*path, name)))]


@pytest.mark.parametrize("value", [None, True, "1", ["x"], {"x": "y"}], ids=str)
def test_nothing_raises(value: Any) -> None:
    """Whatever stands at any one place of a bundle, there is a verdict, and it is not that all is well."""
    tree = {"bundle": "1", "record": STATEMENT, "ruleset": RULES, "inclusion": included(1, 3)[0]}
    root = included(1, 3)[1]
    assert brief(canonical(tree), None, root=root) == ("REPRODUCED", "")
    for path in places(tree)[1:]:
        within: Any = json.loads(canonical(tree))
        other, last = within, path[-1]
        for name in path[:-1]:
            within = within[name]
        if within[last] == value:
            continue
        within[last] = value
        assert brief(canonical(other), None, root=root)[0] != "REPRODUCED", path
