"""The documentation is true: links lead somewhere, examples run and print what is shown, pages are fresh.

What the pages may use:

* ``console``: lines that begin with ``$ parindex``, each followed by all that it prints; one line ``…``
  stands for one or more whole lines; ``$ echo $?`` prints the exit code of the command before.
* ``yaml`` or ``json`` with ``title="name"``: a file of that name; ``diff`` with a title changes one.
* ``python``: runs after the ones above it on the page; a ``text`` block right after it holds what it prints.
* ``<!-- files of page.md -->``: the titled files of another page are there too.

Each page runs in a folder of its own, in which `docs`, `rulesets` and `tests` are those of the repository.
``PARINDEX_WRITE_DOCS=1 pytest tests/test_docs.py`` writes what is printed now into the pages: read the diff.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import runpy
import shlex
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from click.testing import CliRunner
from pydantic import BaseModel

from parindex import __version__
from parindex.assessment import Assessment
from parindex.cases.single import Case
from parindex.cli import COMMANDS, app
from parindex.messages import MESSAGES
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset
from parindex.schemas import SCHEMAS, schema_of

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = (*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")))
FOLDERS = ("docs", "rulesets", "tests")
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


class Block(NamedTuple):
    """A fenced block of a page: where it begins, its language, its title and its lines."""

    line: int
    language: str
    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return what the block holds."""
        return "".join(f"{line}\n" for line in self.lines)


def text_of(page: Path) -> str:
    """Return a page."""
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page, in order."""
    found: list[Block] = []
    open_: Block | None = None
    for number, line in enumerate(text_of(page).splitlines(), start=1):
        fence = re.fullmatch(r'```([a-z]*)(?: title="([^"]+)")?', line)
        if fence and open_ is None:
            open_ = Block(number, fence[1], fence[2] or "", ())
        elif fence and open_ is not None:
            found.append(open_)
            open_ = None
        elif open_ is not None:
            open_ = open_._replace(lines=(*open_.lines, line))
    assert open_ is None, f"{page}: a block has no end"
    return found


def prose(page: Path) -> str:
    """Return a page without its fenced blocks and its code."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"(?ms)^```.*?^```$", "", text_of(page)))


class Session:
    """What the blocks of one page leave behind for the next: files, names of Python, an exit code."""

    def __init__(self, page: Path) -> None:
        self.page = page
        self.names: dict[str, Any] = {}
        self.code = 0
        self.wrong: list[str] = []

    def run(self) -> list[list[str]]:
        """Run every block of the page in the working folder; return the lines that each should have."""
        for other in re.findall(r"<!-- files of (\S+) -->", text_of(self.page)):
            for block in blocks(self.page.parent / other):
                self.write(block)
        found: list[list[str]] = []
        printed: str | None = None
        for block in blocks(self.page):
            self.write(block)
            lines = list(block.lines)
            if block.language == "console":
                lines = self.console(block)
            if block.language == "text" and printed is not None:
                lines = self.compare(block, "example", lines, printed)
            elif printed:
                self.wrong.append(
                    f"{self.page}:{block.line}: nothing shows what the example above prints:\n{printed}"
                )
            printed = self.python(block) if block.language == "python" else None
            found.append(lines)
        assert not printed, f"{self.page}: not shown what the last example prints:\n{printed}"
        return found

    def write(self, block: Block) -> None:
        """Write or change the file that a block has for a title."""
        if not block.title:
            return
        file = Path(block.title)
        assert file.parts[0] not in FOLDERS, f"{self.page}:{block.line}: not a file of the reader's own"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(changed(file, block) if block.language == "diff" else block.text, encoding="utf-8")

    def console(self, block: Block) -> list[str]:
        """Run each command of a block and compare what it prints."""
        found: list[str] = []
        for command, expected in commands(block):
            printed = f"{self.code}\n" if command == "echo $?" else self.command(command)
            found += [f"$ {command}", *self.compare(block, command, expected, printed)]
        return found

    def command(self, line: str) -> str:
        """Run one command; return what it writes on stdout and stderr."""
        program, *words = shlex.split(line)
        assert program == "parindex", f"{self.page}: {line}"
        words = [each for word in words for each in spread(word)]
        found = CliRunner().invoke(app, words, prog_name="parindex")
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        self.code = found.exit_code
        return str(found.output)

    def python(self, block: Block) -> str:
        """Run a Python example; return what it prints."""
        file = Path("example.py")
        file.write_text(block.text, encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()) as out:
            self.names = runpy.run_path(str(file), init_globals=self.names)
        return out.getvalue()

    def compare(self, block: Block, what: str, expected: list[str], printed: str) -> list[str]:
        """Note where the page and what is printed differ; return the lines that should stand there."""
        if not re.fullmatch(pattern(expected), shown(printed)):
            self.wrong.append(f"{self.page}:{block.line}: {what}\n{shown(printed)}")
        return refreshed(expected, shown(printed).splitlines())


def changed(file: Path, block: Block) -> str:
    """Return a file with each run of ``-`` lines of a block replaced by the ``+`` lines that follow."""
    text = file.read_text(encoding="utf-8")
    for old, new in re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)*)", block.text, re.MULTILINE):
        before, after = (re.sub(r"(?m)^[-+]", "", part) for part in (old, new))
        assert text.count(before) == 1, f"{block.title}: {before}"
        text = text.replace(before, after)
    return text


def commands(block: Block) -> list[tuple[str, list[str]]]:
    """Return the commands of a console block, each with the lines shown below it."""
    found: list[tuple[str, list[str]]] = []
    for line in block.lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            assert found, f"{block.line}: a console block begins with a command"
            found[-1][1].append(line)
    return found


def spread(word: str) -> list[str]:
    """Return the files that a word with a star stands for, as a shell does."""
    return sorted(str(file) for file in Path().glob(word)) if "*" in word else [word]


def shown(printed: str) -> str:
    """Return what a command prints, without the blanks at the ends of lines and the empty lines around it."""
    lines = "\n".join(line.rstrip() for line in printed.splitlines()).strip("\n")
    return f"{lines}\n" if lines else ""


def pattern(expected: list[str]) -> str:
    """Return a pattern of the lines expected; ``…`` stands for one line or more."""
    lines = shown("\n".join(expected)).splitlines()
    return "".join(r"(?:.*\n)+?" if line == "…" else re.escape(f"{line}\n") for line in lines)


def refreshed(expected: list[str], printed: list[str]) -> list[str]:
    """Return the lines printed, with as many left out after as many as on the page."""
    assert expected.count("…") <= 1, "one line of … is enough"
    if "…" not in expected:
        return printed
    head, tail = expected.index("…"), len(expected) - expected.index("…") - 1
    return [*printed[:head], "…", *printed[len(printed) - tail :]]


def rewritten(page: Path, lines: list[list[str]]) -> str:
    """Return a page with other lines in its blocks."""
    text = text_of(page).splitlines()
    for block, new in reversed(list(zip(blocks(page), lines, strict=True))):
        text[block.line : block.line + len(block.lines)] = new
    return "".join(f"{line}\n" for line in text)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder that holds the repository's own folders, with no word about the terminal."""
    for name in FOLDERS:
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    for name in ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@every_page
def test_every_example_does_what_the_page_shows(page: Path, folder: Path) -> None:
    """Every file, command and Python example of a page, run in order, prints exactly what it shows."""
    assert folder == Path.cwd()
    session = Session(page)
    lines = session.run()
    if os.environ.get("PARINDEX_WRITE_DOCS"):
        page.write_text(rewritten(page, lines), encoding="utf-8")

    assert session.wrong == []


@every_page
def test_json_examples_are_json(page: Path) -> None:
    """Every block of JSON can be read."""
    for block in blocks(page):
        if block.language == "json":
            json.loads(block.text)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page: those written out, and those of its headings."""
    headings = re.findall(r"(?m)^#+ (.+)$", re.sub(r"(?ms)^```.*?^```$", "", text_of(page)))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)
    return {*re.findall(r'<a id="([^"]+)"', text_of(page)), *plain}


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    """Every relative link names a file of the repository, and every anchor one of that page."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), f"{page}: {target}"
        assert file.is_relative_to(ROOT), f"{page}: {target}"
        assert not anchor or anchor in anchors(file), f"{page}: {target}"


@every_page
def test_pages_are_plain_markdown_with_one_title(page: Path) -> None:
    """Every page begins with its one title, ends with a newline and has no blank at the end of a line."""
    text = text_of(page)

    assert re.match(r"# \S", text.removeprefix("<!-- generated -->\n"))
    assert len(re.findall(r"(?m)^# ", re.sub(r"(?ms)^```.*?^```$", "", text))) == 1
    assert text.endswith("\n")
    assert not re.search(r"(?m)[ \t]+$", text)


def test_every_page_can_be_reached_from_the_readme() -> None:
    """Whoever starts at the README and follows links comes to every page."""
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        links = re.findall(r"\]\(([^)#\s]+\.md)(?:#[^)]*)?\)", prose(page))
        waiting += {(page.parent / link).resolve() for link in links if ":" not in link} - reached

    assert set(PAGES) - reached == set()


def test_the_page_of_errors_is_fresh() -> None:
    """`errors.md` is what `make_errors.py` writes of the messages, with an anchor for each code."""
    script = runpy.run_path(str(DOCS / "reference" / "make_errors.py"))

    assert text_of(DOCS / "reference" / "errors.md") == script["page"]()
    assert anchors(DOCS / "reference" / "errors.md") >= set(MESSAGES)


def fields(model: type[BaseModel]) -> set[str]:
    """Return the name of every field of a model and of the models in it, as a file writes them."""
    schema = model.model_json_schema(by_alias=True)
    parts = [schema, *schema.get("$defs", {}).values()]
    return {name for part in parts for name in part.get("properties", {})}


@pytest.mark.parametrize(
    ("page", "model"),
    [
        ("reference/ruleset-format.md", Ruleset),
        ("reference/assessment-format.md", Assessment),
        ("how-to/write-a-case.md", Case),
    ],
)
def test_every_field_of_a_format_is_described(page: str, model: type[BaseModel]) -> None:
    """The page of a format names, as code, every field that a file of it may have."""
    known = fields(model) - (fields(Assessment) if model is Case else set())
    code = re.findall(r"`([^`\n]+)`", text_of(DOCS / page))
    described = {name for each in code for name in re.findall(r"[a-z0-9_]+", each)}

    assert known - described == set()


def test_every_command_and_option_is_described() -> None:
    """The page of the command line has a heading for every command and names each of its options."""
    page = text_of(DOCS / "reference" / "cli.md")
    for name in COMMANDS:
        found = re.search(rf"(?ms)^## `parindex {name}.*?(?=^## |\Z)", page)
        assert found, name
        usage = CliRunner().invoke(app, [name, "--help"]).output
        options = set(re.findall(r"(?m)^  (--[a-z-]+)", usage))
        assert {option for option in options if f"`{option}" not in found[0]} <= {"--lang"}, name


def test_every_field_of_a_score_is_described() -> None:
    """The page of the command line names every field that `score --json` prints."""
    page = text_of(DOCS / "reference" / "cli.md")
    schema = schema_of("score")
    parts = [schema, *schema.get("$defs", {}).values()]

    assert {name for part in parts for name in part.get("properties", {}) if f"`{name}`" not in page} == set()
    assert {name for name in SCHEMAS if f"`{name}`" not in page} == set()


def test_the_rooms_are_those_that_the_build_keeps_apart() -> None:
    """The page of the design lists the rooms from the lowest floor up, as the import contract has them."""
    contract = SETTINGS["tool"]["importlinter"]["contracts"][0]
    floors = [set(layer.split(" | ")) for layer in reversed(contract["layers"])]
    rooms = re.findall(r"(?m)^\| `([a-z]+)(?:/|\.py)` ", text_of(DOCS / "explanation" / "design.md"))

    assert sorted(rooms) == sorted(room for floor in floors for room in floor)
    for floor in floors:
        assert {rooms.pop(0) for _ in floor} == floor


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md"])
def test_every_shipped_ruleset_is_named(page: str) -> None:
    """README and changelog name every ruleset that ships, the README with standing and coverage."""
    text = text_of(ROOT / page)
    for name in catalog.available():
        ruleset = catalog.declaration(name)
        rows = [line for line in text.splitlines() if f"`{name}`" in line]
        assert rows, name
        if page == "README.md":
            assert any(ruleset.standing in row and ruleset.coverage in row for row in rows), name


def test_every_dependency_is_accounted_for() -> None:
    """The page of dependencies names every package that the project asks for."""
    page = text_of(DOCS / "explanation" / "dependencies.md").lower()
    project, groups = SETTINGS["project"], SETTINGS["dependency-groups"]
    lists = [project["dependencies"], *project["optional-dependencies"].values(), *groups.values()]
    asked = [each for part in lists for each in part if isinstance(each, str)]
    names = {found[0].lower() for each in asked if (found := re.match(r"[A-Za-z0-9-]+", each))} - {"parindex"}

    assert {name for name in names if f"`{name}`" not in page} == set()


def test_the_citation_names_this_version() -> None:
    """`CITATION.cff` has what its format asks for, and the version, licence and author of the package."""
    citation = catalog.read_document(ROOT / "CITATION.cff").data
    project = SETTINGS["project"]

    assert {"cff-version", "message", "title", "authors", "type"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == project["version"] == __version__
    assert citation["license"] == project["license"]
    assert citation["authors"] == project["authors"]


def test_the_hooks_are_local_and_there() -> None:
    """Every hook before a commit runs one of the project's own tools; none is fetched from elsewhere."""
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    hooks = [hook for each in found["repos"] for hook in each["hooks"]]

    assert [each["repo"] for each in found["repos"]] == ["local"]
    assert {tuple(hook["entry"].split()[:2]) for hook in hooks} == {
        (".venv/bin/ruff", "check"),
        (".venv/bin/ruff", "format"),
        (".venv/bin/mypy",),
        (".venv/bin/parindex", "check"),
    }
