"""The command: verify one record, without anything installed but Python."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from parindex.audit.bare import catalog
from parindex.audit.bare.ed25519 import public_key
from parindex.audit.bare.reading import BYTES, Unreadable, canonical, read
from parindex.audit.bare.report import report
from parindex.audit.bare.verdict import examine
from parindex.audit.bare.words import WORDS

__all__ = ["main"]

_DIFFERENT, _USAGE, _UNREADABLE = 1, 2, 3


class _Unopened(Exception):  # noqa: N818 (an exit code)
    """A file cannot be used, for a reason that has words."""

    def __init__(self, reason: str, file: str) -> None:
        super().__init__(file)
        self.reason, self.file = reason, file


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the record that the words of a command line name; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        content = _bytes(options.record)
        keys = [_key(file) for file in options.key]
        ruleset_of = _rulesets(options.ruleset)
    except _Unopened as error:
        sys.stderr.write(f"{error.file}: {WORDS[options.lang][error.reason]}\n")
        return _UNREADABLE
    finding = examine(content, ruleset_of, keys, options.threshold, options.root)
    text = report(finding, options.lang)
    if options.json:
        text = json.dumps(finding.plain(), ensure_ascii=False, indent=2) + "\n"
    # In UTF-8 whatever the machine is set to.
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
    return {"REPRODUCED": 0, "UNREADABLE": _UNREADABLE}.get(finding.verdict, _DIFFERENT)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="parindex-verify", description="Xác minh một hồ sơ chấm điểm.")
    parser.add_argument("record", metavar="RECORD")
    parser.add_argument("--key", action="append", default=[], metavar="PUB.pem")
    parser.add_argument("--threshold", type=_threshold, metavar="N")
    parser.add_argument("--root", type=_root, metavar="HEX")
    parser.add_argument("--ruleset", metavar="RULESET.json")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lang", choices=sorted(WORDS), default="vi")
    return parser


def _threshold(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,3}", text):
        raise argparse.ArgumentTypeError(f"{text!r}: 1, 2, 3, …")
    return int(text)


def _root(text: str) -> str:
    if not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise argparse.ArgumentTypeError(f"{text!r}: 64 hexadecimal digits")
    return text.lower()


def _bytes(file: str) -> bytes:
    try:
        with Path(file).open("rb") as stream:
            # One byte more than any record has is enough to refuse it.
            return stream.read(BYTES + 1)
    except (OSError, ValueError):
        raise _Unopened("cannot open", file) from None


def _key(file: str) -> bytes:
    content = _bytes(file)
    try:
        public_key(content)
    except ValueError:
        raise _Unopened("no key", file) from None
    return content


def _rulesets(file: str | None) -> Callable[[str], bytes | None]:
    """Find rulesets among the published ones; a file that is given stands for its id."""
    try:
        known = catalog.load(catalog.shelf())
    except catalog.DamagedError as error:
        raise _Unopened("damaged", str(error)) from None
    if file is not None:
        try:
            tree = read(_bytes(file))
            known[tree["id"]] = canonical(tree)
        except (Unreadable, TypeError, KeyError):
            raise _Unopened("no ruleset", file) from None
    return known.get


if __name__ == "__main__":
    sys.exit(main())
