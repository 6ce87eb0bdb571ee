"""Node, Chromium and the packages of this folder: found or fetched, or the reason why there are none."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

__all__ = ["Missing", "run"]

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent.parent / ".cache" / "browser"  # outside of what is committed
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LOCK = "package-lock.json"


class Missing(Exception):  # noqa: N818 (nothing went wrong: it says what a machine does not have)
    """Raised with what is not there."""


def run(script: str, *words: str, seconds: int = 600) -> str:
    """Run a script of this folder and return what it prints.

    Raises:
        Missing: Node, npm, the packages or Chromium are not there.
    """
    node, browser = shutil.which("node"), next(filter(None, map(shutil.which, BROWSERS)), None)
    if node is None:
        raise Missing("Node.js is not installed")
    if browser is None:
        raise Missing("Chromium is not installed")
    surroundings = {**os.environ, "BROWSER": browser, "BROWSER_PACKAGES": str(_packages())}
    done = subprocess.run(
        [node, str(HERE / script), *words],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def _packages() -> Path:
    """Return the folder of the packages, fetched where the lock has changed since the last time."""
    lock = (HERE / LOCK).read_bytes()
    mark = CACHE / "fetched.json"
    if mark.is_file() and mark.read_bytes() == lock:
        return CACHE
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("npm is not installed")
    CACHE.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", LOCK):
        shutil.copyfile(HERE / name, CACHE / name)
    words = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    done = subprocess.run([npm, *words], cwd=CACHE, check=False, capture_output=True)
    if done.returncode:
        raise Missing("npm cannot fetch playwright-core and axe-core")
    mark.write_bytes(lock)
    return CACHE
