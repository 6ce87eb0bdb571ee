"""Build the verifier: one file of Python that holds the oracle, this package and the published rulesets."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from parindex.audit.bare import catalog

__all__ = ["archive", "main"]

_USAGE = 2
_SHEBANG = b"#!/usr/bin/env python3\n"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say
_REGULAR, _UNIX = 0o100644 << 16, 3
_START = '''"""Verify a record."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Python 3.11+")

from parindex.audit.bare.__main__ import main

sys.exit(main())
'''
_STUB = '"""Only what the small verifier needs."""\n'


def main(arguments: Sequence[str]) -> int:
    """Write the verifier to the one path that is given; return the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("python -m parindex.audit.bare.build OUT.pyz\n")
        return _USAGE
    out = Path(arguments[0])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(archive())
    out.chmod(0o755)
    return 0


def archive() -> bytes:
    """Return the bytes of the verifier, the same ones each time.

    Raises:
        DamagedError: A published ruleset is not what LOCK says.
    """
    stream = BytesIO()
    stream.write(_SHEBANG)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as into:
        for name, content in sorted(_parts()):
            # Time, rights and system are fixed, and nothing is compressed: other versions pack differently.
            part = zipfile.ZipInfo(name, _FIRST_DAY)
            part.external_attr, part.create_system = _REGULAR, _UNIX
            into.writestr(part, content)
    return stream.getvalue()


def _parts() -> Iterator[tuple[str, bytes]]:
    here, folder = Path(__file__).parent, catalog.shelf()
    yield "__main__.py", _START.encode()
    for package in ("parindex", "parindex/audit"):
        yield f"{package}/__init__.py", _STUB.encode()
    yield "parindex/audit/oracle.py", (here.parent / "oracle.py").read_bytes()
    for module in here.glob("*.py"):
        if module.name != "build.py":
            yield f"parindex/audit/bare/{module.name}", module.read_bytes()
    yield f"parindex/rulesets/{catalog.LOCK}", (folder / catalog.LOCK).read_bytes()
    for path, content in catalog.published(folder).items():
        yield f"parindex/rulesets/{path}", content


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
