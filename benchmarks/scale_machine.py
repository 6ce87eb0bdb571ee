"""What this machine has: cores, memory, its bandwidth; and what a process and those below it hold."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np

__all__ = ["available", "bandwidth", "output", "processor_name"]

SIZE = 1 << 25  # numbers of 64 bits: larger than any cache
EVERY = 0.2  # seconds between two looks at the memory of processes


def processor_name() -> str:
    """Return what the processor calls itself."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "unknown")


def available() -> float:
    """Return how many gigabytes of memory are free for more."""
    lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable")) / 1e6


def bandwidth() -> dict[str, float]:
    """Return gigabytes a second that are read and written by a copy and by a sum, as STREAM counts them."""
    first, second, third = (np.full(SIZE, value) for value in (1.0, 2.0, 0.0))

    def copy(part: slice) -> None:
        np.copyto(third[part], first[part])

    def add(part: slice) -> None:
        np.add(first[part], second[part], out=third[part])

    cores = os.cpu_count() or 1
    found = {}
    for name, task, arrays in (("copy", copy, 2), ("add", add, 3)):
        for threads in sorted({1, cores}):
            seconds = min(_seconds(task, threads) for _ in range(7))
            found[f"{name}, {threads} thread{'s' if threads > 1 else ''}"] = arrays * 8 * SIZE / seconds / 1e9
    return found


def _seconds(task: Callable[[slice], None], threads: int) -> float:
    edges = [SIZE * at // threads for at in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(time.sleep, [0.001] * threads))  # all threads stand
        start = time.perf_counter()
        list(pool.map(task, [slice(*pair) for pair in pairwise(edges)]))
        return time.perf_counter() - start


def output(command: Sequence[str], *, watched: bool) -> tuple[str, str, float]:
    """Run a command; return what it wrote, its errors, and, if watched, the most megabytes it held."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    most = [0.0]

    def watch() -> None:
        while process.poll() is None:
            most[0] = max(most[0], _held(process.pid))
            time.sleep(EVERY)

    watcher = threading.Thread(target=watch, daemon=True)
    if watched:
        watcher.start()
    written, errors = process.communicate()
    if watched:
        watcher.join()
    return written, errors if process.returncode else "", most[0]


def _held(process: int) -> float:
    """Return megabytes, what processes share counted once."""
    own = 0.0
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
        own = next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0) / 1024
        tasks = [each / "children" for each in Path(f"/proc/{process}/task").iterdir()]
        children = [int(word) for task in tasks for word in task.read_text(encoding="utf-8").split()]
    except OSError:  # ended meanwhile
        return own
    return own + sum(_held(child) for child in children)
