"""Bad forms through the command line, each in a process of its own: no traceback, four seconds, 300 MB."""

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import sys
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import bad_workbooks
import openpyxl  # type: ignore[import-untyped]  # it has no types
import pytest
from bad_workbooks import ENTRIES, FIRST, GOOD, RULES, SELF, Bad, base, book, cell, done, fact, put, several
from click.testing import CliRunner
from forms import back, codes, meaning
from openpyxl.styles import Font  # type: ignore[import-untyped]  # it has no types

from parindex.assessment import Assessment
from parindex.cli import app
from parindex.errors import ReadError
from parindex.readers import yaml
from parindex.readers.zip import Archive

SECONDS, MEMORY = 4, 300 * 1024  # of one form, of the processor; kilobytes
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "xl/worksheets/sheet2.xml"
PROGRAM = """
import json, os, resource, sys
from click.testing import CliRunner
from parindex.cli import app


def read(file):
    words = ["read", file, "--ruleset", "rules.yaml", "-o", file + ".yaml"]
    found = CliRunner().invoke(app, words)
    fault = found.exception is not None and not isinstance(found.exception, SystemExit)
    return {"exit": found.exit_code, "said": found.stderr, "fault": repr(found.exception) if fault else ""}


read("good.xlsx")  # what a command imports, it imports once
for line in sys.stdin:
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
        with os.fdopen(into, "w") as stream:
            json.dump(read(line.strip()), stream)
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as stream:
        said = stream.read()
    _, status, used = os.wait4(child, 0)
    found = json.loads(said or '{"exit": -1, "said": "", "fault": "killed"}')
    found |= {"status": status, "seconds": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss}
    print(json.dumps(found), flush=True)
"""


class Outcome(NamedTuple):
    """What came of one form: what its process said and took."""

    exit: int
    said: str
    fault: str
    status: int
    seconds: float
    memory: int


def parts() -> dict[str, bytes]:
    """Return the parts of a good form."""
    with zipfile.ZipFile(io.BytesIO(base())) as found:
        return {name: found.read(name) for name in found.namelist()}


def packed(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack parts into an archive, whatever their names, and whether they stand twice."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as made:
        warnings.simplefilter("ignore")
        for name, content in entries:
            made.writestr(name, content)
    return out.getvalue()


def part(name: str, change: Callable[[str], str]) -> Callable[[], bytes]:
    """Change one part of a good form, or add it."""

    def make() -> bytes:
        found = parts()
        changed = change(found.get(name, b"").decode())
        assert changed != found.get(name, b"").decode()
        return packed(*(found | {name: changed.encode()}).items())

    return make


def cell_xml(place: str, xml: str) -> Callable[[], bytes]:
    r"""Put XML in the place of a cell; ``\1`` in it are the attributes that the cell has."""
    return part(SHEET, lambda text: re.sub(rf'<c r="{place}"( s="[0-9]+")[^>]*>.*?</c>', xml, text))


def shared(old: str, xml: str) -> Callable[[], bytes]:
    """Put XML in the place of a shared text."""
    return part("xl/sharedStrings.xml", lambda text: text.replace(f"<t>{old}</t>", xml))


def rows(count: int, row: Callable[[int], str]) -> Callable[[], bytes]:
    """Put rows below the sheet to fill in."""
    more = "".join(f'<row r="{at}">{row(at)}</row>' for at in range(1_000, 1_000 + count))
    return part(SHEET, lambda text: text.replace("</sheetData>", f"{more}</sheetData>", 1))


@cache
def noise(length: int) -> str:
    """Return letters that pack badly, the same every time."""
    return "".join(random.Random(length).choices("abcdefghijklmnopqrstuvwxyz", k=length))


def odd() -> Iterator[Bad]:
    """Give forms as other programs, people in a hurry and people with a plan leave them."""
    number, result, tick = (
        cell("count", "result"),
        cell("levels", "result"),
        cell("ticks/ticks/one", "result"),
    )
    points, row = cell("total", "points"), int(cell("count", "result")[1:])

    def typed(name: str, value: object, code: str, place: str = number) -> Bad:
        return Bad(name, put(SELF, place, value), code, f"{SELF}!{place}")

    yield Bad("ods", lambda: packed(("mimetype", b"x"), ("content.xml", b"<x/>")), "E-XLSX")
    yield Bad("xlsb", lambda: packed(("xl/workbook.bin", b"\x83\x01\x00")), "E-XLSX")
    yield Bad("docx", lambda: packed(("word/document.xml", b"<x/>")), "E-XLSX")
    yield Bad("web-page", lambda: b"<html><table></table></html>", "E-ZIP")
    yield Bad("before-the-archive", lambda: b"junk" + base(), "E-ZIP")
    yield Bad("end-gone", lambda: base()[:-40], "E-ZIP")
    yield Bad("part-twice", lambda: packed(*parts().items(), (SHEET, b"<x/>")), "E-DUP")
    yield Bad("from-the-root", lambda: packed(*parts().items(), ("/etc/passwd", b"x")), "E-PATH")
    yield Bad("other-workbook", _other_workbook, "E-NO-FORM")
    yield Bad("two-values", cell_xml(number, rf'<c r="{number}"\1><v>3</v><v>4</v></c>'), "E-DUP", number)
    yield Bad("value-in-value", cell_xml(number, rf'<c r="{number}"\1><v>3<b>4</b></v></c>'), "E-XML", SHEET)
    yield Bad("no-reference", cell_xml(number, r"<c\1><v>3</v></c>"), "E-REF", SELF)
    yield Bad("other-row", cell_xml(number, r'<c r="D900"\1><v>3</v></c>'), "E-REF", SELF)
    yield Bad(
        "day-of-iso", cell_xml(number, rf'<c r="{number}" t="d"><v>2025-03-01</v></c>'), "E-NUM", number
    )
    yield Bad("surrogate", shared("Sở A", "<t>a_xD83D_b</t>"), "E-CHAR", fact("unit.name"))
    yield Bad("escape", shared("Sở A", "<t>a_x001B_[31mb</t>"), "E-CHAR", fact("unit.name"))
    yield typed("no-break-space", "1\u00a0000", "E-FORM-NUMBER")
    yield typed("hidden-letter", "3\u200b", "E-CHAR")
    yield typed("other-minus", "\u22121", "E-FORM-NUMBER")
    yield typed("in-brackets", "(3)", "E-FORM-NUMBER")
    yield typed("quotient", "3/4", "E-FORM-NUMBER", cell("ratio", "done"))
    yield typed("point-and-comma", "1.234,5", "E-FORM-NUMBER", cell("ratio", "done"))
    yield typed("other-tick", "\u2713", "E-FORM-CHOICE", tick)
    yield typed("other-x", "\u0445", "E-FORM-CHOICE", tick)
    yield typed("program-in-a-reason", "=cmd|'/C calc'!A0", "E-FORM-FORMULA", cell("count", "why"))
    yield Bad("array", book(_array), "E-FORM-FORMULA", f"{SELF}!{number}")
    yield Bad(
        "merged-down",
        done(SELF, lambda sheet: sheet.merge_cells(f"{result}:{result[0]}{int(result[1:]) + 1}")),
        "E-FORM-MERGED",
        f"{SELF}!{result}",
    )
    yield Bad(
        "group-closed",
        done(SELF, lambda sheet: sheet.row_dimensions.group(row, row, hidden=True)),
        "E-HIDDEN",
        f"{SELF}!{number}",
    )
    yield Bad("key-formula", put(SELF, cell("count", "key"), '="count"'), "E-FORM-GONE", SELF)
    yield Bad(
        "form-hidden", book(lambda found: setattr(found[SELF], "sheet_state", "veryHidden")), "E-HIDDEN"
    )
    yield Bad("sheet-copied", book(lambda found: found.copy_worksheet(found[SELF])), "W-FORM-SHEET")
    yield Bad("copy-in-its-place", book(_copied), "W-FORM-SHEET", "cũ")
    yield Bad("later-stage-added", book(_later), "W-FORM-BEFORE", FIRST)
    yield Bad(
        "space-in-a-key", put(SELF, cell("count", "key"), "count "), "W-FORM-LABEL", cell("count", "key")
    )
    yield Bad(
        "low-row",
        part(SHEET, lambda text: re.sub(f'<row r="{row}"[^>]*>', f'<row r="{row}" ht="0.01">', text)),
        "E-HIDDEN",
        f"{SELF}!{number}",
    )
    for code in (";;;", '0,,"tỷ"', '"9"0', "*90", "0.0,"):
        yield Bad(
            f"format {code}",
            done(SELF, bad_workbooks.shown(number, 3, code)),
            "W-FORM-FORMAT",
            f"{SELF}!{number}",
        )
    yield Bad(
        "struck",
        done(SELF, lambda sheet: setattr(sheet[number], "font", Font(strike=True))),
        "W-FORM-STRUCK",
        f"{SELF}!{number}",
    )
    runs = "<r><t>3</t></r><r><rPr><strike/></rPr><t>2</t></r>"
    yield Bad(
        "digit-struck",
        cell_xml(number, rf'<c r="{number}"\1 t="inlineStr"><is>{runs}</is></c>'),
        "W-FORM-STRUCK",
        number,
    )
    yield Bad(
        "text-struck", shared("Đạt tốt", "<r><rPr><strike/></rPr><t>Đạt tốt</t></r>"), "W-FORM-STRUCK", result
    )
    yield from _foreign()
    yield Bad(
        "error-in-the-total",
        part(SHEET, lambda text: re.sub(rf'(<c r="{points}"[^>]*)(><f>[^<]*</f>)<v>[^<]*', _error, text)),
        "W-FORM-DIFFERS",
        f"{SELF}!{points}",
    )


def _foreign() -> Iterator[Bad]:
    """Give forms with parts that no form has, by their name or by the relation to them."""
    for name, code in (
        ("xl/vbaProjectSignature.bin", "E-FORM-MACROS"),
        ("xl/VBAPROJECT2.bin", "E-FORM-MACROS"),
        ("xl/macrosheets/sheet1.xml", "E-FORM-MACROS"),
        ("xl/externalLinks/externalLink7.xml", "E-FORM-LINKS"),
        ("xl/queryTables/queryTable1.xml", "E-FORM-LINKS"),
        ("xl/connections.xml", "E-FORM-LINKS"),
        ("xl/activeX/activeX1.bin", "E-FORM-OBJECT"),
        ("word/embeddings/a.docx", "E-FORM-OBJECT"),
    ):
        yield Bad(name, part(name, lambda _: "x"), code)
    lists = {"workbook": "xl/_rels/workbook.xml.rels", "package": "_rels/.rels"}
    for kind, of, code in (
        ("vbaProject", "workbook", "E-FORM-MACROS"),
        ("externalLink", "workbook", "E-FORM-LINKS"),
        ("package", "workbook", "E-FORM-OBJECT"),
        ("officeDocument", "package", "E-RELATION"),
        ("sharedStrings", "workbook", "E-RELATION"),
        ("styles", "workbook", "E-RELATION"),
    ):
        more = f'<Relationship Id="x" Type="x/{kind}" Target="a.xml"/></Relationships>'
        change = part(lists[of], _ending("</Relationships>", more))
        yield Bad(f"leads-to-{kind}", change, code, lists[of] if code == "E-RELATION" else "")


def _ending(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def _other_workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def _array(found: Any) -> None:
    place = cell("count", "result")
    found[SELF][place] = openpyxl.worksheet.formula.ArrayFormula(place, "=1+2")


def _copied(found: Any) -> None:
    first = found[SELF]
    copy = found.copy_worksheet(first)
    first.title = f"{SELF} cũ"
    copy.title = SELF


def _later(found: Any) -> None:
    """Add the sheet of a later stage, as another form has it."""
    name = "Kết quả cuối"
    given = openpyxl.load_workbook(io.BytesIO(bad_workbooks.staged()))[name]
    added = found.create_sheet(name)
    for each in (each for row in given.iter_rows() for each in row if each.value is not None):
        added[each.coordinate] = each.value


def _error(found: re.Match[str]) -> str:
    return f'{found[1].replace(" t=", " x=")} t="e"{found[2]}<v>#REF!'


def large() -> Iterator[Bad]:
    """Give forms at the limits, of what costs most: small as files, much to read."""
    links = "".join(f'<Relationship Id="r{at}" Type="x/comments" Target="../c.xml"/>' for at in range(2_000))
    relations = f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'
    comments = f'<comments xmlns="{MAIN}"><authors>{noise(5_000) * 7_600}</authors></comments>'
    yield Bad(
        "one-part-again-and-again",
        lambda: packed(
            *parts().items(),
            ("xl/c.xml", comments.encode()),
            ("xl/worksheets/_rels/sheet2.xml.rels", relations.encode()),
        ),
        "E-BOMB",
    )
    yield Bad("long-format", _format("[" * 200_000, 1), "E-LONG", "xl/styles.xml")
    yield Bad("noise", lambda: b"PK\x03\x04" + random.Random(1).randbytes(10 * 2**20 - 100), "E-ZIP")
    yield Bad("many-columns", part(SHEET, _columns), "E-BOMB", SHEET)
    yield Bad("slow-format", _format("[" * 19_000, 40_000), "E-LONG", "xl/styles.xml")
    yield Bad("format-of-many-styles", _format(noise(255), 40_000), "")
    yield Bad("long-names", part("xl/workbook.xml", _names), "E-LONG")
    many = several({cell(key, "evidence"): "x\n" * 9_990 for key in ENTRIES})
    yield Bad("many-lines", many, "E-FORM-DOCUMENTS", f"{SELF}!{cell('people', 'evidence')}")
    yield Bad("far-merges", part(SHEET, _merges(250_000)), "E-BOMB", SHEET)
    yield Bad("merges", part(SHEET, _merges(95_000)), "")
    yield Bad("many-cells", rows(18_000, _cells), "E-NODES", SELF)
    yield Bad("cells", rows(7_000, _cells), "W-FORM-EXTRA", f"{SELF}!P1000")
    yield Bad("fat-formulas", rows(2_100, _formula), "E-BOMB", SELF)
    yield Bad(
        "answers", rows(9_000, lambda at: f'<c r="D{at}"><v>1</v></c>'), "E-FORM-STRAY", f"{SELF}!D1000"
    )
    key = cell("count", "key").rstrip("0123456789")
    for name, code in (("k{}", "E-FORM-ROW"), ("levels", "E-FORM-TWICE")):
        yield Bad(f"keys {name}", rows(9_000, _key(key, name)), code, f"{SELF}!{key}1000")
    text = "a|\u00b6b" * 4_999
    yield Bad(
        "marked-evidence",
        several({cell(each, "evidence"): text for each in ENTRIES}),
        "E-LONG",
        cell("people", "evidence"),
    )
    # Figures of so many digits Python does not read.
    yield Bad(
        "long-number",
        part("xl/styles.xml", lambda text: re.sub('fontId="[0-9]+"', f'fontId="{9}{"9" * 5_000}"', text)),
        "",
    )


def _format(code: str, count: int) -> Callable[[], bytes]:
    """Give a number format to many styles."""

    def change(text: str) -> str:
        own = f'<numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'
        text = re.sub("<numFmts.*?</numFmts>", "", text)
        text = re.sub("<styleSheet[^>]*>", lambda found: found[0] + own, text)
        return text.replace("</cellXfs>", '<xf numFmtId="200"/>' * count + "</cellXfs>")

    return part("xl/styles.xml", change)


def _columns(text: str) -> str:
    many = "".join(f'<col min="{at}" max="{at}"/>' for at in range(1, 200_000))
    return re.sub("<cols>.*?</cols>", f"<cols>{many}</cols>", text)


def _names(text: str) -> str:
    letters = "".join(random.Random(1).choices("ẠẢẤẦẨẪĂẮẰ", k=19_000))
    names = (f"{at}{letters}" for at in range(480))
    sheets = "".join(f'<sheet name="{name}" sheetId="9" r:id="rId2"/>' for name in names)
    return text.replace("</sheets>", f"{sheets}</sheets>")


def _merges(most: int) -> Callable[[str], str]:
    merged = "".join(f'<mergeCell ref="XA{at}:XB{at}"/>' for at in range(1_000, most))
    return lambda text: text.replace("</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>", 1)


def _key(column: str, name: str) -> Callable[[int], str]:
    return lambda at: f'<c r="{column}{at}" t="str"><v>{name.format(at)}</v></c>'


def _cells(at: int) -> str:
    return "".join(f'<c r="{each}{at}"><v>1</v></c>' for each in ("P", "Q", "R", "S", "T"))


def _formula(at: int) -> str:
    return f'<c r="T{at}"><f>{at}{noise(300)}{noise(3_000) * 6}\U0001f600</f></c>'


EVERY = [*bad_workbooks.every(), *odd(), *large()]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[bytes], Outcome]]:
    """Return a reader of forms: it reads each in a process of its own, which only that form is read in."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "rules.yaml").write_text(yaml.write(RULES.plain()), "utf-8")
    (folder / "good.xlsx").write_bytes(base())
    words = [sys.executable, "-c", PROGRAM]
    pipe, names = subprocess.PIPE, (f"{at}.xlsx" for at in count())
    with subprocess.Popen(words, cwd=folder, stdin=pipe, stdout=pipe, encoding="utf-8") as running:
        asked, told = running.stdin, running.stdout
        assert asked is not None
        assert told is not None

        def read(content: bytes) -> Outcome:
            name = next(names)
            (folder / name).write_bytes(content)
            asked.write(f"{name}\n")
            asked.flush()
            return Outcome(**json.loads(told.readline()))

        yield read
        asked.close()
    assert running.returncode == 0


def test_there_are_enough() -> None:
    """There are well over sixty, no two of one name, and none is tried twice."""
    assert len({each.name for each in EVERY}) == len(EVERY) > 150


@pytest.mark.parametrize(
    "bad",
    EVERY,
    ids=lambda bad: bad.name,
)
def test_nothing_is_harmed(bad: Bad, outcome: Callable[[bytes], Outcome]) -> None:
    """A bad form ends with its code at its cell and an exit code that says so, in 4 s and 300 MB."""
    found = outcome(bad.content())
    assert (found.status, found.fault) == (0, ""), found.said
    assert found.seconds < SECONDS
    assert found.memory < MEMORY
    lines = [each for each in found.said.splitlines() if f": {bad.code}" in each]
    assert any(bad.place in each for each in lines) or not bad.code, found.said
    assert found.exit in ({3} if bad.code.startswith("E-") else {0, 1})


def same() -> dict[str, Callable[[], bytes]]:
    """Return a good form as other programs may write it."""
    strict = {
        MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }

    def spelled(text: bytes) -> bytes:
        for ours, theirs in strict.items():
            text = text.replace(ours.encode(), theirs.encode())
        return text

    def prefixed(text: str) -> str:
        return re.sub(r"(</?)(?=[A-Za-z])", r"\1x:", text).replace(
            "<x:worksheet xmlns=", "<x:worksheet xmlns:x="
        )

    def apart(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    phonetic = '<t>Đạt tốt</t><rPh sb="0" eb="1"><t>Chưa đạt</t></rPh><phoneticPr fontId="1"/>'
    runs = '<r><t xml:space="preserve">Đạt </t></r><r><rPr><b/></rPr><t>tốt</t></r>'
    place = cell("levels", "result")
    inline = rf'<c r="{place}"\1 t="inlineStr"><is><t>Đạt tốt</t><rPh sb="0" eb="1"><t>x</t></rPh></is></c>'
    number = cell("count", "result")
    return {
        "not packed": lambda: packed(*parts().items(), method=zipfile.ZIP_STORED),
        "zip64": _zip64,
        "more behind the archive": lambda: base() + b"junk",
        "no list of types": lambda: packed(*(each for each in parts().items() if each[0][0] != "[")),
        "the strict standard": lambda: packed(*((name, spelled(text)) for name, text in parts().items())),
        "names with a prefix": part(SHEET, prefixed),
        "marks apart": part("xl/sharedStrings.xml", apart),
        "name of a sheet with marks apart": part("xl/workbook.xml", apart),
        "how it is pronounced": shared("Đạt tốt", phonetic),
        "text in runs": shared("Đạt tốt", runs),
        "text in the cell": cell_xml(place, inline),
        "number with an exponent": cell_xml(number, rf'<c r="{number}"\1><v>0.3E1</v></c>'),
        "path from the root": part(
            "xl/_rels/workbook.xml.rels",
            lambda text: text.replace('"worksheets/sheet2.xml"', '"/xl/worksheets/sheet2.xml"'),
        ),
        "sheets in another order": book(lambda found: found.move_sheet(found[SELF], -1)),
        "unlocked": done(SELF, lambda sheet: setattr(sheet.protection, "sheet", False)),
    }


def _zip64() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts().items():
            with made.open(name, "w", force_zip64=True) as stream:
                stream.write(content)
    return out.getvalue()


@pytest.mark.parametrize("name", same())
def test_other_programs(name: str) -> None:
    """A good form as other programs write it reads as the same assessment, and nothing is said of it."""
    content = same()[name]()
    assert content != base()
    found = back(content, RULES)
    assert isinstance(found.assessment, Assessment)
    assert meaning(found.assessment) == meaning(GOOD)
    assert codes(found) == []


def test_parts_that_are_unpacked_again_count_again() -> None:
    """An archive hands out no more than its limit, however often a part is asked for."""
    archive = Archive(packed(("a", b"x" * 100)), "x.xlsx")
    archive._left = 250
    assert [b"".join(archive.chunks("a")) for _ in range(2)] == [b"x" * 100] * 2
    with pytest.raises(ReadError, match="E-BOMB"):
        list(archive.chunks("a"))


def test_attributes_have_the_length_of_texts() -> None:
    """An attribute that is asked for is refused where it is longer than any text; others are passed over."""
    with pytest.raises(ReadError, match="E-LONG"):
        back(_format("0" * 256, 1)(), RULES)
    assert back(_format("0" * 255, 1)(), RULES).assessment is not None
    for length, code in ((20_001, "E-LONG"), (20_000, "")):
        known = part("xl/styles.xml", _ending("<cellXfs", f'<cellXfs y="{"0" * length}"'))
        with pytest.raises(ReadError, match=code) if code else nullcontext():
            assert back(known(), RULES).assessment is not None
    other = part(
        "xl/styles.xml", lambda text: text.replace("<cellXfs", f'<x y="{"0" * 20_001}"/><cellXfs', 1)
    )
    assert back(other(), RULES).assessment is not None


@pytest.mark.parametrize("terminal", [True, False])
def test_a_folder_shows_how_far_it_is(
    *, terminal: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of forms has a bar of progress on a terminal only; a bad form stops nothing, first or last."""
    (tmp_path / "in").mkdir()
    (tmp_path / "rules.yaml").write_text(yaml.write(RULES.plain()), "utf-8")
    for name, content in (("a", b""), ("b", base()), ("c", base()[:999])):
        (tmp_path / "in" / f"{name}.xlsx").write_bytes(content)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    if terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")
    words = ["read", tmp_path / "in", "--ruleset", tmp_path / "rules.yaml", "-o", tmp_path / "out"]
    result = CliRunner().invoke(app, [str(each) for each in words])
    assert result.exit_code == 1, result.output
    assert ("━" in result.stderr) is terminal
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["b.yaml"]
    assert "a.xlsx:1:1: E-ZIP" in result.stderr
    assert "c.xlsx:1:1: E-ZIP" in result.stderr
    assert "Đọc được 1 biểu, hỏng 2." in result.stderr


@pytest.mark.parametrize("name", ["struck", "text-struck"])
def test_what_is_struck_out_is_said_at_its_cell(name: str) -> None:
    """A result that is struck out is read, and a warning names its cell."""
    bad = next(each for each in odd() if each.name == name)

    assert "W-FORM-STRUCK" in codes(back(bad.content(), RULES))


def test_a_name_of_a_sheet_has_an_end() -> None:
    """A sheet's name of more than 255 letters is refused."""
    with pytest.raises(ReadError, match="E-LONG"):
        back(part("xl/workbook.xml", _names)(), RULES)
