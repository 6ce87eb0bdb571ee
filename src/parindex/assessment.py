"""What was observed of one unit in one period, stage by stage."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from parindex.errors import Problem, problem
from parindex.fields import Date, Key, Model, Str, Table
from parindex.ruleset.declaration import RulesetId
from parindex.scales import Observation

__all__ = [
    "STAGES",
    "Assessed",
    "Assessment",
    "Changed",
    "Entry",
    "Evidence",
    "Stage",
    "StageName",
    "State",
    "state_problem",
]

StageName = Literal["self", "appraisal-1", "explanation", "appraisal-2", "final"]
STAGES: tuple[StageName, ...] = get_args(StageName)
State = Literal["observed", "zero", "not-applicable", "missing", "rejected"]


class Evidence(Model):
    """A document that shows it (tài liệu kiểm chứng); the file itself stays where it is."""

    title: Str = Field(min_length=1)
    sha256: Annotated[Str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    url: Str | None = None


class Changed(Model):
    """Which body changed an entry of an earlier stage, and why."""

    by: Str = Field(pattern=r"\S")
    why: Str = Field(pattern=r"\S")


class Entry(Observation):
    """What a stage says of one item: an observation, or a state with its reason."""

    state: State | None = None
    why: Str | None = None
    evidence: tuple[Evidence, ...] = ()
    changed: Changed | None = None

    @property
    def said(self) -> tuple[object, ...]:
        """Return what the entry says, without its reasons and evidence."""
        return (self.state or "observed", *(getattr(self, name) for name in self.form), self.form)


class Stage(Model):
    """The entries of one stage; what it does not say it inherits."""

    entries: Table[Key, Entry]


class Assessed(Model):
    """The unit that is assessed."""

    key: Key
    name: Str = Field(min_length=1)
    kind: Key


class Assessment(Model):
    """One unit, one period, what each stage found; ``submitted``: the day of the self-scoring report."""

    format: Literal["1"]
    ruleset: RulesetId
    unit: Assessed
    period: Literal["year", "half-year"]
    submitted: Date | None = None
    stages: Table[StageName, Stage] = Field(min_length=1)


def state_problem(entry: Entry) -> Problem | None:
    """Say what is wrong with the state of an entry: it contradicts the observation, or has no reason."""
    observed = bool(entry.form)
    if observed != (entry.state in {None, "observed"}):
        return problem(
            "E-STATE" if observed else "E-NOTHING", ("state",) if observed else (), found=entry.state or ""
        )
    if entry.state in {"rejected", "not-applicable"} and not (entry.why or "").strip():
        return problem("E-WHY", ("state",), found=entry.state)
    return None
