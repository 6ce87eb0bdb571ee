"""Bad rankings and leagues as the command line shows them, word for word, in both languages.

What is done stands here, in two tables; the lines that come of it stand in `tests/bad/rankings/lines.txt`.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from attacks import KEYS, PRIVATE_PEMS, edited, without, written
from commands import ROOT, ran, run
from helpers import Plain, leaf, plain_ruleset
from promises import Reached
from test_bad_records import FOLDER, because, codes, expectations

import parindex
from parindex.cli.records import LEAGUE_FILE

LINES = expectations(FOLDER / "rankings" / "lines.txt")
SOURCE = Path(parindex.__file__).parent
UNITS = ("ministry-of-finance", "ministry-of-home-affairs", "ministry-of-justice")
HOME = ROOT.resolve()
EXAMPLES = HOME / "docs" / "examples"
MINISTRIES = EXAMPLES / "ministries-2023"
JUSTICE = MINISTRIES / "ministry-of-justice.yaml"
DEPARTMENT = EXAMPLES / "department-2024.yaml"
INCOMPLETE = EXAMPLES / "department-2024-incomplete.yaml"
FILES = [MINISTRIES / f"{unit}.yaml" for unit in UNITS]
FIRST, SECOND, LAST = UNITS
LEAGUE = "league"  # the folder, below that of the test
OTHER_LEAGUE = "other"
Words = Sequence[str]

HALF_YEARS = [
    {"key": "year", "from": "2024-01-01", "to": "2024-12-31"},
    {"key": "half-year", "from": "2024-01-01", "to": "2024-06-30"},
]


# Assessments that are no league


def units(folder: Path, *changes: Plain, rules: Plain | None = None) -> list[str]:
    """Write an assessment for each change of the example, beside each other, and what scores them."""
    declared = rules or plain_ruleset(leaf("a"), leaf("b"), periods=HALF_YEARS)
    (folder / "rules.json").write_bytes(written(declared))
    found = []
    for number, change in enumerate(changes):
        tree = {
            "format": "1",
            "ruleset": declared["id"],
            "unit": {"key": f"unit-{number}", "name": f"Sở {number}", "kind": "department"},
            "period": "year",
            "stages": {"final": {"entries": {"a": {"points": "5"}, "b": {"points": str(number)}}}},
        } | change
        (folder / f"{number}.json").write_bytes(written(tree))
        found.append(str(folder / f"{number}.json"))
    return [*found, "--ruleset", str(folder / "rules.json")]


def named(number: int, name: str = "Sở", kind: str = "department") -> Plain:
    """Name a unit."""
    return {"unit": {"key": f"unit-{number}", "name": name, "kind": kind}}


def entered(**entries: Any) -> Plain:
    """Give the entries of the last stage."""
    return {"stages": {"final": {"entries": entries}}}


def recording(folder: Path, words: Words) -> Words:
    """Record into the folder of a league."""
    return ["record", *words, "-o", str(folder / LEAGUE)]


def scored(folder: Path, words: Words) -> Words:
    """Score."""
    del folder
    return ["score", *words]


def occupied(folder: Path) -> Path:
    """Put a file where the league belongs."""
    (folder / LEAGUE).write_bytes(b"")
    return folder


def kept(folder: Path, name: str, content: bytes) -> str:
    """Write a file, and name it."""
    (folder / name).write_bytes(content)
    return str(folder / name)


FULL = {"a": {"points": "5"}, "b": {"points": "5"}}
HALF = {"period": "half-year"}

# What is written, and which command is asked about it.
GIVEN: dict[str, Callable[[Path], Words]] = {
    "score: a unit twice": lambda folder: scored(folder, [str(JUSTICE), str(JUSTICE)]),
    "score: two units of one key": lambda folder: scored(
        folder, units(folder, named(0), named(0, "Sở khác"))
    ),
    "score: a stage that there is not": lambda folder: [
        *scored(folder, units(folder, {}, {})),
        "--stage",
        "last",
    ],
    "score: one does not fit": lambda folder: scored(
        folder, units(folder, {}, entered(**FULL, c={"points": "1"}))
    ),
    "score: one is above the maximum": lambda folder: scored(
        folder, units(folder, {}, entered(a={"points": "5"}, b={"points": "11"}))
    ),
    "score: a kind that there is not": lambda folder: scored(
        folder, units(folder, {}, named(1, kind="province"))
    ),
    "score: no such file": lambda folder: scored(folder, [str(JUSTICE), str(folder / "nobody.yaml")]),
    "record: two rulesets": lambda folder: recording(folder, [str(JUSTICE), str(DEPARTMENT)]),
    "record: two periods": lambda folder: recording(folder, units(folder, {}, HALF)),
    "record: a unit twice": lambda folder: recording(folder, [str(JUSTICE), str(FILES[0]), str(JUSTICE)]),
    "record: two units of one key": lambda folder: recording(
        folder, units(folder, named(0), named(0, "Sở khác"))
    ),
    "record: one is incomplete": lambda folder: recording(folder, [str(DEPARTMENT), str(INCOMPLETE)]),
    "record: one is empty": lambda folder: recording(folder, units(folder, {}, entered())),
    "record: one has no stage": lambda folder: recording(folder, units(folder, {}, {"stages": {}})),
    "record: one has an unknown stage": lambda folder: recording(
        folder, units(folder, {}, {"stages": {"last": {"entries": FULL}}})
    ),
    "record: one names another ruleset": lambda folder: recording(
        folder, units(folder, {}, {"ruleset": "example/other@2024"})
    ),
    "record: one does not fit": lambda folder: recording(folder, units(folder, {}, entered(**FULL, c={}))),
    "record: the folder is a file": lambda folder: recording(occupied(folder), units(folder, {}, {})),
    "record: a key that is none": lambda folder: [
        *recording(folder, units(folder, {}, {})),
        *("--sign", str(folder / "rules.json")),
    ],
    "record: a public key to sign with": lambda folder: [
        *recording(folder, units(folder, {}, {})),
        *("--sign", kept(folder, "a.pub", KEYS[0])),
    ],
    "record: a run without a day": lambda folder: [
        *recording(folder, units(folder, {}, {})),
        *("--run", str(folder / "run.json"), "--by", "Sở Nội vụ"),
    ],
}


# Folders that are no league


def statement(folder: Path) -> Plain:
    """Read the statement of a league."""
    found: Plain = json.loads((folder / LEAGUE_FILE).read_bytes())
    return found


def changed(*path: str | int, to: Any) -> Callable[[Path], Words]:
    """Edit one member of the league's statement."""

    def change(folder: Path) -> Words:
        (folder / LEAGUE_FILE).write_bytes(written(edited(statement(folder), (path, to))))
        return ()

    return change


def dropped(*path: str | int) -> Callable[[Path], Words]:
    """Take one member out of the league's statement."""

    def change(folder: Path) -> Words:
        (folder / LEAGUE_FILE).write_bytes(written(without(statement(folder), *path)))
        return ()

    return change


def spelled(content: Callable[[bytes], bytes], name: str = LEAGUE_FILE) -> Callable[[Path], Words]:
    """Write a file of the folder otherwise."""

    def change(folder: Path) -> Words:
        (folder / name).write_bytes(content((folder / name).read_bytes()))
        return ()

    return change


def moved(old: str, new: str) -> Callable[[Path], Words]:
    """Give a record another name."""

    def change(folder: Path) -> Words:
        (folder / f"{old}.json").rename(folder / f"{new}.json")
        return ()

    return change


def copied(old: str, new: str, league: str = LEAGUE) -> Callable[[Path], Words]:
    """Put a record, of this or of another league, under another name."""

    def change(folder: Path) -> Words:
        shutil.copy(folder.parent / league / f"{old}.json", folder / f"{new}.json")
        return ()

    return change


def lost(name: str) -> Callable[[Path], Words]:
    """Lose a file."""

    def change(folder: Path) -> Words:
        (folder / name).unlink()
        return ()

    return change


def exchanged(folder: Path) -> Words:
    """Let two records change names."""
    first, last = (folder / f"{unit}.json" for unit in (FIRST, LAST))
    contents = first.read_bytes(), last.read_bytes()
    last.write_bytes(contents[0])
    first.write_bytes(contents[1])
    return ()


def demanded(*words: str) -> Callable[[Path], Words]:
    """Demand something of an untouched folder."""
    return lambda folder: [word.replace("FOLDER", str(folder.parent)) for word in words]


def ranks(*found: str) -> Callable[[Path], Words]:
    """Give the units other ranks."""

    def change(folder: Path) -> Words:
        tree = statement(folder)
        rows = [row | {"rank": rank} for row, rank in zip(tree["predicate"]["units"], found, strict=True)]
        return changed("predicate", "units", to=rows)(folder)

    return change


def proof(**changes: Any) -> Callable[[Path], Words]:
    """Change the proof of the first record."""

    def change(folder: Path) -> Words:
        tree = json.loads((folder / f"{FIRST}.json").read_bytes())
        inclusion = tree["inclusion"] | changes
        (folder / f"{FIRST}.json").write_bytes(written(tree | {"inclusion": inclusion}))
        return ()

    return change


def unproven(folder: Path) -> Words:
    """Take the first record out of its bundle, without its proof."""
    tree = json.loads((folder / f"{FIRST}.json").read_bytes())
    (folder / f"{FIRST}.json").write_bytes(written(tree["record"]))
    return ()


def noted(folder: Path) -> Words:
    """Leave a note between the records."""
    (folder / "note.json").write_bytes(b'{"note":"x"}')
    return ()


def turned(folder: Path) -> Words:
    """Turn the order of the units."""
    return changed("predicate", "units", to=statement(folder)["predicate"]["units"][::-1])(folder)


ROW = ("predicate", "units", 0)
ZEROS = "0" * 64

# What is done to the folder of a league that is true; and what is demanded.
FOLDERS: dict[str, Callable[[Path], Words]] = {
    "a record is missing": lost(f"{SECOND}.json"),
    "the first record is missing": lost(f"{FIRST}.json"),
    "a record more": copied("ministry-of-transport", "ministry-of-transport", OTHER_LEAGUE),
    "a record of another ruleset": copied("so-minh-hoa-a", "so-minh-hoa-a", "departments"),
    "a record twice": copied(LAST, "the-same"),
    "a record instead of another": copied(FIRST, SECOND),
    "a file that is no record": noted,
    "a record renamed": moved(FIRST, "aaa"),
    "a record with a proof that leads nowhere": proof(path=[]),
    "a record with the proof of another": proof(index="2"),
    "a record renamed past another": moved(FIRST, "zzz"),
    "two records with their names exchanged": exchanged,
    "a record cut short": spelled(lambda content: content[:-1], f"{LAST}.json"),
    "a record with a newline": spelled(lambda content: content + b"\n", f"{LAST}.json"),
    "a record with an edited total": spelled(
        lambda content: content.replace(b'"89.96"', b'"90.96"'), f"{LAST}.json"
    ),
    "a record that is empty": spelled(lambda _content: b"", f"{LAST}.json"),
    "the league is missing": lost(LEAGUE_FILE),
    "the league is empty": spelled(lambda _content: b""),
    "the league is cut short": spelled(lambda content: content[:-1]),
    "the league has a newline": spelled(lambda content: content + b"\n"),
    "the league is indented": spelled(lambda content: json.dumps(json.loads(content), indent=1).encode()),
    "the league is a record": copied(LAST, Path(LEAGUE_FILE).stem),
    "no record at all": lambda folder: [word for unit in UNITS for word in lost(f"{unit}.json")(folder)],
    "no record, and no rows": lambda folder: [
        *(word for unit in UNITS for word in lost(f"{unit}.json")(folder)),
        *changed("predicate", "units", to=[])(folder),
    ],
    "another _type": changed("_type", to="https://in-toto.io/Statement/v0.1"),
    "another predicateType": changed("predicateType", to="parindex:league/v2"),
    "another subject": changed("subject", 0, "name", to="bang"),
    "another digest of the subject": changed("subject", 0, "digest", "sha256", to=ZEROS),
    "two subjects": lambda folder: changed("subject", to=statement(folder)["subject"] * 2)(folder),
    "other semantics": changed("predicate", "semantics", to="2"),
    "another ruleset": changed("predicate", "ruleset", "id", to="national/provinces@2023"),
    "another digest of the ruleset": changed("predicate", "ruleset", "digest", "sha256", to=ZEROS),
    "another period": changed("predicate", "period", to="half-year"),
    "another size": changed("predicate", "size", to="4"),
    "a size that is a number": changed("predicate", "size", to=3),
    "another root": changed("predicate", "root", to=ZEROS),
    "another unit in a row": changed(*ROW, "unit", to="ministry-of-transport"),
    "another kind in a row": changed(*ROW, "kind", to="province"),
    "another digest in a row": changed(*ROW, "digest", "sha256", to=ZEROS),
    "another index in a row": changed(*ROW, "index", to="99.99"),
    "another band in a row": changed(*ROW, "band", to="c"),
    "no band in a row": changed(*ROW, "band", to=None),
    "another rank in a row": changed(*ROW, "rank", to="9"),
    "the ranks the other way round": ranks("1", "2", "3"),
    "a rank for all": ranks("1", "1", "1"),
    "a row dropped": dropped("predicate", "units", 2),
    "no rows": changed("predicate", "units", to=[]),
    "the rows turned": turned,
    "a member more in a row": changed(*ROW, "total", to="100"),
    "a member more in the league": changed("predicate", "year", to="2023"),
    "a member dropped": dropped("predicate", "period"),
    "the root of another league": demanded("--root", ZEROS),
    "a root that is none": demanded("--root", "1"),
    "no signature": demanded("--key", "FOLDER/0.pub"),
    "a record without its proof": unproven,
    "a record whose proof says another root": proof(root=ZEROS),
}


@pytest.fixture(scope="module")
def leagues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Record a league, another one of the same ruleset, and one of another."""
    folder = tmp_path_factory.mktemp("leagues")
    ran("record", *FILES, "-o", folder / LEAGUE)
    ran("record", MINISTRIES / "ministry-of-transport.yaml", JUSTICE, "-o", folder / OTHER_LEAGUE)
    ran("record", DEPARTMENT, DEPARTMENT.with_name("department-2024-b.yaml"), "-o", folder / "departments")
    for number, key in enumerate(KEYS):
        (folder / f"{number}.pub").write_bytes(key)
        (folder / f"{number}.key").write_text(PRIVATE_PEMS[number], encoding="ascii")
    return folder


def damaged(name: str, leagues: Path, folder: Path) -> Words:
    """Copy the leagues, damage the first, and return how it is verified."""
    shutil.copytree(leagues, folder, dirs_exist_ok=True)
    return ["verify", str(folder / LEAGUE), *FOLDERS[name](folder / LEAGUE)]


def told(words: Words, folder: Path, lang: str) -> tuple[int, list[str]]:
    """Run a command that refuses, from the folder of the test, and return its exit code and its lines."""
    result = run(*(word.replace(f"{folder}/", "") for word in words), "--lang", lang)
    lines = result.stderr.splitlines() if result.stderr else [because(result.stdout)]
    return result.exit_code, [line.replace(f"{HOME}/", "") for line in lines]


def files(folder: Path) -> list[Path]:
    """List all files below a folder."""
    return sorted(file for file in folder.rglob("*") if file.is_file())


@pytest.mark.promise("borders")
@pytest.mark.parametrize("name", GIVEN)
def test_a_bad_ranking_is_refused_in_these_words(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reached: Reached
) -> None:
    """What is no league is not ranked and not recorded: every line is told, and no file is written."""
    words, expected = GIVEN[name](tmp_path), LINES[name]
    before = files(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert told(words, tmp_path, "vi") == (expected.code, list(expected.vi))
    assert told(words, tmp_path, "en") == (expected.code, list(expected.en))
    assert expected.code in {2, 3}
    assert files(tmp_path) == before
    reached("bad rankings and leagues refused in these very words", 1)


@pytest.mark.promise("borders")
@pytest.mark.parametrize("name", FOLDERS)
def test_a_bad_league_is_refused_in_these_words(
    name: str, leagues: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reached: Reached
) -> None:
    """Whatever is changed of a league's folder, the league is refused with its exit code and its line."""
    words, expected = damaged(name, leagues, tmp_path), LINES[name]
    monkeypatch.chdir(tmp_path)

    assert told(words, tmp_path, "vi") == (expected.code, list(expected.vi))
    assert told(words, tmp_path, "en") == (expected.code, list(expected.en))
    reached("bad rankings and leagues refused in these very words", 1)


def test_every_line_is_of_a_bad_ranking() -> None:
    """The two tables and the file of lines name the same, and there are many of them."""
    assert set(LINES) == {*GIVEN, *FOLDERS}
    assert len(GIVEN) >= 20
    assert len(FOLDERS) >= 20
    assert all(len(each.vi) == len(each.en) for each in LINES.values())


def test_every_code_of_a_ranking_has_a_bad_example() -> None:
    """Whatever ranking and recording leagues can find wrong is shown."""
    modules = ("ranking.py", "audit/league.py", "audit/record.py")
    text = "".join((SOURCE / name).read_text(encoding="utf-8") for name in modules)
    shown = {code for each in LINES.values() for line in each.en for code in re.findall(r"E-[A-Z-]+", line)}

    # `parindex score` shows a league with an incomplete unit without ranks; only Python is refused.
    assert set(codes(text)) <= shown | {"E-INCOMPLETE"}


@pytest.mark.parametrize("name", ["untouched", "signed", "one unit", "mixed kinds", "a note"])
def test_a_lawful_league_is_reproduced(name: str, leagues: Path, tmp_path: Path) -> None:
    """An untouched league is reproduced, signed or not, below its root; units of two kinds are one league."""
    shutil.copytree(leagues, tmp_path, dirs_exist_ok=True)
    folder, words = tmp_path / LEAGUE, list[str]()
    match name:
        case "signed":
            folder = tmp_path / "signed"
            ran("record", *FILES, "-o", folder, "--sign", tmp_path / "0.key")
            words = ["--key", str(tmp_path / "0.pub"), "--root", statement_root(leagues / LEAGUE)]
        case "one unit":
            words = ["--root", statement_root(folder)]
            folder = folder / f"{LAST}.json"
        case "mixed kinds":
            folder = tmp_path / "kinds"
            ran("record", *units(tmp_path, {}, named(1, kind="district")), "-o", folder)
            words = ["--ruleset", str(tmp_path / "rules.json")]
        case "a note":
            (folder / "note.txt").write_text("x", encoding="utf-8")
        case _:
            pass
    assert ran("verify", folder, *words, "--lang", "en").count("REPRODUCED") >= 1


def statement_root(folder: Path) -> str:
    """Return the root that a league's statement names."""
    return str(statement(folder)["predicate"]["root"])
