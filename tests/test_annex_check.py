"""`check` of a draft: what is not filled in is a warning at its place, until it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annexes import HEADER, imported, ruleset, workbook
from click.testing import CliRunner

from parindex.annex.importing import import_annex
from parindex.cli import app
from parindex.readers import yaml
from parindex.ruleset import catalog
from parindex.ruleset.checks import LAWS, UNFILLED, check, check_filled
from parindex.ruleset.model import Ruleset

if TYPE_CHECKING:
    from pathlib import Path

ROWS = (("1", "Kế hoạch", 1), (None, "Có: 1"), (None, "Không: 0"))


def unfilled(rules: Ruleset) -> list[str]:
    """Return the places that are said not to be filled in."""
    return [each.at for each in check(rules) if each.code == "W-UNFILLED"]


def test_every_place_to_fill_in_is_a_warning() -> None:
    """Title, note, instrument, units, periods and each policy of a draft are named, and nothing else."""
    rules = ruleset(imported(*ROWS))
    policies = ("rounding", "band_on", "rank", "not_applicable", "missing", "above_max")
    assert unfilled(rules) == [
        *("title.vi", "note.vi", "instruments.0.number", "instruments.0.issuer"),
        *("units.kinds.0.name.vi", "units.assumed.vi", "periods.0.assumed.vi"),
        *(f"policies.{name}.assumed.vi" for name in policies),
    ]
    assert check(rules, LAWS) == ()


def test_what_is_filled_in_is_no_warning(tmp_path: Path) -> None:
    """Once the marks are gone from a draft, `check` is silent; each that is left is named at its line."""
    content = workbook([HEADER, *ROWS])
    text = yaml.write(import_annex(content, "a-2024.xlsx").tree)
    draft = tmp_path / "draft.yaml"
    draft.write_text(text, "utf-8")
    left = CliRunner().invoke(app, ["check", str(draft)])
    lines = [int(line.removeprefix(str(draft)).split(":")[1]) for line in left.stdout.splitlines()]
    said = [text.splitlines()[number - 1] for number in lines]
    assert all(mark in line for mark, line in zip(("BẢN NHÁP", "BẢN NHÁP"), said, strict=False))
    assert (left.exit_code, sum(UNFILLED in line for line in said)) == (0, len(lines) - 2)
    draft.write_text(text.replace(UNFILLED, "Đã điền").replace("BẢN NHÁP", "Bộ tiêu chí"), "utf-8")
    filled = CliRunner().invoke(app, ["check", str(draft)])
    assert (filled.exit_code, filled.stdout) == (0, "")


def test_published_rulesets_have_nothing_to_fill_in() -> None:
    """No ruleset that is published bears the mark of a draft."""
    found = [catalog.declaration(name) for name in catalog.available()]
    rulesets = [each for each in found if isinstance(each, Ruleset)]
    assert rulesets
    assert [problem for each in rulesets for problem in check(each, (check_filled,))] == []
