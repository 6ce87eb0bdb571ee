"""`lock`, and what `check`, `list` and `units` tell of published rulesets, sources and plans."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from commands import PLANS, ROOT, flat, ran, run, small_rules, told, written

from parindex.fields import say
from parindex.readers.yaml import write
from parindex.ruleset import catalog
from parindex.sources.check import read_declared

HA_NAM = Path("ha-nam", "departments-and-districts", "2023.yaml")
PLAN = Path("ha-noi", "reform-plan", "2021.yaml")
SMALL = Path("example", "small", "2024.yaml")
LATER = Path("example", "small", "2025.yaml")

each_language = pytest.mark.parametrize("lang", ["vi", "en"])


def small(folder: Path, year: str = "2024", **values: Any) -> Path:
    """Write a small ruleset of a year into a folder of rulesets."""
    file = folder / "example" / "small" / f"{year}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    tree = {**small_rules(**values), "id": f"example/small@{year}", "year": year}
    file.write_text(write(tree), encoding="utf-8")
    return file


def shipped(folder: Path, *files: Path) -> None:
    """Copy shipped files into a folder of rulesets."""
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "rulesets" / file, folder / file)


def names(folder: Path) -> set[str]:
    """Return the names of all files of a folder."""
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


# lock


def test_lock_publishes_a_ruleset_and_a_plan(tmp_path: Path) -> None:
    """What is new is published: its canonical JSON stands beside it, and LOCK pins its digest."""
    source = Path("sources", "ha-nam-2023-plan.yaml")
    of_plan = Path("sources", "ha-noi-2021-reform-plan-decision-5743.yaml")
    shipped(tmp_path, HA_NAM, source, PLAN, of_plan)
    text = ran("lock", tmp_path)

    assert text == ("đã công bố ha-nam/departments-and-districts@2023\nđã công bố ha-noi/reform-plan@2021\n")
    lines = (tmp_path / "LOCK").read_text(encoding="utf-8").splitlines()
    for line, file in zip(lines, (HA_NAM, PLAN), strict=True):
        canonical = tmp_path / file.with_suffix(".json")
        declaration = read_declared(tmp_path / file).declaration
        assert declaration is not None
        assert canonical.read_bytes() == declaration.canonical
        assert line == f"{declaration.digest}  {file.with_suffix('.json').as_posix()}"
        assert hashlib.sha256(canonical.read_bytes()).hexdigest() == declaration.digest
        assert json.loads(canonical.read_bytes()) == declaration.plain()
        # The file as it was written stays as it was.
        assert (tmp_path / file).read_bytes() == (ROOT / "rulesets" / file).read_bytes()


@each_language
def test_lock_publishes_only_what_is_new(tmp_path: Path, lang: str) -> None:
    """What is published already is left alone: a second run does nothing, a new file adds its line."""
    small(tmp_path)
    word = "đã công bố" if lang == "vi" else "published"
    assert ran("lock", tmp_path, "--lang", lang) == f"{word} example/small@2024\n"
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}

    assert ran("lock", tmp_path, "--lang", lang) == ""
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before
    small(tmp_path, "2025")
    assert ran("lock", tmp_path, "--lang", lang) == f"{word} example/small@2025\n"

    lock = (tmp_path / "LOCK").read_bytes()
    assert lock.startswith(before.pop("LOCK"))
    assert lock.count(b"\n") == 2
    assert lock.endswith(b"  example/small/2025.json\n")
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


def test_lock_never_rewrites_a_line(tmp_path: Path) -> None:
    """A published ruleset that was changed is refused at the place, and nothing else is published either."""
    file = small(tmp_path)
    ran("lock", tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in ("LOCK", "example/small/2024.json")}
    small(tmp_path, bands=[{"key": "all", "name": {"vi": "Mọi đơn vị"}, "from": "0"}])
    small(tmp_path, "2025")
    result = run("lock", tmp_path, "--lang", "en")

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"{file}:")
    assert "E-PUBLISHED bands" in result.stderr
    assert "`example/small@2024` is published and never changes" in result.stderr
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    assert "example/small/2025.json" not in names(tmp_path)


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (HA_NAM, 'from: "70"', 'from: "71"', "E-UNSUPPORTED"),
        (HA_NAM, 'at: "mục V.3"', 'at: "mục V.9"', "E-CITED"),
        (Path("sources", "ha-nam-2023-plan.yaml"), "[bands.yeu, ", "[bands.weak, ", "E-CLAUSE-PLACE"),
    ],
)
def test_lock_refuses_while_a_source_is_not_kept(
    tmp_path: Path, file: Path, old: str, new: str, code: str
) -> None:
    """While a ruleset and its source disagree nothing is published: no JSON, no LOCK, exit code 3."""
    shipped(tmp_path, HA_NAM, Path("sources", "ha-nam-2023-plan.yaml"))
    small(tmp_path)
    text = (tmp_path / file).read_text(encoding="utf-8")
    (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    result = run("lock", tmp_path)

    assert (result.exit_code, result.stdout) == (3, "")
    assert f": {code} " in result.stderr
    assert names(tmp_path) == {
        path.as_posix() for path in (HA_NAM, SMALL, Path("sources/ha-nam-2023-plan.yaml"))
    }


def test_lock_refuses_what_cannot_be_read(tmp_path: Path) -> None:
    """A file that cannot be read stops everything, with its place."""
    small(tmp_path)
    (tmp_path / LATER).write_text("a: [", encoding="utf-8")
    result = run("lock", tmp_path)

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"{tmp_path / LATER}:1:")
    assert "E-YAML" in result.stderr
    assert names(tmp_path) == {SMALL.as_posix(), LATER.as_posix()}


def test_lock_refuses_what_breaks_a_law(tmp_path: Path) -> None:
    """A ruleset that breaks a law is not published."""
    small(tmp_path, root={"max": "31"})
    result = run("lock", tmp_path)

    assert result.exit_code == 3
    assert "E-SUM" in result.stderr
    assert names(tmp_path) == {SMALL.as_posix()}


def test_lock_refuses_what_has_not_the_shape_of_a_ruleset(tmp_path: Path) -> None:
    """A file that has not the shape of a ruleset is refused, and not passed over."""
    small(tmp_path, standing="draft")
    result = run("lock", tmp_path)

    assert result.exit_code == 3
    assert "E-VALUE" in result.stderr


def test_lock_refuses_what_lies_in_the_wrong_place(tmp_path: Path) -> None:
    """A ruleset that lies where its id does not belong is not published."""
    small(tmp_path).rename(tmp_path / LATER)
    result = run("lock", tmp_path)

    assert result.exit_code == 3
    assert "E-PLACE" in result.stderr


def test_lock_keeps_a_last_line_without_an_end(tmp_path: Path) -> None:
    """Where the last line of LOCK has no end, the new line still stands on its own."""
    small(tmp_path)
    ran("lock", tmp_path)
    lock = tmp_path / "LOCK"
    lock.write_text(lock.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    small(tmp_path, "2025")
    ran("lock", tmp_path)

    assert [line.partition("  ")[2] for line in lock.read_text(encoding="utf-8").splitlines()] == [
        "example/small/2024.json",
        "example/small/2025.json",
    ]


def test_a_lock_that_is_no_text(tmp_path: Path) -> None:
    """A LOCK that is not UTF-8 is a problem with a place, and no traceback."""
    small(tmp_path)
    (tmp_path / "LOCK").write_bytes(b"\xff\n")

    assert run("lock", tmp_path).exit_code == 3


@each_language
def test_a_line_of_another_form(tmp_path: Path, lang: str) -> None:
    """A line of LOCK of another form is told, and nothing is checked or published beside it."""
    file = small(tmp_path)
    (tmp_path / "LOCK").write_text("abc  example/small/2024.json\n", encoding="utf-8")
    result, checked = run("lock", tmp_path, "--lang", lang), run("check", file, "--lang", lang)

    line = {
        "vi": "E-LOCK-LINE: LOCK có dòng sai dạng hoặc lặp: `abc  example/small/2024.json`; "
        "mỗi dòng: mã SHA-256, hai dấu cách, tên tệp JSON\n",
        "en": "E-LOCK-LINE: LOCK has a line of another form, or twice: `abc  example/small/2024.json`; "
        "each line: a SHA-256, two spaces, the JSON file's name\n",
    }[lang]
    placed = f"{tmp_path / 'LOCK'}:1:1: {line}"
    assert (result.exit_code, result.stdout, result.stderr) == (3, "", placed)
    assert (checked.exit_code, checked.stdout) == (3, placed)
    assert names(tmp_path) == {SMALL.as_posix(), "LOCK"}


def test_a_line_that_is_there_twice(tmp_path: Path) -> None:
    """A file that two lines of LOCK pin is told at the second of them."""
    small(tmp_path)
    ran("lock", tmp_path)
    lock = tmp_path / "LOCK"
    lock.write_bytes(lock.read_bytes() * 2)
    result = run("lock", tmp_path)

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"{lock}:2:1: E-LOCK-LINE: ")


@pytest.mark.parametrize("text", [None, "{}"], ids=["gone", "changed"])
def test_what_is_published_is_not_shown_without_its_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    """A published ruleset whose canonical JSON is gone or was changed is refused, not read from its YAML."""
    small(tmp_path)
    ran("lock", tmp_path)
    monkeypatch.chdir(tmp_path)
    canonical = SMALL.with_suffix(".json")
    canonical.unlink()
    if text is not None:
        canonical.write_text(text, encoding="utf-8")
    monkeypatch.setattr(catalog, "available", lambda: {"example/small@2024": SMALL})
    result = run("show", "example/small@2024", "--lang", "en")

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == (
        f"E-LOCK: the published canonical JSON `{canonical}` is gone or was changed; "
        "restore it; what is published never changes\n"
    )


def test_lock_of_what_is_no_folder(tmp_path: Path) -> None:
    """A folder that is not there is a mistake of usage, and is not made."""
    assert run("lock", tmp_path / "nobody").exit_code == 2
    assert not (tmp_path / "nobody").exists()


# check


def test_check_finds_nothing_in_what_ships() -> None:
    """With nothing named every ruleset, source and published file is sound; at most one waits for LOCK."""
    result = run("check", "--lang", "en")

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line for line in lines if ": W-LOCK id: " not in line] == []
    assert result.stderr == f"0 errors, {len(lines)} warnings\n"


def test_check_a_file_beside_its_sources(tmp_path: Path) -> None:
    """A file that is named is checked against the sources of the folder it lies in, each problem once."""
    shipped(tmp_path, HA_NAM, Path("sources", "ha-nam-2023-plan.yaml"))
    file = tmp_path / HA_NAM
    assert run("check", file).exit_code == 0
    file.write_text(file.read_text(encoding="utf-8").replace('from: "70"', 'from: "71"'), encoding="utf-8")
    result = run("check", file, "--lang", "en")

    codes = sorted(line.split(": ")[1].split()[0] for line in result.stdout.splitlines())
    assert result.exit_code == 1
    assert codes == ["E-CLAUSE", "E-CLAUSE", "E-FIGURE", "E-FIGURE", "E-UNSUPPORTED"]


def test_check_a_published_file(tmp_path: Path) -> None:
    """A published file that was changed is told at the place that changed."""
    shipped(tmp_path, HA_NAM, Path("sources", "ha-nam-2023-plan.yaml"))
    ran("lock", tmp_path)
    file = tmp_path / HA_NAM
    assert (run("check", file).exit_code, run("check", file).stdout) == (0, "")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('value: {digits: "2"', 'value: {digits: "3"'), encoding="utf-8")
    result = run("check", file)

    line = text[: text.index('digits: "2"')].count("\n") + 1
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{file}:{line}:")
    assert "E-PUBLISHED policies.rounding.value.digits: " in result.stdout


def test_only_a_folder_with_a_lock_waits_for_it(tmp_path: Path) -> None:
    """A file that is not published is warned of where its folder has a LOCK, and nowhere else."""
    small(tmp_path)
    assert (run("check", tmp_path / SMALL).exit_code, run("check", tmp_path / SMALL).stdout) == (0, "")
    ran("lock", tmp_path)
    later = small(tmp_path, "2025")
    result = run("check", later, "--lang", "en")

    assert result.exit_code == 0
    assert [line.partition(": ")[2] for line in result.stdout.splitlines()] == [
        "W-LOCK id: `example/small@2025` is not published yet; run `parindex lock`"
    ]


def test_only_a_folder_with_sources_is_held_to_them(tmp_path: Path) -> None:
    """A file that cites a document is held to it where its folder has sources, and nowhere else."""
    shipped(tmp_path, HA_NAM)
    assert (run("check", tmp_path / HA_NAM).exit_code, run("check", tmp_path / HA_NAM).stdout) == (0, "")
    (tmp_path / "sources").mkdir()
    result = run("check", tmp_path / HA_NAM)

    assert result.exit_code == 1
    assert {line.split(": ")[1].split()[0] for line in result.stdout.splitlines()} >= {"E-DOCUMENT"}


def test_check_a_file_outside_any_folder_of_rulesets(tmp_path: Path) -> None:
    """A file of one's own that lies beside no sources is checked by itself, and need not be published."""
    file = written(tmp_path / "rules.yaml", small_rules())

    assert (run("check", file).exit_code, run("check", file).stdout) == (0, "")


def test_check_a_source_document_that_is_unsound(tmp_path: Path) -> None:
    """A clause without an outcome stops the check of the file beside it, with its place and exit code 3."""
    source = Path("sources", "ha-nam-2023-plan.yaml")
    shipped(tmp_path, HA_NAM, source)
    text = (tmp_path / source).read_text(encoding="utf-8")
    lost = "    encoded: {ha-nam/departments-and-districts@2023: [bands.yeu, bands.trung-binh.from]}\n"
    assert lost in text
    (tmp_path / source).write_text(text.replace(lost, ""), encoding="utf-8")
    result = run("check", tmp_path / HA_NAM)

    assert result.exit_code == 3
    assert result.stdout.startswith(f"{tmp_path / source}:")
    assert "E-OUTCOME clauses." in result.stdout
    assert "điều khoản `mục III, gạch đầu dòng 5` cần kết quả xử lý" in result.stdout


# list


@each_language
def test_list_shows_standing_and_coverage(lang: str) -> None:
    """Beside every ruleset stand its standing and its coverage; a plan is called one."""
    standing = {
        "in-force": ("có hiệu lực", "in force"),
        "superseded": ("đã thay thế", "superseded"),
        "illustrative": ("minh hoạ", "illustrative"),
    }
    coverage = {"full": ("đủ tiêu chí", "full"), "structure": ("chỉ cấu trúc", "structure only")}
    index = 0 if lang == "vi" else 1
    lines = ran("list", "--lang", lang).splitlines()

    for name in catalog.available():
        declared = catalog.declaration(name)
        kind = ("kế hoạch", "plan")[index] if name in PLANS else coverage[declared.coverage][index]
        words = f"{standing[declared.standing][index]}, {kind}"
        assert f"{name} · {words} · SHA-256 {declared.digest[:12]}" in lines


def test_list_names_the_plan() -> None:
    """The reform plan of Hanoi for 2021 is listed with its title, and as JSON its kind is a plan."""
    plan = catalog.load_plan("ha-noi/reform-plan@2021")

    assert PLANS == ["ha-noi/reform-plan@2021"]
    assert say(plan.title, "vi") in flat(ran("list"))
    (only,) = [each for each in told("list") if each["kind"] == "plan"]
    assert (only["id"], only["standing"], only["coverage"]) == (plan.id, plan.standing, plan.coverage)
    assert only["sha256"] == plan.digest


# units


@pytest.mark.parametrize("name", ["cau giay", "CAU GIAY", "Cầu Giấy", "cau-giay"])
def test_units_are_found_without_marks(name: str) -> None:
    """A unit is found by its name with or without marks, in any case, or by its key."""
    text = ran("units", name)

    assert text.splitlines()[0].startswith("Quận Cầu Giấy · cau-giay")
    assert "ha-noi/districts@2024" in text


def test_units_say_in_which_rulesets_they_are() -> None:
    """As JSON a unit has its key, name, span and every ruleset that lists it."""
    (only,) = told("units", "cau giay")

    assert (only["key"], only["name"]) == ("cau-giay", "Quận Cầu Giấy")
    assert only["rulesets"] == [
        name
        for name in catalog.available()
        if name not in PLANS and "cau-giay" in {unit.key for unit in catalog.load(name).units.units}
    ]
    assert only["to"] == "2025-06-30"
    assert only["from"] is None


def test_units_without_a_name_are_all_units() -> None:
    """With no name every listed unit of every ruleset is given, once for each of its names and spans."""
    found = [
        (each["rulesets"][0].partition("/")[0], each["key"], each["name"], each["from"], each["to"])
        for each in told("units")
    ]
    listed = {
        (name.partition("/")[0], unit.key, unit.name.vi, unit.from_, unit.to)
        for name in catalog.available()
        if name not in PLANS
        for unit in catalog.load(name).units.units
    }

    assert len(found) == len(set(found))
    assert set(found) == listed


@each_language
def test_units_that_do_not_exist(lang: str) -> None:
    """A name that no unit has is told so, and as JSON it is an empty list; neither is an error."""
    told_so = "Không có đơn vị nào khớp “[x]”.\n" if lang == "vi" else "No unit matches “[x]”.\n"

    assert ran("units", "[x]", "--lang", lang) == told_so
    assert told("units", "[x]", "--lang", lang) == []
