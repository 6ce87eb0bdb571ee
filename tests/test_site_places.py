"""Places on the site: each leads to the page and the anchor of its part, under a name that people know."""

from __future__ import annotations

import pytest
from ruleset_pages import plan, rules, shipped

from parindex.ruleset.assumptions import assumptions
from parindex.site import places

RULES = rules(
    periods=[{"key": "year", "name": {"vi": "Năm 2024"}, "from": "2024-01-01", "to": "2024-12-31"}],
    process={"steps": [{"key": "one", "name": {"vi": "Tự chấm"}}]},
)
HERE = "rulesets/example/small/2024"


@pytest.mark.parametrize(
    ("place", "target", "name"),
    [
        ("score", f"{HERE}/items/total.md", "Nhóm total"),
        ("score.one.max", f"{HERE}/items/one.md", "Một – điểm tối đa"),
        ("bands.tot.from", f"{HERE}/bands.md#tot", "Tốt – từ"),
        ("policies.band_on", f"{HERE}/index.md#policies", "Số dùng để xếp loại"),
        ("policies", f"{HERE}/index.md#policies", "Quy tắc chung"),
        ("periods.year", f"{HERE}/index.md#periods", "Năm 2024"),
        ("annual_result", f"{HERE}/index.md#periods", "Kết quả của năm"),
        ("units.kinds", f"{HERE}/index.md#units", "Đơn vị – loại đơn vị"),
        ("title", f"{HERE}/index.md", "Tên"),
        ("instruments.qd-1", f"{HERE}/index.md#instruments", "1/QĐ-UBND"),
        ("process.steps.one", f"{HERE}/calendar.md#steps", "Tự chấm"),
        ("process.milestones.x", f"{HERE}/calendar.md#x", "Quy trình – milestones – x"),
        ("interpretations.x", f"{HERE}/readings.md#x", "Cách hiểu – x"),
        ("strange", f"{HERE}/index.md#strange", "strange"),
    ],
)
def test_a_place_of_a_ruleset(place: str, target: str, name: str) -> None:
    """A place leads to its part, and is named by it and by the field."""
    assert places.target(RULES, place) == target
    wanted = {"process.milestones.x": "Quy trình – công việc – x"}.get(place, name)
    assert places.name(RULES, place, "vi") == wanted


def test_a_place_of_a_plan() -> None:
    """Targets, duties, tasks and fields lead to their rows, the rest to its section or the top."""
    found = plan()
    top = "plans/example/plan/2024/index.md"
    assert places.target(found, "tasks.a.due") == f"{top}#task-a"
    assert places.target(found, "reporting.due_day") == f"{top}#reporting"
    assert places.target(found, "tasks") == f"{top}#tasks"
    assert places.target(found, "span") == top


def test_every_assumption_of_a_shipped_ruleset_has_a_name() -> None:
    """No assumed place is shown by its key in English, where the ruleset or the format has a word for it."""
    for ruleset in shipped().rulesets.values():
        for place, _ in assumptions(ruleset):
            assert places.name(ruleset, place, "vi") != place or "." not in place
