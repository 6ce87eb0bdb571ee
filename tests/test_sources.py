"""The matrix of clauses: no line, figure or place of a ruleset comes loose unseen from the text below it."""

from __future__ import annotations

import os
import re
import shutil
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from commands import ROOT, small_rules, written
from helpers import Plain, group, leaf, plain_ruleset

from parindex import validation
from parindex.errors import Problem, ReadError, RulesetError
from parindex.readers import json as json_reader
from parindex.readers.yaml import read
from parindex.ruleset import catalog
from parindex.ruleset.lock import canonical_file, publish
from parindex.ruleset.model import Change, Ruleset
from parindex.ruleset.places import path_of
from parindex.ruleset.process import Source
from parindex.sources import check as sources_check
from parindex.sources import matrix as sources_matrix
from parindex.sources.check import check_beside, check_folder, read_declared
from parindex.sources.document import SourceDocument
from parindex.sources.figures import _figures, figures, held, same
from parindex.sources.matrix import (
    Matrix,
    check_clauses,
    check_declared,
    clauses_at,
    documents_of,
    locators,
    read_matrix,
)
from parindex.validation import validate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parindex.errors import Language
    from parindex.errors import Path as Where
    from parindex.fields import Model

KEY = "ha-nam-2023-plan"
ID = "ha-nam/departments-and-districts@2023"
RULESETS = ROOT / "rulesets"
RULESET = Path("ha-nam", "departments-and-districts", "2023.yaml")
SOURCE = Path("sources", f"{KEY}.yaml")
TEXT = (RULESETS / RULESET).read_text(encoding="utf-8")
LINES = TEXT.splitlines(keepends=True)
NUMBERS = [number for number, line in enumerate(LINES, 1) if line.strip() and line.strip()[0] != "#"]
OUTCOMES = {"encoded", "process", "open", "not_a_rule"}
FIFTH, FINANCE = "mục III, gạch đầu dòng 5", "mục V.4"
UNREAD = {"E-YAML", "E-DUP", "E-EMPTY"}
PARSE, FIELDS = yaml.parse, validation._fields
# libyaml is ten times as fast; where PyYAML comes without it, only time is lost.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
READ_JSON = lru_cache(json_reader.read)
FIGURE = re.compile(r"-?[0-9]+(\.[0-9]+)?|[0-9]{4}-([0-9]{2}(-[0-9]{2})?|Q[1-4])")


# A published folder of one ruleset and its one source, to break


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder of one ruleset and its source, and publish it."""
    folder = tmp_path_factory.mktemp("shelf")
    for file in (RULESET, SOURCE):
        (folder / file).parent.mkdir(parents=True)
        shutil.copy(RULESETS / file, folder / file)
    declaration = read_declared(folder / RULESET).declaration
    assert declaration is not None
    assert publish(folder, {folder / RULESET: declaration}) == (ID,)
    return folder


@pytest.fixture
def published(shelf: Path, tmp_path: Path) -> Path:
    """Give the ruleset's file in a published folder of this test's own."""
    return Path(shutil.copytree(shelf, tmp_path / "rulesets")) / RULESET


@pytest.fixture
def draft(published: Path) -> Path:
    """Give the ruleset's file in a folder in which nothing is published: only the sources guard it."""
    folder = published.parent.parent.parent
    (folder / "LOCK").write_bytes(b"")
    canonical_file(published).unlink()
    return published


@pytest.fixture
def unaided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence the laws of rulesets, so that the shape, the sources and LOCK find what is found."""
    monkeypatch.setattr(catalog, "check", lambda _: ())
    monkeypatch.setattr(sources_check, "read_matrix", lambda *_: matrix())
    seen: list[tuple[object, object, object]] = []

    def once(model: type[Model], data: object) -> object:
        """Validate a document, and give the same again when it is asked for again."""
        if not (seen and seen[0][0] is model and seen[0][1] is data):
            seen[:] = [(model, data, validate(model, data))]
        return seen[0][2]

    for module in (catalog, sources_check):
        monkeypatch.setattr(module, "validate", once)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read hundreds of files with the quick parser, and what never changes once for all."""
    monkeypatch.setattr(yaml, "parse", quickly)
    monkeypatch.setattr(validation, "_fields", fields)
    monkeypatch.setattr(json_reader, "read", READ_JSON)
    # Rulesets of earlier tests are equal and not the same, which takes long to find out.
    for cached in (sources_matrix._plain, sources_matrix._sources):
        cached.cache_clear()


def quickly(text: str, **_: object) -> Iterator[yaml.Event]:
    """Parse with libyaml, and give the events that PyYAML's own parser gives."""
    for event in PARSE(text, Loader=LOADER):
        if isinstance(event, yaml.ScalarEvent):
            event.style = event.style or None
        yield event


@lru_cache
def fields(model: type[Model]) -> tuple[str, ...]:
    """Name every field of the format, once."""
    return tuple(FIELDS(model))


@lru_cache(maxsize=1)
def matrix() -> Matrix:
    """Read the one source document, as it ships."""
    return read_matrix(RULESETS, frozenset({KEY}))


def source_of(file: Path) -> Path:
    """Return the source document beside a ruleset."""
    return file.parent.parent.parent / SOURCE


def edit(file: Path, old: str, new: str) -> None:
    """Replace the one place where a file says something."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, (text.count(old), old)
    file.write_text(text.replace(old, new), encoding="utf-8")


def wrong(file: Path) -> tuple[Problem, ...]:
    """Return what is wrong in a file, and between it and its sources and LOCK."""
    return tuple(each for each in check_beside(file) if each.severity == "error")


def wrong_or_unread(file: Path) -> tuple[Problem, ...]:
    """Return what is wrong, or why the file cannot be read at all."""
    try:
        return wrong(file)
    except ReadError as error:
        return error.problems


def named(problems: tuple[Problem, ...]) -> set[str]:
    """Return the locators of clauses that problems name."""
    found = [dict(each.details).get("at") for each in problems]
    return {at for each in found if isinstance(each, str) for at in each.split("; ")}


def said_once(problems: tuple[Problem, ...], code: str) -> tuple[str, str]:
    """Return the only line of one code, in Vietnamese and in English."""
    (vietnamese,), (english,) = said(problems, code, "vi"), said(problems, code, "en")
    return vietnamese, english


def clause_number(at: str) -> int:
    """Return which clause of the document, counted from 0, has a locator."""
    return [each.at for each in matrix()[KEY].source.clauses].index(at)


def said(problems: tuple[Problem, ...], code: str, lang: Language) -> list[str]:
    """Return the lines of the problems of one code, without the file they stand in."""
    return [replace(each, place=None).line(lang) for each in problems if each.code == code]


# Which lines and figures of the file belong to which clauses, read from the YAML itself


def lines_of(node: yaml.Node) -> Iterator[int]:
    """Give each line on which a scalar of a node stands."""
    if isinstance(node, yaml.ScalarNode):
        yield from range(node.start_mark.line + 1, node.end_mark.line + 2)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from (*lines_of(key), *lines_of(value))
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from lines_of(each)


def lines_at(node: yaml.Node, path: Where) -> set[int]:
    """Return the lines of what stands at a path, its key included."""
    key: set[int] = set()
    for part in path:
        if isinstance(node, yaml.MappingNode):
            name, node = next((name, value) for name, value in node.value if name.value == part)
            key = set(lines_of(name))
        else:
            assert isinstance(node, yaml.SequenceNode)
            node, key = node.value[int(part)], set()
    return key | set(lines_of(node))


def scalars(node: yaml.Node, path: Where = ()) -> Iterator[tuple[Where, yaml.ScalarNode]]:
    """Give each scalar that is not a key, with its path."""
    if isinstance(node, yaml.ScalarNode):
        yield path, node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from scalars(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, each in enumerate(node.value):
            yield from scalars(each, (*path, index))


TREE = yaml.compose(TEXT, Loader=yaml.SafeLoader)
assert TREE is not None
MAP: yaml.Node = TREE
STATED = {path: node for path, node in scalars(MAP) if FIGURE.fullmatch(node.value)}


@lru_cache(maxsize=1)
def owners() -> dict[int, set[str]]:
    """Return the clauses that became each line of the file."""
    data = read_declared(RULESETS / RULESET).document.data
    found: defaultdict[int, set[str]] = defaultdict(set)
    for clause in matrix()[KEY].source.clauses:
        for _, place in clause.places:
            path = path_of(data, place)
            assert path is not None, place
            for line in lines_at(MAP, path):
                found[line].add(clause.at)
    return found


def another(figure: str) -> str:
    """Return another figure of the same form."""
    if "-" not in figure:
        return str(int(figure) + 1)
    start, last = figure.rsplit("-", 1)
    return f"{start}-{'02' if last != '02' else '03'}"


def with_figure(path: Where, figure: str) -> str:
    """Return the text of the file with another figure at a path."""
    node = STATED[path]
    return f'{TEXT[: node.start_mark.index]}"{figure}"{TEXT[node.end_mark.index :]}'


def dotted(path: Where) -> str:
    """Name a path in a test's id."""
    return ".".join(map(str, path))


# Nothing of a published ruleset can go or change


def test_what_is_published_is_sound(published: Path) -> None:
    """The ruleset as it ships has nothing wrong, beside its source and once it is published."""
    assert tuple(check_beside(published)) == ()
    assert catalog.check_file(published) == ()


def test_what_is_not_published_is_only_warned_of(draft: Path) -> None:
    """Before it is published the same ruleset has one warning, which says so."""
    found = tuple(check_beside(draft))

    assert said(found, "W-LOCK", "vi") == [f"W-LOCK id: `{ID}` chưa công bố; chạy `parindex lock`"]
    assert said(found, "W-LOCK", "en") == [f"W-LOCK id: `{ID}` is not published yet; run `parindex lock`"]
    assert len(found) == 1


def without(number: int) -> str:
    """Return the text of the file without one line."""
    return "".join([*LINES[: number - 1], *LINES[number:]])


def document_or_problems(text: str) -> object:
    """Return what is read from a text, with every place, or the codes that say why it cannot be read."""
    try:
        return read(text.encode())
    except ReadError as error:
        return [each.code for each in error.problems]


def test_the_quick_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Through libyaml the file, whole or without a line, gives the same tree, places and refusals."""
    texts = [TEXT, *(without(number) for number in NUMBERS[::30])]
    quickly_read = [document_or_problems(text) for text in texts]
    monkeypatch.setattr(yaml, "parse", PARSE)

    assert [document_or_problems(text) for text in texts] == quickly_read


def loose(file: Path, number: int) -> str | None:
    """Say what is not told of a line that is gone, if anything."""
    file.write_text(without(number), encoding="utf-8")
    found, line = wrong_or_unread(file), LINES[number - 1].strip()
    if not found:
        return f"line {number} goes unseen"
    if found[0].code not in UNREAD:
        untold = owners()[number] - named(found)
        return f"line {number} goes without {untold}" if untold else None
    # The head of a map or list is gone, or all of it: nothing below can be read, and the first problem says
    # where; beside it stand clauses of what can be read above.
    broken, *beside = found
    headless = line.endswith(":") or line.startswith("- ")
    if not (headless and broken.place and broken.place.line >= number - 1):
        return f"without line {number} nothing can be read: {broken.line('en')}"
    above = all(
        each.code == "E-CLAUSE" and each.place and each.place.line < broken.place.line for each in beside
    )
    section = not LINES[number - 1].startswith(" ")
    if owners()[number] and not section and not owners()[number] & named(found):
        return f"line {number} goes without any of {owners()[number]}"
    return None if above else f"without line {number} more is told than clauses: {beside}"


@pytest.mark.usefixtures("unaided")
def test_no_line_can_go(published: Path) -> None:
    """Without any one of its lines a ruleset is refused, by the clauses of the line.

    What can be read names each of them; what cannot be read at least one, but for the head of a section.
    An ordinary run takes every fifth line.
    """
    numbers = NUMBERS if os.environ.get("PARINDEX_THOROUGH") else NUMBERS[::5]
    assert [each for number in numbers if (each := loose(published, number))] == []


def test_a_line_that_leaves_nothing_to_read_names_its_clauses(published: Path) -> None:
    """Without the head of a band its file cannot be read, and the problem names the band's clauses."""
    edit(published, "  - key: tot\n", "")

    assert {"mục III, gạch đầu dòng 2", "mục III, gạch đầu dòng 3"} <= named(wrong_or_unread(published))


@pytest.mark.usefixtures("unaided")
@pytest.mark.parametrize("path", STATED, ids=dotted)
def test_no_figure_can_change_once_published(published: Path, path: Where) -> None:
    """With another figure in any one place a published ruleset is refused, by the clauses of the place."""
    published.write_text(with_figure(path, another(STATED[path].value)), encoding="utf-8")
    found = wrong(published)

    assert found
    assert owners()[STATED[path].start_mark.line + 1] <= named(found)
    assert any(each.path[: len(path)] == path for each in found)


def resting() -> dict[Where, str]:
    """Return each figure that rests on a clause and is not assumed, with the clauses it names."""
    declaration = read_declared(RULESETS / RULESET).declaration
    assert declaration is not None
    return {
        each.path: each.source.at
        for each in figures(declaration)
        if each.source is not None and not each.assumed
    }


RESTING = resting()


def test_which_figures_rest_on_clauses() -> None:
    """Two days of signature, five ends of bands and nine due rules rest on clauses; the rest is assumed."""
    homes = ("instruments", "bands", "process")

    assert [sum(path[0] == home for path in RESTING) for home in homes] == [2, 5, 9]
    assert len(RESTING) == 16


@pytest.mark.usefixtures("unaided")
@pytest.mark.parametrize("path", RESTING, ids=dotted)
def test_no_figure_is_other_than_its_clause_says(draft: Path, path: Where) -> None:
    """A figure that rests on a clause and is another one is refused there, before anything is published."""
    draft.write_text(with_figure(path, another(STATED[path].value)), encoding="utf-8")
    found = wrong(draft)

    unsupported = [each for each in found if each.code == "E-UNSUPPORTED"]
    assert [(each.path, dict(each.details)["at"]) for each in unsupported] == [(path, RESTING[path])]
    assert unsupported[0].place is not None
    assert unsupported[0].place.line == STATED[path].start_mark.line + 1
    # Whatever clause named the place is told as well.
    assert owners()[STATED[path].start_mark.line + 1] <= named(found)


@pytest.mark.parametrize(
    ("path", "figure"),
    [(("bands", 1, "from"), "86"), (("bands", 4, "from"), "1")],
    ids=["sourced", "assumed"],
)
def test_a_clause_whose_figure_is_lost(draft: Path, path: Where, figure: str) -> None:
    """A clause says that no place holds its figure when the last place that held it lost it."""
    draft.write_text(with_figure(path, figure), encoding="utf-8")
    lost = [
        (dict(each.details)["at"], dict(each.details)["found"])
        for each in wrong(draft)
        if each.code == "E-FIGURE"
    ]

    # The 0 below which nothing is scored is assumed; no clause states it.
    both = [("mục III, gạch đầu dòng 2", "85"), ("mục III, gạch đầu dòng 3", "85")]
    assert lost == (both if figure == "86" else [])


UNSTATED: list[tuple[str, str, Where]] = [
    (f"    - key: {key}\n", '      max: "10"\n', ("score", "items", index, "max"))
    for index, key in enumerate(
        [
            "direction",
            "organisation",
            "civil-service",
            "procedures",
            "one-stop-shop",
            "assigned-tasks",
            "institutions",
            "public-finance",
            "digital-government",
            "innovation",
            "quality-management",
        ]
    )
]
UNSTATED += [
    ("  - key: kha\n", '    to: "80"\n', ("bands", 2, "to")),
    ("  - key: ke-hoach-2023\n", '    signed: "2023-09-05"\n', ("instruments", 0, "signed")),
]


@pytest.mark.usefixtures("unaided")
@pytest.mark.parametrize(("head", "line", "path"), UNSTATED, ids=[dotted(path) for *_, path in UNSTATED])
def test_no_figure_is_added_that_no_clause_states(draft: Path, head: str, line: str, path: Where) -> None:
    """A max, an end of a band or a day of signature that no clause states is refused, by the clause cited."""
    edit(draft, head, head + line)
    cited = read_declared(RULESETS / RULESET).document.data
    for part in path[:-1]:
        cited = cited[part]
    found = [each for each in wrong(draft) if each.code == "E-UNSUPPORTED"]

    assert [(each.path, dict(each.details)["at"]) for each in found] == [(path, cited["source"]["at"])]


# What each check says, word for word


def test_a_figure_without_support(draft: Path) -> None:
    """A figure that its clauses do not state is told with these clauses and what they do state."""
    edit(draft, 'from: "70"', 'from: "71"')
    found = wrong(draft)

    at = "mục III, gạch đầu dòng 4; mục III, gạch đầu dòng 5"
    vietnamese, english = said_once(found, "E-UNSUPPORTED")
    assert vietnamese == (
        f"E-UNSUPPORTED bands.3.from: `71` không có căn cứ: điều khoản `{at}` nêu 70, 75, 70; "
        "dẫn điều khoản nêu số này, hoặc ghi assumed"
    )
    assert english == (
        f"E-UNSUPPORTED bands.3.from: nothing supports `71`: the clause `{at}` states 70, 75, 70; "
        "cite the clause that states it, or say assumed"
    )


def test_a_clause_without_its_figure(draft: Path) -> None:
    """A figure of a clause that none of its places holds is told at the clause, in the source document."""
    edit(draft, 'from: "70"', 'from: "71"')
    found = wrong(draft)

    assert said(found, "E-FIGURE", "vi") == [
        f"E-FIGURE clauses.{clause_number(at)}: điều khoản `{at}` nêu 70, nhưng không chỗ nào ghi số này; "
        "kiểm tra số trong bộ tiêu chí"
        for at in ("mục III, gạch đầu dòng 4", "mục III, gạch đầu dòng 5")
    ]
    assert said(found, "E-FIGURE", "en") == [
        f"E-FIGURE clauses.{clause_number(at)}: the clause `{at}` states 70, which none of its places holds; "
        "look at the figure in the ruleset"
        for at in ("mục III, gạch đầu dòng 4", "mục III, gạch đầu dòng 5")
    ]
    assert {each.place.file for each in found if each.code == "E-FIGURE" and each.place} == {
        str(source_of(draft))
    }


def test_the_clauses_of_a_wrong_place(draft: Path) -> None:
    """Beside what is wrong at a place stand the clauses which that place records, each once."""
    edit(draft, 'from: "70"', 'from: "71"')
    found = wrong(draft)

    assert said(found, "E-CLAUSE", "vi") == [
        f"E-CLAUSE bands.3.from: chỗ này ghi lại điều khoản `mục III, gạch đầu dòng {last}` của {KEY}"
        for last in (4, 5)
    ]
    assert said(found, "E-CLAUSE", "en") == [
        f"E-CLAUSE bands.3.from: this place records the clause `mục III, gạch đầu dòng {last}` of {KEY}"
        for last in (4, 5)
    ]


def test_a_law_that_is_broken_names_the_clauses(draft: Path) -> None:
    """What breaks a law of rulesets names the clauses of its place too, though no figure is wrong."""
    edit(draft, "      scale: {method: direct}\n    - key: organisation", "    - key: organisation")
    found = wrong(draft)

    assert named(found) == {"mục V.1.b, gạch đầu dòng 1"}


def test_a_place_that_is_not_there(draft: Path) -> None:
    """A clause that names a place which the ruleset does not have is told, with the place."""
    edit(source_of(draft), "[bands.yeu, ", "[bands.weak, ")
    found = wrong(draft)

    vietnamese, english = said_once(found, "E-CLAUSE-PLACE")
    assert vietnamese == (
        f"E-CLAUSE-PLACE clauses.{clause_number(FIFTH)}: "
        "điều khoản `mục III, gạch đầu dòng 5` nêu chỗ `bands.weak`, "
        f"không có trong {ID}; ghi lại điều khoản, hoặc sửa chỗ"
    )
    assert english == (
        f"E-CLAUSE-PLACE clauses.{clause_number(FIFTH)}: "
        "the clause `mục III, gạch đầu dòng 5` names the place `bands.weak`, "
        f"which is not in {ID}; encode the clause, or mend the place"
    )


def test_a_clause_that_does_not_exist(draft: Path) -> None:
    """A source that names a clause which its document does not have is told, with the nearest one."""
    edit(draft, 'at: "mục V.3"', 'at: "mục V.9"')
    found = wrong(draft)

    (vietnamese,) = said(found, "E-CITED", "vi")
    (english,) = said(found, "E-CITED", "en")
    start = "E-CITED score.items.6.source.at: "
    assert vietnamese.startswith(f"{start}{KEY} không có điều khoản `mục V.9`; có phải là `mục V.")
    assert english.startswith(f"{start}{KEY} has no clause `mục V.9`; did you mean `mục V.")


def test_a_clause_that_nothing_is_near(draft: Path) -> None:
    """A locator like none of the document is told to be mended."""
    edit(draft, 'at: "mục V.3"', 'at: "x"')
    found = wrong(draft)

    start = "E-CITED score.items.6.source.at: "
    assert said(found, "E-CITED", "vi") == [f"{start}{KEY} không có điều khoản `x`; sửa vị trí dẫn nguồn"]
    assert said(found, "E-CITED", "en") == [f"{start}{KEY} has no clause `x`; mend the locator"]


def test_a_place_that_its_clause_does_not_list(draft: Path) -> None:
    """A place that cites a clause, and is not among the places of that clause, is told."""
    edit(source_of(draft), "[score.public-finance]", "[score.institutions]")
    found = wrong(draft)

    vietnamese, english = said_once(found, "E-UNLISTED")
    assert vietnamese == (
        f"E-UNLISTED score.items.7.source.at: điều khoản `mục V.4` của {KEY} không nêu chỗ này của {ID}; "
        "thêm chỗ này vào điều khoản"
    )
    assert english == (
        f"E-UNLISTED score.items.7.source.at: the clause `mục V.4` of {KEY} does not list this place of "
        f"{ID}; add the place to the clause"
    )


def test_a_place_that_does_not_cite_its_clause(draft: Path) -> None:
    """A place that a clause names, and that cites other clauses only, is told."""
    edit(source_of(draft), "[score.public-finance]", "[score.institutions]")
    found = wrong(draft)

    vietnamese, english = said_once(found, "E-UNCITED")
    assert vietnamese == (
        f"E-UNCITED clauses.{clause_number(FINANCE)}: "
        f"điều khoản `mục V.4` nêu chỗ `score.institutions` của {ID}, "
        "nhưng chỗ đó không dẫn điều khoản này; thêm source ở đó"
    )
    assert english == (
        f"E-UNCITED clauses.{clause_number(FINANCE)}: "
        f"the clause `mục V.4` names `score.institutions` of {ID}, "
        "which does not cite it; add a source there"
    )


def test_an_instrument_without_its_document(draft: Path) -> None:
    """An instrument that is cited and names no source document is told once, however often it is cited."""
    edit(draft, f"    document: {KEY}\n", "")
    found = wrong(draft)

    vietnamese, english = said_once(found, "E-DOCUMENT")
    assert vietnamese == (
        "E-DOCUMENT instruments.0: `ke-hoach-2023` được dẫn làm nguồn nhưng không có văn bản trong sources/; "
        "thêm `document` cho văn bản đó"
    )
    assert english == (
        "E-DOCUMENT instruments.0: `ke-hoach-2023` is cited but has no document in sources/; "
        "give that instrument its `document`"
    )


def test_a_document_misspelt(draft: Path) -> None:
    """Of a whole folder the nearest source document is offered."""
    edit(draft, f"document: {KEY}", "document: ha-nam-2023-plans")
    found = tuple(check_folder(draft.parent.parent.parent))

    assert [line.rpartition("; ")[2] for line in said(found, "E-DOCUMENT", "en")] == [
        f"did you mean `{KEY}`?"
    ]
    assert [line.rpartition("; ")[2] for line in said(found, "E-DOCUMENT", "vi")] == [f"có phải là `{KEY}`?"]


def test_a_published_file_that_was_changed(published: Path) -> None:
    """A published file that says something else is told at the place that changed."""
    edit(published, 'from: "70"', 'from: "71"')
    found = wrong(published)

    vietnamese, english = said_once(found, "E-PUBLISHED")
    assert vietnamese == (
        f"E-PUBLISHED bands.3.from: `{ID}` đã công bố, không được sửa; "
        "khôi phục chỗ này; muốn đính chính thì lập tệp mới có supersedes"
    )
    assert english == (
        f"E-PUBLISHED bands.3.from: `{ID}` is published and never changes; "
        "restore this place; a correction is a new file with supersedes"
    )
    (place,) = {each.place for each in found if each.code == "E-PUBLISHED"}
    assert place is not None
    assert (place.file, place.line) == (str(published), LINES.index('    from: "70"\n') + 1)


def test_another_spelling_is_no_change(published: Path) -> None:
    """A comment, an order of fields or a longer spelling of a number changes nothing that is published."""
    edit(published, '    from: "70"\n', '    # Trung bình\n    from: "70.0"\n')

    assert wrong(published) == ()


@pytest.mark.parametrize("text", [None, "{}"])
def test_the_canonical_file_is_guarded_as_well(published: Path, text: str | None) -> None:
    """Of a published ruleset the canonical JSON beside it can neither go nor change."""
    canonical = canonical_file(published)
    canonical.unlink()
    if text is not None:
        canonical.write_text(text, encoding="utf-8")
    found = wrong(published)

    name = canonical.relative_to(published.parent.parent.parent).as_posix()
    vietnamese, english = said_once(found, "E-LOCK")
    assert vietnamese == (
        f"E-LOCK id: bản chuẩn JSON `{name}` đã công bố bị mất hoặc bị sửa; "
        "khôi phục tệp; bản đã công bố không bao giờ sửa"
    )
    assert english == (
        f"E-LOCK id: the published canonical JSON `{name}` is gone or was changed; "
        "restore it; what is published never changes"
    )


def test_a_change_whose_canonical_file_is_gone(published: Path) -> None:
    """A changed file whose canonical JSON is gone as well is refused all the same."""
    edit(published, 'from: "70"', 'from: "71"')
    canonical_file(published).unlink()

    assert [each.path for each in wrong(published) if each.code == "E-LOCK"] == [("id",)]


def test_a_published_file_that_is_gone(published: Path) -> None:
    """A published file that is gone is told of the whole folder, at LOCK."""
    folder = published.parent.parent.parent
    published.unlink()
    (lost,) = [each for each in check_folder(folder) if each.code == "E-LOCK"]

    assert lost.place == (str(folder / "LOCK"), 1, 1)
    assert dict(lost.details)["found"] == canonical_file(published).relative_to(folder).as_posix()


# Clauses


CLAUSE = "    encoded: {ha-nam/departments-and-districts@2023: [bands.yeu, bands.trung-binh.from]}\n"


@pytest.mark.parametrize(
    "outcome",
    ["", CLAUSE + '    not_a_rule: {vi: "Không phải quy tắc.", en: "Not a rule."}\n'],
    ids=["none", "a rule and not a rule"],
)
def test_a_clause_without_one_outcome(draft: Path, outcome: str) -> None:
    """A clause that became nothing, or became something and is called no rule, is refused at its place."""
    edit(source_of(draft), CLAUSE, outcome)
    with pytest.raises(RulesetError) as refused:
        tuple(check_beside(draft))

    (only,) = refused.value.problems
    at = FIFTH
    assert replace(only, place=None).line("vi") == (
        f"E-OUTCOME clauses.{clause_number(FIFTH)}: "
        f"điều khoản `{at}` cần kết quả xử lý: `encoded`, `process`, `open`, hoặc chỉ "
        "`not_a_rule`; ghi điều khoản đã thành gì"
    )
    assert replace(only, place=None).line("en") == (
        f"E-OUTCOME clauses.{clause_number(FIFTH)}: "
        f"the clause `{at}` needs an outcome: `encoded`, `process`, `open`, or "
        "`not_a_rule` alone; say what became of it"
    )
    assert only.place is not None
    text = source_of(draft).read_text(encoding="utf-8").splitlines()
    assert text[only.place.line - 1] == f'  - at: "{at}"'


@pytest.mark.usefixtures("unaided")
def test_no_clause_can_lose_its_outcome() -> None:
    """Whatever clause loses all that became of it, the document is refused."""
    tree = catalog.read_document(RULESETS / SOURCE).data
    clauses = tree["clauses"]
    found = []
    for number, clause in enumerate(clauses):
        lost = {name: value for name, value in clause.items() if name not in OUTCOMES}
        tree["clauses"] = [*clauses[:number], lost, *clauses[number + 1 :]]
        problems = validate(SourceDocument, tree)
        assert not isinstance(problems, SourceDocument)
        found.append([(each.code, each.path) for each in problems])

    assert found == [[("E-OUTCOME", ("clauses", number))] for number in range(62)]


def test_a_clause_twice(draft: Path) -> None:
    """Two clauses with one locator are refused."""
    edit(source_of(draft), 'at: "mục V.4"', 'at: "mục V.3"')

    twice = [each for each in wrong(draft) if each.code == "E-UNIQUE"]
    assert [(each.path, dict(each.details)["found"]) for each in twice] == [
        (("clauses", clause_number(FINANCE), "at"), "mục V.3")
    ]


def test_a_source_document_under_another_name(draft: Path) -> None:
    """A source document whose file is not named by its key is refused."""
    source_of(draft).rename(source_of(draft).with_name("other.yaml"))
    with pytest.raises(RulesetError) as refused:
        read_matrix(draft.parent.parent.parent)

    (only,) = refused.value.problems
    assert (only.code, only.path) == ("E-PLACE", ("key",))
    assert dict(only.details) == {"found": KEY, "wanted": f"{KEY}.yaml"}


def test_only_the_documents_that_are_named_are_read(draft: Path) -> None:
    """What stands in a source document that a ruleset does not name is not looked at for that ruleset."""
    other = source_of(draft).with_name("other.yaml")
    other.write_text("a: [", encoding="utf-8")

    assert wrong(draft) == ()
    with pytest.raises(ReadError):
        tuple(check_folder(draft.parent.parent.parent))


def test_a_clause_that_names_an_unknown_ruleset(draft: Path) -> None:
    """A ruleset that a clause names and that is not there is told of a folder, and of no single file."""
    edit(
        source_of(draft),
        "encoded: {ha-nam/departments-and-districts@2023: [score.public-finance]}",
        "encoded: {ha-nam/departments-and-districts@2032: [score], ha-nam/departments-and-districts@2023: "
        "[score.public-finance]}",
    )
    found = [each for each in check_folder(draft.parent.parent.parent) if each.severity == "error"]

    assert wrong(draft) == ()
    assert [(each.code, each.path) for each in found] == [("E-RULESET", ("clauses", clause_number(FINANCE)))]
    assert found[0].hint("en") == f"did you mean `{ID}`?"


def test_figures_are_looked_for_where_all_rulesets_are_at_hand(draft: Path) -> None:
    """A clause that became places of two rulesets needs its figure in either, and one alone is not asked."""
    edit(
        source_of(draft),
        "[bands.yeu, bands.trung-binh.from]}",
        "[bands.yeu], example/small@2024: [bands.kha]}",
    )
    edit(source_of(draft), '    figures: ["70"]\n', '    figures: ["50"]\n')
    folder = draft.parent.parent.parent
    (folder / "example" / "small").mkdir(parents=True)
    small = written(folder / "example" / "small" / "2024.yaml", small_rules())
    declared = {each.id: each for each in map(read_declared, (draft, small))}

    assert not [each for each in check_beside(draft) if each.code == "E-FIGURE"]
    assert not [each for each in check_clauses(read_matrix(folder), declared) if each.code == "E-FIGURE"]
    edit(source_of(draft), '    figures: ["50"]\n', '    figures: ["51"]\n')
    assert not [each for each in check_beside(draft) if each.code == "E-FIGURE"]
    (lost,) = [each for each in check_clauses(read_matrix(folder), declared) if each.code == "E-FIGURE"]
    assert dict(lost.details) == {"at": "mục III, gạch đầu dòng 5", "found": "51"}


def test_clauses_of_a_place(draft: Path) -> None:
    """The clauses of a place are those that became it or something around it, not something in it."""
    declared = read_declared(draft)

    assert [at for _, at in clauses_at(matrix(), declared, ("bands", 4, "from"))] == [
        "mục III, gạch đầu dòng 5"
    ]
    assert list(clauses_at(matrix(), declared, ("bands",))) == []
    assert list(clauses_at(matrix(), declared, ("score", "cap"))) == [(KEY, "mục III, gạch đầu dòng 1")]


# Illustrative rulesets


def test_illustrative_rulesets_need_no_clause(draft: Path) -> None:
    """An illustrative ruleset may cite what is in no source and state figures that no clause states."""
    edit(draft, "standing: in-force", "standing: illustrative")
    edit(draft, 'from: "70"', 'from: "71"')
    edit(draft, 'at: "mục V.3"', 'at: "mục V.9"')

    assert list(check_declared(read_declared(draft), matrix())) == []


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_the_illustrative_rulesets_that_ship_rest_on_no_source(year: str) -> None:
    """The shipped examples name no source document, and nothing but LOCK is asked of them."""
    file = RULESETS / "example" / "department" / f"{year}.yaml"
    declared = read_declared(file)

    assert declared.declaration is not None
    assert declared.declaration.standing == "illustrative"
    assert documents_of(declared.declaration) == frozenset()
    assert {each.code for each in check_beside(file)} <= {"W-LOCK"}
    assert list(check_declared(declared, {})) == []


def test_only_illustrative_rulesets_are_exempt(draft: Path) -> None:
    """A superseded ruleset is held to its clauses as one in force is."""
    edit(draft, "standing: in-force", "standing: superseded")
    edit(draft, 'from: "70"', 'from: "71"')

    assert "E-UNSUPPORTED" in {each.code for each in check_declared(read_declared(draft), matrix())}


# Figures


def test_what_has_not_the_shape_of_a_ruleset(draft: Path) -> None:
    """A file without the shape of a ruleset is read all the same, and its clauses still know their places."""
    edit(draft, "standing: in-force", "standing: draft")
    declared = read_declared(draft)

    assert declared.declaration is None
    assert list(check_declared(declared, matrix())) == []
    assert list(check_clauses(matrix(), {declared.id: declared}, whole=False)) == []


def test_a_plan_is_read_as_one() -> None:
    """A reform plan has its figures and clauses checked as a ruleset has."""
    declared = read_declared(RULESETS / "ha-noi" / "reform-plan" / "2021.yaml")

    assert declared.id == "ha-noi/reform-plan@2021"
    assert declared.declaration is not None
    assert documents_of(declared.declaration) == frozenset({"ha-noi-2021-reform-plan-decision-5743"})
    assert [each for each in figures(declared.declaration) if each.path[0] == "targets"]


def sourced(at: str) -> Plain:
    """Return a source."""
    return {"instrument": "qd-1", "at": at}


def test_what_a_figure_rests_on() -> None:
    """A figure rests on the nearest source or assumption above it, and one replaces the other."""
    rules = plain_ruleset(
        group(
            "g",
            leaf("inherits", max="3"),
            leaf("cites", max="4", source=sourced("Điều 2")),
            leaf("assumes", max="5", assumed={"vi": "Lấy tròn."}),
            max="12",
            source=sourced("Điều 1"),
        )
    )
    ruleset = validate(Ruleset, rules)
    assert isinstance(ruleset, Ruleset), ruleset
    maxima = {
        each.path: (each.text, each.source and each.source.at, each.assumed)
        for each in figures(ruleset)
        if each.path[-1] == "max"
    }

    below = ("score", "items", 0)
    assert maxima == {
        ("score", "max"): ("12", None, False),
        (*below, "max"): ("12", "Điều 1", False),
        (*below, "items", 0, "max"): ("3", "Điều 1", False),
        (*below, "items", 1, "max"): ("4", "Điều 2", False),
        (*below, "items", 2, "max"): ("5", None, True),
    }


@pytest.mark.parametrize(
    ("value", "stated"), [("12.50", ["12.50"]), ("2024-06-30", ["2024-06-30"]), ("cap", []), ("Điều 1", [])]
)
def test_figures_of_another_reading(value: str, stated: list[str]) -> None:
    """What another reading puts in a place is a figure when it is a number or a day, and no word is one."""
    change = validate(Change, {"at": "score.max", "value": value})
    assert isinstance(change, Change), change

    assert [each.text for each in _figures(change, (), None, assumed=False)] == stated


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("31.50", "31.5", True),
        ("02", "2", False),
        ("2021-10", "2021-10", True),
        ("2021-10", "2021-11", False),
        ("2", "3", False),
        ("2024", "2024-Q1", False),
        ("x", "y", False),
    ],
)
def test_figures_that_are_the_same(one: str, other: str, equal: bool) -> None:  # noqa: FBT001
    """Numbers are the same by value, and everything else as it is written."""
    assert same(one, other) == same(other, one) == equal


def test_what_holds_a_figure() -> None:
    """A figure is held by a tree when it is the whole of a text in it, however deep, and no part of one."""
    tree = {"a": [{"from": "85.0"}, ("x",)], "note": "từ 95 điểm"}

    assert held(tree, "85")
    assert held(("85",), "85")
    assert not held(tree, "95")
    assert not held({"85": "x"}, "85")
    assert not held(None, "85")


def test_locators() -> None:
    """A source names one clause, or several with a semicolon and a space between them."""
    at = "mục I.3; mục I.2, đoạn 2"

    assert locators(Source(instrument="x", at=at)) == ("mục I.3", "mục I.2, đoạn 2")
    assert locators(Source(instrument="x", at="mục I.3")) == ("mục I.3",)
