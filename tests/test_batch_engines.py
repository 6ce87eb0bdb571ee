"""Spark gives what this machine gives of the generated tables, which the exact engine is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet
from test_batch_generated import ROWS, SEEDS, TIMES, drawn, drawn_ruleset
from test_batch_spark import PYTHON, done, on_a_cluster

from parindex.batch import score

pytestmark = on_a_cluster
PARTS = 5  # of each file
# One session for all files: `NAME.parquet` is scored by `NAME.json`, for the kind of unit in `NAME.kind`.
PROGRAM = """
from functools import partial
from pathlib import Path

from parindex.batch import files
from parindex.batch.api import leagues_of
from parindex.batch.running import finished, scored
from parindex.batch.spark import outcomes, session
from parindex.batch.spools import Memory
from parindex.batch.writing import write

files._FEWEST = 1
with session("local[2]") as opened:
    for rules in sorted(Path().glob("*.json")):
        leagues = leagues_of(rules, rules.with_suffix(".kind").read_text(), None, "vi")
        source = files.open_file(rules.with_suffix(".parquet"))
        kept = scored(source, leagues, Memory(), said=lambda _: None, engine=partial(outcomes, opened))
        with rules.with_suffix(".scores").open("xb") as good, rules.with_suffix(".rejects").open("xb") as bad:
            write(finished(kept, lambda _: None), leagues, good, lambda: bad)
"""


def written(folder: Path) -> Iterator[tuple[Path, Any]]:
    """Write every generated table into a file of some parts; give its name, and its local scores."""
    for seed in SEEDS:
        ruleset = drawn_ruleset(seed)
        for time in range(TIMES):
            for at, (kind, batch) in enumerate(drawn(ruleset, seed, time)):
                name = folder / f"{seed}-{time}-{at}"
                name.with_suffix(".json").write_bytes(ruleset.canonical)
                name.with_suffix(".kind").write_text(kind, encoding="utf-8")
                file = name.with_suffix(".parquet")
                parquet.write_table(
                    pa.Table.from_batches([batch]), file, row_group_size=-(-len(batch) // PARTS)
                )
                yield name, score(file, ruleset, kind=kind)


def test_spark_says_of_every_row_what_this_machine_says(tmp_path: Path) -> None:
    """Totals, indexes, bands, ranks and rejects of rows over 20 rulesets are the same, in the same order."""
    wanted = dict(written(tmp_path))
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    code, told = done(PYTHON, program, folder=tmp_path, seconds=60 * 60)

    assert code == 0, told
    rows = 0
    for name, local in wanted.items():
        scores = parquet.read_table(name.with_suffix(".scores"))
        assert scores.equals(local.scores.cast(scores.schema)), name  # words as texts
        if local.rejects.num_rows:
            assert parquet.read_table(name.with_suffix(".rejects")).equals(local.rejects), name
        else:
            assert not name.with_suffix(".rejects").stat().st_size
        rows += scores.num_rows + local.rejects.num_rows
    assert rows == len(SEEDS) * TIMES * ROWS
