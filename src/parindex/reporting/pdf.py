"""A Word document as a PDF, printed by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from parindex.errors import UsageError, problem

__all__ = ["render"]

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 300
_EPOCH = "946684800"  # 2000-01-01: a PDF that says when it was printed would differ every time


def render(document: bytes) -> bytes:
    """Print a Word document as a PDF; LibreOffice gets a profile of its own, so that nobody's is touched.

    Raises:
        UsageError: LibreOffice is not installed, or did not print it (``E-OFFICE``).
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        raise UsageError(problem("E-OFFICE"))
    with TemporaryDirectory(prefix="parindex-") as folder:
        source = Path(folder) / "report.docx"
        source.write_bytes(document)
        words = (
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder, str(source)),
        )
        try:
            _run([program, *words])
            return source.with_suffix(".pdf").read_bytes()
        except (OSError, subprocess.SubprocessError):
            raise UsageError(problem("E-OFFICE")) from None


def _run(words: Sequence[str]) -> None:
    """Run a program to its end; what it started ends with it, or it would go on writing to the folder."""
    with subprocess.Popen(  # noqa: S603 (a program found by its name, and words of our own)
        words,
        env={**os.environ, "SOURCE_DATE_EPOCH": _EPOCH},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as office:
        try:
            code = office.wait(_SECONDS)
        except BaseException:  # also when somebody stops the command
            _end(office)
            raise
    if code:
        raise subprocess.CalledProcessError(code, words)


def _end(office: subprocess.Popen[bytes]) -> None:
    """End a program and all that it started; where there are no groups of processes, the program alone."""
    if hasattr(os, "killpg"):
        os.killpg(office.pid, signal.SIGKILL)
    else:
        office.kill()
