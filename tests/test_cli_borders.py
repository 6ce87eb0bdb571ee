"""Every bad input a user can give: exit code 3, nothing on stdout; on stderr what is wrong and what to do."""

from __future__ import annotations

import json
import os
import re
import runpy
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner
from commands import DEPARTMENT, JUSTICE, MINISTRIES, ran, run, small_rules, small_unit, written
from helpers import Plain

from parindex import __version__
from parindex.__main__ import main
from parindex.cli import COMMANDS, app
from parindex.messages import MESSAGES
from parindex.readers import limits

LINE = re.compile(r"(?:.+?:\d+:\d+: )?(?P<code>[EW]-[A-Z0-9-]+)(?: \S+)?: .+")


@pytest.fixture(autouse=True)
def _ending() -> Iterator[None]:
    """Leave what ends a process as it was: the command line sets it for its own."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Write the small ruleset."""
    return written(tmp_path / "rules.yaml", small_rules())


def refused(
    *words: str | Path, stdin: bytes | None = None, langs: tuple[str, ...] = ("vi", "en")
) -> list[str]:
    """Run a command on bad input in both languages: return its codes, after looking at every line."""
    codes = []
    for lang in langs:
        result = run(*words, "--lang", lang, stdin=stdin)
        assert (result.exit_code, result.stdout) == (3, "")
        lines = result.stderr.splitlines()
        found = [LINE.fullmatch(line) for line in lines]
        assert all(found), result.stderr
        codes.append([match["code"] for match in found if match])
        # A suggestion is the last thing on the line, wherever the code has one.
        hints = [bool(MESSAGES[code]["hint_vi"]) for code in codes[-1]]
        assert [";" in line for line, hint in zip(lines, hints, strict=True) if hint] == [True] * sum(hints)
        assert not re.search(r"\bNone\b|Fraction\(|<class|pydantic|Error:", result.stderr)
    assert codes[0] == codes[-1]
    return codes[0]


def refused_unit(tree: object, rules: Path) -> list[str]:
    """Score and explain a bad assessment, from a file and from standard input: the same is told each time."""
    file = written(rules.with_name("unit.json"), tree)
    found = refused("score", file, "--ruleset", rules)
    assert refused("explain", file, "--ruleset", rules, langs=("vi",)) == found
    assert refused("score", "-", "--ruleset", rules, stdin=file.read_bytes(), langs=("en",)) == found
    return found


# Assessments that do not fit


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"plann": {"level": "late"}}, "E-ITEM"),
        ({"weather": {"points": "1"}}, "E-ITEM"),
        ({"g": {"points": "1"}}, "E-ENTRY"),
        ({"whole": {"count": "1"}}, "E-APPLIES"),
        ({"plan": {"level": "on-tme"}}, "E-LEVEL"),
        ({"plan": {"points": "5"}}, "E-FORM"),
        ({"council": {"points": "0.3"}}, "E-STEP"),
        ({"council": {"points": "10.25"}}, "E-RANGE"),
        ({"council": {"points": "-0.25"}}, "E-RANGE"),
        ({"tasks": {"done": "5", "planned": "4"}}, "E-DONE"),
        ({"tasks": {"done": "0", "planned": "0"}}, "E-PLANNED"),
        ({"tasks": {"value": "1.01"}}, "E-RANGE"),
        ({"council": {"points": 7.25}}, "E-TEXT"),
        ({"council": {"points": "7,25"}}, "E-NUM"),
        ({"council": {"points": "\uff11"}}, "E-NUM"),
        ({"council": {"points": "1e999999999"}}, "E-NUM"),
        ({"council": {"point": "1"}}, "E-FIELD"),
        ({"council": {"state": "done"}}, "E-VALUE"),
        ({"council": {"state": "rejected"}}, "E-WHY"),
        ({"council": {"state": "not-applicable", "why": "x"}}, "E-NA"),
        ({"council": {}}, "E-NOTHING"),
        ({"council": []}, "E-SHAPE"),
    ],
)
def test_bad_entries(rules: Path, entries: Plain, code: str) -> None:
    """An entry that does not fit its item is refused with its code, whatever command reads it."""
    tree = small_unit()
    tree["stages"]["final"]["entries"] |= entries

    assert refused_unit(tree, rules) == [code]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("unit", {"key": "a", "name": "A", "kind": "province"}, "E-KIND"),
        ("unit", {"key": "a", "name": "A", "kind": "../x"}, "E-SLUG"),
        ("unit", {"key": "a", "name": "A"}, "E-REQUIRED"),
        ("period", "half-year", "E-PERIOD"),
        ("period", "month", "E-VALUE"),
        ("stages", {"finale": {"entries": {}}}, "E-VALUE"),
        ("format", "2", "E-VALUE"),
        ("ruleset", "../../etc/passwd", "E-ID"),
        ("ruleset", "example/small@2024\0", "E-ID"),
        ("note", "x", "E-FIELD"),
    ],
)
def test_bad_frames(rules: Path, field: str, value: object, code: str) -> None:
    """A unit, period, stage, format or ruleset that does not exist is refused with its code."""
    found = refused_unit({**small_unit(), field: value}, rules)

    # A NUL is refused by the reader, before anybody asks what it stands in.
    assert found == [code] if "\0" not in str(value) else found == ["E-CHAR"]


def test_the_suggestion_is_the_nearest_word(rules: Path) -> None:
    """A word that is nearly right is answered with the word that was meant."""
    file = written(rules.with_name("unit.json"), small_unit(plan={"level": "on-tme"}))
    result = run("score", file, "--ruleset", rules)

    assert result.stderr.endswith(
        "E-LEVEL stages.final.entries.plan.level: không có bậc `on-tme`; có phải là `on-time`?\n"
    )
    assert "did you mean `on-time`?" in run("score", file, "--ruleset", rules, "--lang", "en").stderr


def test_one_run_tells_everything(rules: Path) -> None:
    """All mistakes of one file are told in one run, each at its place."""
    tree = small_unit(plan={"level": "x"}, tasks={"done": "2", "planned": "0"}, council={"points": "11"})
    file = written(rules.with_name("unit.json"), {**tree, "period": "half-year"})
    result = run("score", file, "--ruleset", rules)

    assert len(result.stderr.splitlines()) == 4
    assert all(line.startswith(f"{file}:1:") for line in result.stderr.splitlines())


def test_one_bad_file_of_a_league_refuses_the_league(rules: Path) -> None:
    """With one bad file among several nothing is ranked, and nothing is printed."""
    bad = written(rules.with_name("bad.json"), small_unit())

    assert refused("score", JUSTICE, bad, "--json") == ["E-RULESET"]


@pytest.mark.parametrize("stage", ["finale", "", "SELF", "../self", "self\0"])
def test_unknown_stages(stage: str) -> None:
    """A stage that does not exist is refused with the stages there are."""
    assert refused("score", JUSTICE, "--stage", stage) == ["E-STAGE"]
    assert (
        "self, appraisal-1, explanation, appraisal-2, final" in run("score", JUSTICE, "--stage", "zzz").stderr
    )


# Rulesets that cannot be found


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("national/ministries@1999", "E-RULESET"),
        ("nobody/nothing@2024", "E-RULESET"),
        ("national/ministries", "E-YEAR"),
        ("../../etc/passwd", "E-ID"),
        ("/etc/passwd", "E-ID"),
        ("national/../../../etc/passwd@2023", "E-ID"),
        ("National/Ministries@2023", "E-ID"),
        ("national/ministries@2023\0.yaml", "E-FILE"),
        ("national/ministries@2023\0", "E-ID"),
        ("national/ministries@\uff12\uff10\uff12\uff13", "E-ID"),
        ("", "E-ID"),
        ("a" * 100_000, "E-ID"),
        ("~/rules.yaml", "E-FILE"),
    ],
)
def test_unknown_rulesets(name: str, code: str) -> None:
    """What names no ruleset is refused by every command that takes one; a name never becomes a path."""
    assert refused("show", name) == [code]
    assert refused("score", JUSTICE, "--ruleset", name) == [code]
    assert refused("explain", JUSTICE, "--ruleset", name) == [code]


def test_an_assessment_that_names_no_ruleset(tmp_path: Path) -> None:
    """An assessment whose ruleset does not exist is told so where it names it, with the nearest id."""
    file = tmp_path / "unit.yaml"
    text = JUSTICE.read_text(encoding="utf-8").replace("national/ministries@2023", "national/ministries@2032")
    file.write_text(text, encoding="utf-8")
    result = run("score", file)

    line = text[: text.index("ruleset:")].count("\n") + 1
    assert result.exit_code == 3
    assert result.stderr == (
        f"{file}:{line}:1: E-RULESET ruleset: không có bộ tiêu chí `national/ministries@2032`; "
        "có phải là `national/ministries@2023`?\n"
    )


# Files that cannot be read


def deep(levels: int) -> str:
    """Write lists inside one another."""
    return "[" * levels + "]" * levels


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.json", '{"format": "1", "format": "1"}', "E-DUP"),
        ("a.yaml", "format: '1'\nformat: '1'\n", "E-DUP"),
        ("a.yaml", "a: &anchor '1'\nb: *anchor\n", "E-ALIAS"),
        ("a.yaml", "a: !!python/object:os.system x\n", "E-TAG"),
        ("a.yaml", "<<: {a: '1'}\n", "E-MERGE"),
        ("a.yaml", "%YAML 1.1\n---\na: '1'\n", "E-DIRECTIVE"),
        ("a.yaml", "a: '1'\n---\nb: '1'\n", "E-DOCS"),
        ("a.yaml", "a: no\n", "E-AMBIG"),
        ("a.yaml", "a: 1 # one\n", "E-COMMENT"),
        ("a.yaml", "a: [", "E-YAML"),
        ("a.json", '{"a": ', "E-JSON"),
        ("a.json", '{"a": NaN}', "E-NUM"),
        ("a.yaml", f"a: {deep(limits.DEPTH + 5)}\n", "E-DEPTH"),
        ("a.json", f'{{"a": {deep(100_000)}}}', "E-DEPTH"),
        ("a.yaml", "", "E-EMPTY"),
        ("a.json", "  \n", "E-EMPTY"),
        ("a.yaml", "a: 'x\u202ey'\n", "E-CHAR"),
        ("a.yaml", "a: 'x\0y'\n", "E-CHAR"),
        ("a.yaml", "a: 'Sơ\u0309'\n", "E-NFC"),
        ("a.yaml", f"a: '{'x' * (limits.STRING + 1)}'\n", "E-LONG"),
    ],
    ids=lambda value: value if len(value) < 20 else "long",
)
def test_files_that_no_reader_takes(tmp_path: Path, name: str, content: str, code: str) -> None:
    """What no strict reader takes is refused, be it an assessment, a ruleset, a case or standard input."""
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")

    assert refused("score", file) == [code]
    assert refused("explain", file, langs=("vi",)) == [code]
    assert refused("show", file, langs=("en",)) == [code]
    assert refused("test", file, langs=("vi",)) == [code]
    assert refused("score", JUSTICE, "--ruleset", file, langs=("en",)) == [code]
    if name.endswith(".yaml"):
        assert refused("score", "-", stdin=file.read_bytes(), langs=("vi",)) == [code]
    checked = run("check", file)
    assert (checked.exit_code, code in checked.stdout) == (3, True)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (deep(100_000), "E-DEPTH"),
        (f"a: [{'x, ' * limits.NODES}]\n", "E-NODES"),
        ("x" * (limits.BYTES + 1), "E-SIZE"),
    ],
    ids=["deep", "wide", "large"],
)
def test_files_beyond_the_limits(tmp_path: Path, content: str, code: str) -> None:
    """A file that is nested too deep, holds too much or is too large is refused, and nothing breaks."""
    file = tmp_path / "a.yaml"
    file.write_text(content, encoding="utf-8")
    result = run("score", file)

    assert (result.exit_code, result.stdout) == (3, "")
    assert f" {code}: " in result.stderr


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1258", "latin-1"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    """A file in UTF-16 or in an older code page is refused at its place, not guessed at."""
    file = tmp_path / "unit.yaml"
    file.write_bytes("name: Đăng ký é\n".encode(encoding, errors="replace").replace(b"?", b"\xd0"))

    assert refused("score", file)[0] in {"E-UTF8", "E-CHAR"}


def test_one_hundred_megabytes(tmp_path: Path) -> None:
    """A sparse file of 100 MB is refused by its size, from a file and from standard input."""
    file = tmp_path / "unit.yaml"
    with file.open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)

    assert refused("score", file) == ["E-SIZE"]
    with file.open("rb") as stream:
        done = subprocess.run(
            [sys.executable, "-m", "parindex", "score", "-"],
            stdin=stream,
            capture_output=True,
            check=False,
            timeout=120,
        )
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.decode().startswith("<stdin>:1:1: E-SIZE")


@pytest.mark.parametrize("name", ["nobody.yaml", "nobody", ".", "a\0b.yaml", "x" * 5000])
def test_no_such_file(tmp_path: Path, name: str) -> None:
    """No file, a folder, or a name that cannot be one is told by its name."""
    file = f"{tmp_path}/{name}"

    assert refused("score", file) == ["E-FILE"]
    assert refused("explain", file) == ["E-FILE"]


def test_a_folder_is_no_ruleset(tmp_path: Path) -> None:
    """A folder that is named like a ruleset's file cannot be read as one."""
    folder = tmp_path / "rules.yaml"
    folder.mkdir()

    assert refused("show", folder) == ["E-FILE"]
    assert run("check", folder).exit_code == 3


def test_a_problem_is_one_line(tmp_path: Path) -> None:
    """What was found is quoted short and on one line, however long or strange it is."""
    tree = small_unit()
    tree["period"] = "x\ny" * 5000
    result = run("score", written(tmp_path / "unit.json", tree))

    (line,) = result.stderr.splitlines()
    assert len(line) < 400
    assert "\\u000a" in line


# Wrong usage


@pytest.mark.parametrize(
    "words",
    [
        ["score"],
        ["explain"],
        ["explain", str(JUSTICE), str(DEPARTMENT)],
        ["show"],
        ["schema"],
        ["schema", "nothing"],
        ["test"],
        ["nothing"],
        ["list", "--all"],
        ["list", "--lang", "fr"],
        ["check", "--format", "xml"],
        ["show", "a", "b"],
    ],
)
def test_wrong_usage(words: list[str]) -> None:
    """A command that is used wrongly says how it is used, with exit code 2 and nothing on stdout."""
    result = run(*words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")


@pytest.mark.parametrize("command", COMMANDS)
def test_help(command: str) -> None:
    """Every command explains itself, in Vietnamese and English."""
    assert " / " in ran(command, "--help")
    assert f"  {command} " in ran("--help")


def every_command(group: click.Group = app, *words: str) -> Iterator[tuple[str, ...]]:
    """Give the words of each command, those of groups too."""
    context = click.Context(group)
    for name in group.list_commands(context):
        yield (*words, name)
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from every_command(command, *words, name)


@pytest.mark.parametrize("words", [*every_command()], ids=" ".join)
def test_help_says_all_in_both_languages(words: tuple[str, ...]) -> None:
    """Every paragraph and every option is told in Vietnamese and English, and on 80 columns none is cut."""
    command: click.Command | None = app
    for word in words:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word)
    assert command is not None
    assert command.help is not None
    told = {"help": command.help.split("\n\n")}
    told |= {each.opts[0]: [each.help or ""] for each in command.params if isinstance(each, click.Option)}

    lacking = {name for name, texts in told.items() if not all(" / " in text for text in texts)}
    assert lacking <= {"--md"}  # Markdown is Markdown
    shown = CliRunner().invoke(app, [*words, "--help"], terminal_width=80).output
    assert not re.search(r"[a-z]\.\.\.", shown)


def test_completion() -> None:
    """A shell can complete the names of the commands."""
    shell = ShellComplete(app, {}, "parindex", "_PARINDEX_COMPLETE")

    assert [item.value for item in shell.get_completions([], "")] == list(COMMANDS)
    assert [item.value for item in shell.get_completions([], "sc")] == ["score", "schedule", "schema"]


def test_version() -> None:
    """The command line says which version it is."""
    assert ran("--version") == f"parindex, version {__version__}\n"


# JSON, colours


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["show", "national/ministries@2023"],
        ["score", str(JUSTICE)],
        ["score", *map(str, sorted(MINISTRIES.glob("*.yaml")))],
        ["score", str(DEPARTMENT), "--cross-check", "--lang", "en"],
    ],
)
def test_json_is_one_document(words: list[str]) -> None:
    """With --json stdout is one JSON document in which every figure is text: no number anywhere."""
    numbers: list[str] = []
    json.loads(ran(*words, "--json"), parse_float=numbers.append, parse_int=numbers.append)

    assert numbers == []


COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?[34][0-9]")


@pytest.mark.parametrize("words", [["score", str(DEPARTMENT)], ["show", "example/department@2024"]])
def test_no_colour(words: list[str]) -> None:
    """A terminal gets colours, unless NO_COLOR is set; a pipe gets no control character at all."""
    terminal = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "100"}

    assert COLOUR.search(ran(*words, env=terminal))
    assert not COLOUR.search(ran(*words, env={**terminal, "NO_COLOR": "1"}))
    assert "\x1b" not in ran(*words)


# Real processes


def started(*words: str | Path, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "parindex", *map(str, words)]
    environment = {**os.environ, **env}
    return subprocess.run(
        command, input=stdin, capture_output=True, env=environment, check=False, timeout=120
    )


def test_a_process_that_succeeds() -> None:
    """In a real process a good file gives exit code 0, a result on stdout and nothing on stderr."""
    done = started("score", "-", "--json", stdin=JUSTICE.read_bytes())

    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["total"]["exact"] == "2249/25"


def test_a_process_that_refuses(tmp_path: Path) -> None:
    """In a real process a bad file gives exit code 3, nothing on stdout and no traceback on stderr."""
    done = started("score", tmp_path / "nobody.yaml")

    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.startswith(b"E-FILE: ")
    assert len(done.stderr.splitlines()) == 1


def test_output_is_utf_8_whatever_the_code_page() -> None:
    """Vietnamese comes out as UTF-8 also where the environment asks for a code page without its letters."""
    done = started("score", JUSTICE, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")

    assert (done.returncode, done.stderr) == (0, b"")
    assert "Bộ Tư pháp" in done.stdout.decode("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file's name is always text")
def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    """A file whose name is no UTF-8 can be checked, and its name is shown escaped."""
    file = os.fsencode(tmp_path) + b"/b\xff.yaml"
    Path(os.fsdecode(file)).write_text("a: [", encoding="utf-8")
    done = subprocess.run(
        [sys.executable.encode(), b"-m", b"parindex", b"check", file],
        capture_output=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    assert b"b\\udcff.yaml:1:" in done.stdout


# The extra of the command line


@pytest.mark.parametrize("package", ["click", "rich"])
def test_a_missing_extra_is_named_in_one_line(package: str) -> None:
    """Without click or rich the command line says in one line which extra is missing, and how to get it."""
    code = f"import sys; sys.modules[{package!r}] = None; sys.argv = ['parindex', 'list']"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; from parindex.__main__ import main; sys.exit(main())"],
        capture_output=True,
        check=False,
        timeout=120,
    )

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == "E-EXTRA: cần phần mở rộng `cli`; pip install 'parindex[cli]'\n"


def lacks(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """Make the command line find that a module is missing."""

    def fail(**_options: object) -> None:
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)

    monkeypatch.setattr(app, "main", fail)


@pytest.mark.parametrize("module", ["click", "rich", "rich.console"])
def test_the_exit_code_of_a_missing_extra(
    module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing extra is wrong usage, not a crash: exit code 2 and one line."""
    lacks(monkeypatch, module)

    assert main() == 2
    assert capsys.readouterr().err.startswith("E-EXTRA: ")


@pytest.mark.parametrize("module", ["parindex.explanation", "clicks"])
def test_another_missing_module_is_not_hidden(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any other module that is missing is a broken installation, and is not taken for a missing extra."""
    lacks(monkeypatch, module)
    with pytest.raises(ModuleNotFoundError, match=module):
        main()


def test_running_the_package(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m parindex` is the command line."""
    monkeypatch.setattr(sys, "argv", ["parindex", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(main.__code__.co_filename), run_name="__main__")

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"parindex, version {__version__}\n"


def test_streams_that_are_no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where stdout and stderr are replaced by plain objects they are left alone."""

    class Stream:
        """The least that can be written to."""

        def __init__(self) -> None:
            self.text = ""

        def write(self, text: str) -> int:
            self.text += text
            return len(text)

        def flush(self) -> None:
            """Do nothing."""

    out: Any = Stream()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "argv", ["parindex", "--version"])
    with pytest.raises(SystemExit):
        main()

    assert __version__ in out.text
