"""`python -m parindex`, and the `parindex` command."""

from __future__ import annotations

import io
import signal
import sys

__all__ = ["main"]


def main() -> int:
    """Run the command line; without its extra, say in one line which one is missing."""
    # Who ends the command from outside leaves as little behind as who does so by Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Vietnamese needs UTF-8, whatever a pipe inherits; a name that is no text is shown escaped.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        from parindex.cli import app  # noqa: PLC0415 (an extra, imported where it is used)

        app.main(prog_name="parindex")  # imports the module of the command, and so the rest of the extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"click", "rich"}:
            raise
        from parindex.errors import problem  # noqa: PLC0415 (only when it fails)

        sys.stderr.write(problem("E-EXTRA", extra="cli").line() + "\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
