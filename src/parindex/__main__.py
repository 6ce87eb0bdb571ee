"""`python -m parindex`, and the `parindex` command."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> int:
    """Run the command line; without its extra, say in one line which one is missing."""
    try:
        from parindex.cli import app  # noqa: PLC0415 (an extra, imported where it is used)
    except ModuleNotFoundError as error:
        if error.name not in {"click", "rich"}:
            raise
        from parindex.errors import problem  # noqa: PLC0415

        sys.stderr.write(problem("E-EXTRA", extra="cli").line() + "\n")
        return 2
    app(prog_name="parindex")
    return 0


if __name__ == "__main__":
    sys.exit(main())
