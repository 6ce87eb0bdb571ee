"""The built site in a browser: what is read on the page is what the library says."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import random
import re
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from browser.chromium import Missing, run
from click.testing import CliRunner
from desks import done, refused

import parindex
from parindex.cli import app
from parindex.exact import decimal_text, exact_text
from parindex.fields import say
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import Figure, each_line
from parindex.site import calculator_page
from parindex.site.serve import HOST, server
from parindex.testing.random_assessments import assessment_tree

if TYPE_CHECKING:
    from parindex.errors import Language
    from parindex.site.material import Material

ROOT = Path(__file__).resolve().parent.parent
BROWSER = Path(__file__).resolve().parent / "browser"
EXAMPLES = ROOT / "docs" / "examples"
SEED = 2026
EACH = 10
RULESETS = (
    "example/department@2023",
    "example/department@2024",
    "ha-noi/departments@2024",
    "national/ministries@2023",
    "national/provinces@2022",
)
# One of each kind of page, and the calculator before it starts.
KINDS = (
    "index.html",
    "rulesets/example/department/2024/index.html",
    "rulesets/example/department/2024/items/plan-completion.html",
    "rulesets/example/department/2024/bands.html",
    "rulesets/example/department/2024/readings.html",
    "rulesets/ha-nam/departments-and-districts/2023/calendar.html",
    "changes/example/department/2023-2024.html",
    "plans/ha-noi/reform-plan/2021/index.html",
    "results/national-ministries-2023.html",
    "reference/errors.html",
    "en/how-to/use-the-calculator.html",
    "calculator.html",
)
TYPED: dict[str, dict[str, str]] = {
    "plan-completion": {"done": "10", "planned": "9,5"},
    "plan-issued": {"value": "2,5"},
    "self-scoring-quality": {"points": "0,33"},
    "communication-forms": {"count": "2,5"},
    "unlawful-documents": {"counts.content": "-1"},
}
# As figures of a form are: never guessed, and the line says how to write them.
PARTED: dict[str, dict[str, str]] = {
    "legal-drafts": {"done": "10", "planned": "1.250"},
    "innovation": {"count": "1.250.000"},
}
KEPT: dict[str, Any] = {
    "ruleset": "example/department@2024",
    "other": "national/ministries@2023",
    "unit": "Sở Minh hoạ Đ",
    "entries": [
        {"key": "plan-completion", "fields": {"done": "8", "planned": "8,5"}},
        {"key": "communication-forms", "fields": {"count": "3"}},
        {"key": "self-scoring-quality", "fields": {"points": "0,5"}},
    ],
    "half": {"key": "assigned-tasks", "fields": {"done": "7"}, "rest": {"planned": "7"}},
}
STAGES: dict[str, Any] = {
    "ruleset": "example/department@2024",
    "period": "half-year",
    "final": {"key": "plan-completion", "fields": {"done": "8", "planned": "8,5"}},
    "self": {"key": "plan-completion", "fields": {"done": "5", "planned": "8,5"}},
    "changed": {
        "key": "plan-completion",
        "fields": {"done": "50", "changed.by": "Hội đồng", "changed.why": "Hai việc chưa xong"},
    },
    "inherited": {"key": "communication-forms", "fields": {"count": "2"}},
    "items": ["plan-completion", "communication-forms", "self-scoring-quality"],
}
Plain = dict[str, Any]


def drawn(id_: str) -> list[Plain]:
    """Draw assessments that fit a ruleset: every other one complete, and of these the later the better."""
    source = random.Random(f"{SEED} {id_}")
    ruleset = parindex.load(id_)
    found = []
    for at in range(EACH):
        assessment = one(source, ruleset, complete=at % 2 == 0)
        if at % 2 == 0:
            improve(assessment, ruleset, [one(source, ruleset, complete=True) for _ in range(2 * at)])
        found.append(assessment)
    return found


def one(source: random.Random, ruleset: Ruleset, *, complete: bool) -> Plain:
    """Draw one assessment; where a grid is stated, with points that lie on it."""
    tree = ruleset.plain()
    of_one_kind = {**tree, "units": {"kinds": tree["units"]["kinds"][:1]}}
    assessment = assessment_tree(source.randrange, of_one_kind, decimal=complete)
    for stage in assessment["stages"].values():
        on_grid(source, tree["score"], stage["entries"])
    return assessment


def on_grid(source: random.Random, item: Plain, entries: Plain) -> None:
    """Draw points again for grids that random rulesets do not have."""
    entry = entries.get(item["key"], {})
    if "grid" in item.get("scale", ()) and "points" in entry:
        grid = Fraction(item["scale"]["grid"])
        entry["points"] = decimal_text(grid * source.randint(0, int(Fraction(item["max"]) / grid)))
    for child in item.get("items", ()):
        on_grid(source, child, entries)


def improve(assessment: Plain, ruleset: Ruleset, others: list[Plain]) -> None:
    """Give each leaf the best of what was drawn for it, so that other bands come up as well."""
    drawn_for: dict[str, list[tuple[Fraction, Plain]]] = {}
    for each in (assessment, *others):
        final = {**each["stages"].get("self", {}).get("entries", {}), **each["stages"]["final"]["entries"]}
        for line in each_line(parindex.score(ruleset, each).lines):
            if line.item.key in final:
                drawn_for.setdefault(line.item.key, []).append((line.least, final[line.item.key]))
    best = {key: max(entries, key=lambda each: each[0])[1] for key, entries in drawn_for.items()}
    plain = {
        key: {name: value for name, value in entry.items() if name != "changed"}
        for key, entry in best.items()
    }
    assessment["stages"] = {"final": {"entries": plain}}


def as_file(name: str, content: bytes) -> Plain:
    """Return a file as the scripts give it to the page."""
    return {"name": name, "content": base64.b64encode(content).decode()}


def printed(figure: Figure) -> str | None:
    """Return an exact figure as text, or nothing while it is open."""
    return None if figure.open else exact_text(figure.least)


def command(*words: str) -> str:
    """Return what a command prints, problems included."""
    return CliRunner().invoke(app, list(words)).output


@pytest.fixture(scope="module")
def assessments() -> dict[str, tuple[Ruleset, Plain]]:
    """Draw fifty assessments of five rulesets, by the name of their file."""
    return {
        f"{id_.replace('/', '-').replace('@', '-')}-{at}.json": (parindex.load(id_), each)
        for id_ in RULESETS
        for at, each in enumerate(drawn(id_))
    }


@pytest.fixture(scope="module")
def record() -> bytes:
    """Return the record of an example."""
    return parindex.record(parindex.load("example/department@2024"), EXAMPLES / "department-2024-b.yaml")


def bad_files() -> dict[str, str]:
    """Return assessments with mistakes, by the name of their file."""
    good = (EXAMPLES / "department-2024.yaml").read_text(encoding="utf-8")
    return {
        "planned-and-done.yaml": good.replace(
            "plan-completion: {done:", "plan-completion: {done: '9', planned: '2'}\n      plan-x: {done:"
        ),
        "no-yaml.yaml": "stages: [",
        "other-ruleset.yaml": good.replace("example/department@2024", "example/department@1999"),
        "comma.json": json.dumps({"format": "1", "ruleset": "example/department@2024"}),
    }


@pytest.fixture(scope="module")
def seen(
    tmp_path_factory: pytest.TempPathFactory, assessments: dict[str, tuple[Ruleset, Plain]], record: bytes
) -> Plain:
    """Build the site once for all processes of a run, look at it in the browser, return what was seen."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    found = shared / "browser.json"
    with (shared / "browser.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.is_file():
            found.write_text(json.dumps(look(shared, assessments, record)), encoding="utf-8")
    answer: Plain = json.loads(found.read_text(encoding="utf-8"))
    if "missing" in answer:
        pytest.skip(answer["missing"])
    return answer


def look(shared: Path, assessments: dict[str, tuple[Ruleset, Plain]], record: bytes) -> Plain:
    """Build, serve, browse."""
    site, plan, out = shared / "site", shared / "plan.json", shared / "seen.json"
    try:
        run("available.mjs")
    except Missing as reason:
        return {"missing": str(reason)}
    built = CliRunner().invoke(app, ["site", "build", "--root", str(ROOT), "-o", str(site)])
    if "E-SITE-PROGRAM" in built.output or "E-SITE-NPM" in built.output:
        return {"missing": built.output}
    assert built.exit_code == 0, built.output
    with serving(site) as address:
        planned = {
            "site": address,
            "file": f"{site.as_uri()}/",
            "elsewhere": "http://127.0.0.2:9/",
            "queries": json.loads((BROWSER / "queries.json").read_text(encoding="utf-8")),
            "kinds": KINDS,
            "assessments": [
                as_file(name, json.dumps(each).encode()) for name, (_, each) in assessments.items()
            ],
            "records": {
                "good.json": as_file("good.json", record),
                "tampered.json": as_file("tampered.json", tampered(record)),
            },
            "bad": [as_file(name, text.encode()) for name, text in bad_files().items()],
            "staged": as_file("stages.yaml", (EXAMPLES / "department-2024-stages.yaml").read_bytes()),
            "typing": {
                "ruleset": "example/department@2024",
                "item": next(iter(TYPED)),
                "entries": [{"key": key, "fields": fields} for key, fields in {**TYPED, **PARTED}.items()],
            },
            "changed": "plan-completion",
            "kept": KEPT,
            "stages": STAGES,
            "keyboard": {"item": "plan-issued", "text": "4"},
        }
        plan.write_text(json.dumps(planned), encoding="utf-8")
        run("checks.mjs", str(plan), str(out), seconds=1_800)
    answer: Plain = json.loads(out.read_text(encoding="utf-8"))
    return answer


def tampered(record: bytes) -> bytes:
    """Change one figure of a record."""
    old, new = b'"published":"70.20"', b'"published":"75.20"'
    assert old in record
    return record.replace(old, new)


@contextlib.contextmanager
def serving(site: Path) -> Iterator[str]:
    """Serve a built site while something looks at it."""
    with server(site, 0) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        try:
            yield f"http://{HOST}:{running.server_port}/"
        finally:
            running.shutdown()
            thread.join()


def part(seen: Plain, name: str) -> Any:
    """Return what one check saw."""
    assert name in seen, seen["broken"].get(name)
    return seen[name]


def test_every_check_ran(seen: Plain) -> None:
    """No check broke off, and no page threw an error."""
    assert seen["broken"] == {}
    assert seen["faults"] == []


@pytest.mark.parametrize("way", ["search", "search from a file"])
def test_queries_find_their_page(seen: Plain, way: str) -> None:
    """Each query finds its page, with or without a server: without diacritics, decomposed, a code."""
    found = part(seen, way)
    queries = json.loads((BROWSER / "queries.json").read_text(encoding="utf-8"))
    wrong = {
        each["query"]: found[f"{each['lang']} {each['query']}"][: each.get("within", 5)]
        for each in queries
        if each["page"] not in found[f"{each['lang']} {each['query']}"][: each.get("within", 5)]
    }
    assert wrong == {}


def test_pages_are_accessible(seen: Plain) -> None:
    """Axe finds no violation on any kind of page, in light or dark."""
    found = part(seen, "axe")
    assert {page: violations for page, violations in found.items() if violations} == {}
    assert len(found) == 2 * len(KINDS)


def test_the_filled_calculator_is_accessible(seen: Plain) -> None:
    """Axe finds no violation with everything filled in and unfolded, or a problem; it fits a phone."""
    for each in part(seen, "filled in").values():
        assert each == {"violations": [], "overflow": False}
    assert part(seen, "typing")["answers"]["axe"] == []
    assert part(seen, "kept")["axe"] == []


def test_the_page_says_what_the_library_says(
    seen: Plain, assessments: dict[str, tuple[Ruleset, Plain]]
) -> None:
    """Total, index, band and explanation of fifty assessments are the library's, to the exact fraction."""
    found = part(seen, "calculator")
    assert list(found) == list(assessments)
    bands = set()
    for name, (ruleset, each) in assessments.items():
        sheet = parindex.score(ruleset, each)
        assert found[name]["total"] == printed(sheet.total), name
        assert found[name]["index"] == printed(sheet.index), name
        assert found[name]["explained"].strip() == parindex.explain(sheet).strip(), name
        if sheet.band:
            assert found[name]["band"] == say(sheet.band.name, "vi"), name
            bands.add(sheet.band.key)
    assert len(bands) > 3


def test_a_record_is_verified(seen: Plain) -> None:
    """A record that is computed again is opened; of one with another figure nothing is taken over."""
    found = part(seen, "records")
    sheet = parindex.score(parindex.load("example/department@2024"), EXAMPLES / "department-2024-b.yaml")
    assert found["good.json"]["verdict"] == "REPRODUCED"
    assert found["good.json"]["after"]["total"] == printed(sheet.total)
    assert found["tampered.json"]["verdict"] == "DIFFERS"
    assert found["tampered.json"]["after"] == found["tampered.json"]["before"]
    assert "75.20" in found["tampered.json"]["told"]


def test_a_bad_file_is_refused_in_the_words_of_the_command_line(
    seen: Plain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each problem of a file is the line that `parindex score` prints, with its place."""
    monkeypatch.chdir(tmp_path)
    found = part(seen, "bad files")
    for name, text in bad_files().items():
        Path(name).write_text(text, encoding="utf-8")
        assert found[name] == command("score", name).splitlines(), name


def test_a_bad_figure_is_refused_in_the_words_of_the_command_line(
    seen: Plain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is typed gets the line that `parindex score` prints, beside the field and as its description."""
    monkeypatch.chdir(tmp_path)
    found = part(seen, "typing")
    assert found["arrived"] == next(iter(TYPED))
    unit = {"key": "unit", "name": "Đơn vị", "kind": "department"}
    tree = {"format": "1", "ruleset": "example/department@2024", "unit": unit, "period": "year"}
    for key, fields in TYPED.items():
        entry: Plain = {}
        for path, text in fields.items():
            field, _, inner = path.partition(".")
            figure = re.sub(r"^(-?\d+),(\d+)$", r"\1.\2", text)  # the comma of Vietnamese
            entry[field] = {inner: figure} if inner else figure
        stages = {"final": {"entries": {key: entry}}}
        Path("unit.json").write_text(json.dumps({**tree, "stages": stages}), encoding="utf-8")
        lines = [
            re.sub(r"^unit\.json:\d+:\d+: ", "", each) for each in command("score", "unit.json").splitlines()
        ]
        assert found["answers"][key]["told"] == lines, key
        assert lines[0] in found["answers"][key]["described"], key


def test_a_figure_that_parts_thousands_is_told_how_to_write_it(seen: Plain) -> None:
    """`1.250` and `1.250.000` are refused beside the field, each with the figures it can be."""
    answers = part(seen, "typing")["answers"]
    for key, entry in PARTED.items():
        lines = refused("score", ruleset=KEPT["ruleset"], kind="department", entries={key: entry})
        assert lines[0].startswith("E-DESK-")
        assert answers[key]["told"] == lines
        assert lines[0] in answers[key]["described"]


def test_what_was_entered_outlives_a_reload(seen: Plain) -> None:
    """With keys alone it is opened again: every field, also one half of an answer, and the unit."""
    found = part(seen, "kept")
    assert found["first"] == ["Mở máy tính điểm"]
    assert found["again"] == ["Mở tiếp kết quả đang nhập", "Làm lại từ đầu"]
    for name in ("fields", "whose"):
        assert found["after"][name] == found["before"][name] != found["empty"][name]
    assert KEPT["unit"] in found["after"]["whose"]
    half = KEPT["half"]
    entries = {each["key"]: each["fields"] for each in KEPT["entries"]}
    entries[half["key"]] = half["fields"] | half["rest"]
    scored = done("score", ruleset=KEPT["ruleset"], kind="department", entries=entries)
    points = {each["key"]: each["text"] for each in scored["lines"]}
    assert {key: text.partition(" /")[0] for key, text in found["finished"].items()} == {
        key: points[key] for key in entries
    }


def test_what_is_kept_stays_in_one_tab_and_on_one_page(seen: Plain) -> None:
    """Nothing is in what outlives the tab; another tab and the other language have none of it."""
    found = part(seen, "kept")
    assert list(found["stored"]["tab"]) == ["parindex /calculator.html"]
    assert list(found["stored"]["machine"]) == ["/.__palette"]  # the theme's: light or dark
    assert found["stored"]["cookies"] == ""
    assert found["elsewhere"] == ["Mở tiếp kết quả đang nhập", f"Làm lại từ đầu: {KEPT['other']}"]
    assert found["english"] == ["Open the calculator"]
    assert found["secondTab"] == ["Mở máy tính điểm"]


@pytest.mark.parametrize("changed", ["digest", "wheel"])
def test_what_was_entered_under_other_rules_is_dropped_and_said(seen: Plain, changed: str) -> None:
    """Where the ruleset or the library is another one, nothing is opened or kept, and the page says so."""
    found = part(seen, "kept")
    dropped = found["dropped"][changed]
    assert dropped["said"].startswith("Kết quả nhập trước đó trong thẻ này đã bị bỏ: ")
    assert KEPT["ruleset"] in dropped["said"]
    assert {name: dropped[name] for name in found["empty"]} == found["empty"]
    assert dropped["stored"]["tab"] == {}


def test_starting_afresh_asks_and_clears_everything(seen: Plain) -> None:
    """After a question the fields and what the tab keeps are empty; so it is for another stage."""
    found = part(seen, "kept")
    assert found["asked"] == ["Các kết quả đã nhập sẽ bị xoá. Tiếp tục?"] * 2
    assert found["stage"]["fields"] == found["empty"]["fields"]
    assert {name: found["afresh"][name] for name in found["empty"]} == found["empty"]
    assert found["afresh"]["stored"]["tab"] == {}
    assert found["last"] == ["Mở máy tính điểm"]


def test_a_stage_that_is_left_after_a_reload_is_gone(seen: Plain) -> None:
    """What was typed is no stage of a file: it neither is asked about any more nor handed on."""
    found = part(seen, "kept stages")
    asked = found["self"]["asked"]
    assert (asked["stage"], asked["stages"]) == ("self", {})
    assert asked["entries"] == {STAGES["self"]["key"]: STAGES["self"]["fields"]}
    assert done(**asked)["total"]["text"] in found["self"]["total"]
    asked = found["final"]["asked"]
    assert (asked["stage"], asked["stages"], asked["entries"]) == ("final", {}, {})
    assert found["final"]["fields"] == found["empty"]["fields"]


def test_a_file_of_stages_outlives_a_reload_and_another_period(seen: Plain) -> None:
    """What the stages before say still stands there, with what was entered, and who changed it is asked."""
    found = part(seen, "kept stages")
    file = found["file"]
    assert file["fields"] != found["empty"]["fields"]
    assert list(file["asked"]["stages"]) == ["self", "appraisal-1", "explanation", "appraisal-2", "final"]
    assert file["asked"]["entries"]["plan-completion"]["changed"]["by"] == "Hội đồng"
    assert done(**file["asked"])["total"]["text"] in file["total"]
    for name in ("period", "again"):
        assert found[name]["fields"] == file["fields"]
        assert found[name]["asked"] == {**file["asked"], "period": STAGES["period"]}
        assert done(**found[name]["asked"])["total"]["text"] in found[name]["total"]
    assert found["reason"]


def test_where_the_tab_is_full_nothing_older_is_kept(seen: Plain) -> None:
    """A tab that has no room for what was entered opens nothing after a reload, rather than older answers."""
    assert part(seen, "kept stages")["full"] == ["Mở máy tính điểm"]


def test_files_come_out_as_the_library_writes_them(
    seen: Plain, assessments: dict[str, tuple[Ruleset, Plain]], tmp_path: Path
) -> None:
    """The downloaded assessment and form score as what was given in; the record is the library's bytes."""
    found = part(seen, "downloads")
    ruleset, each = next(iter(assessments.values()))
    sheet = parindex.score(ruleset, each)
    assert base64.b64decode(found["record"]["content"]) == parindex.record(ruleset, each)
    file = tmp_path / found["assessment"]["name"]
    file.write_bytes(base64.b64decode(found["assessment"]["content"]))
    assert parindex.score(ruleset, file).total == sheet.total
    assert part(seen, "form")["total"] == printed(sheet.total)


def test_stages_are_taken_over(seen: Plain) -> None:
    """A file with several stages shows its last one, with what that has from those before it."""
    sheet = parindex.score(parindex.load("example/department@2024"), EXAMPLES / "department-2024-stages.yaml")
    assert part(seen, "stages")["total"] == printed(sheet.total)


def test_what_differs_from_the_stage_before_asks_for_its_reason(seen: Plain) -> None:
    """An answer that is changed is right in itself: the field of who changed it is marked, and no other."""
    assert part(seen, "stages")["marked"] == ["changed.by"]


def test_nothing_leaves_the_machine(seen: Plain) -> None:
    """Every request of every page and worker goes to the one server or a file; others are refused."""
    away = [
        each
        for each in seen["requests"]
        if not each.startswith(("http://127.0.0.1:", "file:", "data:", "blob:"))
    ]
    assert [each for each in away if not each.startswith("http://127.0.0.2:9/")] == []
    assert part(seen, "connections") == {
        "onPage": "refused",
        "inWorker": "refused",
        "directive": "connect-src",
    }


def test_the_keyboard_is_enough(seen: Plain) -> None:
    """With keys alone: start, choose a ruleset, enter a figure, hear the result, read on, and leave."""
    found = part(seen, "keyboard")
    assert found["first"] == "SELECT"
    assert found["chosen"] == "example/department@2024"
    assert found["points"].startswith("0,50")
    assert "Tổng điểm" in found["said"]
    assert found["left"]


def test_both_languages_share_the_scripts() -> None:
    """The page of each language asks for the scripts where they are, and names the way to serve them."""
    for lang, folder in (("vi", "./calculator/"), ("en", "../calculator/")):
        (page,) = calculator_page.pages(cast("Material", None), cast("Language", lang))
        assert page.path == "calculator.md"
        assert f'import("{folder}calculator.js")' in page.body
        assert "parindex site serve" in page.body.replace("\n", " ")


def test_a_file_says_how_to_serve_it(seen: Plain) -> None:
    """Opened without a server the page says so, and how to serve it."""
    assert "parindex site serve" in part(seen, "from a file")
