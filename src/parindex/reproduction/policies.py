"""Policies of rounding in a printed table, and why some cannot be told apart, in words."""

from __future__ import annotations

from typing import Literal, NamedTuple

from parindex.errors import Language
from parindex.exact import RoundingMode
from parindex.fields import FrozenMap, counted, pick

__all__ = ["Policy", "Reason", "describe", "explain"]

Reason = Literal["nothing-added", "unseen", "no-tie", "room"]
"""Why a table does not decide between policies.

``nothing-added``: no row prints a sum beside all its parts. ``unseen``: printed parts are added and need no
more rounding, so that the mode shows nowhere. ``no-tie``: no row lies on a tie, where alone the two modes
differ. ``room``: every row leaves room for each.
"""


class Policy(NamedTuple):
    """Where figures were rounded before they were added, in which mode, to how many digits.

    ``stage``: ``publication`` (only what is printed is rounded, from exact figures), ``parts`` (the lowest
    figures printed, before anything is added), ``level-0`` (the total, before the index), ``level-1`` (items
    straight below the root) and so on, or ``every`` (all figures on their way up).
    ``digits``: of every rounding; a column printed with fewer keeps its own.
    """

    stage: str
    mode: RoundingMode
    digits: int


_STAGES: FrozenMap[str, FrozenMap[Language, str]] = FrozenMap(
    {
        "publication": FrozenMap({"vi": "chỉ khi công bố", "en": "at publication only"}),
        "parts": FrozenMap({"vi": "từng phần trước khi cộng", "en": "each part before it is added"}),
        "level-0": FrozenMap({"vi": "tổng điểm trước khi tính chỉ số", "en": "the total before the index"}),
        "every": FrozenMap(
            {"vi": "mọi số trước khi cộng tiếp", "en": "every figure before it is added further"}
        ),
    }
)
_LEVEL: FrozenMap[Language, str] = FrozenMap(
    {"vi": "các mục ở cấp {level} trước khi cộng", "en": "items of level {level} before they are added"}
)
_MODES: FrozenMap[RoundingMode, FrozenMap[Language, str]] = FrozenMap(
    {
        "half-up": FrozenMap({"vi": "nửa lên", "en": "half up"}),
        "half-even": FrozenMap({"vi": "nửa về số chẵn", "en": "half to even"}),
        "down": FrozenMap({"vi": "cắt bỏ phần dư", "en": "down"}),
        "up": FrozenMap({"vi": "lên", "en": "up"}),
    }
)
_REASONS: FrozenMap[Reason, FrozenMap[Language, str]] = FrozenMap(
    {
        "nothing-added": FrozenMap(
            {
                "vi": "không dòng nào in một tổng cùng đủ các phần của nó",
                "en": "no row prints a sum beside all its parts",
            }
        ),
        "unseen": FrozenMap(
            {
                "vi": "các phần đã in cộng lại không cần làm tròn nữa, nên kiểu không để lại dấu vết",
                "en": "printed parts are added and need no more rounding, so the mode leaves no trace",
            }
        ),
        "no-tie": FrozenMap(
            {
                "vi": "không dòng nào rơi vào đúng điểm giữa, nơi duy nhất hai kiểu khác nhau",
                "en": "no row lies on a tie, where alone the two modes differ",
            }
        ),
        "room": FrozenMap(
            {"vi": "mỗi dòng đều khớp với từng cách", "en": "every row leaves room for each of them"}
        ),
    }
)


def describe(policy: Policy, lang: Language = "vi") -> str:
    """Put a policy into words.

    >>> describe(Policy("publication", "half-up", 2), "en")
    'rounded at publication only, half up, 2 digits'
    """
    stage = (
        _STAGES[policy.stage][lang]
        if policy.stage in _STAGES
        else _LEVEL[lang].format(level=policy.stage[6:])
    )
    mode = _MODES[policy.mode][lang]
    return pick(
        lang,
        f"làm tròn {stage}, kiểu {mode}, {policy.digits} chữ số",
        f"rounded {stage}, {mode}, {counted(policy.digits, 'digit')}",
    )


def explain(reason: Reason, lang: Language = "vi") -> str:
    """Say why policies stay undetermined.

    >>> explain("no-tie", "en")
    'no row lies on a tie, where alone the two modes differ'
    """
    return _REASONS[reason][lang]
