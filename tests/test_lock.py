"""Publication: what is published is pinned by its digest, and no change of it goes unseen."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from helpers import leaf, ruleset
from hypothesis import given
from hypothesis import strategies as st

from parindex.errors import Place, ReadError, RulesetError, problem
from parindex.readers import json as json_reader
from parindex.readers import yaml
from parindex.ruleset.lock import canonical_file, check_lock, first_difference, locked, publish, published
from parindex.ruleset.model import Ruleset

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Declared = dict["Path", Ruleset]


def shelf(folder: Path, *years: str) -> Declared:
    """Write small rulesets of one family into a folder, and return them by file."""
    found = {}
    for year in years:
        one = ruleset(leaf("plan"), id=f"example/small@{year}", year=year)
        file = folder / "example" / "small" / f"{year}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.write(one.plain()), encoding="utf-8")
        found[file] = one
    return found


@pytest.fixture
def declared(tmp_path: Path) -> Declared:
    """Return two rulesets that are published."""
    found = shelf(tmp_path, "2023", "2024")
    publish(tmp_path, found)
    return found


def told(folder: Path, declared: Declared, *, whole: bool = True) -> list[tuple[str, str, str]]:
    """Return the file, the code and the path of everything found."""
    found = check_lock(folder, declared, whole=whole)
    return [(file.name, each.code, each.at) for file, each in found]


def amended(one: Ruleset, **changes: Any) -> Ruleset:
    """Return a ruleset with other parts at the top."""
    return Ruleset.model_validate(one.plain() | changes)


# Publishing


def test_publishing_pins_the_canonical_text(tmp_path: Path) -> None:
    """Each file gets its canonical JSON beside it, and LOCK a line with its digest, in the order given."""
    found = shelf(tmp_path, "2024", "2023")

    assert publish(tmp_path, found) == ("example/small@2024", "example/small@2023")
    lines = (tmp_path / "LOCK").read_bytes().decode().splitlines(keepends=True)
    for line, (file, one) in zip(lines, found.items(), strict=True):
        assert canonical_file(file).read_bytes() == one.canonical
        assert hashlib.sha256(one.canonical).hexdigest() == one.digest
        assert line == f"{one.digest}  example/small/{file.stem}.json\n"


def test_the_canonical_text_is_the_ruleset(declared: Declared) -> None:
    """Read as JSON, what was published is the same ruleset with the same digest."""
    for file, one in declared.items():
        again = Ruleset.model_validate(json_reader.read(canonical_file(file).read_bytes()).data)

        assert again == one
        assert again.digest == one.digest


def test_publishing_twice_writes_nothing(tmp_path: Path, declared: Declared) -> None:
    """The second time nothing is published and no byte of the folder is another."""

    def content() -> dict[Path, bytes]:
        return {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}

    before = content()

    assert len(before) == 5
    assert publish(tmp_path, declared) == ()
    assert content() == before


def test_a_new_file_is_added_below(tmp_path: Path, declared: Declared) -> None:
    """Publishing one more file leaves every line of LOCK as it is and adds one."""
    before = (tmp_path / "LOCK").read_bytes()
    more = shelf(tmp_path, "2025")

    assert publish(tmp_path, declared | more) == ("example/small@2025",)
    assert (tmp_path / "LOCK").read_bytes().startswith(before)
    assert [*locked(tmp_path)] == [f"example/small/{year}.json" for year in ("2023", "2024", "2025")]
    assert told(tmp_path, declared | more) == []


def test_an_unended_line_is_ended_first(tmp_path: Path, declared: Declared) -> None:
    """Where the last line of LOCK has no end, publishing ends it before it adds a line."""
    lock = tmp_path / "LOCK"
    before = lock.read_bytes()
    lock.write_bytes(before.removesuffix(b"\n"))
    more = shelf(tmp_path, "2025")
    (added,) = more.values()
    publish(tmp_path, declared | more)

    assert lock.read_bytes() == before + f"{added.digest}  example/small/2025.json\n".encode()
    assert told(tmp_path, declared | more) == []


def test_a_published_file_is_not_published_again(tmp_path: Path, declared: Declared) -> None:
    """A file that was changed after it was published keeps the canonical text and the line it had."""
    before = {file: file.read_bytes() for file in (tmp_path / "LOCK", *map(canonical_file, declared))}
    changed = {file: amended(one, standing="superseded") for file, one in declared.items()}

    assert publish(tmp_path, changed) == ()
    assert {file: file.read_bytes() for file in before} == before


def test_sha256sum_reads_the_lock(tmp_path: Path, declared: Declared) -> None:
    """`sha256sum -c LOCK` finds every published file intact, and one that was changed."""
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("sha256sum is not there")

    def verified() -> int:
        return subprocess.run(
            [tool, "--check", "--strict", "LOCK"], cwd=tmp_path, capture_output=True, check=False
        ).returncode

    assert verified() == 0
    canonical_file(next(iter(declared))).write_bytes(b"{}")
    assert verified() != 0


def test_without_a_lock_nothing_is_pinned(tmp_path: Path) -> None:
    """A folder without LOCK has no published file, and each of its files is told to be unpublished."""
    found = shelf(tmp_path, "2023", "2024")

    assert locked(tmp_path) == {}
    assert told(tmp_path, found) == [("2023.yaml", "W-LOCK", "id"), ("2024.yaml", "W-LOCK", "id")]


# Finding changes


def test_what_is_published_and_unchanged_has_no_problem(tmp_path: Path, declared: Declared) -> None:
    """Right after it was published, a folder is as LOCK says, looked at as a whole or in part."""
    assert told(tmp_path, declared) == []
    for file, one in declared.items():
        assert told(tmp_path, {file: one}, whole=False) == []


def test_any_changed_byte_of_a_canonical_text_is_found(tmp_path: Path, declared: Declared) -> None:
    """Whichever byte of a published JSON is another, or gone, the file is told, and only this one."""
    canonical = canonical_file(next(iter(declared)))
    content = canonical.read_bytes()
    for index, byte in enumerate(content):
        canonical.write_bytes(content[:index] + bytes([byte ^ 1]) + content[index + 1 :])
        assert told(tmp_path, declared) == [("2023.yaml", "E-LOCK", "id")]
    for other in (content[:-1], content + b"\n", b""):
        canonical.write_bytes(other)
        assert told(tmp_path, declared) == [("2023.yaml", "E-LOCK", "id")]


@pytest.mark.parametrize("bit", [0x01, 0x20, 0x80])
def test_any_changed_byte_of_the_lock_is_found(tmp_path: Path, declared: Declared, bit: int) -> None:
    """Whichever byte of LOCK is another, something is told, or LOCK is refused."""
    lock = tmp_path / "LOCK"
    content = lock.read_bytes()
    for index, byte in enumerate(content):
        lock.write_bytes(content[:index] + bytes([byte ^ bit]) + content[index + 1 :])
        try:
            found = {code for _, code, _ in told(tmp_path, declared)}
        except (ReadError, RulesetError) as error:
            found = {each.code for each in error.problems}
        assert found
        assert found <= {"E-PUBLISHED", "E-LOCK", "W-LOCK", "E-LOCK-LINE", "E-UTF8", "E-CHAR"}


DIGEST = "0" * 64


@pytest.mark.parametrize(
    "line",
    [
        f"{DIGEST} example/small/2023.json",
        f"{DIGEST} *example/small/2023.json",
        f"{DIGEST}   example/small/2023.json",
        f"{DIGEST[1:]}  example/small/2023.json",
        f"{DIGEST}0  example/small/2023.json",
        f"{'A' * 64}  example/small/2023.json",
        f"{DIGEST}  example/small/2023.yaml",
        f"{DIGEST}  example/2023.json",
        f"{DIGEST}  ../small/2023.json",
        f"{DIGEST}  example/small/2023.json ",
        f"{DIGEST}  example/small/2023.json\r",
        "example/small/2023.json",
        "# published",
        " ",
    ],
)
def test_a_line_of_another_form_is_refused(tmp_path: Path, declared: Declared, line: str) -> None:
    """LOCK with a line that is no digest, two spaces and the JSON of a year is refused with that line."""
    lock = tmp_path / "LOCK"
    lock.write_bytes(lock.read_bytes() + f"{line}\n".encode())
    place = Place(str(lock), len(lock.read_bytes().split(b"\n")) - 1, 1)
    asked: list[Callable[[], object]] = [
        lambda: locked(tmp_path),
        lambda: told(tmp_path, declared),
        lambda: published(next(iter(declared))),
        lambda: publish(tmp_path, declared | shelf(tmp_path, "2025")),
    ]

    for ask in asked:
        with pytest.raises(RulesetError) as refused:
            ask()
        assert refused.value.problems == (problem("E-LOCK-LINE", found=line).located(place),)


def test_a_file_is_pinned_once(tmp_path: Path, declared: Declared) -> None:
    """A second line for a file is refused, with its place."""
    lock = tmp_path / "LOCK"
    lock.write_bytes(lock.read_bytes() * 2)

    with pytest.raises(RulesetError) as refused:
        locked(tmp_path)
    place = Place(str(lock), len(declared) + 1, 1)
    assert [(each.code, each.place) for each in refused.value.problems] == [("E-LOCK-LINE", place)]
    assert not (tmp_path / "example" / "small" / "2025.json").exists()


def test_a_lock_that_is_not_utf_8_is_refused(tmp_path: Path, declared: Declared) -> None:
    """Bytes in LOCK that are not UTF-8 are refused at their line and column."""
    lock = tmp_path / "LOCK"
    lock.write_bytes(lock.read_bytes() + "Hà Nam\n".encode("latin-1"))

    with pytest.raises(ReadError) as refused:
        told(tmp_path, declared)
    assert [(each.code, str(each.place)) for each in refused.value.problems] == [("E-UTF8", f"{lock}:3:2")]


def test_an_empty_lock_pins_nothing(tmp_path: Path) -> None:
    """A LOCK of no bytes pins no file, and takes the lines of what is published."""
    (tmp_path / "LOCK").write_bytes(b"")
    found = shelf(tmp_path, "2024")

    assert locked(tmp_path) == {}
    assert publish(tmp_path, found) == ("example/small@2024",)
    assert told(tmp_path, found) == []


def test_another_digest_in_the_lock_is_found(tmp_path: Path, declared: Declared) -> None:
    """Where LOCK pins another digest for an unchanged file, the file is told at its id."""
    lock = tmp_path / "LOCK"
    lock.write_text(re.sub("^[0-9a-f]{64}", "0" * 64, lock.read_text(encoding="utf-8")), encoding="utf-8")

    assert told(tmp_path, declared) == [("2023.yaml", "E-PUBLISHED", "id")]


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"standing": "superseded"}, "standing"),
        ({"title": {"vi": "Bộ tiêu chí minh hoạ", "en": "Illustrative"}}, "title.en"),
        ({"bands": []}, "bands"),
        ({"note": {"vi": "Ghi chú"}}, "note"),
        (
            {
                "periods": [
                    {"key": "year", "from": "2024-01-01", "to": "2024-12-31"},
                    {"key": "half-year", "from": "2024-01-01", "to": "2024-06-30"},
                ]
            },
            "periods.1",
        ),
    ],
)
def test_a_changed_file_is_told_where_it_differs(
    tmp_path: Path, declared: Declared, changes: dict[str, Any], at: str
) -> None:
    """A published file that says anything else, or more, or less, is told at the first such place."""
    file = [*declared][1]
    changed = declared | {file: amended(declared[file], **changes)}

    assert told(tmp_path, changed) == [("2024.yaml", "E-PUBLISHED", at)]


def test_a_lost_canonical_text_is_found(tmp_path: Path, declared: Declared) -> None:
    """Where the canonical JSON is gone, the file is told, whether it was changed or not."""
    for file, one in declared.items():
        canonical_file(file).unlink()
        for now in (one, amended(one, standing="superseded")):
            assert told(tmp_path, {file: now}, whole=False) == [(file.name, "E-LOCK", "id")]


def test_a_spoilt_canonical_text_of_a_changed_file_is_told(tmp_path: Path, declared: Declared) -> None:
    """Where the file was changed and its canonical JSON cannot even be read, that is told with its place."""
    file, one = next(iter(declared.items()))
    canonical_file(file).write_bytes(b"{")

    with pytest.raises(ReadError) as refused:
        told(tmp_path, {file: amended(one, standing="superseded")})
    (found,) = refused.value.problems
    assert found.place is not None
    assert found.place.file == str(canonical_file(file))


def test_a_published_file_that_is_gone_is_found(tmp_path: Path, declared: Declared) -> None:
    """A pinned file that is no longer there is told at LOCK, if the whole folder is looked at."""
    gone, kept = declared
    gone.unlink()
    left = {kept: declared[kept]}

    assert told(tmp_path, left) == [("LOCK", "E-LOCK", "")]
    assert told(tmp_path, left, whole=False) == []


def test_a_published_file_that_cannot_be_read_is_not_called_gone(tmp_path: Path, declared: Declared) -> None:
    """A file that is there but declares nothing is told by its reader, not by LOCK."""
    kept = [*declared][1]

    assert told(tmp_path, {kept: declared[kept]}) == []


# What is read


def test_what_is_published_is_found_beside_the_file(declared: Declared) -> None:
    """The canonical JSON of a published file is the one that LOCK pins."""
    for file in declared:
        assert published(file) == canonical_file(file)


def test_what_is_not_published_has_no_canonical_text(tmp_path: Path, declared: Declared) -> None:
    """A file that LOCK does not pin, or that lies in a folder without LOCK, has none to be read."""
    (new,) = shelf(tmp_path, "2025")
    canonical_file(new).write_bytes(b"{}")
    (draft,) = shelf(tmp_path / "drafts", "2024")

    assert all(published(file) is not None for file in declared)
    assert [published(each) for each in (new, draft)] == [None, None]


def test_a_published_text_that_is_gone_is_not_passed_over(declared: Declared) -> None:
    """Where the canonical JSON that LOCK pins is gone, the file is refused, and the other one is read."""
    file, other = declared
    canonical_file(file).unlink()

    with pytest.raises(RulesetError) as refused:
        published(file)
    name = canonical_file(file).relative_to(file.parent.parent.parent).as_posix()
    assert refused.value.problems == (problem("E-LOCK", found=name),)
    assert published(other) == canonical_file(other)


def test_a_canonical_text_that_was_changed_is_never_read(declared: Declared) -> None:
    """Where the canonical JSON is not what LOCK pins, reading it is refused."""
    file = next(iter(declared))
    canonical_file(file).write_bytes(canonical_file(file).read_bytes() + b" ")

    with pytest.raises(RulesetError) as refused:
        published(file)
    assert [each.code for each in refused.value.problems] == ["E-LOCK"]


# The first difference

TREES = st.recursive(
    st.sampled_from(["", "0", "1"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from("abc"), below, max_size=3),
    max_leaves=8,
)
NOWHERE = object()


def reached(tree: Any, path: tuple[str | int, ...]) -> Any:
    """Return what stands at a path, if anything does."""
    for part in path:
        known = dict(enumerate(tree)) if isinstance(tree, list) else tree
        if not isinstance(known, dict) or part not in known:
            return NOWHERE
        tree = known[part]
    return tree


@given(TREES, TREES)
def test_the_first_difference_is_one(one: Any, other: Any) -> None:
    """Two trees have a first difference when they are not equal, and there they do not hold the same."""
    path = first_difference(one, other)

    assert (path is None) == (one == other)
    if path is not None:
        assert reached(one, path) != reached(other, path)


@given(TREES)
def test_a_tree_does_not_differ_from_itself(tree: Any) -> None:
    """A tree has no difference from itself, nor from itself with its lists frozen."""

    def frozen(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: frozen(each) for name, each in value.items()}
        return tuple(map(frozen, value)) if isinstance(value, list) else value

    assert first_difference(tree, tree) is None
    assert first_difference(tree, frozen(tree)) is None


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ({"a": "1", "b": "2"}, {"a": "2", "b": "3"}, ("a",)),
        ({"b": "1", "a": "1"}, {"a": "2", "b": "2"}, ("a",)),
        ({"a": "1"}, {"a": "1", "b": "1"}, ("b",)),
        ({"a": "1", "b": "1"}, {"a": "1"}, ("b",)),
        ({"a": [{"b": "1"}, {"b": "2"}]}, {"a": [{"b": "1"}, {"b": "3"}]}, ("a", 1, "b")),
        (["1"], ["1", "2"], (1,)),
        (["1", "2"], ["1"], (1,)),
        ({"a": ["1"]}, {"a": {"b": "1"}}, ("a",)),
        ("1", "2", ()),
    ],
)
def test_the_difference_told_is_the_first(one: Any, other: Any, wanted: tuple[str | int, ...]) -> None:
    """Maps go in the order of the first, what only the second has comes last; lists go from the top."""
    assert first_difference(one, other) == wanted
