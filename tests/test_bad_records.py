"""Bad records as the command line shows them: what it prints of each, word for word, in both languages.

The files are attacks of `tests/test_attacks.py`; the lines stand in `tests/bad/records/lines.txt`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from commands import flat, run
from promises import Reached
from test_attacks import ATTACKS, LAWFUL, Attack, Lawful

import parindex
from parindex.audit.verdict import VERDICTS

FOLDER = Path(__file__).parent / "bad"
SOURCE = Path(parindex.__file__).parent / "audit"


class Expected(NamedTuple):
    """What is printed of a bad file: the exit code, and the lines in each language."""

    code: int
    vi: tuple[str, ...]
    en: tuple[str, ...]


def expectations(file: Path) -> dict[str, Expected]:
    """Read what is expected: a block for each bad thing, `# its name`, its exit code, its lines."""
    found = {}
    for block in file.read_text(encoding="utf-8").removeprefix("# ").split("\n# "):
        name, code, *lines = block.strip().splitlines()
        vi, en = (tuple(line[4:] for line in lines if line.startswith(f"{lang}: ")) for lang in ("vi", "en"))
        assert len(vi) + len(en) == len(lines), name
        found[name] = Expected(int(code.removeprefix("exit: ")), vi, en)
    return found


LINES = expectations(FOLDER / "records" / "lines.txt")
every_line = pytest.mark.parametrize("name", LINES)


def words(attack: Attack | Lawful, folder: Path) -> list[str]:
    """Write the file of an attack and the keys that are demanded, and return how it is verified."""
    file = folder / "record.json"
    file.write_bytes(attack.make())
    found = ["verify", str(file)]
    for number, key in enumerate(attack.options.get("keys", ())):
        (folder / f"{number}.pub").write_bytes(key)
        found += ["--key", str(folder / f"{number}.pub")]
    for name in ("threshold", "root"):
        if name in attack.options:
            found += [f"--{name}", str(attack.options[name])]
    return found


def because(output: str) -> str:
    """Return what stands below the verdict, which is in capitals: where and why, its wrapping undone."""
    lines = output.splitlines()
    top = next(at for at, line in enumerate(lines) if re.split(": | · ", line)[0].isupper())
    rest = range(top + 2, len(lines))
    end = next((at for at in rest if not lines[at].startswith("  ")), len(lines))
    return flat(" ".join(lines[top + 1 : end]))


@pytest.mark.promise("borders")
@every_line
def test_a_bad_record_is_refused_in_these_words(name: str, tmp_path: Path, reached: Reached) -> None:
    """A bad record is refused with its exit code and its exact line, in Vietnamese and in English."""
    attack, expected = ATTACKS[name], LINES[name]
    given = words(attack, tmp_path)

    assert expected.code == (3 if attack.verdict == "UNREADABLE" else 1)
    for lang, lines in (("vi", expected.vi), ("en", expected.en)):
        result = run(*given, "--lang", lang)
        assert (result.exit_code, result.stderr) == (expected.code, "")
        assert [because(result.stdout)] == list(lines)
    reached("bad records refused in these very words", 1)


@every_line
def test_both_languages_name_one_code(name: str) -> None:
    """Each line names its code, the same in both languages, and the English has words of its own."""
    (vi,), (en,) = LINES[name].vi, LINES[name].en

    assert re.findall(r"\b[EW]-[A-Z-]+", vi) == re.findall(r"\b[EW]-[A-Z-]+", en) != []
    assert vi != en


def test_there_are_many_bad_records() -> None:
    """Fifty bad files and more are held to their words, with every verdict among them."""
    assert len(LINES) >= 50
    assert {ATTACKS[name].verdict for name in LINES} == set(VERDICTS) - {"REPRODUCED"}


def test_every_code_of_a_carrier_has_a_bad_record() -> None:
    """Whatever the modules that open and verify a file can say, some bad record makes them say."""
    modules = ("carrier.py", "verify.py")
    told = {code for name in modules for code in codes((SOURCE / name).read_text(encoding="utf-8"))}
    shown = {code for each in LINES.values() for line in each.en for code in re.findall(r"E-[A-Z-]+", line)}
    # Wrong questions stand in tests/test_cli_borders.py; the engines never differ on what both take.
    asked = {"E-ROOT", "E-THRESHOLD", "E-SECOND"}

    assert told <= shown | asked


def codes(text: str) -> list[str]:
    """Return every code that a module names."""
    return re.findall(r'"(E-[A-Z][A-Z-]*)"', text)


@pytest.mark.parametrize("name", LAWFUL)
def test_a_lawful_file_is_not_refused(name: str, tmp_path: Path) -> None:
    """The same files without a mistake are reproduced, with the exit code 0."""
    result = run(*words(LAWFUL[name], tmp_path), "--lang", "en")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("REPRODUCED")


def test_a_record_from_standard_input_is_refused_alike(tmp_path: Path) -> None:
    """What is read from standard input gives the same words as the file."""
    name = "a total, unsigned"
    content = ATTACKS[name].make()
    result = run("verify", "-", "--lang", "en", stdin=content)

    assert (result.exit_code, because(result.stdout)) == (1, LINES[name].en[0])
    assert run(*words(ATTACKS[name], tmp_path), "--lang", "en").stdout == result.stdout
