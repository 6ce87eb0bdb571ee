"""The catalog: rulesets are found by id and year, read from files, and a name never becomes a path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex import NotFoundError, ReadError, Ruleset, RulesetError
from parindex.ruleset import catalog
from parindex.ruleset.declaration import Declaration, is_id

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL = Path(__file__).parent / "good" / "every-scale.yaml"
BAD = Path(__file__).parent / "bad" / "rulesets"
FAMILY = "example/department"


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    """Let no test see the folders that another one made up."""
    yield
    catalog.available.cache_clear()
    catalog._loaded.cache_clear()


def shelve(folder: Path, name: str) -> Path:
    """Put a copy of the small ruleset where its id belongs, and return its file."""
    jurisdiction, _, rest = name.partition("/")
    family, _, year = rest.partition("@")
    text = SMALL.read_text(encoding="utf-8").replace("test/every-scale@2024", name)
    file = folder / jurisdiction / family / f"{year}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that stands in for all folders of rulesets: three years of a family, one of another."""
    for year in ("2022", "2023", "2023.2", "2023.10", "2024"):
        shelve(tmp_path, f"ha-noi/wards@{year}")
    shelve(tmp_path, "ha-nam/wards@2024")
    monkeypatch.setattr(catalog, "folders", lambda: [tmp_path])
    catalog.available.cache_clear()
    return tmp_path


class Entry:
    """An entry point of another package: a folder of rulesets."""

    value = "package:FOLDER"

    def __init__(self, folder: Any) -> None:
        self.folder = folder

    def load(self) -> Any:
        """Return what the other package says its folder is."""
        return self.folder


# Finding


def test_the_shipped_rulesets_are_there_in_alphabetical_order() -> None:
    """Every shipped ruleset has its id as its name, and the list is sorted."""
    found = catalog.available()

    assert [*found] == sorted(found)
    assert {"ha-nam/departments-and-districts@2023", "ha-noi/central-agencies@2024"} <= {*found}
    assert all(catalog.declaration(name).id == name for name in found)


def test_files_whose_path_is_no_id_are_not_listed(shelf: Path) -> None:
    """A schema, a note or a draft with another name in the folder is no ruleset."""
    for stray in (
        "schema/parts/ruleset-v1.yaml",
        "ha-noi/wards/draft.yaml",
        "ha-noi/wards/2024.1.yaml",
        "Hà/wards/2024.yaml",
    ):
        (shelf / stray).parent.mkdir(parents=True, exist_ok=True)
        (shelf / stray).write_text("x", encoding="utf-8")
    (shelf / "ha-noi/wards/2021.yml").write_text("x", encoding="utf-8")

    catalog.available.cache_clear()
    assert [*catalog.available()] == [
        "ha-nam/wards@2024",
        "ha-noi/wards@2022",
        "ha-noi/wards@2023",
        "ha-noi/wards@2023.10",
        "ha-noi/wards@2023.2",
        "ha-noi/wards@2024",
    ]


@pytest.mark.parametrize(
    ("name", "year", "wanted"),
    [
        ("ha-noi/wards@2022", None, "2022"),
        ("ha-noi/wards", 2022, "2022"),
        ("ha-noi/wards", "2022", "2022"),
        ("ha-noi/wards", 2023, "2023.10"),
        ("ha-noi/wards@2023", None, "2023"),
        ("ha-noi/wards@2023.2", None, "2023.2"),
        ("ha-noi/wards", "2024", "2024"),
    ],
)
def test_a_ruleset_is_found_by_id_or_by_family_and_year(
    shelf: Path, name: str, year: int | str | None, wanted: str
) -> None:
    """An id is that file and no other; of a year the latest correction stands, the tenth after the second."""
    assert catalog.find(name, year) == shelf / "ha-noi" / "wards" / f"{wanted}.yaml"


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("name", "year", "code", "hint"),
    [
        ("ha-noi/wards", None, "E-YEAR", "các năm có: 2022, 2023, 2023.10, 2023.2, 2024"),
        ("ha-noi/wards@2021", None, "E-RULESET", "có phải là `ha-noi/wards@2024`?"),
        ("ha-noi/wards", 2021, "E-RULESET", "có phải là `ha-noi/wards@2024`?"),
        ("ha-noi/wards", "2023.2", "E-RULESET", "có phải là `ha-noi/wards@2023.2`?"),
        ("ha-noi/ward", None, "E-RULESET", "có phải là `ha-noi/wards`?"),
        ("ha-noi/ward@2024", None, "E-RULESET", "có phải là `ha-noi/wards`?"),
        ("quang-ninh/communes", 2024, "E-RULESET", "xem `parindex list`"),
        ("ha-noi", None, "E-ID", "viết như ha-nam/departments-and-districts@2023"),
    ],
)
def test_what_cannot_be_found_is_told_with_what_is_near(
    name: str, year: int | str | None, code: str, hint: str
) -> None:
    """An unknown family, year or spelling is one problem with a suggestion, never a Python error."""
    with pytest.raises(NotFoundError) as refused:
        catalog.find(name, year)

    (found,) = refused.value.problems
    assert (found.code, found.hint("vi")) == (code, hint)


HOSTILE = [
    "",
    "@",
    "/",
    "..",
    "../2024",
    "../../etc/passwd",
    "/etc/passwd",
    "/etc/passwd@2024",
    "C:\\rulesets\\x@2024",
    "example/../department@2024",
    "example/department@../2024",
    "example/department@2024/../2023",
    "example/department@2024.yaml",
    "example/department@2024\x00",
    "example/\x00@2024",
    "example%2Fdepartment@2024",
    "example/department%402024",
    "%2e%2e/%2e%2e@2024",
    "example\\department@2024",
    "example//department@2024",
    "example/department/@2024",
    "./example/department@2024",
    "~/department@2024",
    "$HOME/department@2024",
    "file:///etc/passwd",
    "example/department@2024\n",
    "example/department@٢٠٢٤",
    "example/département@2024",
    "Example/Department@2024",
    "example/department@2024.1",
    "example/department@2024.02",
    "example/department@2024.100",
    "example/department@@2024",
    "example/department@2024@2024",
    f"{'a' * 100}/{'b' * 100}@2024",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_a_path(name: str) -> None:
    """Whatever is not the id of a ruleset is refused by its spelling, before any file is looked for."""
    for year in (None, 2024):
        with pytest.raises(NotFoundError) as refused:
            catalog.load(name, year)

        (found,) = refused.value.problems
        assert found.code == "E-ID"
        assert found.line("vi").isprintable()


@pytest.mark.parametrize("year", ["../2024", "/etc/passwd", "2024\x00", "", "@2024", -1, 2024.5])
def test_a_year_is_never_a_path(year: Any) -> None:
    """A year that no ruleset has is not found, whatever it holds."""
    with pytest.raises(NotFoundError) as refused:
        catalog.find(FAMILY, year)

    assert [each.code for each in refused.value.problems] == ["E-RULESET"]
    assert str(refused.value).isprintable()


@given(st.text() | st.text(alphabet="ab/@.-%\\0123\x00"))
def test_only_listed_files_are_ever_found(name: str) -> None:
    """Any text at all finds one of the listed files or is refused."""
    try:
        found = catalog.find(name)
    except NotFoundError:
        return
    assert found in catalog.available().values()


@given(st.text(alphabet="az09-/@.", max_size=30))
def test_an_id_has_two_slugs_and_a_year(text: str) -> None:
    """An id splits into a jurisdiction, a family and a year, and nothing in it can climb out of a folder."""
    if is_id(text):
        place, _, year = text.partition("@")
        assert len(place.split("/")) == 2
        assert all(part.strip("-") == part != "" for part in place.split("/"))
        assert year[:4].isdecimal()


# Other packages


def test_another_package_can_bring_rulesets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry point gives a folder, as a path or as text; what is in it is found like what is shipped."""
    one, two = tmp_path / "one", tmp_path / "two"
    shelve(one, "quang-ninh/wards@2024")
    shelve(two, "hai-phong/wards@2024")
    asked: list[str] = []

    def entries(*, group: str) -> list[Entry]:
        asked.append(group)
        return [Entry(one), Entry(str(two))]

    monkeypatch.setattr(catalog, "entry_points", entries)
    catalog.available.cache_clear()

    assert catalog.load("quang-ninh/wards", 2024).id == "quang-ninh/wards@2024"
    assert catalog.load("hai-phong/wards@2024").id == "hai-phong/wards@2024"
    assert catalog.load(f"{FAMILY}@2024").id == f"{FAMILY}@2024"
    assert asked == ["parindex.rulesets"]


@pytest.mark.parametrize("folder", [None, "nowhere"])
def test_a_package_that_gives_no_folder_is_named(folder: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry point that is no folder is refused with the name of its package, not passed over."""
    monkeypatch.setattr(catalog, "entry_points", lambda group: [Entry(folder)] if group else [])
    catalog.available.cache_clear()

    with pytest.raises(NotFoundError) as refused:
        catalog.available()
    (found,) = refused.value.problems
    assert (found.code, dict(found.details)["found"]) == ("E-PLUGIN", "package:FOLDER")


def test_a_package_that_raises_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong inside another package is one problem with its name and the kind of error."""
    broken = Entry(None)
    monkeypatch.setattr(broken, "load", lambda: dict[str, str]()["folder"])
    monkeypatch.setattr(catalog, "entry_points", lambda group: [broken] if group else [])
    catalog.available.cache_clear()

    with pytest.raises(NotFoundError) as refused:
        catalog.available()
    assert dict(refused.value.problems[0].details) == {"found": "package:FOLDER", "reason": "KeyError"}


def test_only_the_package_of_a_ruleset_corrects_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A correction that another package brings is found by its own id and never stands for the year."""
    file = shelve(tmp_path, f"{FAMILY}@2024.2")
    why = f"supersedes: {{id: {FAMILY}@2024, why: {{vi: Sửa}}}}\n"
    file.write_text(why + file.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(catalog, "entry_points", lambda group: [Entry(tmp_path)] if group else [])
    catalog.available.cache_clear()

    assert catalog.load(FAMILY, 2024).id == f"{FAMILY}@2024"
    assert catalog.load(f"{FAMILY}@2024.2").id == f"{FAMILY}@2024.2"


def test_no_other_package_replaces_a_shipped_ruleset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a package brings a shipped id, the shipped file stands; between packages the first one does."""
    first, second = tmp_path / "first", tmp_path / "second"
    shelve(first, f"{FAMILY}@2024")
    for folder in (first, second):
        shelve(folder, "quang-ninh/wards@2024")
    shipped = catalog.find(f"{FAMILY}@2024")
    monkeypatch.setattr(catalog, "entry_points", lambda **_: [Entry(first), Entry(second)])
    catalog.available.cache_clear()

    assert catalog.find(f"{FAMILY}@2024") == shipped
    assert catalog.find("quang-ninh/wards@2024").is_relative_to(first)


def test_an_installed_package_holds_its_rulesets_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder in the package comes first, the repository's stands in for it; there may be neither."""
    package = tmp_path / "site" / "lib" / "parindex"
    monkeypatch.setattr(catalog, "__file__", str(package / "ruleset" / "catalog.py"))
    monkeypatch.setattr(catalog, "entry_points", lambda **_: [])

    assert catalog.folders() == []
    (tmp_path / "site" / "rulesets").mkdir(parents=True)
    assert catalog.folders() == [tmp_path / "site" / "rulesets"]
    (package / "rulesets").mkdir(parents=True)
    assert catalog.folders() == [package / "rulesets"]


# Reading


def test_a_file_of_ones_own_is_loaded_by_its_path(tmp_path: Path) -> None:
    """A `Path` is read as it is, wherever it lies, with the document that tells each place."""
    file = shelve(tmp_path, "quang-ninh/wards@2024")
    found = catalog.read(file)

    assert catalog.load(file) == found.ruleset
    assert found.ruleset.id == "quang-ninh/wards@2024"
    assert found.document.place(("score", "key")) == (str(file), 17, 3)


def test_yaml_and_json_hold_the_same_ruleset(tmp_path: Path) -> None:
    """A file that ends in .json is read as JSON, and its ruleset is the same, digest and all."""
    as_yaml, as_json = tmp_path / "a.yaml", tmp_path / "a.json"
    text = (BAD / "e-text.json").read_text(encoding="utf-8")
    mended = {
        ": 2024": ': "2024"',
        ": 10.10": ': "10.0"',
        ": true": ': "1/QĐ-UBND"',
        ": null": ': "UBND tỉnh"',
    }
    for wrong, right in mended.items():
        text = text.replace(wrong, right)
    as_json.write_text(text, encoding="utf-8")
    as_yaml.write_bytes(as_json.read_bytes())

    assert catalog.load(as_json) == catalog.load(as_yaml)
    assert catalog.load(as_json).digest == catalog.load(as_yaml).digest


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [
        ("e-alias.yaml", ReadError, "E-ALIAS"),
        ("e-json.json", ReadError, "E-JSON"),
        ("e-leaf.yaml", RulesetError, "E-LEAF"),
        ("e-sum.yaml", RulesetError, "E-SUM"),
    ],
)
def test_what_is_wrong_is_told_by_kind_and_place(name: str, error: type[Exception], code: str) -> None:
    """What cannot be read, has the wrong shape or a wrong sum is told apart, each with a place."""
    with pytest.raises(error) as refused:
        catalog.load(BAD / name)

    assert isinstance(refused.value, (ReadError, RulesetError))
    assert refused.value.problems[0].code == code
    assert all(each.place for each in refused.value.problems)


def test_only_the_checks_asked_for_keep_a_file_from_being_read() -> None:
    """The checks that loading runs can be chosen: with none, a ruleset with a wrong sum is read."""
    assert catalog.read(BAD / "e-sum.yaml", ()).ruleset.id == "test/small@2024"


def test_a_place_is_shown_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file below the working folder is shown by its short path, any other as it was given."""
    file = tmp_path / "wrong.yaml"
    file.write_bytes((BAD / "e-sum.yaml").read_bytes())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def shown(asked: Path) -> str:
        return str(catalog.check_file(asked)[0].place).partition(":")[0]

    monkeypatch.chdir(elsewhere)
    assert shown(file) == str(file)
    assert shown(Path("..") / file.name) == "../wrong.yaml"
    monkeypatch.chdir(tmp_path)
    assert shown(file) == "wrong.yaml"


# Between rulesets


def stack(*names: str, **changes: dict[str, Any]) -> dict[str, Ruleset]:
    """Return rulesets of these ids, each changed as said under its name with underscores."""
    small = catalog.load(SMALL).plain()
    found = {}
    for name in names:
        year = name.partition("@")[2][:4]
        plain = small | {"id": name, "year": year, "standing": "in-force"}
        found[name] = Ruleset.model_validate(
            plain | changes.get(name.partition("@")[2].replace(".", "_"), {})
        )
    return found


def correction(of: str) -> dict[str, Any]:
    """Return what a correction says of the file it corrects."""
    return {"supersedes": {"id": of, "why": {"vi": "Sửa lỗi chép", "en": "A slip of the pen"}}}


def found_in(rulesets: Mapping[str, Declaration]) -> list[tuple[str, str]]:
    """Return the code and the path of each problem between rulesets."""
    return [(each.code, each.at) for each in catalog.check_catalog(rulesets)]


def test_the_shipped_rulesets_fit_together() -> None:
    """No shipped file lies in the wrong place, corrects nothing, or is in force beside another."""
    shipped = {name: catalog.declaration(name) for name in catalog.available()}

    assert found_in(shipped) == []


def test_a_file_lies_where_its_id_says() -> None:
    """A ruleset under another name than its id is told where it belongs."""
    (moved,) = stack("a/b@2024").values()
    (found,) = catalog.check_catalog({"a/c@2024": moved})

    assert found.code == "E-PLACE"
    assert found.hint("en") == "put the file at a/b/2024.yaml"


def test_years_and_families_do_not_disturb_each_other() -> None:
    """One ruleset for each year of each family may be in force."""
    assert found_in(stack("a/b@2023", "a/b@2024", "a/c@2024", "b/b@2024")) == []


def test_a_correction_stands_for_what_it_supersedes() -> None:
    """A published file never changes, so it goes on saying that it is in force; its correction settles it."""
    one, two, three = "a/b@2024", "a/b@2024.2", "a/b@2024.3"
    chain = stack(one, two, three) | {}
    chain[two] = Ruleset.model_validate(chain[two].plain() | correction(one))
    chain[three] = Ruleset.model_validate(chain[three].plain() | correction(two))

    assert found_in(chain) == []


def test_two_in_force_for_one_year_are_one_too_many() -> None:
    """A second file for a year that supersedes nothing is told, unless one of them is marked superseded."""
    both = stack("a/b@2024", "a/b@2024.2")
    (found,) = catalog.check_catalog(both)

    assert (found.code, found.at) == ("E-FORCE", "standing")
    assert dict(found.details) == {"found": "a/b@2024", "other": "a/b@2024.2"}
    for name in both:
        old = Ruleset.model_validate(both[name].plain() | {"standing": "superseded"})
        assert found_in(both | {name: old}) == []


def test_what_is_superseded_exists() -> None:
    """A correction of a file that is not there is told, with the nearest one."""
    (wrong,) = stack("a/b@2024.2").values()
    wrong = Ruleset.model_validate(wrong.plain() | correction("a/b@2042"))
    others = stack("a/b@2023")
    (found,) = catalog.check_catalog(others | {wrong.id: wrong})

    assert (found.code, found.at) == ("E-SUPERSEDES", "supersedes.id")
    assert found.hint("en") == "did you mean `a/b@2023`?"


def test_nothing_supersedes_itself() -> None:
    """A file that says it corrects itself corrects nothing."""
    (wrong,) = stack("a/b@2024.2").values()
    wrong = Ruleset.model_validate(wrong.plain() | correction("a/b@2024.2"))

    assert [code for code, _ in found_in({wrong.id: wrong})] == ["E-SUPERSEDES"]


def test_an_id_and_another_year_contradict_each_other() -> None:
    """`load("…@2024", year=2023)` is refused: nobody can want both."""
    assert catalog.find("example/department@2024", 2024).name == "2024.yaml"
    with pytest.raises(NotFoundError) as refused:
        catalog.find("example/department@2024", 2023)
    assert [each.code for each in refused.value.problems] == ["E-RULESET"]
