"""The same record everywhere: whatever the locale, zone, hash seed, optimisation, folder or thread."""

from __future__ import annotations

import decimal
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from commands import DEPARTMENT
from promises import Reached

import parindex
from parindex.audit.bare.build import archive
from parindex.audit.canonical import digest

RULES = "example/department@2024"
THOROUGH = bool(os.environ.get("PARINDEX_THOROUGH"))
MACHINES: dict[str, tuple[dict[str, str], list[str]]] = {
    "a plain C locale": ({"LC_ALL": "C", "PYTHONHASHSEED": "0", "TZ": "UTC"}, []),
    "Hà Nội": ({"LC_ALL": "vi_VN.UTF-8", "PYTHONHASHSEED": "1", "TZ": "Asia/Ho_Chi_Minh"}, ["-O"]),
    "a Turkish locale": ({"LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4294967295"}, ["-OO"]),
    "half an hour off": ({"TZ": "America/St_Johns", "PYTHONUTF8": "0", "LANG": "en_US.ISO-8859-1"}, []),
    "warnings are errors": ({"PYTHONHASHSEED": "7"}, ["-X", "dev", "-bb"]),
    "another user": ({"HOME": "/nonexistent", "USER": "auditor", "LOGNAME": "auditor"}, ["-O"]),
}


def recorded() -> bytes:
    """Record the example here and now."""
    return parindex.record(parindex.load(RULES), DEPARTMENT)


def run(machine: str, *words: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run this Python as another machine would, in a folder of its own."""
    environment, options = MACHINES[machine]
    command = [sys.executable, *options, *words]
    return subprocess.run(
        command, env={**os.environ, **environment}, cwd=folder, capture_output=True, check=False
    )


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the small verifier."""
    target = tmp_path_factory.mktemp("verifier") / "parindex-verify.pyz"
    target.write_bytes(archive())
    return target


@pytest.mark.promise("same-bytes")
@pytest.mark.parametrize("machine", MACHINES if THOROUGH else [*MACHINES][1:4])
def test_every_machine_makes_and_verifies_the_same_record(
    machine: str, verifier: Path, tmp_path: Path, reached: Reached
) -> None:
    """A record made elsewhere has the same bytes; both engines and the zipapp reproduce it there."""
    made = run(machine, "-m", "parindex", "record", str(DEPARTMENT), "-o", "record.json", folder=tmp_path)
    assert made.returncode == 0, made.stderr.decode()
    assert (tmp_path / "record.json").read_bytes() == recorded()

    full = run(machine, "-m", "parindex", "verify", "record.json", folder=tmp_path)
    small = run(machine, "-I", "-S", str(verifier), "record.json", folder=tmp_path)
    assert (full.returncode, small.returncode) == (0, 0), (full.stderr, small.stderr)
    assert "TÁI LẬP ĐƯỢC".encode() in full.stdout
    reached("environments with the same digest, reproduced three times", 1)


HOSTILE = (
    decimal.Context(prec=1),
    decimal.Context(prec=3, rounding=decimal.ROUND_UP),
    decimal.Context(prec=2, rounding=decimal.ROUND_FLOOR, traps=[decimal.Inexact, decimal.Rounded]),
)


def _in_context(number: int) -> str:
    decimal.setcontext(HOSTILE[number % len(HOSTILE)].copy())
    content = recorded()
    assert parindex.verify(content)
    return digest(content)


@pytest.mark.promise("same-bytes")
@pytest.mark.parametrize("threads", [1, 4, 32] if THOROUGH else [4])
def test_threads_under_hostile_decimal_contexts_agree(threads: int, reached: Reached) -> None:
    """However many threads record at once, each under a decimal context that spoils arithmetic, all agree."""
    with ThreadPoolExecutor(threads) as pool:
        found = set(pool.map(_in_context, range(threads)))
    assert found == {digest(recorded())}
    reached("threads with the same digest", threads)
