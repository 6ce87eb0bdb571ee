"""One engine on one file, in a process of its own; prints what was measured as JSON.

Usage: ``python scale_worker.py ENGINE FILE [TIMES] [ANSWERS]``: so many timed runs after one that is not;
``ANSWERS`` is a file for the total and the band of every unit.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from scale_rules import BANDS

MEGA = 1 << 20
TICK = os.sysconf("SC_CLK_TCK")


def processor() -> float:
    """Return processor seconds of this process and of those below it."""
    own = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own + sum(_ticks(child) for child in _below(os.getpid())) / TICK


def _below(process: int) -> list[int]:
    """Return the processes that a process has started, and theirs."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").iterdir():
        try:
            children = [int(word) for word in (task / "children").read_text().split()]
        except OSError:  # ended meanwhile
            continue
        for child in children:
            found += [child, *_below(child)] if Path(f"/proc/{child}/task").exists() else []
    return found


def _ticks(process: int) -> int:
    try:
        words = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:  # ended meanwhile
        return 0
    return sum(int(word) for word in words[11:15])


def memory(name: str) -> float:
    """Return a figure of this process in megabytes: ``VmRSS`` now, ``VmHWM`` at most."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def _settled() -> float:
    """Give back what is not in use; from now on the most is counted anew. Return what is held."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    return memory("VmRSS")


def digest(totals: Any, bands: Any) -> list[int]:  # noqa: ANN401 (arrays)
    """Return figures that two engines share when they agree: sums, and how many units are in each band."""
    totals, bands = totals.astype(np.int64), bands.astype(np.int64)
    many = np.bincount(bands, minlength=len(BANDS)).tolist()
    return [int(totals.sum()), int((totals * totals).sum()), int((totals * (bands + 1)).sum()), *many]


def timed(run: Callable[[], Any]) -> tuple[float, float]:
    """Return seconds of the clock and of processors of one run."""
    clock, work = time.perf_counter(), processor()
    run()
    return time.perf_counter() - clock, processor() - work


def main() -> None:
    """Measure: the first run for memory and the answers, the others for time."""
    engine, file, times, *answers = sys.argv[1:]
    module = import_module(f"scale_{engine.partition('-')[0]}")
    run, read = module.ENGINES[engine](Path(file))
    loading = memory("VmHWM")
    held = _settled()
    found = run()
    extra = memory("VmHWM") - held
    totals, bands = read(found)
    if answers:
        np.savez(answers[0], totals=totals, bands=bands)
    del found
    rounds = [timed(run) for _ in range(int(times))]
    print(
        json.dumps(
            {
                "units": len(totals),
                "rounds": rounds,
                "extra": extra,
                # Not ru_maxrss, which begins with the most of the process that started this one.
                "most": max(loading, memory("VmHWM")),
                "digest": digest(totals, bands),
            }
        )
    )


if __name__ == "__main__":
    main()
