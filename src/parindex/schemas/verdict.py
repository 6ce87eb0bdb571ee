"""The shape of what `verify` prints: of one record, and of a league with all its records."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from parindex.audit.verdict import Root, Rules, Signatures
from parindex.fields import Key, Model
from parindex.ruleset.declaration import RulesetId
from parindex.schemas.parts import CheckCode, Code, Published, Sha256

__all__ = ["LeagueVerdict", "Verdict"]

_Pointer = Annotated[str, Field(pattern="^(/([^~/]|~[01])*)*$")]


class _Reproduced(Model):
    """Computed again, the same."""

    verdict: Literal["REPRODUCED"]
    at: Literal[""]
    expected: None
    found: None
    code: None
    because: None
    sha256: Sha256
    check_code: CheckCode
    signatures: Literal["valid", "unchecked", "none"]
    root: Root


class _Failed(Model):
    """Any other verdict: where it failed, what was expected and found there, and why."""

    verdict: Literal["DIFFERS", "UNKNOWN-RULESET", "NOT-CANONICAL", "BAD-SIGNATURE", "UNREADABLE"]
    at: _Pointer
    expected: str | None
    found: str | None
    code: Code
    because: str
    sha256: Sha256 | None
    check_code: CheckCode | None
    signatures: Signatures
    root: Literal["none"]


class _Ruleset(Model):
    """By which rules a record was computed again, and whose they are."""

    id: RulesetId
    sha256: Sha256
    from_: Rules = Field(alias="from")


class _Recomputed(Model):
    """What was computed again; figures as they are published."""

    unit: Key
    ruleset: _Ruleset
    total: Published
    index: Published
    band: Key | None


class _NotRecomputed(Model):
    unit: None
    ruleset: None
    total: None
    index: None
    band: None


class _Record(_Recomputed, _Reproduced):
    pass


class _Different(_Recomputed, _Failed):
    """A record that was computed again, and says something else."""

    verdict: Literal["DIFFERS"]
    sha256: Sha256
    check_code: CheckCode
    signatures: Literal["valid", "unchecked", "none"]


class _NoRecord(_NotRecomputed, _Failed):
    pass


Verdict = _Record | _Different | _NoRecord
"""What `verify --json` prints of one record."""


class _Records(_NotRecomputed):
    """All records of a league, by the names of their files, which are the keys of the units."""

    records: dict[str, Verdict]


class _League(_Records, _Reproduced):
    root: Literal["included", "none"]


class _NoLeague(_Records, _Failed):
    pass


LeagueVerdict = _League | _NoLeague
"""What `verify --json` prints of a folder."""
