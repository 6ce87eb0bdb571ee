"""Measure the site: its building, the check of its links, its search, and how large it is.

Usage: ``python benchmarks/site.py [pages]``: 1,000 made-up pages unless told, half of them in each language,
like those of a criterion; then the project's own site, without the calculator. The search is asked in Node,
the way the theme asks it; where Node is not installed, its rows are left out. Its packages must be there:
``make .cache/search/node_modules``.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from parindex.site import links, pages, search
from parindex.site.build import Job, build
from parindex.site.material import gather
from parindex.site.navigation import navigation
from parindex.site.page import LANGUAGES, Page, block, heading, table

ROOT = Path(__file__).parent.parent
QUERIES = ("cai cach", "đường", "1.1.1", "ha-noi/departments@2024", "ke hoach nam")
ASKING = """
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
const [folder, ...queries] = process.argv.slice(1);
const run = (file) => runInThisContext(readFileSync(file, "utf8"));
let listen;
globalThis.self = globalThis;
globalThis.location = { href: `file://${folder}/worker.js` };
globalThis.addEventListener = (_, heard) => { listen = heard; };
globalThis.postMessage = () => {};
globalThis.importScripts = (url) => run(new URL(url));
run(`${folder}/worker.js`);
const took = [];
for (const query of [queries[0], ...queries]) {
  const start = performance.now();
  await listen({ data: { type: 2, data: query } });
  took.push(performance.now() - start);
}
console.log(JSON.stringify(took));
"""


def made_up(folder: Path, count: int) -> Job:
    """Write pages like those of a criterion, and one that leads to all of them."""
    for lang in LANGUAGES:
        items = [_item(at, lang) for at in range(count // len(LANGUAGES) - 1)]
        listed = "\n".join(f"- [{each.title}]({each.path})" for each in items)
        for page in (Page("index.md", lang, "Trang chủ", listed), *items):
            file = folder / lang / page.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(pages.text(page), encoding="utf-8")
    return Job(folder, dict.fromkeys(LANGUAGES, (("Trang chủ", "index.md"),)), _packages())


def _item(at: int, lang: str) -> Page:
    code = f"{at // 25 + 1}.{at // 5 % 5 + 1}.{at % 5 + 1}"
    steps = [
        (f"từ {step * 10} đến dưới {step * 10 + 10} % nhiệm vụ của năm", f"{step},25") for step in range(8)
    ]
    parts = [
        part
        for key in ("points", "examples", "clause", "history", "readings")
        for part in (
            heading(2, f"Cách chấm {key}", key),
            "Cơ quan ban hành kế hoạch cải cách hành chính của năm trước ngày 31 tháng 12; đường dây nóng. "
            * 3,
            table(("Bậc", "Điểm"), steps, figures=[1]),
        )
    ]
    picture = '<svg role="img" viewBox="0 0 340 20"><title>Bậc</title><rect width="120" height="20"/></svg>'
    return Page(
        path=f"rulesets/example/many/2024/items/item-{at}.md",
        lang="vi" if lang == "vi" else "en",
        title=f"{code} Ban hành kế hoạch thứ {at}",
        body=block(picture, *parts),
        above=(("index.md", "Bộ tiêu chí"),),
        labels=("Số liệu giả định.",),
    )


def _packages() -> Path:
    return search.packages(ROOT / ".cache" / "search")


def own(folder: Path) -> Job:
    """Write the project's own pages."""
    found = pages.write(gather(ROOT), folder)
    navs = {lang: navigation(known, lang) for lang, known in found.items()}
    return Job(folder, navs, _packages(), code=ROOT / "src")


def measured(job: Job, site: Path) -> Iterator[tuple[str, str]]:
    """Build a site, and yield what was measured."""
    start, before = time.perf_counter(), os.times()
    problems = build(job, site)
    after = os.times()
    if problems:
        sys.exit("\n".join(each.line("en") for each in problems))
    html = [file.stat().st_size for file in site.rglob("*.html")]
    spent = sum(after[:4]) - sum(before[:4])
    yield "pages", f"{len(html):,}"
    yield "built, links checked", f"{time.perf_counter() - start:.1f} s, of processors {spent:.1f} s"
    start = time.process_time()
    links.check(site)
    yield "links alone", f"{time.process_time() - start:.1f} s"
    files = [file.stat().st_size for file in site.rglob("*") if file.is_file()]
    yield "whole site", f"{sum(files) / 1e6:.1f} MB, {len(files):,} files"
    yield "a page", f"{median(html) / 1e3:.0f} kB (median), {max(html) / 1e3:.0f} kB (largest)"
    data = (site / "search" / "data.js").read_bytes()
    packed = len(gzip.compress(data))
    yield "words of the search, Vietnamese", f"{len(data) / 1e6:.2f} MB, packed {packed / 1e6:.2f} MB"
    node = shutil.which("node")
    if node:
        words = (node, "--input-type=module", "-e", ASKING, str(site / "search"), *QUERIES)
        done = subprocess.run(words, capture_output=True, check=True)
        first, *later = json.loads(done.stdout)
        yield "first answer, with loading", f"{first:.0f} ms"
        yield "later answers", f"{median(later):.0f} ms (median), {max(later):.0f} ms (slowest)"


def main() -> None:
    """Print a table for made-up pages, and one for the project's own."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    for name in ("made up", "own"):
        with tempfile.TemporaryDirectory() as work:
            folder = Path(work)
            start = time.perf_counter()
            job = made_up(folder / "trees", count) if name == "made up" else own(folder / "trees")
            print(f"\n{name}\n{'  Markdown written':36} {time.perf_counter() - start:.1f} s")
            for what, figure in measured(job, folder / "site"):
                print(f"  {what:34} {figure}")


if __name__ == "__main__":
    main()
