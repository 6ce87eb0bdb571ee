"""The concordance: what became of the keys of an older ruleset that were renamed, split or merged."""

from __future__ import annotations

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from parindex.fields import Key, Model, Reason, Text
from parindex.ruleset.declaration import RulesetId
from parindex.ruleset.process import Source

__all__ = ["Concordance", "Correspondence"]


class Correspondence(Model):
    """Old keys and the new ones in their place: one for one, one for several, or several for one."""

    old: tuple[Key, ...] = Field(min_length=1)
    new: tuple[Key, ...] = Field(min_length=1)
    source: Source | None = None
    assumed: Reason | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _one_side_is_single(self) -> Correspondence:
        if len(self.old) > 1 and len(self.new) > 1:
            raise PydanticCustomError("E-CORRESPONDENCE", "", {"found": ", ".join(self.old)})
        return self

    @property
    def turned(self) -> Correspondence:
        """Return the same, seen from the newer ruleset: a split becomes a merger."""
        return self.model_copy(update={"old": self.new, "new": self.old})


class Concordance(Model):
    """Which keys of an older ruleset stand for which of this one; keys that are the same need no line."""

    of: RulesetId
    items: tuple[Correspondence, ...] = Field(min_length=1)
