"""The search of the site: what is known of each page, and that the script finds the right one first."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from parindex.errors import UsageError
from parindex.ruleset import catalog
from parindex.site import search
from parindex.site.search import Entry
from parindex.vietnamese import fold

PACKAGES = Path(__file__).parent.parent / ".cache" / "search" / "node_modules"
NODE = shutil.which("node")
in_node = pytest.mark.skipif(
    NODE is None or not PACKAGES.is_dir(),
    reason="not installed: run `make .cache/search/node_modules`, which needs npm",
)
# The worker as the theme drives it: the same messages, its files read from a disk.
DRIVER = """
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
const { folder, queries, words } = JSON.parse(readFileSync(0, "utf8"));
const run = (file) => runInThisContext(readFileSync(file, "utf8"));
let listen, answer;
globalThis.self = globalThis;
globalThis.location = { href: `file://${folder}/worker.js` };
globalThis.addEventListener = (_, heard) => { listen = heard; };
globalThis.postMessage = (said) => { answer = said; };
globalThis.importScripts = (url) => run(new URL(url));
run(`${folder}/worker.js`);
await listen({ data: { type: 0, data: {} } });
const ready = answer.type;
const found = {};
for (const query of queries) {
  await listen({ data: { type: 2, data: query } });
  found[query] = answer.data.items;
}
console.log(JSON.stringify({ ready, found, folded: words.map(runInThisContext("fold")) }));
"""
ITEM = "rulesets/ha-noi/departments/2024/items/"


def page(location: str, title: str, text: str = "", **sections: str) -> list[Entry]:
    """Return what the theme finds on a page: the way to it, its title, and sections by anchor."""
    return [
        {"location": location, "title": title, "text": "Bộ tiêu chí / Sở"},
        {"location": f"{location}#top", "title": title, "text": f"<p>{text}</p>"},
        *(
            Entry(location=f"{location}#{anchor}", title=anchor, text=f"<p>{words}</p>")
            for anchor, words in sections.items()
        ),
    ]


ENTRIES = [
    *page("index.html", "Chỉ số CCHC", "Trang chủ nói về cải cách, ví dụ 1.1.1 và ha-noi/departments@2024."),
    *page("how-to/reform.html", "Cải cách hành chính", "Kế hoạch &lt;năm&gt; &amp; báo cáo."),
    *page("how-to/way.html", "Con đường", "Nói về lối đi.", steps="Bồi dưỡng, rồi điều tra."),
    *page("how-to/sun.html", "Ánh dương", "Nói về mặt trời."),
    *page("rulesets/ha-noi/departments/2024/index.html", "Sở của Hà Nội 2024", "Mã ha-noi/departments@2024"),
    *page("rulesets/ha-noi/departments/2023/index.html", "Sở của Hà Nội 2023", "Mã ha-noi/departments@2023"),
    *page("changes/ha-noi/departments/2023-2024.html", "ha-noi/departments@2023 với ha-noi/departments@2024"),
    *page(f"{ITEM}plan.html", "1.1.1 Ban hành kế hoạch", "Đúng hạn.", points="Từ 1.1.10 trở đi."),
    *page(f"{ITEM}report.html", "1.1.10 Báo cáo", "Xem 1.1.1 và 1.1."),
    *page(f"{ITEM}steering.html", "1.1 Chỉ đạo", "Gồm 1.1.1 và 1.1.10."),
    *page(f"{ITEM}bonus.html", "Điểm thưởng", "Cộng thêm."),
    *page("rulesets/ha-noi/departments/2024/bands.html", "Mức xếp loại"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the search over a few pages."""
    site = tmp_path_factory.mktemp("site")
    (site / "search").mkdir()
    (site / "assets").mkdir()
    (site / "search" / "search_index.json").write_text(json.dumps({"docs": ENTRIES}), encoding="utf-8")
    search.install(site, PACKAGES)
    return site / "search"


def asked(folder: Path, *queries: str, words: tuple[str, ...] = ()) -> Any:
    """Ask the worker in Node."""
    given = json.dumps({"folder": str(folder), "queries": queries, "words": words})
    assert NODE is not None
    done = subprocess.run(
        (NODE, "--input-type=module", "-e", DRIVER),
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_pages() -> None:
    """A page is known by its own title and words, without the way to it, and by the names of the thing."""
    known = {each[0]: each for each in search.pages(ENTRIES)}
    assert known["how-to/reform.html"] == (
        "how-to/reform.html",
        "Cải cách hành chính",
        [],
        [("top", "Cải cách hành chính", "Kế hoạch <năm> & báo cáo.")],
    )
    assert known["how-to/way.html"][3][1] == ("steps", "steps", "Bồi dưỡng, rồi điều tra.")
    assert known["rulesets/ha-noi/departments/2024/index.html"][2] == [
        "ha-noi/departments@2024",
        "ha-noi/departments",
    ]
    assert known["rulesets/ha-noi/departments/2024/bands.html"][2] == []
    assert known["changes/ha-noi/departments/2023-2024.html"][2] == [
        "ha-noi/departments@2023 ha-noi/departments@2024"
    ]
    assert known[f"{ITEM}plan.html"][2] == [
        "1.1.1", "plan", "ha-noi/departments@2024 1.1.1", "ha-noi/departments@2024 plan",
    ]  # fmt: skip
    assert known[f"{ITEM}bonus.html"][2] == ["bonus", "ha-noi/departments@2024 bonus"]


def test_pages_without_a_title_of_their_own() -> None:
    """A page whose title has no anchor is known by what the theme finds first."""
    assert search.pages([{"location": "a.html", "title": "A", "text": "x"}]) == [
        ("a.html", "A", [], [("", "A", "x")])
    ]


FIRST = {
    "cai cach": "how-to/reform.html",
    "cải cách": "how-to/reform.html",
    "CẢI CÁCH": "how-to/reform.html",
    unicodedata.normalize("NFD", "cải cách"): "how-to/reform.html",
    "Cải cách hành chính": "how-to/reform.html",
    "đường": "how-to/way.html",
    "Đường": "how-to/way.html",
    "dương": "how-to/sun.html",
    "dưỡng": "how-to/way.html",
    "1.1.1": f"{ITEM}plan.html",
    "1.1.10": f"{ITEM}report.html",
    "1.1": f"{ITEM}steering.html",
    "ha-noi/departments@2024": "rulesets/ha-noi/departments/2024/index.html",
    "HA-NOI/departments@2024": "rulesets/ha-noi/departments/2024/index.html",
    "ha-noi/departments@2023": "rulesets/ha-noi/departments/2023/index.html",
    "ha-noi/departments": "rulesets/ha-noi/departments/2024/index.html",
    "ha-noi departments 2023": "rulesets/ha-noi/departments/2023/index.html",
    "ha-noi/departments@2024 1.1.1": f"{ITEM}plan.html",
    "plan": f"{ITEM}plan.html",
    "diem thuong": f"{ITEM}bonus.html",
    "thuong thêm": f"{ITEM}bonus.html",
    "muc xep lo": "rulesets/ha-noi/departments/2024/bands.html",
    "thuon": f"{ITEM}bonus.html",
    "bao cao kế hoạch": "how-to/reform.html",
    "thưởng không-có-từ-này": f"{ITEM}bonus.html",
}


@pytest.fixture(scope="module")
def answers(folder: Path) -> Any:
    """Ask every query once."""
    return asked(folder, *FIRST)["found"]


@in_node
@pytest.mark.parametrize("query", FIRST)
def test_the_right_page_first(answers: Any, query: str) -> None:
    """With marks and without, in any case and form, by code, key and id: the right page comes first."""
    assert answers[query][0][0]["location"].partition("#")[0] == FIRST[query]
    scores = [places[0]["score"] for places in answers[query]]
    assert scores == sorted(scores, reverse=True)


@in_node
def test_no_marks_find_both(folder: Path) -> None:
    """Without marks every word of these letters is found, whatever marks it has."""
    items = asked(folder, "duong")["found"]["duong"]
    found = {places[0]["location"] for places in items}
    assert {"how-to/way.html", "how-to/sun.html"} <= found


@in_node
def test_answers(folder: Path) -> None:
    """An answer has the page itself and the places on it, its words marked, and no markup from a page."""
    told = asked(folder, "ke hoach", "dieu tra", " ", "?!", "xyz")
    assert told["ready"] == 1
    assert [told["found"][nothing] for nothing in (" ", "?!", "xyz")] == [[], [], []]
    texts = {each["location"]: each for places in told["found"]["ke hoach"] for each in places}
    reform = texts["how-to/reform.html"]
    assert reform["text"] == "<p><mark>Kế</mark> <mark>hoạch</mark> &lt;năm&gt; &amp; báo cáo.</p>"
    plan = "1.1.1 Ban hành <mark>kế</mark> <mark>hoạch</mark> <small>ha-noi/departments@2024</small>"
    assert texts[f"{ITEM}plan.html"]["title"] == plan
    itself, place = told["found"]["dieu tra"][0]
    assert (itself["location"], itself["title"]) == ("how-to/way.html", "Con đường")
    assert (place["location"], place["score"] <= itself["score"]) == ("how-to/way.html#steps", True)
    assert place["text"] == "<p>Bồi dưỡng, rồi <mark>điều</mark> <mark>tra</mark>.</p>"


@in_node
def test_folding_is_the_same(folder: Path) -> None:
    """The script folds every word of every ruleset, and every Vietnamese letter, as the library does."""
    bases = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
    letters = [
        f"{base}{tone}" for base in bases for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    ]
    letters = [unicodedata.normalize(form, each) for form in ("NFC", "NFD") for each in letters]
    texts = (file.read_text("utf-8") for file in catalog.available().values())
    words = tuple(sorted({*itertools.chain.from_iterable(text.split() for text in texts), *letters}))
    words += tuple(each.upper() for each in words)
    assert len(words) > 10_000
    assert asked(folder, words=words)["folded"] == [fold(each) for each in words]


@in_node
def test_a_long_text(tmp_path: Path) -> None:
    """Of a long text the part around the first word is shown, cut between words."""
    (tmp_path / "search").mkdir()
    (tmp_path / "assets").mkdir()
    entries = page("a.html", "A", f"{'một hai ' * 50}ba {'bốn năm ' * 50}")
    (tmp_path / "search" / "search_index.json").write_text(json.dumps({"docs": entries}), encoding="utf-8")
    search.install(tmp_path, PACKAGES)
    text = asked(tmp_path / "search", "ba")["found"]["ba"][0][0]["text"]
    assert text.startswith("<p>… ")
    assert text.endswith(" …</p>")
    assert "hai <mark>ba</mark> bốn" in text
    assert len(text) < 300


@in_node
def test_files(folder: Path) -> None:
    """What the theme loads with every page is empty, and nothing names a source map."""
    assert json.loads((folder / "search_index.json").read_text("utf-8")) == {"config": {}, "docs": []}
    assert (folder / "search_index.js").read_text("utf-8").startswith("var __index = ")
    assert "sourceMappingURL" not in (folder / "worker.js").read_text("utf-8")


def installed(cache: Path) -> Path:
    """Make a cache as npm leaves it."""
    (cache / "node_modules").mkdir(parents=True)
    (cache / "node_modules" / ".package-lock.json").touch()
    shutil.copyfile(search.ASSETS / "search" / "package-lock.json", cache / "package-lock.json")
    return cache / "node_modules"


def test_packages_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was fetched once is not fetched again, and needs no npm."""
    monkeypatch.setenv("PATH", "")
    assert search.packages(installed(tmp_path).parent) == tmp_path / "node_modules"


def test_packages_are_pinned() -> None:
    """The lock names one version of each package, and its digest."""
    lock = json.loads((search.ASSETS / "search" / "package-lock.json").read_text("utf-8"))
    pinned = {name: each for name, each in lock["packages"].items() if name}
    assert set(pinned) == {"node_modules/minisearch", "node_modules/iframe-worker"}
    assert all(each["integrity"].startswith("sha512-") for each in pinned.values())


@pytest.mark.parametrize("program", ["", "#!/bin/sh\nexit 7\n"])
def test_npm_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Without npm, and when npm fails, the reason is told; an older lock is not taken for the present one."""
    cache = installed(tmp_path / "cache").parent
    (cache / "package-lock.json").write_text("{}", encoding="utf-8")
    if program:
        (tmp_path / "npm").write_text(program, encoding="utf-8")
        (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if program else str(tmp_path))
    with pytest.raises(UsageError) as caught:
        search.packages(cache)
    reason = "npm ci: 7" if program else "npm: not found"
    assert [(each.code, dict(each.details)) for each in caught.value.problems] == [
        ("E-SITE-NPM", {"reason": reason})
    ]


def test_npm_fetches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first time npm is asked for exactly what the lock names."""
    (tmp_path / "npm").write_text(
        '#!/bin/sh\nmkdir node_modules\necho "$@" > node_modules/asked\n', encoding="utf-8"
    )
    (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    folder = search.packages(tmp_path / "cache")
    assert (folder / "asked").read_text("utf-8").startswith("ci --ignore-scripts")
    assert (folder.parent / "package-lock.json").is_file()
