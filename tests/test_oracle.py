"""Facts about the oracle, the second engine, each read off docs/reference/semantics.md."""

from __future__ import annotations

import ast
import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from parindex.audit import oracle

Tree = dict[str, Any]

POLICIES = {
    "rounding": {"digits": "2", "mode": "half-up", "at": ["publication"]},
    "band_on": "exact",
    "rank": {"on": "published", "ties": "competition"},
    "not_applicable": "forbid",
    "missing": "refuse",
    "above_max": "cap",
}
BANDS = [
    {"key": "high", "from": "80", "to": "100"},
    {"key": "mid", "from": "50"},
    {"key": "low", "from": "10"},
]
DIRECT = {"method": "direct"}
COUNT = {"method": "count", "each": "1"}
NOT_HERE = {"state": "not-applicable", "why": "no such body"}

EXAMPLE = """
units:
  kinds: [{key: department}, {key: district}]
periods: [{key: year}]
score:
  key: total
  max: "100"
  items:
    - key: appraisal
      max: "50"
      cap: "50"
      items:
        - {key: plan-issued, max: "10", scale: {method: levels, levels: [{key: on-time, points: "10"},
           {key: late, points: "5"}, {key: none, points: "0"}]}}
        - {key: tasks-done, max: "12", scale: {method: ratio, full_at: "1", zero_below: "0.5"}}
        - {key: files-on-time, max: "8", scale: {method: steps, of: percent, steps: [
           {from: "98", to: "100", points: "8"}, {from: "90", points: "4"}, {from: "0", points: "0"}]}}
        - {key: disclosure, max: "6", not_applicable: exclude, scale: {method: checklist, ticks: [
           {key: progress, points: "2"}, {key: result, points: "2"}, {key: reply, points: "2"}]}}
        - {key: discipline, max: "4", scale: {method: deduction, kinds: [
           {key: minor, points: "0.5"}, {key: serious, points: "2"}]}}
        - {key: council-view, max: "10", scale: {method: direct, grid: "0.25"}}
        - {key: innovation, role: bonus, max: "3", scale: {method: count, each: "1"}}
        - {key: late-reports, role: penalty, max: "2", scale: {method: count, each: "0.5"}}
    - key: survey
      role: survey
      max: "50"
      rescale: true
      items:
        - {key: satisfaction, max: "10", scale: {method: survey,
           options: [{key: a, share: "1"}, {key: b, share: "0.6"},
                     {key: c, share: "0.2"}, {key: d, share: "0"}],
           groups: [{key: deputies, weight: "1/3"}, {key: people, weight: "2/3"}]}}
bands:
  - {key: xuat-sac, from: "95", to: "100"}
  - {key: tot, from: "85"}
  - {key: kha, from: "75"}
  - {key: trung-binh, from: "70"}
  - {key: yeu, from: "0"}
policies:
  rounding: {value: {digits: "2", mode: half-up, at: [publication]}, assumed: no source states it}
  band_on: {value: exact, assumed: no source states it}
  rank: {value: {on: published, ties: competition}, assumed: no source states it}
  not_applicable: {value: forbid, source: {instrument: qd-1, at: Article 2}}
  missing: {value: refuse, assumed: silence never scores}
  above_max: {value: cap, assumed: the scale ends at 100}
"""
ENTRIES = """
plan-issued: {level: on-time, evidence: [{title: Plan 12}]}
tasks-done: {done: "287", planned: "291"}
files-on-time: {value: "96.4"}
disclosure: {ticks: [progress, reply]}
discipline: {counts: {minor: "1"}}
council-view: {points: "8.25"}
innovation: {count: "2"}
late-reports: {count: "1"}
satisfaction:
  tallies:
    deputies: {a: "10", b: "8", c: "2", d: "0"}
    people: {a: "100", b: "60", c: "30", d: "10"}
"""


def read(text: str) -> Any:
    """Read a tree of text."""
    return yaml.BaseLoader(text).get_single_data()


def item(key: str, most: str | None = "10", scale: Tree | None = None, **more: Any) -> Tree:
    """Make a leaf, by default one whose points are given, up to 10."""
    stated = {} if most is None else {"max": most}
    return {"key": key, **stated, "scale": scale or DIRECT, **more}


def group(key: str, most: str, *items: Tree, **more: Any) -> Tree:
    """Make an inner item."""
    return {"key": key, "max": most, "items": list(items), **more}


def rules(*items: Tree, most: str = "10", root: Tree | None = None, **policies: Any) -> Tree:
    """Make a ruleset with these items below the root, by default out of 10."""
    chosen = {**POLICIES, **policies}
    return {
        "units": {"kinds": [{"key": "department"}, {"key": "district"}]},
        "periods": [{"key": "year"}],
        "score": group("total", most, *items, **(root or {})),
        "bands": BANDS,
        "policies": {name: {"value": value, "assumed": "for the test"} for name, value in chosen.items()},
    }


def rounding(mode: str, *at: str, digits: str = "2") -> Tree:
    """Make a rounding policy."""
    return {"digits": digits, "mode": mode, "at": ["publication", *at]}


def stages(**entries: Tree) -> Tree:
    """Make an assessment of several stages, written with `_` for `-`."""
    return {
        "format": "1",
        "ruleset": "x/y@2024",
        "unit": {"key": "so-noi-vu", "kind": "department"},
        "period": "year",
        "stages": {name.replace("_", "-"): {"entries": entry} for name, entry in entries.items()},
    }


def run(ruleset: Tree, **entries: Tree) -> Any:
    """Score the final entries, written with `_` for `-`, and return the tree of text."""
    named = {key.replace("_", "-"): entry for key, entry in entries.items()}
    return oracle.score(ruleset, stages(final=named))


def points(scale: Tree, entry: Tree, **more: Any) -> str:
    """Return the exact points of one leaf of max 10 that is seen like this."""
    most = more.pop("most", "10")
    under = rules(item("other"), item("leaf-1", most, scale, **more), most="20", above_max="allow")
    text = run(under, other={"points": "0"}, leaf_1=entry)["items"]["leaf-1"]["exact"]
    assert isinstance(text, str)
    return text


def refusal(ruleset: Tree, assessment: Any, stage: str = "final") -> str:
    """Return the message of the error that must come, which is one line."""
    with pytest.raises(oracle.OracleError) as caught:
        oracle.score(ruleset, assessment, stage)
    message = str(caught.value)
    assert "\n" not in message
    return message


def refused(scale: Tree, entry: Any, **more: Any) -> str:
    """Return the message with which one leaf of max 10 refuses an entry."""
    return refusal(rules(item("leaf", "10", scale, **more)), stages(final={"leaf": entry}))


# The worked example


def test_worked_example() -> None:
    """The worked example of the design comes out as printed there: 92443/1164, 79.42, kha."""
    found = oracle.score(read(EXAMPLE), stages(self=read(ENTRIES)))
    figure = {"exact": "92443/1164", "published": "79.42"}
    assert (found["total"], found["index"], found["band"]) == (figure, figure, "kha")
    assert (found["complete"], found["missing"]) == (True, [])


def test_worked_example_items() -> None:
    """Every item of the worked example has the points and the applicable max that the design gives it."""
    found = oracle.score(read(EXAMPLE), stages(self=read(ENTRIES)))["items"]
    assert {key: (line["exact"], line["applicable_max"]) for key, line in found.items()} == {
        "total": ("92443/1164", "100"),
        "appraisal": ("16717/388", "50"),
        "plan-issued": ("10", "10"),
        "tasks-done": ("1148/97", "12"),
        "files-on-time": ("4", "8"),
        "disclosure": ("4", "6"),
        "discipline": ("7/2", "4"),
        "council-view": ("33/4", "10"),
        "innovation": ("2", "0"),
        "late-reports": ("-1/2", "0"),
        "survey": ("109/3", "50"),
        "satisfaction": ("109/15", "10"),
    }
    assert {line["state"] for line in found.values()} == {"observed"}


def test_worked_example_with_exclusion() -> None:
    """With a leaf of 6 not applicable and excluded, the index is taken over the 94 that remain."""
    entries = {**read(ENTRIES), "disclosure": NOT_HERE}
    found = oracle.score(read(EXAMPLE), stages(final=entries))
    assert found["items"]["total"]["applicable_max"] == "94"
    assert found["items"]["appraisal"]["applicable_max"] == "44"
    assert found["total"]["exact"] == "87787/1164"
    assert found["index"] == {"exact": "2194675/27354", "published": "80.23"}
    assert found["items"]["disclosure"] == {"state": "not-applicable", "exact": "0", "applicable_max": "0"}


def test_only_text_comes_out_and_nothing_is_changed() -> None:
    """The result holds text, truth values and None only, and neither argument is touched."""
    ruleset, assessment = read(EXAMPLE), stages(self=read(ENTRIES))
    before = copy.deepcopy((ruleset, assessment))
    waiting: list[object] = [oracle.score(ruleset, assessment)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend((*value.keys(), *value.values()))
        elif isinstance(value, list):
            waiting.extend(value)
        else:
            assert value is None or isinstance(value, str | bool)
    assert (ruleset, assessment) == before


def test_stands_alone() -> None:
    """The oracle imports five modules of the standard library and nothing else."""
    tree = ast.parse(Path(oracle.__file__).read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    from_ = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert named | from_ == {"__future__", "collections.abc", "dataclasses", "math", "re", "typing"}


# Numbers


@pytest.mark.parametrize(
    ("text", "exact"),
    [("0", "0"), ("0.0", "0"), ("1.50", "3/2"), ("0.000001", "1/1000000"), ("9", "9"), ("3.125", "25/8")],
)
def test_number_is_exact(text: str, exact: str) -> None:
    """A number is taken exactly and written in lowest terms."""
    assert points(DIRECT, {"points": text}) == exact


def test_fifteen_digits() -> None:
    """Fifteen digits before the point and six after it are read without loss."""
    most = "999999999999999.999999"
    assert points(DIRECT, {"points": most}, most=most) == "999999999999999999999/1000000"


@pytest.mark.parametrize(
    "text",
    [
        *("", "-0", "-0.00", "+1", "01", "1.", ".5", "1e1", "1,5", "1_0", " 1", "1\n", "NaN", "1.0000001"),
        *("1/2", "-", "0x1", "\uff11", "\u0661", "1" * 16, None, 1, 1.5, True, ["1"], {"a": "1"}),
    ],
)
def test_not_a_number(text: object) -> None:
    """What the number grammar does not spell is refused, minus zero included."""
    assert "is not a number" in refused(DIRECT, {"points": text})


# Scales

LEVELS = {"method": "levels", "levels": [{"key": "good", "points": "10"}, {"key": "fair", "points": "2.5"}]}
TICKS = {"method": "checklist", "ticks": [{"key": "a", "points": "4"}, {"key": "b", "points": "6"}]}
FAULTS = {
    "method": "deduction",
    "kinds": [{"key": "minor", "points": "0.5"}, {"key": "major", "points": "4"}],
}
BALLOT = {
    "method": "survey",
    "options": [{"key": "yes", "share": "1"}, {"key": "so-so", "share": "1/3"}, {"key": "no", "share": "0"}],
    "groups": [{"key": "town", "weight": "1/4"}, {"key": "farm", "weight": "0.75"}],
}


def steps(of: str, *edges: str, **more: Any) -> Tree:
    """Make steps worth 3, 2, 1 points and so on down, with these lower edges; `to` ends the top one."""
    rows: list[Tree] = [{"from": edge, "points": str(len(edges) - i)} for i, edge in enumerate(edges)]
    if "to" in more:
        rows[0]["to"] = more.pop("to")
    return {"method": "steps", "of": of, "steps": rows, **more}


@pytest.mark.parametrize(("level", "exact"), [("good", "10"), ("fair", "5/2")])
def test_levels(level: str, exact: str) -> None:
    """A level gives its own points."""
    assert points(LEVELS, {"level": level}) == exact


@pytest.mark.parametrize("level", ["best", "", ["good"], {"good": "1"}])
def test_unknown_level(level: object) -> None:
    """A level that is not declared is refused, whatever its shape."""
    assert "is not declared" in refused(LEVELS, {"level": level})


@pytest.mark.parametrize(
    ("value", "exact"),
    [("100", "3"), ("98", "3"), ("97.999999", "2"), ("90", "2"), ("89.999999", "1"), ("0", "1")],
)
def test_steps_lower_edge(value: str, exact: str) -> None:
    """By default a step holds its `from`, and the top one holds its end too."""
    assert points(steps("percent", "98", "90", "0"), {"value": value}) == exact


@pytest.mark.parametrize(
    ("value", "exact"),
    [("100", "3"), ("98.000001", "3"), ("98", "2"), ("90.000001", "2"), ("90", "1"), ("0", "1")],
)
def test_steps_upper_edge(value: str, exact: str) -> None:
    """With `edges: upper` a step holds its upper end, and the lowest one holds both."""
    assert points(steps("percent", "98", "90", "0", edges="upper"), {"value": value}) == exact


@pytest.mark.parametrize(
    ("done", "planned", "exact"),
    [("49", "50", "3"), ("489999", "500000", "2"), ("2", "3", "1"), ("50", "50", "3"), ("0", "7", "1")],
)
def test_steps_of_percent_from_done_and_planned(done: str, planned: str, exact: str) -> None:
    """Done and planned make a percentage, compared exactly with the edges."""
    assert points(steps("percent", "98", "90", "0"), {"done": done, "planned": planned}) == exact


def test_steps_of_ratio() -> None:
    """A ratio is done over planned, or the value itself, in a domain that ends at 1."""
    scale = steps("ratio", "0.9", "0")
    assert points(scale, {"done": "9", "planned": "10"}) == "2"
    assert points(scale, {"value": "0.899999"}) == "1"
    assert points(scale, {"value": "1"}) == "2"
    assert "outside" in refused(scale, {"done": "11", "planned": "10"})


def test_steps_of_one_point() -> None:
    """A top step that begins where the domain ends holds that one point."""
    scale = steps("percent", "100", "0")
    assert points(scale, {"done": "7", "planned": "7"}) == "2"
    assert points(scale, {"value": "99.999999"}) == "1"


@pytest.mark.parametrize(("value", "exact"), [("0", "1"), ("4", "1"), ("5", "2"), ("999999999999999", "2")])
def test_steps_without_end(value: str, exact: str) -> None:
    """Steps of a count or of days late have no end unless the top one says so."""
    assert points(steps("count", "5", "0"), {"value": value}) == exact
    assert points(steps("days-late", "5", "0"), {"value": value}) == exact


def test_steps_of_the_smallest_figures() -> None:
    """The least that can be planned and done is compared with the edges like any other."""
    scale = steps("percent", "99.999999", "0", edges="upper")
    assert points(scale, {"done": "0.000001", "planned": "0.000001"}) == "2"


def test_steps_with_declared_end() -> None:
    """The top step's `to` ends the domain, higher or lower than the usual end."""
    assert points(steps("percent", "100", "0", to="120"), {"value": "120"}) == "2"
    assert "outside" in refused(steps("percent", "100", "0", to="120"), {"value": "120.000001"})
    assert "outside" in refused(steps("count", "5", "0", to="9"), {"value": "10"})


def test_steps_start_at_the_lowest_from() -> None:
    """A value below the lowest `from` lies outside, and the lowest `from` itself inside."""
    scale = steps("count", "5", "1", edges="upper")
    assert points(scale, {"value": "1"}) == "1"
    assert "outside" in refused(scale, {"value": "0"})


@pytest.mark.parametrize(
    ("of", "entry"),
    [
        ("percent", {"value": "100.000001"}),
        ("percent", {"value": "-1"}),
        ("percent", {"done": "3", "planned": "0"}),
        ("percent", {"done": "3", "planned": "2"}),
        ("count", {"value": "1.5"}),
        ("count", {"value": "-1"}),
        ("count", {"done": "1", "planned": "2"}),
        ("days-late", {"done": "1", "planned": "2"}),
        ("days-late", {"value": "0.5"}),
    ],
)
def test_steps_refuse(of: str, entry: Tree) -> None:
    """Steps refuse what lies outside, what is not whole where it must be, and done of a count."""
    assert refused(steps(of, "5", "0"), entry)


@pytest.mark.parametrize(
    ("entry", "exact"),
    [
        ({"done": "1", "planned": "2"}, "5"),
        ({"done": "499999", "planned": "1000000"}, "0"),
        ({"done": "2", "planned": "3"}, "20/3"),
        ({"done": "0.5", "planned": "0.75"}, "20/3"),
        ({"value": "1"}, "10"),
        ({"value": "0.75"}, "15/2"),
        ({"done": "0", "planned": "1"}, "0"),
    ],
)
def test_ratio(entry: Tree, exact: str) -> None:
    """A ratio gives its share of the max, the points at `zero_below` itself included."""
    assert points({"method": "ratio", "zero_below": "0.5"}, entry) == exact


@pytest.mark.parametrize(
    ("full_at", "value", "exact"),
    [
        ("0.9", "0.9", "10"),
        ("0.9", "1", "10"),
        ("0.9", "0.6", "20/3"),
        ("1.2", "1.2", "10"),
        ("1.2", "1", "25/3"),
    ],
)
def test_ratio_full_at(full_at: str, value: str, exact: str) -> None:
    """Full points are reached at `full_at`, below or above 1, and nothing more is given beyond it."""
    assert points({"method": "ratio", "full_at": full_at}, {"value": value}) == exact


@pytest.mark.parametrize(
    ("done", "exact"), [("0", "0"), ("1", "0"), ("2", "5"), ("3", "15/2"), ("4", "10"), ("6", "10")]
)
def test_ratio_with_fractional_thresholds(done: str, exact: str) -> None:
    """The thresholds of a ratio may be fractions, and are compared exactly."""
    scale = {"method": "ratio", "full_at": "2/3", "zero_below": "1/3"}
    assert points(scale, {"done": done, "planned": "6"}) == exact


def test_ratio_with_a_fractional_end() -> None:
    """A fractional `full_at` above 1 is itself the most that can be done."""
    scale = {"method": "ratio", "full_at": "4/3"}
    assert points(scale, {"done": "4", "planned": "3"}) == "10"
    assert refused(scale, {"done": "4.000001", "planned": "3"})


@pytest.mark.parametrize(
    ("full_at", "entry"),
    [
        ("1", {"done": "4", "planned": "3"}),
        ("0.5", {"value": "1.000001"}),
        ("1.2", {"done": "121", "planned": "100"}),
        ("1", {"done": "0", "planned": "0"}),
        ("1", {"done": "-1", "planned": "3"}),
        ("1", {"done": "-1", "planned": "-3"}),
        ("1", {"value": "-0.1"}),
    ],
)
def test_ratio_refuses(full_at: str, entry: Tree) -> None:
    """A ratio refuses more than the larger of 1 and `full_at`, nothing planned, and negative figures."""
    assert refused({"method": "ratio", "full_at": full_at}, entry)


@pytest.mark.parametrize(("ticks", "exact"), [([], "0"), (["a"], "4"), (["b", "a"], "10")])
def test_checklist(ticks: list[str], exact: str) -> None:
    """A checklist gives the sum of the ticks named, nothing when none is."""
    assert points(TICKS, {"ticks": ticks}) == exact


@pytest.mark.parametrize("ticks", [["c"], ["a", "a"], "a", [["a"]], {"a": "1"}])
def test_checklist_refuses(ticks: object) -> None:
    """Ticks that are unknown, named twice or not a list are refused."""
    assert refused(TICKS, {"ticks": ticks})


@pytest.mark.parametrize(
    ("count", "exact"), [("0", "0"), ("3", "9/2"), ("6", "9"), ("7", "10"), ("700", "10")]
)
def test_count(count: str, exact: str) -> None:
    """A count gives `each` as often as counted, at most the max."""
    assert points({"method": "count", "each": "1.5"}, {"count": count}) == exact


@pytest.mark.parametrize("count", ["-1", "0.5", "many"])
def test_count_refuses(count: str) -> None:
    """A count is a whole number, not negative."""
    assert refused(COUNT, {"count": count})


@pytest.mark.parametrize(
    ("counts", "exact"),
    [({}, "10"), ({"minor": "1"}, "19/2"), ({"minor": "1", "major": "2"}, "3/2"), ({"major": "3"}, "0")],
)
def test_deduction(counts: Tree, exact: str) -> None:
    """A deduction starts at the max, loses the points of every fault, and stops at 0."""
    assert points(FAULTS, {"counts": counts}) == exact


@pytest.mark.parametrize("counts", [{"grave": "0"}, {"minor": "0.5"}, {"minor": "-1"}, ["minor"]])
def test_deduction_refuses(counts: object) -> None:
    """A fault of an unknown kind, or not a whole number of times, is refused."""
    assert refused(FAULTS, {"counts": counts})


@pytest.mark.parametrize(("text", "exact"), [("0", "0"), ("0.25", "1/4"), ("9.75", "39/4"), ("10", "10")])
def test_direct_on_the_grid(text: str, exact: str) -> None:
    """Points given on the grid, from 0 to the max, are taken as given."""
    assert points({"method": "direct", "grid": "0.25"}, {"points": text}) == exact


@pytest.mark.parametrize("text", ["0.3", "9.999999", "-0.25", "10.25"])
def test_direct_refuses(text: str) -> None:
    """Points off the grid, below 0 or above the max are refused."""
    assert refused({"method": "direct", "grid": "0.25"}, {"points": text})


def test_survey() -> None:
    """A survey gives max x weight x mean share over the groups, an option not named counting 0."""
    tallies = {"town": {"yes": "1", "so-so": "1", "no": "1"}, "farm": {"so-so": "2"}}
    assert points(BALLOT, {"tallies": tallies}) == "65/18"  # 10 x (1/4 x 4/9 + 3/4 x 1/3)


def test_survey_result() -> None:
    """Where only the result is known, the points of a survey are taken as given."""
    assert points(BALLOT, {"points": "7.3"}) == "73/10"
    assert "between" in refused(BALLOT, {"points": "10.5"})


@pytest.mark.parametrize(
    "tallies",
    [
        {"town": {"yes": "1"}},
        {"town": {"yes": "1"}, "farm": {}},
        {"town": {"yes": "1"}, "farm": {"yes": "0"}},
        {"town": {"yes": "1"}, "city": {"yes": "1"}},
        {"town": {"yes": "1"}, "farm": {"yes": "1"}, "city": {"yes": "1"}},
        {"town": {"yes": "1"}, "farm": {"perhaps": "1"}},
        {"town": {"yes": "1"}, "farm": {"yes": "1.5"}},
        {"town": {"yes": "1"}, "farm": {"yes": "-1"}},
        {"town": {"yes": "1"}, "farm": "1"},
        "all",
    ],
)
def test_survey_refuses(tallies: object) -> None:
    """A group that is absent, empty or unknown, an unknown option and a broken tally are refused."""
    assert refused(BALLOT, {"tallies": tallies})


@pytest.mark.parametrize(
    ("tallies", "exact"),
    [
        ({"farm": {"so-so": "2"}}, "10/3"),
        ({"farm": {"so-so": "2"}, "town": {}}, "10/3"),
        ({"farm": {"so-so": "0"}, "town": {"yes": "1", "no": "2"}}, "10/3"),
        ({"town": {"yes": "1", "so-so": "1", "no": "1"}, "farm": {"so-so": "2"}}, "65/18"),
    ],
)
def test_survey_reweights(tallies: Tree, exact: str) -> None:
    """With `empty: reweight` a group without ballots is left out, and its weight falls to the others."""
    assert points({**BALLOT, "empty": "reweight"}, {"tallies": tallies}) == exact


def test_survey_shares_the_weights() -> None:
    """The weights of the groups that are left are divided by their sum."""
    groups = [
        {"key": "town", "weight": "1/6"},
        {"key": "farm", "weight": "1/3"},
        {"key": "sea", "weight": "0.5"},
    ]
    scale = {**BALLOT, "groups": groups, "empty": "reweight"}
    # 10 x (1/6 x 1 + 1/2 x 1/3) / (2/3)
    assert points(scale, {"tallies": {"town": {"yes": "7"}, "sea": {"so-so": "1"}}}) == "5"


@pytest.mark.parametrize(
    "tallies",
    [
        {},
        {"town": {}, "farm": {"yes": "0"}},
        {"town": {"yes": "1"}, "city": {}},
        {"town": {"yes": "1"}, "farm": {"perhaps": "0"}},
    ],
)
def test_survey_reweighted_refuses(tallies: Tree) -> None:
    """No ballot in any group, an unknown group and an unknown option are refused even so."""
    assert refused({**BALLOT, "empty": "reweight"}, {"tallies": tallies})


def test_survey_refuses_an_empty_group_where_it_says_so() -> None:
    """To say `refuse` is to say nothing."""
    assert refused({**BALLOT, "empty": "refuse"}, {"tallies": {"town": {"yes": "1"}}})


@pytest.mark.parametrize(
    ("scale", "entry"),
    [
        (DIRECT, {"point": "1"}),
        (DIRECT, {"points": "1", "level": "good"}),
        (DIRECT, {"points": "1", "note": "x"}),
        (LEVELS, {"points": "1"}),
        ({"method": "ratio"}, {"done": "1"}),
        ({"method": "ratio"}, {"planned": "1"}),
        ({"method": "ratio"}, {"value": "1", "done": "1", "planned": "1"}),
        (BALLOT, {"points": "1", "tallies": {}}),
        (COUNT, {"counts": {}}),
    ],
)
def test_observation_of_another_scale(scale: Tree, entry: Tree) -> None:
    """An observation that is not exactly one of the shapes its scale takes is refused."""
    assert "does not suit" in refused(scale, entry)


# Roles, floors, caps, rescaling


@pytest.mark.parametrize(
    ("scale", "entry", "exact"),
    [
        (COUNT, {"count": "2"}, "-2"),
        (COUNT, {"count": "99"}, "-10"),
        (COUNT, {"count": "0"}, "0"),
        (LEVELS, {"level": "fair"}, "-5/2"),
        (TICKS, {"ticks": ["a"]}, "-4"),
        (DIRECT, {"points": "1.5"}, "-3/2"),
        ({"method": "ratio"}, {"value": "0.1"}, "-1"),
        (steps("count", "5", "0"), {"value": "5"}, "-2"),
    ],
)
def test_penalty_leaf(scale: Tree, entry: Tree, exact: str) -> None:
    """The scale of a penalty gives the size of the deduction, and 0 stays plain 0."""
    assert points(scale, entry, role="penalty") == exact


def test_role_is_inherited() -> None:
    """What lies below a bonus or a penalty is one too, and adds nothing to the applicable max."""
    under = rules(
        item("base"),
        group("extra", "4", item("prize", "4", COUNT, role="criterion"), role="bonus", cap="3"),
        group("fines", "4", item("fine", "4", COUNT), role="penalty"),
        root={"cap": "none"},
        above_max="allow",
    )
    found = run(under, base={"points": "6"}, prize={"count": "4"}, fine={"count": "1"})
    assert found["total"]["exact"] == "8"
    assert {key: line["applicable_max"] for key, line in found["items"].items()} == {
        "total": "10",
        "base": "10",
        "extra": "0",
        "prize": "0",
        "fines": "0",
        "fine": "0",
    }


def test_survey_role_counts() -> None:
    """The role survey counts like a criterion, and an item below may say criterion again."""
    under = rules(
        group("polls", "10", item("a", "4", BALLOT), item("b", "6", role="criterion"), role="survey")
    )
    found = run(under, a={"points": "1"}, b={"points": "2"})
    assert (found["total"]["exact"], found["items"]["polls"]["applicable_max"]) == ("3", "10")


@pytest.mark.parametrize(
    ("floor", "exact"), [({}, "-3"), ({"floor": "-2"}, "-2"), ({"floor": "-2.5"}, "-5/2")]
)
def test_penalty_group_floor(floor: Tree, exact: str) -> None:
    """A penalty group does not fall below its declared floor, or below minus its max."""
    fines = group("fines", "3", item("a", "2", COUNT), item("b", "2", COUNT), role="penalty", **floor)
    found = run(rules(item("base"), fines), base={"points": "9"}, a={"count": "2"}, b={"count": "2"})
    assert found["items"]["fines"]["exact"] == exact


@pytest.mark.parametrize(
    ("floor", "exact"),
    [({}, "0"), ({"floor": "-1.5"}, "-3/2"), ({"floor": "-9"}, "-2"), ({"floor": "1"}, "1")],
)
def test_floor(floor: Tree, exact: str) -> None:
    """An inner item does not fall below its declared floor, or below 0."""
    under = rules(item("base"), item("fine", "5", COUNT, role="penalty"), root=floor)
    found = run(under, base={"points": "1"}, fine={"count": "3"})
    assert found["total"]["exact"] == exact


def test_cap_stands_after_rescale_and_floor() -> None:
    """Rescaling comes first, then the floor, then the cap, which has the last word."""
    under = rules(
        group("block", "10", item("a", "5"), rescale="true", floor="9", cap="8"), item("b", "5"), most="15"
    )
    found = run(under, a={"points": "4.5"}, b={"points": "1"})
    assert found["items"]["block"]["exact"] == "8"
    assert run(under, a={"points": "0"}, b={"points": "1"})["items"]["block"]["exact"] == "8"


def test_cap_none() -> None:
    """A bonus inside `cap: none` may carry its block above the block's max."""
    block = group("block", "6", item("a", "6"), item("extra", "3", COUNT, role="bonus"), cap="none")
    found = run(rules(block, item("b", "4")), a={"points": "6"}, extra={"count": "2"}, b={"points": "0"})
    assert (found["items"]["block"]["exact"], found["items"]["block"]["applicable_max"]) == ("8", "6")


def test_rescale_with_exclusion() -> None:
    """A rescaled block keeps its max when a part is not applicable, and shares it over the rest."""
    block = group("block", "10", item("a", "4"), item("b", "3"), item("c", "7"), rescale="true")
    under = rules(block, not_applicable="exclude")
    found = run(under, a={"points": "1"}, b={"points": "1"}, c=NOT_HERE)
    assert found["items"]["block"] == {"state": "observed", "exact": "20/7", "applicable_max": "10"}
    assert found["index"] == {"exact": "200/7", "published": "28.57"}


def test_rescale_of_nothing() -> None:
    """A rescaled block none of whose parts is applicable has 0 points and an applicable max of 0."""
    under = rules(
        group("block", "5", item("a", "7"), rescale="true"), item("b", "5"), not_applicable="exclude"
    )
    found = run(under, a=NOT_HERE, b={"points": "4"})
    assert found["items"]["block"] == {"state": "observed", "exact": "0", "applicable_max": "0"}
    assert found["index"]["exact"] == "80"


def test_rescale_inside_rescale() -> None:
    """Rescaled blocks inside one another stay exact, whatever they divide by."""
    inner = group("inner", "11", item("a", "7", {"method": "ratio"}), rescale="true")
    outer = group("outer", "10", inner, item("b", "2"), rescale="true")
    found = run(rules(outer), a={"done": "1", "planned": "3"}, b={"points": "0.000001"})
    assert found["items"]["inner"]["exact"] == "11/3"
    assert found["total"]["exact"] == "11000003/3900000"  # (11/3 + 1/1000000) x 10/13


def test_deep_tree() -> None:
    """A tree of five thousand storeys is scored like any other."""
    tree = item("leaf")
    for depth in range(5000):
        tree = group(f"storey-{depth}", "10", tree)
    assert run(rules(tree), leaf={"points": "2.5"})["total"]["exact"] == "5/2"


# States


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        ({"points": "0"}, "observed"),
        ({"state": "observed", "points": "0"}, "observed"),
        ({"state": "zero"}, "zero"),
        ({"state": "rejected", "why": "no evidence"}, "rejected"),
    ],
)
def test_state_worth_nothing(entry: Tree, state: str) -> None:
    """An observed 0, a zero and a rejection each give 0 points and keep their own state and the max."""
    found = run(rules(item("a", "6"), item("b", "4")), a=entry, b={"points": "4"})
    assert found["items"]["a"] == {"state": state, "exact": "0", "applicable_max": "6"}
    assert (found["complete"], found["total"]["exact"]) == (True, "4")


@pytest.mark.parametrize(
    ("policy", "exact", "applicable"), [("zero", "0", "6"), ("full", "6", "6"), ("exclude", "0", "0")]
)
def test_not_applicable(policy: str, exact: str, applicable: str) -> None:
    """Each policy gives what is not applicable its points and its applicable max."""
    found = run(rules(item("a", "6"), item("b", "4"), not_applicable=policy), a=NOT_HERE, b={"points": "2"})
    assert found["items"]["a"] == {"state": "not-applicable", "exact": exact, "applicable_max": applicable}


@pytest.mark.parametrize("policy", ["zero", "full", "exclude"])
@pytest.mark.parametrize("role", ["bonus", "penalty"])
def test_not_applicable_extra(policy: str, role: str) -> None:
    """A bonus or a penalty that is not applicable is worth 0 under every policy but forbid."""
    under = rules(item("a"), item("b", "4", COUNT, role=role), not_applicable=policy, root={"cap": "none"})
    found = run(under, a={"points": "3"}, b=NOT_HERE)
    assert found["items"]["b"] == {"state": "not-applicable", "exact": "0", "applicable_max": "0"}
    assert "not applicable" in refusal(
        rules(item("a"), item("b", "4", COUNT, role=role)), stages(final={"b": NOT_HERE})
    )


def test_not_applicable_is_inherited() -> None:
    """An item's `not_applicable` holds for all below it unless one of them says otherwise."""
    block = group(
        "block", "6", item("a", "2"), item("b", "4", not_applicable="full"), not_applicable="exclude"
    )
    found = run(rules(block, item("c", "4")), a=NOT_HERE, b=NOT_HERE, c={"points": "1"})
    assert (found["items"]["block"]["applicable_max"], found["total"]["exact"]) == ("4", "5")
    assert refusal(rules(block, item("c", "4")), stages(final={"c": NOT_HERE}))


@pytest.mark.parametrize(
    "entry",
    [
        {"state": "rejected"},
        {"state": "rejected", "why": " "},
        {"state": "rejected", "why": ["because"]},
        {"state": "not-applicable"},
        {"state": "absent"},
        {"state": ["zero"]},
        {"state": "zero", "points": "0"},
        {"state": "missing", "points": "1"},
        {"state": "observed"},
        {"why": "nothing seen"},
        {},
        "5",
        ["5"],
    ],
)
def test_entry_refused(entry: object) -> None:
    """A state without its why, an unknown state, and a state at odds with its observation are refused."""
    assert refused(DIRECT, entry, not_applicable="zero")


# What is missing


def test_missing_makes_an_interval() -> None:
    """What is missing is anywhere in its range: criteria up to the max, penalties down to minus the max."""
    under = rules(
        item("a", "6"),
        group("block", "4", item("b", "4"), item("fine", "3", COUNT, role="penalty")),
    )
    found = run(under, a={"points": "5"}, b={"state": "missing"})
    assert (found["complete"], found["missing"]) == (False, ["b", "fine"])
    assert found["total"] == {
        "least": {"exact": "5", "published": "5.00"},
        "most": {"exact": "9", "published": "9.00"},
    }
    assert found["index"]["most"] == {"exact": "90", "published": "90.00"}
    assert found["items"] == {
        "total": {"state": "missing", "least": "5", "most": "9", "applicable_max": "10"},
        "a": {"state": "observed", "exact": "5", "applicable_max": "6"},
        "block": {"state": "missing", "least": "0", "most": "4", "applicable_max": "4"},
        "b": {"state": "missing", "least": "0", "most": "4", "applicable_max": "4"},
        "fine": {"state": "missing", "least": "-3", "most": "0", "applicable_max": "0"},
    }


def test_missing_bonus() -> None:
    """A missing bonus may still add up to its max, inside the cap around it."""
    under = rules(item("a"), item("extra", "3", COUNT, role="bonus"), root={"cap": "10"})
    found = run(under, a={"points": "9"})
    assert (found["total"]["least"]["exact"], found["total"]["most"]["exact"]) == ("9", "10")


def test_missing_counts_as_zero() -> None:
    """With the policy zero what is missing is 0 and the score complete, but the leaf is still named."""
    under = rules(item("a", "6"), item("b", "4"), item("fine", "3", COUNT, role="penalty"), missing="zero")
    found = run(under, a={"points": "5"})
    assert (found["complete"], found["missing"], found["total"]["exact"]) == (True, ["b", "fine"], "5")
    assert found["items"]["b"] == {"state": "missing", "exact": "0", "applicable_max": "4"}
    assert found["items"]["total"] == {"state": "observed", "exact": "5", "applicable_max": "10"}


def test_missing_is_said_even_when_nothing_hangs_on_it() -> None:
    """A sheet with something missing stays an interval even where least and most agree."""
    under = rules(item("a"), item("fine", "3", COUNT, role="penalty"))
    found = run(under, a={"points": "0"})
    assert found["complete"] is False
    assert found["total"]["least"] == found["total"]["most"] == {"exact": "0", "published": "0.00"}
    assert found["band"] is None


def test_nothing_entered() -> None:
    """Without any stage every leaf is missing, in the order of the tree."""
    found = oracle.score(rules(group("g", "4", item("z", "4")), item("a", "6")), stages())
    assert (found["missing"], found["total"]["most"]["exact"]) == (["z", "a"], "10")


@pytest.mark.parametrize(("points_of_a", "band"), [("50", "mid"), ("60", None), ("80", "high"), ("5", None)])
def test_band_while_missing(points_of_a: str, band: str | None) -> None:
    """While something is missing the band is given only when least and most lie in the same one."""
    under = rules(item("a", "80"), item("b", "20"), most="100")
    assert run(under, a={"points": points_of_a})["band"] == band


# Which items count


def district() -> Tree:
    """Make a ruleset in which one block is for districts only."""
    return rules(
        item("a", "4"),
        group("only", "6", item("b", "6"), group("deep", "0", floor="2"), applies_to=["district"], floor="1"),
        item("c", "6", applies_to=["department"]),
    )


def test_excluded_items() -> None:
    """An item that does not apply to the unit's kind is out with all below it, floors and all."""
    found = run(district(), a={"points": "1"}, c={"points": "2"})
    gone = {"state": "not-applicable", "exact": "0", "applicable_max": "0"}
    assert {key: found["items"][key] for key in ("only", "b", "deep")} == dict.fromkeys(
        ("only", "b", "deep"), gone
    )
    assert (found["complete"], found["missing"]) == (True, [])
    assert found["index"] == {"exact": "30", "published": "30.00"}


@pytest.mark.parametrize("key", ["b", "only", "deep", "total", "d", "A", "two\nlines"])
def test_entry_out_of_place(key: str) -> None:
    """An entry for an item that is excluded, inner or unknown is an error, in whatever stage it stands."""
    assert "is not a leaf" in refusal(district(), stages(final={key: {"points": "1"}}))
    assert refusal(district(), stages(final={key: {"points": "1"}}), "self")


def test_nothing_applicable() -> None:
    """A sheet on which nothing is applicable has no index and is an error."""
    assert "applicable" in refusal(rules(item("a"), not_applicable="exclude"), stages(final={"a": NOT_HERE}))
    assert "applicable" in refusal(rules(item("a"), root={"applies_to": ["district"]}), stages())


# Leaves that state no max


def test_unstated_max() -> None:
    """A leaf without a max is bounded by the cap around it, and its parent has its own max."""
    block = group("block", "8", item("a", None), item("b", None), cap="8")
    found = run(rules(block, item("c", "2")), a={"points": "5"}, b={"points": "4"}, c={"points": "2"})
    assert found["items"]["block"] == {"state": "observed", "exact": "8", "applicable_max": "8"}
    assert found["items"]["a"] == {"state": "observed", "exact": "5", "applicable_max": "8"}
    assert refusal(rules(block), stages(final={"a": {"points": "8.5"}}))
    assert run(rules(block), a={"points": "5"})["items"]["b"]["most"] == "8"


def test_unstated_max_of_an_excluded_leaf() -> None:
    """A leaf without a max that does not apply to the unit leaves its parent the sum of the rest."""
    gone = item("a", None, applies_to=["district"])
    block = group("block", "8", gone, item("b", "5"), cap="8")
    assert run(rules(block), b={"points": "5"})["items"]["block"]["applicable_max"] == "5"


@pytest.mark.parametrize(("policy", "allowed"), [("zero", True), ("full", False), ("exclude", False)])
def test_unstated_max_not_applicable(policy: str, allowed: bool) -> None:  # noqa: FBT001
    """The policies full and exclude need a stated max, the policy zero does not."""
    under = rules(group("block", "8", item("a", None), cap="8"), not_applicable=policy)
    if allowed:
        assert run(under, a=NOT_HERE)["items"]["block"] == {
            "state": "observed",
            "exact": "0",
            "applicable_max": "8",
        }
    else:
        assert "stated max" in refusal(under, stages(final={"a": NOT_HERE}))


def test_unstated_max_of_a_bonus() -> None:
    """A bonus that is not applicable is worth 0 whether or not it states a max."""
    block = group("block", "8", item("a", "8"), item("extra", None, role="bonus"), cap="8")
    found = run(rules(block, not_applicable="exclude"), a={"points": "3"}, extra=NOT_HERE)
    assert found["items"]["extra"] == {"state": "not-applicable", "exact": "0", "applicable_max": "0"}


# Stages

CHANGED = {"by": "the council", "why": "two files late"}


def three() -> Tree:
    """Make an assessment of three stages, written in the wrong order."""
    return stages(
        final={"a": {"points": "3", "changed": CHANGED}},
        appraisal_1={"a": {"points": "4", "changed": CHANGED}, "b": {"points": "2"}},
        self={"a": {"points": "5"}},
    )


@pytest.mark.parametrize(
    ("stage", "a", "missing"),
    [
        ("self", "5", ["b"]),
        ("appraisal-1", "4", []),
        ("explanation", "4", []),
        ("appraisal-2", "4", []),
        ("final", "3", []),
    ],
)
def test_stage(stage: str, a: str, missing: list[str]) -> None:
    """A stage takes the latest entries up to itself, in the order of the stages and not of the file."""
    found = oracle.score(rules(item("a", "6"), item("b", "4")), three(), stage)
    assert (found["items"]["a"]["exact"], found["missing"]) == (a, missing)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"changed": {}},
        {"changed": {"by": "x"}},
        {"changed": {"why": "x"}},
        {"changed": {"by": "x", "why": ""}},
        {"changed": {"by": ["x"], "why": "x"}},
        {"changed": {"by": "x", "why": "x", "when": "today"}},
        {"changed": "yes"},
    ],
)
@pytest.mark.parametrize(
    "second", [{"points": "4"}, {"state": "zero"}, {"state": "missing"}, {"state": "rejected", "why": "x"}]
)
def test_changed_entry_needs_its_reasons(second: Tree, changed: Tree) -> None:
    """An entry that differs from the one before in state or observation says by whom and why."""
    first = {"a": {"points": "5"}}
    under = rules(item("a"))
    assert refusal(under, stages(self=first, final={"a": {**second, **changed}}))
    assert oracle.score(under, stages(self=first, final={"a": {**second, "changed": CHANGED}}))


def test_all_stages() -> None:
    """An assessment may have all five stages, some of them empty."""
    empty: Tree = {}
    entries = stages(
        self={"a": {"points": "5"}}, appraisal_1=empty, explanation=empty, appraisal_2=empty, final=empty
    )
    assert oracle.score(rules(item("a")), entries)["total"]["exact"] == "5"


def test_change_is_from_the_entry_before() -> None:
    """A change is one from the latest entry before it, not from the first."""
    entries = three()
    entries["stages"]["final"]["entries"]["a"] = {"points": "5"}
    assert "changed" in refusal(rules(item("a", "6"), item("b", "4")), entries)


def test_repeated_entry_needs_no_reasons() -> None:
    """An entry that repeats the one before, or is the first of its leaf, may do without reasons."""
    repeated = stages(
        self={"a": {"points": "5", "why": "seen", "changed": CHANGED}},
        final={"a": {"state": "observed", "points": "5", "evidence": []}, "b": {"points": "1"}},
    )
    assert oracle.score(rules(item("a", "6"), item("b", "4")), repeated)["total"]["exact"] == "6"


@pytest.mark.parametrize("changed", ["yes", {"by": "x"}])
def test_reasons_are_whole_wherever_they_stand(changed: object) -> None:
    """A change that is told, though nothing changed, is told whole."""
    assert refused(DIRECT, {"points": "1", "changed": changed})


def test_later_stage_must_be_valid_too() -> None:
    """An entry that is not valid is an error even when its stage is not asked for, or was overruled."""
    good, bad = {"points": "5", "changed": CHANGED}, {"points": "50"}
    assert refusal(rules(item("a")), stages(self={"a": bad}, final={"a": good}))
    assert refusal(
        rules(item("a")), stages(self={"a": good}, final={"a": {**bad, "changed": CHANGED}}), "self"
    )


# The assessment as a whole


@pytest.mark.parametrize(
    "change",
    [
        {"period": "half-year"},
        {"period": None},
        {"unit": {"key": "x", "kind": "ministry"}},
        {"unit": {"key": "x"}},
        {"unit": "x"},
        {"stages": None},
        {"stages": []},
        {"stages": {"finale": {"entries": {}}}},
        {"stages": {"final": {"entires": {}}}},
        {"stages": {"final": {"entries": {}, "note": "x"}}},
        {"stages": {"final": {}}},
        {"stages": {"final": "x"}},
        {"stages": {"final": {"entries": []}}},
    ],
)
def test_broken_assessment(change: Tree) -> None:
    """A period, unit kind or stage that is not declared, and a broken file, are refused."""
    assert refusal(rules(item("a")), {**stages(final={"a": {"points": "1"}}), **change})


@pytest.mark.parametrize("assessment", [None, "x", []])
def test_no_assessment(assessment: object) -> None:
    """What is not a map is not an assessment."""
    assert refusal(rules(item("a")), assessment)


@pytest.mark.parametrize("stage", ["", "Final", "appraisal", "final "])
def test_unknown_stage(stage: str) -> None:
    """A stage that does not exist cannot be asked for."""
    assert "is not a stage" in refusal(rules(item("a")), stages(final={"a": {"points": "1"}}), stage)


# Above the maximum


def above(policy: str) -> Tree:
    """Make a ruleset whose bonus can carry the total to 15 of 10."""
    return rules(item("a"), item("extra", "5", COUNT, role="bonus"), root={"cap": "none"}, above_max=policy)


@pytest.mark.parametrize(("policy", "total", "index"), [("cap", "10", "100"), ("allow", "12", "120")])
def test_above_max(policy: str, total: str, index: str) -> None:
    """A total above the max is capped or allowed as the ruleset says, and the index with it."""
    found = run(above(policy), a={"points": "9"}, extra={"count": "3"})
    assert (found["total"]["exact"], found["index"]["exact"], found["items"]["total"]["exact"]) == (
        total,
        index,
        total,
    )


def test_above_max_refused() -> None:
    """With refuse a total at the max stands and a total above it is an error."""
    assert run(above("refuse"), a={"points": "9"}, extra={"count": "1"})["total"]["exact"] == "10"
    assert "total" in refusal(above("refuse"), stages(final={"a": {"points": "9"}, "extra": {"count": "2"}}))


def test_above_max_of_an_interval() -> None:
    """With refuse an interval is an error only when even its least is above the max."""
    found = run(above("refuse"), a={"points": "9"})
    assert (found["total"]["least"]["exact"], found["total"]["most"]["exact"]) == ("9", "14")
    assert run(above("cap"), a={"points": "9"})["total"]["most"]["exact"] == "10"


def partial(policy: str) -> Tree:
    """Make a ruleset whose bonus can carry a total of 9 to 150 % of what is applicable."""
    return rules(
        item("a", "6"),
        item("b", "4", not_applicable="exclude"),
        item("extra", "3", COUNT, role="bonus"),
        root={"cap": "none"},
        above_max=policy,
    )


@pytest.mark.parametrize(("policy", "index", "band"), [("cap", "100", "high"), ("allow", "400/3", None)])
def test_index_above_100(policy: str, index: str, band: str | None) -> None:
    """A total inside the max may still make an index above 100, which is capped or allowed alike."""
    found = run(partial(policy), a={"points": "6"}, b=NOT_HERE, extra={"count": "2"})
    assert (found["total"]["exact"], found["index"]["exact"], found["band"]) == ("8", index, band)


def test_index_above_100_refused() -> None:
    """With refuse an index above 100 is an error though the total is inside the max."""
    entries = {"a": {"points": "6"}, "b": NOT_HERE, "extra": {"count": "2"}}
    assert "index" in refusal(partial("refuse"), stages(final=entries))


# Rounding


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half-up", ["0.13", "0.38", "0.12", "0.13", "0.12", "-0.13", "-0.38", "-0.12", "0.00"]),
        ("half-even", ["0.12", "0.38", "0.12", "0.13", "0.12", "-0.12", "-0.38", "-0.12", "0.00"]),
        ("down", ["0.12", "0.37", "0.12", "0.12", "0.12", "-0.12", "-0.37", "-0.12", "0.00"]),
        ("up", ["0.13", "0.38", "0.13", "0.13", "0.12", "-0.13", "-0.38", "-0.13", "-0.01"]),
    ],
)
def test_rounding_modes(mode: str, expected: list[str]) -> None:
    """Each mode rounds ties, nearer and farther figures as named, on either side of 0, and -0 never shows."""
    above_zero = ["0.125", "0.375", "0.124999", "0.125001", "0.12"]
    below_zero = ["0.125", "0.375", "0.124999", "0.000001"]
    under = rules(item("a"), rounding=rounding(mode))
    found = [run(under, a={"points": text})["total"]["published"] for text in above_zero]
    loss = rules(
        item("a"),
        item("fine", "9", role="penalty"),
        root={"floor": "-9"},
        above_max="allow",
        rounding=rounding(mode),
    )
    lost = [
        run(loss, a={"state": "zero"}, fine={"points": text})["total"]["published"] for text in below_zero
    ]
    assert found + lost == expected


@pytest.mark.parametrize(
    ("text", "published"),
    [("0.005", "0.00"), ("0.015", "0.02"), ("0.025", "0.02"), ("0.035", "0.04"), ("0.045", "0.04")],
)
def test_half_even_at_ties(text: str, published: str) -> None:
    """At a tie half-even goes to the even neighbour, above or below."""
    under = rules(item("a"), rounding=rounding("half-even"))
    assert run(under, a={"points": text})["total"]["published"] == published


@pytest.mark.parametrize(
    ("digits", "published"),
    [("0", "3"), ("1", "2.5"), ("3", "2.500"), ("6", "2.500000"), ("9", "2.500000000")],
)
def test_digits(digits: str, published: str) -> None:
    """Published figures have exactly the declared number of decimals, and no point when it is 0."""
    under = rules(item("a"), rounding=rounding("half-up", digits=digits))
    assert run(under, a={"points": "2.5"})["total"] == {"exact": "5/2", "published": published}


def thirds(*at: str, **more: Any) -> Tree:
    """Make a ruleset of three ratios, rounded at these places too."""
    third = {"method": "ratio"}
    block = group("block", "2", item("a", "1", third), item("b", "1", third))
    return rules(block, item("c", "1", third), most="3", rounding=rounding("half-up", *at), **more)


@pytest.mark.parametrize(
    ("at", "total"),
    [
        ([], "2"),
        (["leaf"], "201/100"),
        (["a"], "601/300"),
        (["leaf", "a"], "201/100"),
        (["block"], "599/300"),
        (["leaf", "block"], "201/100"),
        (["total"], "2"),
    ],
)
def test_rounding_at(at: list[str], total: str) -> None:
    """Leaves, single leaves and inner items are rounded where the ruleset names them, and only there."""
    seen = {"done": "2", "planned": "3"}
    assert run(thirds(*at), a=seen, b=seen, c=seen)["total"]["exact"] == total


def test_rounding_of_the_root() -> None:
    """A rounded root makes the total itself a rounded figure, and the index follows from it."""
    seen = {"done": "1", "planned": "3"}
    found = run(thirds("total"), a=seen, b={"state": "zero"}, c={"state": "zero"})
    assert found["total"] == {"exact": "33/100", "published": "0.33"}
    assert found["index"] == {"exact": "11", "published": "11.00"}


def test_rounding_is_before_rescaling() -> None:
    """A rounded leaf is rescaled as rounded, its group is not rounded, a penalty rounds by size."""
    ratio, fine = item("a", "7", {"method": "ratio"}), item("fine", "1", role="penalty")
    under = rules(group("block", "10", ratio, fine, rescale="true"), rounding=rounding("half-up", "leaf"))
    found = run(under, a={"done": "1", "planned": "3"}, fine={"points": "0.125"})
    assert (found["items"]["a"]["exact"], found["items"]["fine"]["exact"]) == ("233/100", "-13/100")
    assert found["items"]["block"]["exact"] == "22/7"


def test_rounding_of_what_is_missing() -> None:
    """Both ends of what is missing are rounded like any points."""
    under = rules(item("a", "3.126"), item("b", "6.874"), rounding=rounding("down", "leaf"))
    assert run(under, a={"points": "1"})["items"]["b"]["most"] == "687/100"


# Bands


@pytest.mark.parametrize(
    ("index", "band"),
    [
        ("100", "high"),
        ("80", "high"),
        ("79.999999", "mid"),
        ("50", "mid"),
        ("49.999999", "low"),
        ("10", "low"),
        ("9.999999", None),
    ],
)
def test_band_edges(index: str, band: str | None) -> None:
    """A band holds its `from` and ends before the one above, the top one at `to`; below all there is none."""
    assert run(rules(item("a", "100"), most="100"), a={"points": index})["band"] == band


@pytest.mark.parametrize(
    ("band_on", "index", "band"),
    [
        ("exact", "79.995", "mid"),
        ("published", "79.995", "high"),
        ("published", "79.994999", "mid"),
        ("published", "80", "high"),
        ("published", "100", "high"),
    ],
)
def test_band_on(band_on: str, index: str, band: str) -> None:
    """The band reads the exact or the published index, as the ruleset says."""
    assert run(rules(item("a", "100"), most="100", band_on=band_on), a={"points": index})["band"] == band


def test_band_above_the_top() -> None:
    """An allowed index above the end of the top band lies in no band."""
    under = above("allow")
    assert run(under, a={"points": "10"}, extra={"count": "0"})["band"] == "high"
    assert run(under, a={"points": "10"}, extra={"count": "1"})["band"] is None


def test_no_bands() -> None:
    """A ruleset without bands gives none."""
    under = rules(item("a"))
    del under["bands"]
    assert run(under, a={"points": "9"})["band"] is None


def test_a_fraction_of_any_length_is_written() -> None:
    """A score whose exact value needs more than 4,300 digits is written in full."""
    long = 10**9000 + 7
    text = oracle._exact(-long, 3 * 10**8999)
    assert text == f"-1{'0' * 8999}7/3{'0' * 8999}"
