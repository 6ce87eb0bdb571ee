"""Plans in the catalog: found beside rulesets, told apart from them, and checked by laws of their own.

Each bad plan says in its own comments what is wrong with it, as bad rulesets do: these problems are found, in
this order, and no other.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parindex import NotFoundError, ReadError, Ruleset, RulesetError
from parindex.readers import yaml
from parindex.readers.document import Document
from parindex.ruleset import catalog
from parindex.ruleset.lock import canonical_file, publish
from parindex.ruleset.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAN = "ha-noi/reform-plan@2021"
RULESET = "example/department@2024"
SMALL = Path(__file__).parent / "good" / "every-scale.yaml"
BAD = sorted((Path(__file__).parent / "bad" / "plans").glob("*.yaml"))

each_bad = pytest.mark.parametrize("file", BAD, ids=lambda file: file.name)


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    """Let no test see the folders that another one made up."""
    yield
    catalog.available.cache_clear()
    catalog._loaded.cache_clear()


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that stands in for all folders of rulesets: one plan and one ruleset, published."""
    texts = {
        "ha-noi/reform-plan/2021": catalog.find(PLAN).read_text(encoding="utf-8"),
        "test/every-scale/2024": SMALL.read_text(encoding="utf-8"),
    }
    for name, text in texts.items():
        file = tmp_path / f"{name}.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(catalog, "folders", lambda: [tmp_path])
    catalog.available.cache_clear()
    publish(tmp_path, {catalog.find(name): catalog.declaration(name) for name in catalog.available()})
    catalog._loaded.cache_clear()
    return tmp_path


def expected(file: Path) -> list[str]:
    """Return the lines that a file says will be found."""
    return re.findall(r"^# expect: (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)


def found_in(file: Path, lang: str = "vi") -> list[str]:
    """Return what is found in a file, each line without the name of the file."""
    found = catalog.check_file(file)
    assert all(each.place and Path(each.place.file).name == file.name for each in found)
    return [
        each.line("en" if lang == "en" else "vi").removeprefix(f"{each.place.file if each.place else ''}:")
        for each in found
    ]


# Plans and rulesets


def test_a_plan_says_what_it_is() -> None:
    """A file is a plan by its `kind`; anything else is read as a ruleset, a list too."""
    trees = [({"kind": "plan"}, True), ({"kind": "ruleset"}, False), ({}, False), (["plan"], False)]

    for data, wanted in trees:
        assert catalog.is_plan(Document("x.yaml", data, {})) is wanted
    assert catalog.is_plan(catalog.read_document(catalog.find(PLAN)))
    assert not catalog.is_plan(catalog.read_document(catalog.find(RULESET)))


def test_a_plan_is_loaded_by_id_or_from_a_file() -> None:
    """The id of a shipped plan and the path of its file give the same plan."""
    one = catalog.load_plan(PLAN)

    assert isinstance(one, Plan)
    assert one.id == PLAN
    assert catalog.load_plan(catalog.find(PLAN)) == one == catalog.read_plan(catalog.find(PLAN))


def test_what_an_id_names_is_a_ruleset_or_a_plan() -> None:
    """Every id of the catalog can be loaded as what it is, and the declaration has that id."""
    for name in catalog.available():
        found = catalog.declaration(name)
        kind = Plan if catalog.is_plan(catalog.read_document(catalog.find(name))) else Ruleset

        assert found.id == name
        assert isinstance(found, kind)
    assert isinstance(catalog.declaration(PLAN), Plan)
    assert isinstance(catalog.declaration(RULESET), Ruleset)


@pytest.mark.parametrize("asked", [PLAN, "ha-noi/reform-plan"])
def test_a_plan_is_no_ruleset(asked: str) -> None:
    """Loading a plan where a ruleset is wanted is refused at its `kind`, with the command to use."""
    with pytest.raises(RulesetError) as refused:
        catalog.load(asked, 2021)

    (found,) = refused.value.problems
    assert (found.code, found.at) == ("E-PLAN", "kind")
    assert found.place is not None
    assert found.hint("en") == "use `parindex plan`"


@pytest.mark.parametrize("asked", [RULESET, SMALL])
def test_a_ruleset_is_no_plan(asked: str | Path) -> None:
    """Loading a ruleset where a plan is wanted is refused, each problem with its place."""
    with pytest.raises(RulesetError) as refused:
        catalog.load_plan(asked)

    assert all(each.place for each in refused.value.problems)


def test_a_plan_that_is_not_there_is_not_found() -> None:
    """An unknown id is told as such, for a plan and for a declaration of either kind."""
    for ask in (catalog.load_plan, catalog.declaration):
        with pytest.raises(NotFoundError) as refused:
            ask("ha-noi/reform-plan@2020")
        (found,) = refused.value.problems
        assert found.hint("en") == f"did you mean `{PLAN}`?"


def test_the_file_of_a_plan_can_be_missing(tmp_path: Path) -> None:
    """A path at which there is no file is a reading error."""
    with pytest.raises(ReadError) as refused:
        catalog.load_plan(tmp_path / "plan.yaml")

    assert [each.code for each in refused.value.problems] == ["E-FILE"]


def test_a_document_is_checked_as_what_it_declares() -> None:
    """A sound ruleset and a sound plan have no problem, however the document came about."""
    for name in (PLAN, RULESET):
        document = catalog.read_document(catalog.find(name))

        assert catalog.check_document(document) == () == catalog.check_file(catalog.find(name))


def test_a_document_of_the_wrong_shape_is_checked_by_its_shape() -> None:
    """A list is told as no ruleset, a plan that is nothing but a plan as a plan that lacks its head."""
    (listed,) = catalog.check_document(yaml.read(b"- kind: plan\n"))
    bare = catalog.check_document(yaml.read(b"kind: plan\n"))

    assert listed.code == "E-SHAPE"
    assert {each.code for each in bare} == {"E-REQUIRED"}
    assert {"span", "instruments"} <= {dict(each.details)["field"] for each in bare}


def test_plans_and_rulesets_fit_together() -> None:
    """No shipped file, plan or ruleset, lies in the wrong place or is in force beside another."""
    shipped = {name: catalog.declaration(name) for name in catalog.available()}

    assert list(catalog.check_catalog(shipped)) == []


def test_a_plan_lies_where_its_id_says() -> None:
    """A plan under another name than its id is told where it belongs, like a ruleset."""
    (found,) = catalog.check_catalog({"ha-noi/reform-plan@2022": catalog.load_plan(PLAN)})

    assert found.code == "E-PLACE"
    assert found.hint("en") == "put the file at ha-noi/reform-plan/2021.yaml"


# What is published


def test_what_is_published_is_read_from_its_canonical_text(shelf: Path) -> None:
    """Once a file is published, loading it by id gives what was published, whatever the file says now."""
    before = {name: catalog.declaration(name) for name in catalog.available()}
    for name in before:
        catalog.find(name).write_text("changed: yes", encoding="utf-8")
    catalog._loaded.cache_clear()

    assert len(before) == 2
    assert (shelf / "LOCK").is_file()
    assert {name: catalog.declaration(name) for name in before} == before
    assert catalog.load_plan(PLAN) == before[PLAN]


@pytest.mark.parametrize("name", [PLAN, "test/every-scale@2024"])
@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.usefixtures("shelf")
def test_a_canonical_text_that_was_changed_is_not_loaded(name: str, gone: bool) -> None:  # noqa: FBT001
    """Where the canonical JSON is not what LOCK pins, or is gone, nothing is loaded under its id."""
    canonical = canonical_file(catalog.find(name))
    if gone:
        canonical.unlink()
    else:
        canonical.write_bytes(canonical.read_bytes() + b"\n")

    for load in (catalog.declaration, catalog.load_plan if name == PLAN else catalog.load):
        with pytest.raises(RulesetError) as refused:
            load(name)
        assert [each.code for each in refused.value.problems] == ["E-LOCK"]


# Bad plans


@each_bad
def test_exactly_the_expected_problems_are_found(file: Path) -> None:
    """A bad plan gives the problems it announces, word for word, in order, and no other."""
    assert found_in(file) == expected(file) != []


@each_bad
def test_every_problem_is_said_in_english_too(file: Path) -> None:
    """The English line has the same place and other words, and leaves no detail open."""
    for vietnamese, english in zip(found_in(file), found_in(file, "en"), strict=True):
        assert english.partition(": ")[0] == vietnamese.partition(": ")[0]
        assert english != vietnamese
        assert not re.search(r"\{[a-z_]+\}", english + vietnamese)


@each_bad
def test_a_file_is_named_after_the_problem_it_shows(file: Path) -> None:
    """The name of a bad plan is the code it is about."""
    codes = {each.code for each in catalog.check_file(file)}

    assert file.stem.upper() in codes or (file.stem == "many" and len(codes) >= 8)


@each_bad
def test_a_bad_plan_is_not_read(file: Path) -> None:
    """Reading a bad plan is refused for all that is found in it, each problem with its place."""
    with pytest.raises(RulesetError) as refused:
        catalog.read_plan(file)

    assert refused.value.problems == catalog.check_file(file)
    assert all(each.place for each in refused.value.problems)


def test_every_code_of_a_plan_has_a_bad_example() -> None:
    """Whatever the model of plans and their check can find, some bad plan shows."""
    source, modules = Path(catalog.__file__).parent, ("plan.py", "plan_checks.py", "references.py")
    text = "".join((source / name).read_text(encoding="utf-8") for name in modules)
    shown = {each.code for file in BAD for each in catalog.check_file(file)}

    # Keys of items, periods and kinds, and concordances: tests/bad/rulesets shows them.
    of_rulesets = {"E-RESERVED", "E-CONCORDANCE-OF", "E-KIND", "E-TWICE"}
    assert set(re.findall(r'"(E-[A-Z][A-Z-]*)"', text)) <= shown | of_rulesets
