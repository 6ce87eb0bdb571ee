"""Write the golden records of a release: `python tests/golden/make.py 0.1.0`, once, before it is published.

Each ruleset has the record of its first case that can be recorded; the examples have theirs, signed ones and
a league. What is there already is never written again.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from parindex.api import read_assessment
from parindex.assessment import Assessment
from parindex.audit.carrier import bundle
from parindex.audit.envelope import make_keys, sign
from parindex.audit.league import league_record, recorded
from parindex.audit.record import record
from parindex.cases import find_cases, read_case
from parindex.cases.single import Case
from parindex.errors import ParindexError
from parindex.ruleset import catalog
from parindex.ruleset.model import Ruleset

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parents[1] / "docs" / "examples"
SUMS = HERE / "SHA256SUMS"


def made() -> Iterator[tuple[str, bytes]]:
    """Make every file of a release, by its name in the folder."""
    for name in catalog.available():
        ruleset = catalog.declaration(name)
        if isinstance(ruleset, Ruleset) and (content := _of_a_case(ruleset)):
            yield f"{name.replace('/', '.').replace('@', '.')}.json", content
    for file in sorted(EXAMPLES.glob("department-*.yaml")):
        if "incomplete" not in file.stem:
            assessment, _ = read_assessment(file)
            yield f"{file.stem}.json", record(catalog.load(assessment.ruleset), assessment)
    yield from _signed()
    yield from _league()


def _of_a_case(ruleset: Ruleset) -> bytes | None:
    folder = HERE.parent / "cases" / ruleset.id.partition("@")[0] / ruleset.id.partition("@")[2]
    for file in find_cases(folder):
        case = read_case(file)
        if isinstance(case, Case):
            try:
                return record(ruleset, _of(case, file))
            except ParindexError:
                continue
    return None


def _of(case: Case, file: Path) -> Assessment:
    return case.input if isinstance(case.input, Assessment) else read_assessment(file.parent / case.input)[0]


def _signed() -> Iterator[tuple[str, bytes]]:
    """Sign an example by two new keys, and put it into a bundle with its ruleset."""
    assessment, _ = read_assessment(EXAMPLES / "department-2024.yaml")
    ruleset = catalog.load(assessment.ruleset)
    keys = [make_keys(), make_keys()]
    envelope = sign(record(ruleset, assessment), [each.private for each in keys])
    yield "signed.json", envelope
    yield "signed-with-ruleset.json", bundle(envelope, ruleset.plain())
    for number, each in enumerate(keys, start=1):
        yield f"signed-{number}.pub", each.public


def _league() -> Iterator[tuple[str, bytes]]:
    """Put ten ministries under one root."""
    units = [read_assessment(file)[0] for file in sorted((EXAMPLES / "ministries-2023").glob("*.yaml"))]
    ruleset = catalog.load(units[0].ruleset)
    league = league_record([recorded(ruleset, each) for each in units])
    yield "league/_league.json", league.statement
    for unit, content, proof in league.units:
        yield f"league/{unit}.json", bundle(content, None, proof)


def main(release: str) -> None:
    """Write the files of a release, and their digests at the end of SHA256SUMS."""
    if (HERE / release).exists():
        sys.exit(f"{release} is there already, and never changes")
    lines = []
    for name, content in made():
        file = HERE / release / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {release}/{name}\n")
    with SUMS.open("a", encoding="ascii") as sums:
        sums.writelines(sorted(lines, key=lambda line: line.partition("  ")[2]))


if __name__ == "__main__":
    main(sys.argv[1])
