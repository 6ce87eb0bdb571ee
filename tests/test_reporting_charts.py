"""Facts about the drawings: what stands in the SVG that a reader's browser gets."""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
import re
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from typing import get_args
from xml.etree import ElementTree as ET

import pytest

from parindex.errors import Language, UsageError, problem
from parindex.reporting.charts import COLUMNS, ROWS, Bump, Chart, Dumbbell, Heat, Pareto, Waterfall, svg
from parindex.reporting.marks import SHADES, length, wrap

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> & \"x\" 'y' ]]> \x00\u202e\ud800 </text> url(#hatch)"
ICT, LABOUR = "Sở Thông tin và Truyền thông", "Sở Lao động - Thương binh và Xã hội"
LONG = "Ban Quản lý các khu công nghệ cao và khu công nghiệp trên địa bàn Thành phố và vùng phụ cận"

WATERFALL = Waterfall(
    f"Chỉ số của {ICT}",
    "%",
    ("Năm 2023", Fraction(8742, 100)),
    (
        ("Quy tắc", Fraction(-5, 4)),
        ("Tiêu chí", Fraction(3, 8)),
        ("Kết quả", Fraction(4)),
        ("Điều tra", Fraction(0)),
    ),
    ("Năm 2024", Fraction(90545, 1000)),
)
DUMBBELL = Dumbbell(
    "Chỉ số các sở",
    "%",
    ("năm 2023", "năm 2024"),
    ((ICT, Fraction(81965, 1000), Fraction(257, 3)), ("Sở Nội vụ", Fraction(95), Fraction(93))),
)
BUMP = Bump(
    "Thứ hạng",
    ("năm 2023", "năm 2024"),
    (("Sở Tài chính", 1, 3), ("Sở Nội vụ", 4, 1), (ICT, 2, 2), (LABOUR, 2, 3)),
)
HEAT = Heat(
    "Theo lĩnh vực",
    "%",
    ("Cải cách thể chế", "Xây dựng và phát triển chính quyền điện tử, chính quyền số"),
    (("Sở Nội vụ", (Fraction(8996, 100), Fraction(100))), (ICT, (None, Fraction(0)))),
)
PARETO = Pareto(
    "Điểm bị mất",
    "điểm",
    (("A", Fraction(1)), ("B", Fraction(0)), ("C", Fraction(7, 2)), ("D", Fraction(3, 2))),
)
CHARTS: tuple[Chart, ...] = (WATERFALL, DUMBBELL, BUMP, HEAT, PARETO)
EMPTY: tuple[Chart, ...] = (
    Waterfall("T", "%", ("a", Fraction(1)), (), ("b", Fraction(1))),
    Dumbbell("T", "%", ("a", "b"), ()),
    Bump("T", ("a", "b"), ()),
    Heat("T", "%", (), ()),
    Pareto("T", "%", ()),
)


@functools.cache
def written(chart: Chart, lang: Language = "vi") -> str:
    """Return a chart's SVG, drawn once for all tests that look at it."""
    return svg(chart, lang)


def drawn(chart: Chart, lang: Language = "vi") -> ET.Element:
    """Return the root of a chart."""
    return ET.fromstring(written(chart, lang))  # noqa: S314 (our own drawing)


def group(root: ET.Element, style: str) -> list[ET.Element]:
    """Return the marks of one style, in their order."""
    name = f"{style.replace('-', '_')}_marks"
    found = [each for each in root.iter(f"{SVG}g") if name in each.get("class", "").split()]
    return [each for parent in found for each in parent]


def words(root: ET.Element, style: str) -> list[str]:
    """Return the texts of one style as a reader sees them, lines joined by spaces."""
    texts = []
    for each in group(root, style):
        lines = [line.text or "" for line in each.iter(f"{SVG}tspan")]
        texts.append(" ".join(lines) if lines else each.text or "")
    return texts


def place(element: ET.Element) -> tuple[float, float]:
    """Return where a mark stands."""
    found = re.search(r"translate\((-?[0-9.]+),(-?[0-9.]+)\)", element.get("transform", ""))
    assert found
    return float(found[1]), float(found[2])


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    """Return the contrast of two colours, as WCAG 2 defines it."""
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_root(chart: Chart) -> None:
    """Each chart is an image with a name and a description, scales with the page and asks for nothing."""
    text = written(chart)
    root = ET.fromstring(text)  # noqa: S314 (our own drawing)
    told = {each.get("id"): each.text for each in root if each.tag in (f"{SVG}title", f"{SVG}desc")}

    assert root.get("role") == "img"
    assert told[root.get("aria-labelledby")] == chart.title
    assert told[root.get("aria-describedby")]
    assert (root.get("width"), root.get("height"), root.get("lang")) == ("100%", None, "vi")
    assert re.fullmatch("0 0 [0-9]{3} [0-9]+", root.get("viewBox", ""))
    assert float(root.get("viewBox", "").split()[2]) <= 490
    assert not re.search("<script|href=|<style|<image|@import|foreignObject|aria-roledescription", text)
    assert set(re.findall('font-family="([^"]*)"', text)) == {"sans-serif"}
    assert set(re.findall(r"https?://[^\"\s]*", text)) == {"http://www.w3.org/2000/svg"}


def test_waterfall() -> None:
    """Each part has one bar, gains full and losses hatched, and a signed figure rounded half up."""
    root = drawn(WATERFALL)

    assert words(root, "figure") == ["−1,25", "+0,38", "+4,00", "0,00"]
    assert words(root, "strong") == ["87,42", "90,55"]
    assert len(group(root, "end")) == 2
    assert len(group(root, "rise")) == 3
    (loss,) = group(root, "fall")
    (pattern,) = root.iter(f"{SVG}pattern")
    assert loss.get("fill") == f"url(#{pattern.get('id')})"
    assert words(root, "label") == ["Năm 2023", "Quy tắc", "Tiêu chí", "Kết quả", "Điều tra", "Năm 2024"]
    assert words(root, "key-note") == ["Đơn vị tính: %", "tăng", "giảm"]


@pytest.mark.parametrize(("lang", "first"), [("vi", "81,0"), ("en", "81.0")])
def test_decimal_mark(lang: Language, first: str) -> None:
    """Ticks and figures have a decimal comma in Vietnamese and a point in English."""
    chart = Dumbbell("T", "%", ("a", "b"), (("x", Fraction(811, 10), Fraction(829, 10)),))
    root = drawn(chart, lang)
    ticks = [
        each.text or ""
        for axis in root.iter(f"{SVG}g")
        if "role-axis-label" in axis.get("class", "")
        for each in axis
    ]

    assert ticks == [text.replace(".", first[2]) for text in ("81.0", "81.5", "82.0", "82.5", "83.0")]
    assert words(root, "number") == ["81.10 → 82.90".replace(".", first[2])]


def test_dumbbell() -> None:
    """Each row has an open and a smaller filled circle on one line, old and new, and both figures."""
    root = drawn(DUMBBELL)
    old, new = group(root, "old"), group(root, "new")

    assert len(old) == len(new) == len(group(root, "solid")) == 2
    assert {each.get("fill") for each in old} == {"#ffffff"}
    assert {each.get("fill") for each in new} == {"#1b1f24"}
    assert [place(each)[1] for each in old] == [place(each)[1] for each in new]
    assert [place(one)[0] < place(two)[0] for one, two in zip(old, new, strict=True)] == [True, False]
    assert words(root, "number") == ["81,97 → 85,67", "95,00 → 93,00"]
    assert words(root, "label") == [ICT, "Sở Nội vụ"]
    assert words(root, "key-note")[1:] == ["năm 2023", "năm 2024"]


def test_bump() -> None:
    """Ranks stand from the top down at both ends, equals below each other, and each movement has its line."""
    root = drawn(BUMP)
    order = ["Sở Nội vụ", ICT, "Sở Tài chính", LABOUR]

    assert words(root, "label") == words(root, "label-right") == order
    assert words(root, "rank") == ["1", "2", "3", "3"]
    assert words(root, "rank-open") == ["4", "2", "1", "2"]
    right = [place(each)[1] for each in group(root, "node")]
    left = [place(each)[1] for each in group(root, "node-open")]
    assert right == sorted(right)
    assert [left.index(each) for each in sorted(left)] == [2, 1, 3, 0]
    assert [len(group(root, style)) for style in ("solid", "dashed", "level")] == [1, 2, 1]
    assert words(root, "number")[:4] == ["↑3", "=", "↓2", "↓1"]


def test_heat() -> None:
    """Each cell has its figure, light on dark where needed; where there is none, a dash in a frame."""
    root = drawn(HEAT)

    assert [len(group(root, f"shade-{index}")) for index in range(6)] == [1, 0, 0, 0, 0, 2]
    assert words(root, "cell-light") == ["90,0", "100,0"]
    assert words(root, "cell") == ["–", "0,0"]
    assert len(group(root, "void")) == 1
    assert words(root, "column") == list(HEAT.columns)
    names = [each.findtext(f"{SVG}title") for each in group(root, "shade-5")]
    assert names == [f"Sở Nội vụ – {HEAT.columns[0]}: 90,0", f"Sở Nội vụ – {HEAT.columns[1]}: 100,0"]
    assert "– không có số liệu" in words(root, "key-note")
    full = Heat("T", "%", ("a",), (("x", (Fraction(55),)),))
    assert words(drawn(full, "en"), "key-note")[-1] == "≥ 90"


def test_shades() -> None:
    """Shades grow darker also without colour, and the figures on them are easy to read."""
    lights = [luminance(shade) for shade in SHADES]

    assert all(one > 1.25 * two for one, two in pairwise(lights[1:]))
    assert lights[0] > 1.15 * lights[1]
    for index, shade in enumerate(SHADES):
        assert contrast(shade, "#ffffff" if index > 3 else "#1b1f24") > 4.5


def test_pareto() -> None:
    """The largest loss comes first, bars are as long as it, and the cumulative share ends at 100 percent."""
    root = drawn(PARETO)

    assert words(root, "label") == ["C", "D", "A", "B"]
    assert words(root, "figure") == ["3,50", "1,50", "1,00", "0,00"]
    assert words(root, "number") == ["58,3 %", "83,3 %", "100,0 %", "100,0 %"]
    assert words(root, "note-right") == ["cộng dồn"]
    widths = [float(re.findall(r"h(-?[0-9.]+)", each.get("d", ""))[0]) for each in group(root, "bar")]
    assert widths == pytest.approx([180, 180 * 3 / 7, 180 * 2 / 7, 0], abs=0.01)
    nothing = drawn(Pareto("T", "points", (("A", Fraction(0)),)), "en")
    assert (words(nothing, "number"), words(nothing, "note-right")) == (["–"], ["cumulative"])


@pytest.mark.parametrize("chart", EMPTY, ids=lambda chart: type(chart).__name__)
@pytest.mark.parametrize("lang", get_args(Language))
def test_empty(chart: Chart, lang: Language) -> None:
    """A chart of nothing says that there are no rows; a waterfall always has its two ends."""
    (title,) = words(drawn(chart, lang), "key-head")
    none = "(không có dòng nào)" if lang == "vi" else "(no rows)"

    assert title == ("T" if isinstance(chart, Waterfall) else f"T {none}")


def test_too_many_rows() -> None:
    """Of too many rows the first are drawn, and even a long title says how many are not."""
    ones = [(f"Đơn vị {index}", Fraction(index)) for index in range(70)]
    heat = Heat("T", "%", tuple("abcdefghijklmnopqrst"), tuple((name, (one,) * 20) for name, one in ones))
    charts: dict[str, Chart] = {
        "number": Pareto("T" * 600, "điểm", tuple(ones)),
        "old": Dumbbell("Tên dài " * 80, "%", ("a", "b"), tuple((name, one, one) for name, one in ones)),
        "node": Bump(
            "T", ("a", "b"), tuple((name, index, 70 - index) for index, (name, _) in enumerate(ones))
        ),
    }
    for style, chart in charts.items():
        root = drawn(chart)
        assert len(group(root, style)) == ROWS
        assert words(root, "key-head")[0].endswith("(63 dòng đầu; 7 dòng nữa ở bảng)")
        assert root.findtext(f"{SVG}title", "").endswith("(63 dòng đầu; 7 dòng nữa ở bảng)")
    assert words(drawn(charts["number"]), "number")[-1] == "99,1 %"
    root = drawn(heat, "en")
    assert words(root, "key-head") == [
        "T (first 63 rows; 7 more in the table, first 16 columns; 4 more in the table)"
    ]
    assert sum(len(group(root, f"shade-{index}")) for index in range(6)) == ROWS * COLUMNS


@pytest.mark.parametrize("lang", get_args(Language))
def test_too_many_parts(lang: Language) -> None:
    """Of too many parts the last are one bar, so that the picture still adds up."""
    parts = tuple((f"p{index}", Fraction(1)) for index in range(70))
    root = drawn(Waterfall("T", "%", ("a", Fraction(0)), parts, ("b", Fraction(70))), lang)

    assert len(group(root, "rise")) == ROWS
    assert words(root, "figure")[-1] == ("+8,00" if lang == "vi" else "+8.00")
    assert words(root, "label")[-2] == ("8 phần còn lại" if lang == "vi" else "The other 8 parts")


def test_no_overlap() -> None:
    """Of 40 units with long names no label reaches into the next row, and a cut name is kept whole."""
    rows = tuple((LONG if index % 2 else LONG.upper(), Fraction(index), Fraction(50)) for index in range(40))
    labels = group(drawn(Dumbbell("T", "%", ("a", "b"), rows)), "label")
    tops = [place(each)[1] for each in labels]

    assert [len(list(each.iter(f"{SVG}tspan"))) for each in labels] == [3] * 40
    assert all(two - one >= 3 * 15 for one, two in pairwise(tops))
    assert [each.findtext(f"{SVG}title") for each in labels] == [name for name, _, _ in rows]
    assert all("".join(each.itertext()).count("…") == 1 for each in labels)


def test_wrapping() -> None:
    """Names break into even lines, keep a dash with the word before it, and are cut at a stated length."""
    assert wrap("Sở Quy hoạch - Kiến trúc", 15, 2) == "Sở Quy hoạch -\nKiến trúc"
    assert wrap("SỞ NỘI VỤ", 22, 3) == "SỞ NỘI VỤ"
    for text in (LONG, LONG.upper(), "W" * 200, "漢" * 90, "e\u0323\u0302" * 90, ""):
        lines = wrap(text, 22, 3).split("\n")
        assert len(lines) <= 3
        assert all(length(line) <= 22 for line in lines)
    assert wrap("x\u0336" * 90, 22, 1).endswith("…")


@pytest.mark.parametrize(
    "chart",
    [
        Waterfall(
            HOSTILE, HOSTILE, (HOSTILE, Fraction(1)), ((HOSTILE, Fraction(-1)),), (HOSTILE, Fraction(0))
        ),
        Dumbbell(HOSTILE, HOSTILE, (HOSTILE, HOSTILE), ((HOSTILE, Fraction(1), Fraction(2)),)),
        Bump(HOSTILE, (HOSTILE, HOSTILE), ((HOSTILE, 1, 2),)),
        Heat(HOSTILE, HOSTILE, (HOSTILE,), ((HOSTILE, (Fraction(1),)),)),
        Pareto(HOSTILE, HOSTILE, ((HOSTILE, Fraction(1)),)),
    ],
    ids=lambda chart: type(chart).__name__,
)
def test_hostile_texts(chart: Chart) -> None:
    """Markup, quotes and letters that XML has not stay text, and no element comes from them."""
    text = written(chart)
    root = ET.fromstring(text)  # noqa: S314 (our own drawing)
    shown = HOSTILE.replace("\x00\u202e\ud800", "\ufffd" * 3)

    tags = {"svg", "g", "path", "rect", "line", "text", "tspan", "title", "desc", "defs", "pattern"}
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= tags
    assert root.findtext(f"{SVG}title") == shown
    assert shown in (root.findtext(f"{SVG}desc") or "") or isinstance(chart, Bump)
    assert any(shown in (each.text or "") for each in root.iter(f"{SVG}title") if each is not root[0])
    assert not [name for each in root.iter() for name in each.attrib if name.startswith("on")]
    assert text.encode()


def test_literal_names() -> None:
    """Names that look like numbers, nothing, or an expression are drawn as they are."""
    names = ("007", "null", "NaN", "2024-01-01", "datum.x", "true", "")
    root = drawn(Pareto("T", "điểm", tuple((name, Fraction(1)) for name in names)))

    assert words(root, "label") == list(names)


def test_ids() -> None:
    """Ids of charts on one page do not clash, and each reference is to an id of its own chart."""
    texts = [written(chart) for chart in CHARTS] + [written(WATERFALL, "en")]
    texts.append(written(Waterfall("Khác", "%", WATERFALL.start, WATERFALL.parts, WATERFALL.end)))
    found = [re.findall(r' id="([^"]*)"', text) for text in texts]

    assert len({each for ids in found for each in ids}) == sum(map(len, found))
    for text, ids in zip(texts, found, strict=True):
        assert set(re.findall(r"url\(#([^)]*)\)", text)) <= set(ids)


def test_same_text_everywhere() -> None:
    """The same chart gives the same bytes again, under another theme and in another process."""
    import altair as alt

    here = [written(chart) for chart in CHARTS]
    with alt.theme.enable("dark"):
        assert [svg(chart, "vi") for chart in CHARTS] == here
    program = (
        "import hashlib, pickle, sys; from parindex.reporting.charts import svg\n"
        "charts = pickle.loads(sys.stdin.buffer.read())\n"
        "print(hashlib.sha256(''.join(svg(each, 'vi') for each in charts).encode()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=pickle.dumps(CHARTS),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "4242"},
    )
    assert done.stdout.decode().strip() == hashlib.sha256("".join(here).encode()).hexdigest()


@pytest.mark.parametrize("missing", ["altair", "vl_convert"])
def test_without_the_extra(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a library that draws is not installed, the refusal names the extra that brings it."""
    monkeypatch.setitem(sys.modules, missing, None)

    with pytest.raises(UsageError) as caught:
        svg(PARETO, "vi")
    assert caught.value.problems == (problem("E-EXTRA", extra="plot"),)


def test_import_is_light() -> None:
    """Charts as values need no library that draws."""
    program = "import sys, parindex.reporting.charts; print({'altair', 'vl_convert'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert done.stdout.decode().strip() == "set()"
