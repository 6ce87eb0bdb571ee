"""Units by name: typed with or without marks, in either language, or by key."""

from __future__ import annotations

import pytest
from helpers import leaf, ruleset

from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset
from parindex.ruleset.units import find_units
from parindex.vietnamese import fold

NAMED = [name for name in catalog.available() if isinstance(catalog.declaration(name), Ruleset)]


def keys(name: str) -> list[str]:
    """Return the keys of the units that a name finds among three made-up ones."""
    units = [
        {"key": "so-dien-anh", "name": {"vi": "Sở Điện ảnh"}, "kind": "department"},
        {"key": "thi-tran-a", "name": {"vi": "Thị trấn A", "en": "Town A"}, "kind": "district"},
        {"key": "so-dia-chat", "name": {"vi": "Sở Địa chất", "en": "Geology"}, "kind": "department"},
    ]
    found = ruleset(leaf("plan"), units={"kinds": _kinds(), "units": units})
    return [unit.key for unit in find_units(found, name)]


def _kinds() -> list[dict[str, object]]:
    return [{"key": key, "name": {"vi": key}} for key in ("department", "district")]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Sở Điện ảnh", ["so-dien-anh"]),
        ("so dien anh", ["so-dien-anh"]),
        ("ĐIỆN", ["so-dien-anh"]),
        ("sở", ["so-dien-anh", "so-dia-chat"]),
        ("di", ["so-dien-anh", "so-dia-chat"]),
        ("geology", ["so-dia-chat"]),
        ("town", ["thi-tran-a"]),
        ("thi-tran", ["thi-tran-a"]),
        ("none", []),
        ("Sở Điện ảnh và Địa chất", []),
        ("", ["so-dien-anh", "thi-tran-a", "so-dia-chat"]),
    ],
)
def test_a_unit_is_found_by_any_part_of_its_names(name: str, wanted: list[str]) -> None:
    """Marks and case do not matter, part of a name is enough, and units come in the order of the list."""
    assert keys(name) == wanted


@pytest.mark.parametrize("name", NAMED)
def test_every_listed_unit_is_found_by_its_own_names(name: str) -> None:
    """Each unit of each shipped ruleset is found by its name, folded or in capitals too, and by key."""
    found = catalog.load(name)
    for unit in found.units.units:
        for asked in (unit.name.vi, fold(unit.name.vi), unit.name.vi.upper(), unit.name.en or "", unit.key):
            assert unit in find_units(found, asked)


def test_a_ruleset_without_a_list_has_no_units_to_find() -> None:
    """Where only kinds are declared, no name finds anything."""
    assert find_units(ruleset(leaf("plan")), "") == ()
