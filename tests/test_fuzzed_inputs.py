"""Good files damaged at random, through readers, models and checks: only refusals come out."""

from __future__ import annotations

import json
import os
import random
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from promises import Reached
from workbooks import archive, parts, sheet

from parindex.assessment import Assessment
from parindex.errors import ParindexError
from parindex.readers import csv, xlsx, yaml
from parindex.readers import json as strict_json
from parindex.ruleset.checks import check
from parindex.ruleset.model import Ruleset
from parindex.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable

    from parindex.readers.document import Document

INPUTS = 200_000 if os.environ.get("PARINDEX_THOROUGH") else 1_000
BATCH = 200

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("docs/examples", "rulesets", "tests/good")
# A YAML file beyond this goes in as JSON, which is read some ten times faster.
SHORT = 4_000

TABLE = 'Đơn vị,Điểm,"Ghi chú, nếu có"\r\nSở Nội vụ,89.5,"x ""y"""\r\nSở Y tế,-1.5,"a\nb"\r\n'.encode()
CELLS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Sở</t></is></c><c r="B1" t="s"><v>0</v></c></row>'
    '<row r="2"><c r="A2"><v>0.28999999999999998</v></c><c r="C2" t="str"><v>x</v></c></row>'
)
AROUND = (
    '<cols><col min="1" max="3" width="9"/></cols>',
    '<mergeCells><mergeCell ref="A3:B4"/></mergeCells>',
)
# What means something to one of the readers or models.
TOKENS = [
    *(b'"', b"'", b"{", b"}", b"[", b"]", b",", b":", b"- ", b"\n", b"\r", b"\t", b"\\", b"#", b"&a ", b"*a"),
    *(b"!!x ", b"%", b"---\n", b"<<: ", b"? ", b"| ", b"=1", b"null", b"1e9", b"-0", b"0.1234567", b"9" * 20),
    *(b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\x8b", b"\xcc\x81", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80"),
    *(
        b"<f>1</f>",
        b"<!DOCTYPE a>",
        b"&x;",
        b"</c>",
        b"<v>1</v>",
        b' hidden="1"',
        b"XFD1",
        b"../",
        b"PK\x01\x02",
    ),
]
VALUES: list[Any] = [
    *(None, True, {}, [], "", "x", "0", "-1", "1e5", "999999999999999", "1/3", "none", "true", "2024-02-30"),
    *(["x"], {"x": "y"}, {"vi": "x"}, [[[]]], "a" * 100, "\u202e", "total", "department"),
]


def workbook_parts(*, stored: bool) -> bytes:
    """Make a good workbook; a stored one can be damaged inside its parts."""
    return archive(parts(sheet(CELLS, *AROUND), shared=("<t>Điểm</t>",)), 0 if stored else 8)


@cache
def good_trees() -> list[Any]:
    """Read the good files of the project as plain trees."""
    files = sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.yaml"))
    return [yaml.read(file.read_bytes()).data for file in files]


@cache
def good_texts() -> list[bytes]:
    """Write the short ones of them."""
    return [content for tree in good_trees() if len(content := yaml.write(tree).encode()) < SHORT]


READERS: dict[str, Callable[[bytes], Any]] = {
    "yaml": yaml.read,
    "json": strict_json.read,
    "tree": strict_json.read,
    "csv": csv.read,
    "xlsx": xlsx.read,
}


def damaged(draw: random.Random, content: bytes) -> bytes:
    """Change, cut out, repeat, move or put in a few pieces."""
    found = bytearray(content)
    for _ in range(draw.choice((1, 1, 2, 4))):
        start = draw.randrange(len(found) + 1)
        piece = slice(start, start + draw.choice((1, 2, 8, 60)))
        match draw.randrange(6):
            case 0:
                found[piece] = draw.randbytes(len(found[piece]))
            case 1:
                del found[piece]
            case 2:
                found[piece] = found[piece] * draw.choice((2, 50))
            case 3:
                moved = found[piece]
                del found[piece]
                found[(other := draw.randrange(len(found) + 1)) : other] = moved
            case 4:
                del found[start:]
            case _:
                found[start:start] = draw.choice(TOKENS)
    return bytes(found)


def altered(draw: random.Random, tree: Any) -> Any:
    """Give a node of a plain tree an odd value, another name, another place, or take it away."""
    if isinstance(tree, dict) and tree:
        key = draw.choice(list(tree))
        if draw.randrange(6):
            return {**tree, key: altered(draw, tree[key])}
        rest = {other: value for other, value in tree.items() if other != key}
        return draw.choice((rest, {**rest, "x": tree[key]}, {**tree, key: draw.choice(list(tree.values()))}))
    if isinstance(tree, list) and tree:
        index = draw.randrange(len(tree))
        if draw.randrange(6):
            return [*tree[:index], altered(draw, tree[index]), *tree[index + 1 :]]
        return draw.choice(([*tree[:index], *tree[index + 1 :]], [*tree, tree[index]], tree[index]))
    return draw.choice(VALUES)


def drawn(seed: int) -> tuple[str, bytes]:
    """Draw a kind of file and a damaged one."""
    draw = random.Random(seed)
    kind = draw.choice(list(READERS))
    match kind:
        case "yaml":
            return kind, damaged(draw, draw.choice(good_texts()))
        case "csv":
            return kind, damaged(draw, TABLE)
        case "xlsx":
            return kind, damaged(draw, workbook_parts(stored=draw.random() < 0.9))
        case _:
            tree = draw.choice(good_trees())
            for _ in range(draw.randint(1, 3) if kind == "tree" else 0):
                tree = altered(draw, tree)
            content = json.dumps(tree, ensure_ascii=False).encode()
            return kind, content if kind == "tree" else damaged(draw, content)


def follow(kind: str, content: bytes) -> None:
    """Read a file and, when it is a tree, check it as what it looks like."""
    document = READERS[kind](content)
    if kind in {"csv", "xlsx"}:
        return
    judge(document)


def judge(document: Document) -> None:
    """Validate and check a document; every problem has words and a place."""
    assessed = isinstance(document.data, dict) and "stages" in document.data
    found = validate(Assessment if assessed else Ruleset, document.data)
    problems = check(found) if isinstance(found, Ruleset) else found if isinstance(found, tuple) else ()
    for each in document.locate(problems):
        assert each.place is not None
        assert each.line("vi")
        assert each.line("en")


def leak(seed: int) -> str | None:
    """Return what came out that is no refusal."""
    kind, content = drawn(seed)
    try:
        follow(kind, content)
    except ParindexError as error:
        return None if all(found.place for found in error.problems) else f"{kind}: no place: {error}"
    except Exception as error:  # noqa: BLE001 (anything else is what is looked for)
        return f"{kind}: {error!r}"
    return None


@pytest.mark.promise("borders")
@pytest.mark.parametrize("batch", range(INPUTS // BATCH))
def test_damaged_files_are_refused_or_read(batch: int, reached: Reached) -> None:
    """No damaged file brings out anything but a refusal with a place."""
    seeds = range(batch * BATCH, (batch + 1) * BATCH)
    leaks = {seed: found for seed in seeds if (found := leak(seed))}
    reached("damaged files, read or refused", BATCH)
    reached("other exceptions of damaged files", len(leaks))
    assert leaks == {}


def test_the_damage_is_of_every_depth() -> None:
    """Of the damaged files of every kind some are read, and some refused."""
    outcomes = {kind: [0, 0] for kind in READERS}
    for seed in range(600):
        kind, content = drawn(seed)
        try:
            READERS[kind](content)
            outcomes[kind][0] += 1
        except ParindexError:
            outcomes[kind][1] += 1
    assert all(read for read, _ in outcomes.values()), outcomes
    assert all(refused for kind, (_, refused) in outcomes.items() if kind != "tree")
