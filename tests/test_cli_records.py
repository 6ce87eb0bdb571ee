"""Facts about the commands around records: record, sign, keygen, verify."""

from __future__ import annotations

import json
import stat
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attacks import (
    ENTRIES,
    KEYS,
    OWN,
    OWN_ASSESSMENT,
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
    recorded,
    resealed,
    written,
)
from click.testing import Result
from commands import DEPARTMENT, INCOMPLETE, JUSTICE, MINISTRIES, flat, ran, run, told
from commands import written as put
from helpers import Plain

import parindex
from parindex import __version__
from parindex.audit import pointer
from parindex.audit.canonical import check_code, digest
from parindex.audit.carrier import open_carrier
from parindex.readers import limits
from parindex.ruleset.model import Ruleset

FINANCE = MINISTRIES / "ministry-of-finance.yaml"
CODE = check_code(RECORD)
RESULT = ("predicate", "result")
FORGED = "REPRODUCED: computed again by both engines"


@pytest.fixture
def keys(tmp_path: Path) -> tuple[list[Path], list[Path]]:
    """Write three pairs of keys, and return the private and the public files."""
    private = [tmp_path / f"{number}.key" for number in range(3)]
    public = [tmp_path / f"{number}.pub" for number in range(3)]
    for number in range(3):
        private[number].write_text(PRIVATE_PEMS[number])
        public[number].write_bytes(KEYS[number])
    return private, public


def file(folder: Path, content: Any) -> Path:
    """Write a file to verify: bytes, or a tree in canonical form."""
    target = folder / "x.json"
    target.write_bytes(content if isinstance(content, bytes) else written(content))
    return target


@pytest.fixture
def league(tmp_path: Path) -> Path:
    """Record a league of two ministries."""
    ran("record", JUSTICE, FINANCE, "-o", tmp_path / "league")
    return tmp_path / "league"


def refused(result: Result, code: str, exit_code: int) -> None:
    """Look at a command that was refused: the code on stderr, nothing on stdout, one line."""
    assert result.exit_code == exit_code, result.output
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1
    assert code in lines[0]


# record


@pytest.mark.parametrize(("lang", "words"), [("vi", "Mã đối chiếu"), ("en", "Check code")])
def test_recording_one_unit(lang: str, words: str, tmp_path: Path) -> None:
    """The file holds the bytes of the record, and its check code and digest are printed."""
    target = tmp_path / "record.json"
    said = ran("record", JUSTICE, "-o", target, "--lang", lang)

    assert target.read_bytes() == RECORD
    assert said == f"{target}: {words} {CODE} · SHA-256 {digest(RECORD)}\n"


def test_recording_to_standard_output() -> None:
    """With `-o -` the record alone goes to standard output, and the words to the other one."""
    result = run("record", JUSTICE, "-o", "-", "--lang", "en")

    assert result.exit_code == 0
    assert result.stdout_bytes == RECORD
    assert result.stderr == f"-: Check code {CODE} · SHA-256 {digest(RECORD)}\n"


@pytest.mark.parametrize("source", ["yaml", "json"])
def test_recording_from_standard_input(source: str) -> None:
    """An assessment is read from `-`, as YAML or as JSON, and gives the same bytes."""
    tree = STATEMENT["predicate"]["assessment"]
    stdin = JUSTICE.read_bytes() if source == "yaml" else json.dumps(tree).encode()

    assert run("record", "-", "-o", "-", stdin=stdin).stdout_bytes == RECORD


def test_recording_as_json(tmp_path: Path) -> None:
    """With --json the file, unit, digest and check code are told, and no root for one unit."""
    target = tmp_path / "record.json"

    assert told("record", JUSTICE, "-o", target) == {
        "root": None,
        "records": [
            {
                "file": str(target),
                "unit": "ministry-of-justice",
                "sha256": digest(RECORD),
                "check_code": CODE,
            }
        ],
    }


def test_signing_while_recording(tmp_path: Path, keys: tuple[list[Path], list[Path]]) -> None:
    """Each --sign adds a signature around the same record, whose code is printed as before."""
    private, public = keys
    target = tmp_path / "record.json"
    said = ran("record", JUSTICE, "-o", target, "--sign", private[0], "--sign", private[1])

    assert open_carrier(target.read_bytes()).statement == RECORD
    assert CODE in said
    assert told("verify", target, "--key", public[0], "--key", public[1])["signatures"] == "valid"


def test_embedding_the_ruleset(tmp_path: Path) -> None:
    """With --embed-ruleset a verifier who does not have the rules can verify, and is told whose they are."""
    rules, facts = put(tmp_path / "rules.json", OWN), put(tmp_path / "facts.json", OWN_ASSESSMENT)
    target = tmp_path / "record.json"
    ran("record", facts, "-o", target, "--ruleset", rules, "--embed-ruleset")
    found = told("verify", target)

    assert (found["verdict"], found["ruleset"]["from"]) == ("REPRODUCED", "bundle")
    assert found["sha256"] == digest(OWN_RECORD)


def test_the_run_beside_a_record(tmp_path: Path) -> None:
    """With --run a second file says who made the record, on which day and with which version."""
    target, beside = tmp_path / "record.json", tmp_path / "run.json"
    ran("record", JUSTICE, "-o", target, "--run", beside, "--by", "Sở Nội vụ", "--on", "2024-12-31")
    tree = json.loads(beside.read_bytes())

    assert target.read_bytes() == RECORD
    assert tree["subject"][0]["digest"]["sha256"] == digest(RECORD)
    assert tree["predicate"] == {
        "by": "Sở Nội vụ",
        "on": "2024-12-31",
        "engine": {"name": "parindex", "version": __version__},
    }


@pytest.mark.parametrize(
    "words",
    [
        ["--run", "x"],
        ["--by", "x"],
        ["--on", "2024-12-31"],
        ["--run", "x", "--by", "x"],
        ["--by", "x", "--on", "2024-12-31"],
        ["--run", "x", "--by", "", "--on", "2024-12-31"],
        ["--run", "x", "--by", "x", "--on", "31/12/2024"],
        ["--run", "x", "--by", "x", "--on", "2024-02-30"],
    ],
)
def test_half_a_run(words: list[str], tmp_path: Path) -> None:
    """The file, the name and the day of a run go together; a day that is none is refused."""
    refused(run("record", JUSTICE, "-o", tmp_path / "x.json", *words), "E-RUN", 2)
    assert list(tmp_path.iterdir()) == []


def test_a_hidden_letter_in_the_name_of_a_run(tmp_path: Path) -> None:
    """Who made a record is held to the rules of every text."""
    words = ["--run", "x", "--by", "So\u031b", "--on", "2024-12-31"]

    refused(run("record", JUSTICE, "-o", tmp_path / "x.json", *words), "E-NFC", 3)


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        ([JUSTICE, FINANCE, "-o", "-"], "E-ONE-RECORD", 2),
        (
            [JUSTICE, FINANCE, "-o", "x", "--run", "y", "--by", "z", "--on", "2024-12-31"],
            "E-ONE-RECORD",
            2,
        ),
        ([JUSTICE, "-o", "-", "--json"], "E-STDOUT", 2),
        ([INCOMPLETE, "-o", "-"], "E-NO-RECORD", 3),
        ([JUSTICE, INCOMPLETE, "-o", "no/where"], "E-NO-RECORD", 3),
        ([JUSTICE, DEPARTMENT, "-o", "no/where"], "E-LEAGUE", 3),
        ([JUSTICE, JUSTICE, "-o", "no/where"], "E-UNIT-TWICE", 3),
        ([JUSTICE, "-o", "-", "--ruleset", "example/department@2024"], "E-", 3),
        ([JUSTICE, "-o", "-", "--sign", "no.key"], "E-FILE", 3),
        ([JUSTICE, "-o", "-", "--sign", JUSTICE], "E-KEY-FILE", 3),
        (["no.yaml", "-o", "-"], "E-FILE", 3),
        ([JUSTICE, "-o", "no/where/x.json"], "E-WRITE", 3),
        ([JUSTICE, "-o", "a\0b"], "E-WRITE", 3),
        ([JUSTICE, "-o", "x" * 5000], "E-WRITE", 3),
    ],
)
def test_what_is_not_recorded(words: list[Any], code: str, exit_code: int) -> None:
    """A question that cannot be asked exits with 2, what is wrong with a file with 3; nothing is printed."""
    refused(run("record", *words, "--lang", "en"), code, exit_code)


def test_another_ruleset_is_not_recorded(tmp_path: Path) -> None:
    """A ruleset given for a file that names another is refused, at the place where the file names it."""
    rules = put(tmp_path / "rules.json", {**OWN, "id": "example/other@2024"})
    facts = put(tmp_path / "facts.json", OWN_ASSESSMENT)
    result = run("record", facts, "-o", "-", "--ruleset", rules)

    refused(result, "E-OTHER-RULESET ruleset", 3)
    assert result.stderr.startswith(f"{facts}:1:")


def test_a_record_too_large_for_any_verifier(tmp_path: Path) -> None:
    """An assessment that can just be read makes a record that cannot: it is refused, and not written."""
    text = "x" * limits.STRING
    long = (("stages", "final", "entries", "a", "evidence"), [{"title": text, "url": text}] * 52)
    filler = "x" * (limits.BYTES - 500 - len(json.dumps(edited(OWN_ASSESSMENT, long))))
    facts = put(
        tmp_path / "facts.json",
        edited(OWN_ASSESSMENT, long, (("stages", "final", "entries", "b", "why"), filler)),
    )
    rules = put(tmp_path / "rules.json", OWN)
    target = tmp_path / "x.json"

    assert facts.stat().st_size < limits.BYTES
    refused(run("record", facts, "-o", target, "--ruleset", rules), "E-SIZE", 3)
    assert not target.exists()


# What is there already


def test_the_same_bytes_are_written_twice(tmp_path: Path) -> None:
    """Recording again into the same file is no error: the bytes are the same."""
    for _ in range(2):
        ran("record", JUSTICE, "-o", tmp_path / "x.json")

    assert (tmp_path / "x.json").read_bytes() == RECORD


@pytest.mark.parametrize("there", ["file", "folder", "link"])
def test_nothing_is_written_over(there: str, tmp_path: Path) -> None:
    """What is there already and holds something else is refused and left alone, also a link to nowhere."""
    target = tmp_path / "x.json"
    if there == "file":
        target.write_text("mine")
    elif there == "folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "nowhere")
    refused(run("record", JUSTICE, "-o", target), "E-EXISTS", 3)

    assert there != "file" or target.read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_a_league_does_not_write_over(league: Path) -> None:
    """A league is written again where it is the same; another record of a unit is left alone."""
    ran("record", FINANCE, JUSTICE, "-o", league)
    target = league / "ministry-of-finance.json"
    target.write_text("mine")

    refused(run("record", JUSTICE, FINANCE, "-o", league), "E-EXISTS", 3)
    assert target.read_text() == "mine"


# The league


@pytest.mark.parametrize(("lang", "words"), [("vi", "Gốc Merkle"), ("en", "Merkle root")])
def test_recording_a_league(lang: str, words: str, tmp_path: Path) -> None:
    """A folder gets the statement and a file for each unit; each check code and the root are printed."""
    folder = tmp_path / "a" / "b"
    lines = ran("record", JUSTICE, FINANCE, "-o", folder, "--lang", lang).splitlines()
    names = ["_league.json", "ministry-of-finance.json", "ministry-of-justice.json"]
    tree = json.loads((folder / "_league.json").read_bytes())

    assert sorted(each.name for each in folder.iterdir()) == names
    assert [line.partition(": ")[0] for line in lines[:3]] == [str(folder / name) for name in names]
    assert CODE in lines[2]
    assert lines[3] == f"{words}: {tree['predicate']['root']}"


def test_recording_a_league_as_json(tmp_path: Path) -> None:
    """With --json the root and every file are told; the league's own has no unit."""
    found = told("record", JUSTICE, FINANCE, "-o", tmp_path / "league", "--embed-ruleset")

    assert [each["unit"] for each in found["records"]] == [
        None,
        "ministry-of-finance",
        "ministry-of-justice",
    ]
    assert found["records"][2]["check_code"] == CODE
    assert json.loads((tmp_path / "league" / "ministry-of-justice.json").read_bytes())["ruleset"] == (
        RULES.plain()
    )


def test_another_file_in_the_folder(tmp_path: Path) -> None:
    """A folder with another JSON file is refused before anything is written; other files do not matter."""
    folder = tmp_path / "league"
    folder.mkdir()
    (folder / "notes.txt").write_text("x")
    (folder / "other.json").write_text("{}")

    refused(run("record", JUSTICE, FINANCE, "-o", folder), "E-OTHER-FILE", 3)
    assert sorted(each.name for each in folder.iterdir()) == ["notes.txt", "other.json"]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    """A league cannot be written into a file."""
    (tmp_path / "x").write_text("mine")

    refused(run("record", JUSTICE, FINANCE, "-o", tmp_path / "x"), "E-WRITE", 3)


def test_verifying_a_league(league: Path, keys: tuple[list[Path], list[Path]], tmp_path: Path) -> None:
    """A folder is verified with all its records, and its root is printed and can be demanded."""
    root = json.loads((league / "_league.json").read_bytes())["predicate"]["root"]
    said = ran("verify", league, "--lang", "en")
    found = told("verify", league, "--root", root)
    private, public = keys
    ran("record", JUSTICE, FINANCE, "-o", tmp_path / "signed", "--sign", private[0])

    assert "Bộ Tư pháp" in said
    assert said.endswith(f"Merkle root recomputed: {root}\n")
    assert (found["verdict"], found["root"]) == ("REPRODUCED", "included")
    assert {name: each["verdict"] for name, each in found["records"].items()} == {
        "ministry-of-finance": "REPRODUCED",
        "ministry-of-justice": "REPRODUCED",
    }
    assert root in ran("verify", league)
    assert told("verify", tmp_path / "signed", "--key", public[0])["signatures"] == "valid"


@pytest.mark.parametrize(
    ("change", "exit_code", "words"),
    [
        ("lost", 1, "ministry-of-finance"),
        ("false", 1, "ministry-of-finance"),
        ("unreadable", 3, "UNREADABLE"),
        ("no statement", 3, "E-FILE"),
    ],
)
def test_a_league_that_is_not_reproduced(change: str, exit_code: int, words: str, league: Path) -> None:
    """A league with a record lost or false, or without its statement, is refused, and why is told."""
    target = league / (
        "_league.json" if change in {"unreadable", "no statement"} else "ministry-of-finance.json"
    )
    if change in {"lost", "no statement"}:
        target.unlink()
    elif change == "unreadable":
        target.write_text("{}")
    else:
        target.write_bytes(target.read_bytes().replace(b'"band":"', b'"band":"x'))
    result = run("verify", league, "--lang", "en")

    assert result.exit_code == exit_code
    assert words in result.output
    assert "Merkle root recomputed" not in result.output


# sign, keygen


def test_signing_again(tmp_path: Path, keys: tuple[list[Path], list[Path]]) -> None:
    """A signature is added to a record, which stays what it is; signing twice adds nothing."""
    private, public = keys
    target, twice = tmp_path / "signed.json", tmp_path / "twice.json"
    ran("sign", file(tmp_path, RECORD), "--key", private[0], "-o", target)
    said = ran("sign", target, "--key", private[1], "--key", private[0], "-o", twice, "--lang", "en")

    assert said == f"{twice}: signed\n"
    assert open_carrier(twice.read_bytes()).statement == RECORD
    assert told("verify", twice, "--key", public[0], "--key", public[1])["verdict"] == "REPRODUCED"
    assert len(json.loads(twice.read_bytes())["signatures"]) == 2


def test_signing_through_a_pipe(keys: tuple[list[Path], list[Path]]) -> None:
    """A record is read from `-` and written to `-`; the words go to the other output."""
    result = run("sign", "-", "--key", keys[0][0], "-o", "-", stdin=RECORD)

    assert open_carrier(result.stdout_bytes).statement == RECORD
    assert result.stderr == "-: đã ký\n"


@pytest.mark.parametrize(
    ("content", "key", "code"),
    [
        (b"{}", 0, "E-RECORD"),
        (RECORD + b"\n", 0, "E-CANONICAL"),
        (RECORD, None, "E-KEY-FILE"),
        (written({**envelope(), "signatures": envelope()["signatures"] * 16}), 1, "E-SIGNATURES"),
    ],
)
def test_what_is_not_signed(
    content: bytes, key: int | None, code: str, tmp_path: Path, keys: tuple[list[Path], list[Path]]
) -> None:
    """What is no record in canonical form, a key that is none, and a seventeenth signature are refused."""
    chosen = JUSTICE if key is None else keys[0][key]

    refused(run("sign", file(tmp_path, content), "--key", chosen, "-o", tmp_path / "y"), code, 3)
    assert not (tmp_path / "y").exists()


def test_signing_does_not_write_over(tmp_path: Path, keys: tuple[list[Path], list[Path]]) -> None:
    """A file is not signed in place: what is there stays."""
    target = file(tmp_path, RECORD)

    refused(run("sign", target, "--key", keys[0][0], "-o", target), "E-EXISTS", 3)
    assert target.read_bytes() == RECORD


@pytest.mark.parametrize(("lang", "words"), [("vi", "giữ kín"), ("en", "keep it to yourself")])
def test_a_new_pair_of_keys(lang: str, words: str, tmp_path: Path) -> None:
    """The private key is for its owner's eyes only, the public one verifies what it signed."""
    said = ran("keygen", tmp_path / "so", "--lang", lang)
    private, public = tmp_path / "so.key", tmp_path / "so.pub"
    ran("record", JUSTICE, "-o", tmp_path / "x.json", "--sign", private)

    assert words in said
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert b"PRIVATE" not in public.read_bytes()
    assert told("verify", tmp_path / "x.json", "--key", public)["signatures"] == "valid"


@pytest.mark.parametrize("there", [".key", ".pub"])
def test_keys_are_never_written_over(there: str, tmp_path: Path) -> None:
    """Where one half of a pair is there, neither is written, also where it is a link to nowhere."""
    (tmp_path / f"so{there}").symlink_to(tmp_path / "nowhere")
    refused(run("keygen", tmp_path / "so"), "E-EXISTS", 3)

    assert [each.name for each in tmp_path.iterdir()] == [f"so{there}"]


def test_keys_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder that there is not is told."""
    refused(run("keygen", tmp_path / "no" / "so"), "E-WRITE", 3)


# verify

FALSE = written(edited(STATEMENT, ((*RESULT, "total", "published"), "99.96")))
WORDS = {
    "REPRODUCED": ("TÁI LẬP ĐƯỢC", "REPRODUCED", 0),
    "DIFFERS": ("KHÔNG KHỚP", "DIFFERS", 1),
    "UNKNOWN-RULESET": ("KHÔNG RÕ BỘ TIÊU CHÍ", "UNKNOWN RULESET", 1),
    "NOT-CANONICAL": ("SAI DẠNG CHUẨN", "NOT CANONICAL", 1),
    "BAD-SIGNATURE": ("CHỮ KÝ KHÔNG HỢP LỆ", "BAD SIGNATURE", 1),
    "UNREADABLE": ("KHÔNG ĐỌC ĐƯỢC", "UNREADABLE", 3),
}
FILES = {
    "REPRODUCED": RECORD,
    "DIFFERS": FALSE,
    "UNKNOWN-RULESET": OWN_RECORD,
    "NOT-CANONICAL": RECORD + b"\n",
    "BAD-SIGNATURE": RECORD,
    "UNREADABLE": b"{}",
}


@pytest.mark.parametrize("verdict", WORDS)
def test_every_verdict_in_words(verdict: str, tmp_path: Path, keys: tuple[list[Path], list[Path]]) -> None:
    """Each verdict is the first line in both languages, has its exit code, and is the same as JSON."""
    words: list[str | Path] = ["verify", file(tmp_path, FILES[verdict])]
    if verdict == "BAD-SIGNATURE":
        words += ["--key", keys[1][0]]
    vi, en = run(*words), run(*words, "--lang", "en")
    as_json = run(*words, "--json")

    assert vi.stdout.splitlines()[0].startswith(f"{WORDS[verdict][0]}: ")
    assert en.stdout.splitlines()[0].startswith(f"{WORDS[verdict][1]}: ")
    assert [each.exit_code for each in (vi, en, as_json)] == [WORDS[verdict][2]] * 3
    assert json.loads(as_json.stdout)["verdict"] == verdict
    assert ("Mã đối chiếu" in vi.stdout, "Check code" in en.stdout) == (verdict == "REPRODUCED",) * 2


def test_a_reproduced_record_in_words(tmp_path: Path) -> None:
    """What was computed again is told: unit, figures, instruments, whose ruleset, code, digests."""
    said = flat(ran("verify", file(tmp_path, RECORD), "--lang", "en"))

    for words in (
        "Bộ Tư pháp",
        "Total 89.96 / 100 · Index 89.96 %",
        "Ruleset it was computed by: the one known here",
        f"SHA-256 of the ruleset: {RULES.digest}",
        f"Check code: {CODE}",
        f"SHA-256 of the record: {digest(RECORD)}",
        "Signatures: none",
    ):
        assert words in said
    assert "Recomputed:" not in said
    assert "Merkle root" not in said


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "vi",
            "(tổng điểm, số công bố): E-RECOMPUTED: hồ sơ ghi `99.96`, tính lại được `89.96`",
        ),
        (
            "en",
            "(total, published figure): E-RECOMPUTED: the record says `99.96`, recomputing gives `89.96`",
        ),
    ],
)
def test_a_false_record_in_words(lang: str, words: str, tmp_path: Path) -> None:
    """The place is told as a pointer and in words, with both figures; the digest is called this file's."""
    said = flat(run("verify", file(tmp_path, FALSE), "--lang", lang).stdout)

    assert f"/predicate/result/total/published {words}" in said
    assert {"vi": "Tính lại được:", "en": "Recomputed:"}[lang] in said
    assert {"vi": "SHA-256 của tệp này", "en": "SHA-256 of this file"}[lang] in said


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ((*RESULT, "items", 1, "steps", 0, "value"), "1", "(Điểm điều tra xã hội học, bước tính)"),
        ((*RESULT, "items", 2), {"key": "x"}, "/predicate/result/items/2: "),
        ((*RESULT, "items"), {}, "/predicate/result/items: "),
        (("subject", 0, "name"), "x", "(đối tượng)"),
        (("more",), "x", "/more: "),
    ],
)
def test_a_place_in_words(path: tuple[str | int, ...], value: object, words: str, tmp_path: Path) -> None:
    """Where a pointer leads to an item or a part with a name, it is named."""
    tree = edited(STATEMENT, (path, value)) if path[-1] != 2 else edited(STATEMENT)
    if path[-1] == 2:
        tree["predicate"]["result"]["items"].append(value)
    said = flat(run("verify", file(tmp_path, tree)).stdout)

    assert words in said


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (written(envelope()), [], "Signatures: there, not checked; add --key"),
        (written(envelope()), ["--key", "0.pub"], "Signatures: valid"),
        (written(envelope(RECORD, 1)), ["--key", "0.pub", "--key", "1.pub", "--threshold", "1"], "valid"),
        (proven(), [], "Merkle root: there is a proof, not checked; add --root"),
        (proven(), ["--root", plain_proof()["root"]], "Merkle root: the record lies below the root given"),
        (own_bundle(OWN), [], "the one that came with the record; there is none here to compare"),
        (OWN_RECORD, ["--ruleset", "rules.json"], "the one given to the verifier"),
    ],
)
def test_what_rides_with_a_record_in_words(
    content: bytes, options: list[str], words: str, tmp_path: Path, keys: tuple[list[Path], list[Path]]
) -> None:
    """Signatures, proof and ruleset are told: looked at, or not, and how to have them looked at."""
    assert len(keys[0]) == 3
    put(tmp_path / "rules.json", OWN)
    given = [str(tmp_path / each) if each.endswith((".pub", ".json")) else each for each in options]

    assert words in flat(ran("verify", file(tmp_path, content), *given, "--lang", "en"))


def test_a_ruleset_that_was_not_looked_at(tmp_path: Path) -> None:
    """A ruleset given for a record of another is not used, and that is said beside the verdict."""
    result = run("verify", file(tmp_path, RECORD), "--ruleset", put(tmp_path / "rules.json", OWN))

    assert result.exit_code == 0
    assert result.stderr.startswith("E-OTHER-RULESET")


def test_verifying_standard_input() -> None:
    """A record is read from `-`; one byte above the limit is enough to refuse it."""
    assert told("verify", "-", stdin=RECORD)["verdict"] == "REPRODUCED"
    result = run("verify", "-", "--json", stdin=b" " * (limits.BYTES + 1))
    assert (result.exit_code, json.loads(result.stdout)["code"]) == (3, "E-SIZE")


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (["--root", "x"], "E-ROOT", 2),
        (["--threshold", "1"], "E-THRESHOLD", 2),
        (["--key", "0.pub", "--threshold", "2"], "E-THRESHOLD", 2),
        (["--key", "0.key"], "E-KEY-FILE", 3),
        (["--key", "none.pub"], "E-FILE", 3),
        (["--ruleset", "none.yaml"], "E-FILE", 3),
        (["--ruleset", "example/none@2024"], "E-RULESET", 3),
    ],
)
def test_questions_that_cannot_be_asked(
    words: list[str], code: str, exit_code: int, tmp_path: Path, keys: tuple[list[Path], list[Path]]
) -> None:
    """A root, threshold, key or ruleset that is none gives no verdict but an error."""
    assert len(keys[1]) == 3
    given = [str(tmp_path / each) if each.endswith((".pub", ".key")) else each for each in words]

    refused(run("verify", file(tmp_path, RECORD), *given), code, exit_code)


@pytest.mark.parametrize("name", ["none.json", "x" * 5000, "a\0b"])
def test_a_record_that_is_not_there(name: str) -> None:
    """A file that is not there, or cannot be, is an error and no verdict."""
    refused(run("verify", name), "E-FILE", 3)


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("rfc8785", ["record", JUSTICE, "-o", "-"]),
        ("rfc8785", ["verify", "x.json"]),
        ("cryptography", ["keygen", "new"]),
        ("cryptography", ["record", JUSTICE, "-o", "-", "--sign", "0.key"]),
        ("cryptography", ["sign", "x.json", "--key", "0.key", "-o", "-"]),
        ("cryptography", ["verify", "x.json", "--key", "0.pub"]),
    ],
)
def test_without_the_extra(
    module: str,
    words: list[Any],
    tmp_path: Path,
    keys: tuple[list[Path], list[Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the extra is not installed, each command that needs it says so, with exit code 2."""
    assert len(keys[0]) == 3
    file(tmp_path, RECORD)
    given = [tmp_path / each if each in {"x.json", "0.key", "0.pub", "new"} else each for each in words]
    for name in [module, *(each for each in sys.modules if each.startswith(f"{module}."))]:
        monkeypatch.setitem(sys.modules, name, None)

    refused(run(*given), "E-EXTRA", 2)


# Hostile names


@cache
def hostile_rules() -> Plain:
    """Return a sound ruleset all of whose names hold a line break, a forged verdict and a mark of colour."""
    name = {"vi": f"x\n{FORGED} [/red]"}
    found: Plain = edited(
        OWN,
        (("title",), name),
        (("bands", 2, "name"), name),
        (("units", "kinds", 0, "name"), name),
        (("instruments", 0, "title"), name),
        (("instruments", 0, "number"), name["vi"]),
        (("score", "items", 1, "name"), name),
        (("policies", "missing", "value"), "zero"),
    )
    return found


def hostile_record() -> Plain:
    """Record a unit with a hostile name by the hostile ruleset."""
    facts = edited(OWN_ASSESSMENT, (("unit", "name"), f"A\n{FORGED} [/red] [bold] \\"))
    found: Plain = json.loads(parindex.record(Ruleset.model_validate(hostile_rules()), facts))
    return found


HOSTILE = {
    "names": bundle(hostile_record(), ruleset=hostile_rules()),
    "names, and a false item": bundle(
        edited(hostile_record(), ((*RESULT, "items", 1, "exact"), "1")), ruleset=hostile_rules()
    ),
    "a value": edited(STATEMENT, ((*RESULT, "band"), f"x\n{FORGED}")),
    "an id": edited(OWN_STATEMENT, (("predicate", "ruleset", "id"), f"x\n{FORGED}")),
    "a type": edited(STATEMENT, (("predicateType",), f"x\n{FORGED}")),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_file_forges_a_line(name: str, lang: str, tmp_path: Path) -> None:
    """Whatever names and values a record holds, none begins a line of what is printed."""
    said = run("verify", file(tmp_path, HOSTILE[name]), "--lang", lang).stdout
    first = 1 if said.startswith("REPRODUCED") else 0

    assert FORGED in flat(said)
    assert not [line for line in said.splitlines()[first:] if line.startswith("REPRODUCED")]


def missing_record() -> Plain:
    """Record the hostile ruleset with an item missing."""
    facts = edited(OWN_ASSESSMENT, (("stages", "final", "entries"), {"a": {"points": "1"}}))
    found: Plain = json.loads(parindex.record(Ruleset.model_validate(hostile_rules()), facts))
    return found


BROKEN = f"x\n{FORGED}"
FORGERIES = {
    "a missing item": bundle(missing_record(), ruleset=hostile_rules()),
    "a member of the statement": edited(STATEMENT, ((BROKEN,), "x")),
    "a key of an entry": resealed(edited(STATEMENT, ((*ENTRIES, BROKEN), {"points": "1"}))),
    "a member of an envelope": {**envelope(), BROKEN: "x"},
}


@pytest.mark.parametrize("name", FORGERIES)
def test_no_member_forges_a_line(name: str, tmp_path: Path) -> None:
    """Whatever the members of a file are called, none begins a line of what is printed."""
    said = run("verify", file(tmp_path, FORGERIES[name]), "--lang", "en").stdout
    first = 1 if said.startswith("REPRODUCED") else 0

    assert not [line for line in said.splitlines()[first:] if line.startswith("REPRODUCED")]


def test_hostile_names_in_a_league(tmp_path: Path) -> None:
    """In the table of a league a name stays on the lines of its row, and is printed as it is."""
    rules = put(tmp_path / "rules.json", hostile_rules())
    units = [
        edited(OWN_ASSESSMENT, (("unit", "key"), key), (("unit", "name"), f"{key}\n{FORGED} [/red]"))
        for key in ("so-a", "so-b")
    ]
    files = [put(tmp_path / f"{number}.yaml", unit) for number, unit in enumerate(units)]
    ran("record", *files, "-o", tmp_path / "league", "--ruleset", rules)
    said = ran("verify", tmp_path / "league", "--ruleset", rules, "--lang", "en")

    assert "so-a REPRODUCED: computed again by both engines [/red]" in said
    assert len([line for line in said.splitlines() if line.startswith("REPRODUCED")]) == 1


def test_a_file_in_a_league_with_a_hostile_name(league: Path) -> None:
    """A file whose name holds a line break is no unit of the league, and forges no line."""
    (league / f"x\n{FORGED}.json").write_bytes(RECORD)
    result = run("verify", league, "--lang", "en")

    assert result.exit_code == 1
    assert not [line for line in result.stdout.splitlines() if line.startswith("REPRODUCED")]


def test_every_part_of_a_place_is_named_in_both_languages() -> None:
    """The words for the parts of a pointer are there in Vietnamese and English."""
    assert all(vi and en and vi != en for vi, en in pointer._PARTS.values())


def test_a_record_made_here_and_there() -> None:
    """A record of the same facts made in Python and by the command has the same bytes."""
    assert written(recorded()) == RECORD
