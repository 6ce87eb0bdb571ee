"""Bad forms: each is refused or reported at its cell, soon and in little memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import bad_workbooks
import pytest
from bad_workbooks import RULES, Bad
from forms import back, codes

from parindex.errors import ParindexError, Problem
from parindex.workbook.tampering import tampering

EVERY = bad_workbooks.every()
BOMBS = [
    each for each in EVERY if each.name in {"bomb", "many-parts", "far-cell", "deep", "long-tag", "entities"}
]
LIMIT = 300 * 2**20  # bytes of memory


def said_of(content: bytes) -> list[Problem]:
    """Return all that is said of a form."""
    try:
        found = back(content, RULES)
    except ParindexError as error:
        return list(error.problems)
    return [*found.problems, *tampering(found)]


def test_there_are_many() -> None:
    """There are more than sixty bad forms, no two of one name."""
    assert len({each.name for each in EVERY}) == len(EVERY) > 60


def test_good_forms_are_good() -> None:
    """The forms that the bad ones are made of are read without a word."""
    assert codes(back(bad_workbooks.base(), RULES)) == []
    assert codes(back(bad_workbooks.staged(), RULES)) == []


@pytest.mark.parametrize("bad", EVERY, ids=lambda bad: bad.name)
def test_bad_forms(bad: Bad) -> None:
    """A bad form has its own code, at its cell."""
    found = said_of(bad.content())
    wanted = [each for each in found if each.code == bad.code]
    assert wanted, [each.line() for each in found]
    place = wanted[0].place
    assert place is not None
    assert bad.place in place.file, str(place)
    for each in found:
        assert each.line("vi")
        assert each.line("en")


@pytest.mark.parametrize("bad", BOMBS, ids=lambda bad: bad.name)
def test_bombs_take_little(bad: Bad, tmp_path: Path) -> None:
    """A bomb is refused by a process that never takes 300 MB of memory."""
    file = tmp_path / "bomb.xlsx"
    file.write_bytes(bad.content())
    script = (
        f"import resource\nresource.setrlimit(resource.RLIMIT_AS, ({4 * LIMIT}, {4 * LIMIT}))\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (60, 60))\n"
        "import sys\nfrom pathlib import Path\nfrom parindex.errors import ParindexError\n"
        "from parindex.workbook.reading import read\n"
        "try:\n    read(Path(sys.argv[1]).read_bytes(), 'bomb.xlsx')\n"
        "except ParindexError as error:\n    print(error.problems[0].code)\n"
        # What getrusage tells is at least what the process was forked from.
        "status = Path('/proc/self/status').read_text().split('VmHWM:')[1]\n"
        "print(int(status.split()[0]) * 1024)\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", script, str(file)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    code, memory = ran.stdout.split()
    assert code == bad.code
    assert int(memory) < LIMIT
