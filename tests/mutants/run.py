"""Run mutation testing and compare its survivors with the committed list.

Usage: ``python tests/mutants/run.py``. A survivor that is not in ``survivors.txt`` is a hole in the tests; a line of the list whose mutant is now killed is
stale. The list names each survivor and why no test can tell it from the original.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LIST = Path(__file__).with_name("survivors.txt")
MUTMUT = Path(sys.executable).with_name("mutmut")


def explained() -> dict[str, str]:
    """Read the committed list: the name of each mutant, and the reason after it."""
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {name: reason for name, _, reason in (line.partition(" ") for line in lines)}


def survivors() -> set[str]:
    """Run every mutant, and return the names of those that no test noticed."""
    subprocess.run([MUTMUT, "run"], check=False)
    done = subprocess.run([MUTMUT, "results"], check=True, capture_output=True, text=True)
    pairs = (line.strip().partition(": ") for line in done.stdout.splitlines())
    return {name for name, _, verdict in pairs if verdict not in {"killed", "caught by type check", ""}}


def main() -> int:
    """Print what is new and what is stale; 0 when every survivor is explained."""
    found, known = survivors(), explained()
    for name in sorted(found - set(known)):
        print(f"survives, unexplained: {name}  (mutmut show {name})")
    for name in sorted(set(known) - found):
        print(f"no longer survives: {name}")
    print(f"{len(found)} survivors, {len(found & set(known))} explained")
    return 1 if found - set(known) else 0


if __name__ == "__main__":
    sys.exit(main())
