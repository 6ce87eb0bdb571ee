"""Folders of rulesets at their edges: links, other people's files, disks that refuse, late years."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from commands import ROOT, run
from helpers import Plain

from parindex.errors import ParindexError, Problem, UsageError
from parindex.process.workdays import add_working_days
from parindex.readers import yaml
from parindex.ruleset import catalog
from parindex.ruleset.lock import publish
from parindex.sources.check import check_beside, check_folder
from parindex.sources.figures import figures, held
from parindex.sources.matrix import check_clauses, read_matrix

RULESETS = ROOT / "rulesets"
HA_NAM = Path("ha-nam/departments-and-districts/2023.yaml")
MATRIX = Path("sources/ha-nam-2023-plan.yaml")


def copied(folder: Path, *files: Path) -> Path:
    """Copy shipped files into a folder of their own."""
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(RULESETS / file, folder / file)
    return folder


def codes(problems: list[Problem]) -> list[str]:
    """Return the codes of problems."""
    return [each.code for each in problems]


def rewritten(file: Path, old: str, new: str) -> None:
    """Change one text of a file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_link_to_another_year_does_not_take_its_id(tmp_path: Path) -> None:
    """A file has its id by the name it is found under: a link to another year lies in the wrong place."""
    folder = copied(tmp_path, Path("example/department/2023.yaml"))
    (folder / "example/department/2022.yaml").symlink_to("2023.yaml")

    assert "E-PLACE" in codes(list(check_folder(folder)))
    assert run("lock", folder).exit_code == 3
    assert not (folder / "LOCK").exists()


def test_a_file_elsewhere_is_not_judged_by_the_folder_above_it(tmp_path: Path) -> None:
    """Where a file does not lie as its id says, whatever is called LOCK or sources above it is left alone."""
    own = copied(tmp_path, Path("example/department/2023.yaml")) / "example/department/own.yaml"
    (tmp_path / "example/department/2023.yaml").rename(own)
    (tmp_path / "LOCK").write_text("my notes\n", encoding="utf-8")

    assert list(check_beside(own)) == []


def test_a_folder_can_be_named(tmp_path: Path) -> None:
    """`check` takes a folder of rulesets and checks it as a whole."""
    folder = copied(tmp_path, HA_NAM, MATRIX)

    assert run("check", folder).exit_code == 0


def test_what_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """A place that cannot be written is named, and nothing is pinned."""
    folder = copied(tmp_path, Path("example/department/2023.yaml"))
    (folder / "example/department/2023.json").mkdir()
    result = run("lock", folder)

    assert result.exit_code == 3
    assert result.stderr.startswith("E-WRITE: không ghi được tệp ")
    assert not (folder / "LOCK").exists()


def test_a_broken_canonical_file_does_not_hide_what_is_wrong(tmp_path: Path) -> None:
    """While a YAML file cannot be read, that is told, however broken its canonical JSON is."""
    folder = copied(tmp_path, HA_NAM, MATRIX)
    publish(folder, {folder / HA_NAM: catalog.read(folder / HA_NAM).ruleset})
    (folder / HA_NAM).with_suffix(".json").write_text("{", encoding="utf-8")
    rewritten(folder / HA_NAM, "  - key: tot\n", "")

    with pytest.raises(ParindexError) as refused:
        list(check_beside(folder / HA_NAM))
    assert refused.value.problems[0].code == "E-DUP"


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ('    lines: "', '    lines: "99999-9', "E-LINES"),
        ('    lines: "', '    lines: "999', "E-LINES"),
        ("    says:", "    reference: nobody\n    says:", "E-REFERENCE"),
    ],
)
def test_what_a_clause_refers_to_is_there(tmp_path: Path, old: str, new: str, wanted: str) -> None:
    """A clause names lines that its text has, and a reference that its document declares."""
    folder = copied(tmp_path, HA_NAM, MATRIX)
    rewritten(folder / MATRIX, old, new)

    assert wanted in codes(list(check_clauses(read_matrix(folder), {}, whole=False)))


def test_a_name_is_no_figure() -> None:
    """Keys and codes that look like figures neither need a clause nor keep the figure of one."""
    tree: Plain = {"key": "2021-10", "code": "2", "items": [{"key": "3", "max": "4"}]}

    assert [held(tree, figure) for figure in ("2021-10", "2", "3", "4")] == [False, False, False, True]
    declared = catalog.load_plan("ha-noi/reform-plan@2021")
    assert not {each.path[-1] for each in figures(declared)} & {"key", "code", "part_of", "after", "number"}


def test_a_year_whose_holidays_nobody_knows_is_refused() -> None:
    """Days are not counted past the last year that the library of holidays knows."""
    with pytest.raises(UsageError) as refused:
        add_working_days(dt.date(2100, 12, 30), 20)

    assert refused.value.problems[0].line("en") == "E-YEARS: the holidays of 2101 are not known"


def test_a_long_chain_of_milestones_is_dated(tmp_path: Path) -> None:
    """A plan in which each of 1,000 tasks counts from the one before has a schedule."""
    text = (RULESETS / "ha-noi/reform-plan/2021.yaml").read_text(encoding="utf-8")
    tree = yaml.read(text.encode()).data
    first = {key: tree["tasks"][0][key] for key in ("key", "name", "responsible", "field")}
    chain = [{**first, "key": "t0", "due": {"on": "2021-01-04"}}]
    due = {"working_days": "1"}
    after = [{**due, "after": f"t{each}"} for each in range(999)]
    chain += [{**first, "key": f"t{each}", "due": rule} for each, rule in enumerate(after, start=1)]
    tree |= {"tasks": list(reversed(chain)), "duties": []}
    del tree["reporting"]
    file = tmp_path / "plan.yaml"
    file.write_text(yaml.write(tree), encoding="utf-8")

    assert run("schedule", file, "--json").exit_code == 0
