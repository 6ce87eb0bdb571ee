"""The wheel is what the source says: it carries the rulesets, and works without the repository."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from promises import Reached

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_every_ruleset_and_the_typing_mark(wheel: Path) -> None:
    """Every ruleset and schema, and `py.typed`, are in the wheel; tests and documents are not."""
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {
        f"parindex/rulesets/{file.relative_to(ROOT / 'rulesets')}"
        for file in (ROOT / "rulesets").rglob("*.*")
    }
    assert shipped <= names
    assert "parindex/py.typed" in names
    assert not any(name.startswith(("tests/", "docs/")) for name in names)


def test_the_wheel_scores_without_the_repository(wheel: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere, the wheel finds its own rulesets and scores an example."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r});"
        "import parindex; from pathlib import Path;"
        "sheet = parindex.score(parindex.load('national/ministries@2023'), Path(sys.argv[1]));"
        "print(parindex.__file__, sheet.total.published, sep=chr(10))"
    )
    example = ROOT / "docs/examples/ministries-2023/ministry-of-justice.yaml"
    done = subprocess.run(
        [sys.executable, "-P", "-c", program, str(example)],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == [str(tmp_path / "site/parindex/__init__.py"), "89.96"]


@pytest.mark.promise("builds")
def test_two_builds_are_byte_identical(wheel: Path, tmp_path: Path, reached: Reached) -> None:
    """The wheel built again has the same bytes."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert next(tmp_path.glob("*.whl")).read_bytes() == wheel.read_bytes()
    reached("wheels compared", 2)
