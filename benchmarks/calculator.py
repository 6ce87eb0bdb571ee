"""Measure the calculator: what is downloaded, how long until it is ready, how long one change takes.

Usage: ``python benchmarks/calculator.py [FOLDER]``, a site from `parindex site build`, by default ``site``.
Milliseconds are those of the wall in Chromium without a window, from a server on this computer. Other work
on it lengthens them, so the ratios are what to quote.
"""

from __future__ import annotations

import json
import statistics
import sys
import threading
from pathlib import Path

from run import table

from parindex.site.serve import HOST, server

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

STARTS = 3
CHANGES = 60
EXAMPLE = ROOT / "docs" / "examples" / "department-2024.yaml"
CHANGED = ("files-on-time", "done")


def sizes(site: Path) -> list[tuple[str, float]]:
    """Return megabytes of each file that a first start loads, all of them first."""
    folder = site / "calculator"
    described = json.loads((folder / "runtime" / "runtime.json").read_bytes())
    parts = {each["file"]: int(each["bytes"]) / 1e6 for each in (*described["engine"], *described["start"])}
    own = sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) / 1e6
    forms = sum(int(each["bytes"]) for each in described["form"]) / 1e6
    large = sorted(parts.items(), key=lambda each: -each[1])
    return [
        ("all that a first start downloads", sum(parts.values()) + own),
        *large[:6],
        ("the rest of the archives", sum(size for _, size in large[6:])),
        ("scripts and styles of the page", own),
        ("more, when a form is first written", forms),
    ]


def main() -> None:
    """Serve the site, open it, print three tables."""
    from browser.chromium import run  # noqa: PLC0415 (of the tests, on the path since just now)

    site = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site"
    values = [str(9000 + 10 * at) for at in range(CHANGES)]
    with server(site, 0) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        address = f"http://{HOST}:{running.server_port}/calculator.html?ruleset=example/department%402024"
        answer = json.loads(run("measure.mjs", address, str(STARTS), str(EXAMPLE), *CHANGED, *values))
        running.shutdown()
        thread.join()
    table("Download", sizes(site), "MB")
    # The least of the starts: whatever else runs here only adds to it.
    best = dict(min(answer["cold"], key=lambda marks: dict(marks)["ready"] - dict(marks)["start"]))
    steps = [(name, at - best["start"]) for name, at in best.items() if name != "start"]
    whole = steps[-1][1]
    table(
        f"From the click to ready, cold (best of {STARTS})",
        [
            ("ready", whole),
            *((f"{name} begins", at) for name, at in steps[:-1]),
        ],
    )
    print(f"\nOne figure of {EXAMPLE.stem} changed {CHANGES} times")
    for name, title in (("library", "the question and its answer"), ("whole", "with the page drawn again")):
        found = answer["recalculations"][name]
        table(title, [("median", statistics.median(found)), ("worst", max(found)), ("least", min(found))])


if __name__ == "__main__":
    main()
