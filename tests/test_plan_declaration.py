"""What a plan declares: a sound one has no problem, and every law of plans is broken by one example."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.readers import yaml
from parindex.ruleset import catalog
from parindex.ruleset.plan import Duty, Plan
from parindex.ruleset.plan_checks import check_plan
from parindex.validation import validate

if TYPE_CHECKING:
    from parindex.errors import Problem

Plain = dict[str, Any]

PLANS = [name for name in catalog.available() if isinstance(catalog.declaration(name), Plan)]
RESPONSIBLE = {"vi": "Sở"}
FIELDS = [{"key": "steering", "code": "I", "name": {"vi": "Chỉ đạo"}}]
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
MEASURE = {"comparator": "at-least", "threshold": "5", "unit": "forms", "per": "year"}

each_plan = pytest.mark.parametrize("name", PLANS)


def named(key: str, **more: Any) -> Plain:
    """Declare something with a key and a name."""
    return {"key": key, "name": {"vi": f"Việc {key}"}, **more}


def task(key: str, **more: Any) -> Plain:
    """Declare a task of the one field."""
    return named(key, field="steering", responsible=RESPONSIBLE, **more)


def duty(key: str, **more: Any) -> Plain:
    """Declare a duty that comes again every month, unless said otherwise."""
    return named(key, responsible=RESPONSIBLE, **(more or {"due": {"every": "month"}}))


def reporting(*keys: str, **more: Any) -> Plain:
    """Declare the reports of a plan."""
    reports = [named(key, last_month=f"2024-{3 * index:02}") for index, key in enumerate(keys, start=1)]
    days = {"due_day": "14", "cut_off_from": "2023-12-10", "cut_off_day": "10"}
    return {"to": RESPONSIBLE, **days, "reports": reports, **more}


def plain_plan(**more: Any) -> Plain:
    """Declare a plan with nothing in it but what is said."""
    instrument = {"key": "kh", "number": "1/KH", "kind": "plan", "issuer": "-", "title": {"vi": "Kế hoạch"}}
    return {
        "format": "1",
        "id": "test/plan@2024",
        "year": "2024",
        "title": {"vi": "Kế hoạch nhỏ"},
        "standing": "illustrative",
        "coverage": "full",
        "instruments": [instrument | {"reliability": "D"}],
        "kind": "plan",
        "span": {"from": "2024-01-01", "to": "2024-12-31"},
        "fields": FIELDS,
        **more,
    }


def plan(**more: Any) -> Plan:
    """Make a plan."""
    found = validate(Plan, plain_plan(**more))
    assert isinstance(found, Plan), [str(each) for each in found]
    return found


def told(**more: Any) -> list[tuple[str, str]]:
    """Return the code and the path of each problem of a plan."""
    return [(each.code, each.at) for each in check_plan(plan(**more))]


def misshapen(**more: Any) -> tuple[Problem, ...]:
    """Return why a tree is no plan."""
    found = validate(Plan, plain_plan(**more))
    assert not isinstance(found, Plan)
    return found


# Sound plans


@each_plan
def test_the_shipped_plans_are_sound(name: str) -> None:
    """Every shipped plan keeps every law of plans."""
    assert check_plan(catalog.load_plan(name)) == ()


@each_plan
def test_a_plan_written_as_yaml_is_read_back(name: str) -> None:
    """Written and read again, a plan is equal and has the same hash and digest."""
    one = catalog.load_plan(name)
    again = validate(Plan, yaml.read(yaml.write(one.plain()).encode()).data)

    assert isinstance(again, Plan)
    assert again == one
    assert (hash(again), again.digest) == (hash(one), one.digest)


def test_a_plan_may_declare_nothing_but_its_span() -> None:
    """Targets, duties, tasks and reports are declared as far as the plan has them."""
    assert told(fields=[]) == []


def test_a_plan_with_everything_in_it() -> None:
    """A target, a counted duty, tasks of which one waits and one is a part, and reports keep every law."""
    cited = {"instrument": "kh", "at": "mục 1"}
    found = told(
        targets=[named("files", measure=MEASURE, source=cited)],
        duties=[duty("forms", measure=MEASURE), duty("read", due={"working_days": "3", "after": "sent"})],
        tasks=[
            task("sent", due={"between": ["2024-03-01", "2024-03-01"]}, source=cited),
            task("copy", part_of="sent", due={"after_event": {"vi": "Khi công bố"}}),
            task("kept"),
        ],
        reporting=reporting("first", "second", source=cited),
    )

    assert found == []


# Laws


def test_a_duty_owes_something() -> None:
    """A duty has a measure, a due rule or both; with neither nobody could tell whether it was met."""
    rest = {"key": "kept", "name": {"vi": "Lưu"}, "responsible": RESPONSIBLE}
    due = {"by": "2024-06-30"}

    for more in ({"measure": MEASURE}, {"due": due}, {"measure": MEASURE, "due": due}):
        assert isinstance(validate(Duty, rest | more), Duty)
    (found,) = misshapen(duties=[rest])
    assert (found.code, found.at, dict(found.details)) == ("E-DUTY", "duties.0", {"found": "kept"})


@pytest.mark.parametrize(
    ("more", "at"),
    [
        ({"tasks": [task("a"), task("b"), task("a")]}, ["tasks.2.key"]),
        ({"targets": [named("a", measure=MEASURE)] * 2}, ["targets.1.key"]),
        ({"fields": FIELDS * 2}, ["fields.1.key"]),
        ({"duties": [duty("a"), duty("a")]}, ["duties.1.key"]),
        ({"tasks": [task("a")], "duties": [duty("b"), duty("a")]}, ["duties.1.key"]),
        ({"tasks": [task("a")], "reporting": reporting("b", "a")}, ["reporting.reports.1.key"]),
        ({"duties": [duty("a")], "reporting": reporting("a")}, ["reporting.reports.0.key"]),
        ({"reporting": reporting("a", "a")}, ["reporting.reports.1.key"]),
        ({"targets": [named("a", measure=MEASURE)], "tasks": [task("a")]}, []),
        ({"tasks": [task("steering")]}, []),
    ],
)
def test_a_schedule_names_each_row_once(more: Plain, at: list[str]) -> None:
    """Tasks, duties and reports stand in one schedule, so no two share a key; targets and fields do not."""
    assert told(**more) == [("E-UNIQUE", place) for place in at]


@given(st.lists(st.sampled_from("abc"), max_size=3), st.lists(st.sampled_from("abc"), max_size=3))
def test_keys_are_unique_when_all_are_different(tasks: list[str], duties: list[str]) -> None:
    """A plan passes exactly when the keys of its tasks and duties taken together are all different."""
    found = told(tasks=[task(key) for key in tasks], duties=[duty(key) for key in duties])
    every = [*tasks, *duties]

    assert (found == []) == (len(set(every)) == len(every))


@pytest.mark.parametrize(
    ("more", "at", "what", "known"),
    [
        ({"span": {"from": "2024-01-01", "to": "2024-12-31", "source": {"instrument": "qd", "at": "1"}}},
         "span.source.instrument", "instrument", "kh"),
        ({"tasks": [task("a", source={"instrument": "qd", "at": "1"})]},
         "tasks.0.source.instrument", "instrument", "kh"),
        ({"tasks": [task("a") | {"field": "civil"}]}, "tasks.0.field", "field", "steering"),
        ({"tasks": [task("a"), task("b", part_of="c")]}, "tasks.1.part_of", "task", "a"),
        ({"tasks": [task("a"), task("b", part_of="a"), task("c", part_of="b")]},
         "tasks.2.part_of", "task", "a"),
        ({"tasks": [task("a"), task("b", part_of="b")]}, "tasks.1.part_of", "task", "a"),
        ({"tasks": [task("a", due={"working_days": "3", "after": "b"})]}, "tasks.0.due.after", "task", "a"),
        ({"duties": [duty("a", due={"working_days": "3", "after": "a"})]}, "duties.0.due.after", "task", ""),
    ],
)  # fmt: skip
def test_every_name_is_declared(more: Plain, at: str, what: str, known: str) -> None:
    """A plan names only its own instruments, fields and tasks; a part belongs to a task that is none."""
    (found,) = check_plan(plan(**more))

    assert (found.code, found.at) == ("E-REFERENCE", at)
    assert {**dict(found.details), "found": "", "nearest": ""} == {
        "what": what,
        "found": "",
        "nearest": "",
        "known": known,
    }


@pytest.mark.parametrize(
    ("id_", "wanted"),
    [
        ("test/plan@2024", []),
        ("test/plan@2023", [("E-VALUE", "year")]),
        ("test/plan-2024@2025", [("E-VALUE", "year")]),
    ],
)
def test_the_year_is_the_one_of_the_id(id_: str, wanted: list[tuple[str, str]]) -> None:
    """A plan of 2024 has an id of 2024."""
    assert told(id=id_) == wanted


def test_a_correction_keeps_the_year_of_what_it_corrects() -> None:
    """The number of a correction is no part of the year."""
    supersedes = {"id": "test/plan@2024", "why": {"vi": "Sửa lỗi chép"}}

    assert told(id="test/plan@2024.2", supersedes=supersedes) == []


def test_a_correction_says_what_it_corrects() -> None:
    """A plan with the number of a correction needs `supersedes`, and one without may leave it out."""
    (found,) = check_plan(plan(id="test/plan@2024.2"))

    assert (found.code, found.at, dict(found.details)) == ("E-REQUIRED", "", {"field": "supersedes"})


def waits(key: str, after: str) -> Plain:
    """Declare a task that waits for another."""
    return task(key, due={"working_days": "3", "after": after})


@pytest.mark.parametrize(
    ("after", "circle"),
    [
        ({"a": "a"}, "a"),
        ({"a": "b", "b": "a"}, "ab"),
        ({"a": "c", "b": "a", "c": "b"}, "abc"),
        ({"a": "b", "b": "b"}, "b"),
        ({"a": "b", "b": "c", "c": "d", "d": "c"}, "cd"),
        ({"a": "b", "b": "c", "c": "d"}, ""),
        ({"a": "c", "b": "c"}, ""),
    ],
)
def test_no_task_waits_for_itself(after: dict[str, str], circle: str) -> None:
    """Each task that counts its days from itself, by way of others or not, is told, and no other task."""
    found = check_plan(plan(tasks=[waits(key, after[key]) if key in after else task(key) for key in "abcd"]))

    assert [(each.code, each.at) for each in found] == [
        ("E-CIRCLE", f"tasks.{'abcd'.index(key)}.due.after") for key in circle
    ]
    assert [dict(each.details)["found"] for each in found] == list(circle)


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdef")))
def test_what_waits_without_a_circle_comes_to_an_end(after: dict[str, str]) -> None:
    """Tasks have no circle exactly when each that waits comes, by what it waits for, to one that does not."""

    def ends(key: str) -> bool:
        for _ in "abcdef":
            key = after.get(key, "")
        return not key

    found = told(tasks=[waits(key, after[key]) if key in after else task(key) for key in "abcdef"])

    assert (found == []) == all(map(ends, "abcdef"))
    assert {code for code, _ in found} <= {"E-CIRCLE"}


@given(DAYS, DAYS)
def test_spans_run_forwards(first: Any, last: Any) -> None:
    """The plan, a duty or a task passes exactly when its last day is not before its first."""
    between = {"between": [first.isoformat(), last.isoformat()]}
    found = told(
        span={"from": first.isoformat(), "to": last.isoformat()},
        duties=[duty("read", due=between)],
        tasks=[task("sent"), task("kept", due=between)],
    )
    places = ["span", "duties.0.due.between", "tasks.1.due.between"]

    assert found == ([] if first <= last else [("E-PERIOD-SPAN", place) for place in places])


def test_one_check_tells_every_problem() -> None:
    """A plan with many mistakes is told all of them at once."""
    found = told(
        year="2023",
        span={"from": "2024-12-31", "to": "2024-01-01"},
        tasks=[task("a", part_of="b"), task("a")],
        duties=[duty("a")],
    )

    assert found == [
        ("E-UNIQUE", "tasks.1.key"),
        ("E-UNIQUE", "duties.0.key"),
        ("E-REFERENCE", "tasks.0.part_of"),
        ("E-VALUE", "year"),
        ("E-PERIOD-SPAN", "span"),
    ]


# Shape


@pytest.mark.parametrize(
    ("more", "code", "at"),
    [
        ({"id": "plan@2024"}, "E-ID", "id"),
        ({"kind": "ruleset"}, "E-VALUE", "kind"),
        ({"instruments": []}, "E-WRONG", "instruments"),
        ({"score": {}}, "E-FIELD", "score"),
        ({"targets": [named("a", measure=MEASURE | {"threshold": "-1"})]},
         "E-LIMIT", "targets.0.measure.threshold"),
        ({"targets": [named("a", measure=MEASURE | {"comparator": "over"})]},
         "E-VALUE", "targets.0.measure.comparator"),
        ({"targets": [named("a", measure=MEASURE | {"unit": "points"})]},
         "E-VALUE", "targets.0.measure.unit"),
        ({"targets": [named("a")]}, "E-REQUIRED", "targets.0"),
        ({"tasks": [named("a", responsible=RESPONSIBLE)]}, "E-REQUIRED", "tasks.0"),
        ({"reporting": reporting()}, "E-WRONG", "reporting.reports"),
        ({"reporting": reporting("a", due_day="29")}, "E-LIMIT", "reporting.due_day"),
        ({"reporting": reporting("a", cut_off_day="0")}, "E-LIMIT", "reporting.cut_off_day"),
        ({"reporting": reporting("a", due_day="14.5")}, "E-WHOLE", "reporting.due_day"),
        ({"reporting": reporting("a", cut_off_day="9.5")}, "E-WHOLE", "reporting.cut_off_day"),
        ({"reporting": reporting("a", cut_off_from="10/12/2023")}, "E-DATE", "reporting.cut_off_from"),
        ({"span": {"from": "1899-12-31", "to": "2024-12-31"}}, "E-DATE", "span.from"),
        ({"tasks": [waits("a", "a") | {"due": {"working_days": "367", "after": "a"}}]},
         "E-LIMIT", "tasks.0.due.working_days"),
        ({"fields": [named("a", code="x" * 41)]}, "E-WRONG", "fields.0.code"),
    ],
)  # fmt: skip
def test_what_has_not_the_shape_of_a_plan(more: Plain, code: str, at: str) -> None:
    """A wrong word, figure, day or list is one problem at its place."""
    assert [(each.code, each.at) for each in misshapen(**more)] == [(code, at)]


@pytest.mark.parametrize("field", ["kind", "span", "instruments", "id", "title", "standing", "coverage"])
def test_what_a_plan_must_say(field: str) -> None:
    """A plan that leaves out its head or its span is no plan."""
    tree = plain_plan()
    del tree[field]
    found = validate(Plan, tree)

    assert isinstance(found, tuple)
    assert [(each.code, each.details) for each in found] == [("E-REQUIRED", (("field", field),))]


# Identity


def test_the_canonical_text_has_sorted_keys_and_no_space() -> None:
    """The canonical JSON is UTF-8 with keys in order and no default, and the digest is its SHA-256."""
    one = plan(tasks=[task("b"), task("a")], targets=[])
    text = one.canonical.decode()

    assert text.startswith(
        '{"coverage":"full","fields":[{"code":"I","key":"steering","name":{"vi":"Chỉ đạo"}}]'
    )
    assert "targets" not in text
    assert json.loads(text) == one.plain()
    assert one.digest == hashlib.sha256(text.encode()).hexdigest()


def test_equal_plans_are_one_key() -> None:
    """Plans that say the same are equal, whatever the spelling; one figure more is another plan."""
    one = plan(targets=[named("a", measure=MEASURE)])
    same = plan(targets=[named("a", measure=MEASURE | {"threshold": "5.0"})], duties=[], note=None)
    other = plan(targets=[named("a", measure=MEASURE | {"threshold": "5.1"})])

    assert {one, same} == {one}
    assert one.digest == same.digest != other.digest
    assert one != other


def test_an_instrument_is_found_by_its_key() -> None:
    """A plan gives its instrument by key, or nothing for a key that it does not have."""
    found = plan().instrument("kh")

    assert found is not None
    assert found.number == "1/KH"
    assert plan().instrument("qd") is None
