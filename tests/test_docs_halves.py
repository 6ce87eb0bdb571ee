"""Reference pages in two languages: what one half states, the other states too."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"
HALF = r"(?m)^## (?:Tiếng Việt|English)$"
SPLIT = [page for page in sorted(REFERENCE.glob("*.md")) if re.search(HALF, page.read_text(encoding="utf-8"))]


def outline(half: str) -> tuple[object, ...]:
    """Return what both halves of a page share: headings, rows, list items, blocks, links out, codes."""
    prose = re.sub(r"(?ms)^```.*?^```$", "", half)
    return (
        re.findall(r"(?m)^#+(?= )", prose),
        [line.count("|") for line in re.sub(r"`[^`]*`", "", prose).splitlines() if line.startswith("|")],
        re.findall(r"(?m)^ *(?:[-*]|\d+\.)(?= )", prose),
        re.findall(r"(?m)^```[a-z]+.*$", half),
        Counter(re.findall(r"\]\(([^)#]*)", prose)),
        Counter(re.findall(r"errors\.md#([EW]-[A-Z0-9-]+)", prose)),
    )


@pytest.mark.parametrize("page", SPLIT, ids=lambda page: page.stem)
def test_both_halves_of_a_reference_say_as_much(page: Path) -> None:
    """Both halves of a page have the same headings, rows, items, blocks and links; no code is left out."""
    _, vi, en = re.split(HALF, page.read_text(encoding="utf-8"))

    assert outline(vi) == outline(en)
    spans = [Counter(re.findall(r"`[^`\n]+`", half)) for half in (vi, en)]
    assert spans[1] - spans[0] == Counter()
