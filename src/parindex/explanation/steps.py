"""The steps of a trace as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import count
from typing import NamedTuple

from parindex.errors import Language
from parindex.exact import ONE, ZERO, Rounding, decimal_text
from parindex.explanation.rules import span
from parindex.fields import counted, say
from parindex.formula.evaluate import Step
from parindex.scales import ChecklistScale, DeductionScale, LevelsScale, SurveyScale
from parindex.scoresheet import Line
from parindex.vietnamese import with_comma

__all__ = ["SENTENCES", "sentences", "shortened"]

# What each operation says; one that only repeats the step before it says nothing.
SENTENCES: dict[str, tuple[str, str]] = {
    "level": ("Mức “{text}”: {worth}.", "The level “{text}”: {worth}."),
    "interval": ("Kết quả {text}: {worth}.", "The figure {text}: {worth}."),
    "ratio": ("Tỷ lệ: {reckoned}.", "The ratio: {reckoned}."),
    "percent": ("Tỷ lệ: {reckoned} %.", "The percentage: {reckoned} %."),
    "full": (
        "Đã vượt mức đủ điểm nên được tính trọn.",
        "This is beyond what gives full points, and counts in full.",
    ),
    "threshold": ("Đạt ngưỡng ({text}).", "The threshold is reached ({text})."),
    "below-threshold": (
        "Dưới ngưỡng ({text}): {worth}.",
        "Below the threshold ({text}): {worth}.",
    ),
    "points": ("{together}.", "{together}."),
    "ticks": ("{text}{together}.", "{text}{together}."),
    "count": ("{together}.", "{together}."),
    "deduct": ("{text}{together}.", "{text}{together}."),
    "given": ("Điểm được nhập: {value}.", "The points entered: {value}."),
    "mean": ("Trung bình nhóm “{text}”: {reckoned}.", "The mean of the group “{text}”: {reckoned}."),
    "no-ballots": (
        "Nhóm “{text}” không có phiếu nào: không tính, trọng số phân bổ lại cho các nhóm còn lại.",
        "The group “{text}” has no ballots: it is left out, and the others share its weight.",
    ),
    "reweight": (
        "Trọng số của các nhóm có phiếu: {reckoned}.",
        "The weights of the groups with ballots: {reckoned}.",
    ),
    "survey": ("Điểm điều tra: {together}.", "Survey points: {together}."),
    "size": ("", ""),
    "penalty": ("Bị trừ {these}.", "{these} deducted."),
    "no-penalty": ("Không bị trừ điểm.", "Nothing is deducted."),
    "sum": ("Cộng các mục: {together}.", "The items add up: {together}."),
    "rescale": ("Quy đổi: {together}.", "Rescaled: {together}."),
    "floor": (
        "Thấp hơn mức sàn ({text}) nên lấy {worth}.",
        "Below the floor ({text}), so {worth}.",
    ),
    "cap": (
        "Vượt mức trần ({text}) nên chỉ tính {worth}.",
        "Above the cap ({text}), so {worth}.",
    ),
    "above-max": (
        "Vượt mức tối đa ({text}) nên chỉ tính {value}.",
        "Above the maximum ({text}), so {value}.",
    ),
    "round": ("Làm tròn {text}.", "Rounded from {text}."),
    "index": ("Chỉ số: {reckoned} %.", "The index: {reckoned} %."),
    "excluded": ("", ""),
    "zero": ("Kết quả bằng không: {worth}.", "Nothing was achieved: {worth}."),
    "rejected": (
        "Tài liệu kiểm chứng không được chấp nhận: {worth}.",
        "The evidence was refused: {worth}.",
    ),
    "missing-as-zero": ("Chưa có kết quả, tính {worth}.", "Not supplied, counted as {worth}."),
    "not-applicable-zero": (
        "Không áp dụng: {worth}, điểm tối đa giữ nguyên.",
        "Not applicable: {worth}, and the maximum stays.",
    ),
    "not-applicable-full": ("Không áp dụng: được {these}.", "Not applicable: {these} given."),
    "not-applicable-exclude": (
        "Không áp dụng: không tính vào điểm tối đa.",
        "Not applicable: left out of the maximum.",
    ),
}

# A fraction longer than 5/6 tells a reader little: its rounded value stands for it, marked ≈.
_LONG = re.compile(r"-?(?:[0-9]{2,}/[0-9]+|[0-9]+/[0-9]{2,})", re.ASCII)
_FIGURE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:/[0-9]+)?", re.ASCII)
_LEAST = re.compile(r"min\(([^;]*); ([^)]*)\)")
# A fraction that divides keeps its brackets: 2 / (1/3) is not 2 / 1/3.
_ALONE = re.compile(r"(?<!/ )\(([^ ()]+)\)|(?<=/ )\(([^ ()/]+)\)")


def shortened(text: str, rounding: Rounding) -> str:
    """Put the rounded value, marked ``≈``, in the place of every long fraction.

    It takes as many digits as it needs to differ from every other figure of the text.

    >>> shortened("100 × 4000000/1000003", Rounding(2, "half-up"))
    '100 × ≈4.00'
    >>> shortened("799999/1000001 < 0.8", Rounding(2, "half-up"))
    '≈0.799998 < 0.8'
    """
    others = frozenset(map(Fraction, _FIGURE.findall(text)))
    return _LONG.sub(lambda found: f"≈{_near(Fraction(found[0]), rounding, others)}", text)


def _near(value: Fraction, rounding: Rounding, others: frozenset[Fraction] = frozenset()) -> str:
    """Round a figure; to more digits where it would look like another one, or like 0."""
    taken = (others | {ZERO}) - {value}
    finer = (Rounding(digits, rounding.mode) for digits in count(rounding.digits))
    return next(each.text(value) for each in finer if each.apply(value) not in taken)


def sentences(
    steps: tuple[Step, ...], line: Line | None, rounding: Rounding, lang: Language
) -> Iterator[str]:
    """Say what each step did, with its arithmetic: of a line, or of the whole score."""
    words = _Words(line, rounding, lang, full=any(step.operation == "full" for step in steps))
    before: Fraction | None = None
    for step in steps:
        if (said := words.sentence(step)) and not (step.operation == "rescale" and step.value == before):
            yield said
        before = step.value


class _Words(NamedTuple):
    """How the steps of one line are put into words."""

    line: Line | None
    rounding: Rounding
    lang: Language
    full: bool

    def sentence(self, step: Step) -> str:
        operation, _, group = step.operation.partition(".")
        if operation == "threshold" and "<" in step.text:
            operation = "below-threshold"
        if operation == "penalty" and not step.value:
            operation = "no-penalty"
        if operation == "mean" and self.empty(group):
            operation = "no-ballots"
        if operation == "reweight" and step.value == ONE:
            return ""
        text, arithmetic = self.parts(operation, group, step)
        value, size = self.figure(step.value), self.figure(abs(step.value))
        reckoned = self.reckoned(arithmetic, step.value)
        return SENTENCES[operation][0 if self.lang == "vi" else 1].format(
            text=text,
            value=value,
            worth=self.points(value),
            these=self.pick(f"{size} điểm", counted(size, "point is", "points are")),
            reckoned=reckoned,
            together=self.points(reckoned),
        )

    def parts(self, operation: str, group: str, step: Step) -> tuple[str, str]:
        """Return what a step says besides its arithmetic, and its arithmetic."""
        scale = self.line.item.scale if self.line else None
        match operation, scale:
            case "level", LevelsScale():
                return next(
                    say(level.name, self.lang) for level in scale.levels if level.key == step.text
                ), ""
            case (("mean" | "no-ballots"), SurveyScale()):
                return next(
                    say(each.name, self.lang) for each in scale.groups if each.key == group
                ), step.text
            case "ticks", ChecklistScale():
                return self.ticks(scale)
            case "deduct", DeductionScale():
                return self.faults(scale, step.text)
            case "interval", _:
                return self.interval(step.text), ""
            case "round", _:
                before, _, after = self.said(step.text).partition(" → ")
                return self.points(f"{before} {self.pick('thành', 'to')} {after}"), ""
            case "points", _:
                return "", _LEAST.sub(r"\2" if self.full else r"\1", step.text)
            case _:
                return self.said(step.text), step.text

    def empty(self, group: str) -> bool:
        """Tell whether a group of respondents has no ballots."""
        entry = self.line.entry if self.line else None
        tallies = (entry.tallies if entry else None) or {}
        return not any(tallies.get(group, {}).values())

    def ticks(self, scale: ChecklistScale) -> tuple[str, str]:
        """Name what was found and what was not, and add up the points of what was."""
        entry = self.line.entry if self.line else None
        ticked = (entry.ticks if entry else None) or ()
        found = [tick for tick in scale.ticks if tick.key in ticked]
        absent = [tick for tick in scale.ticks if tick.key not in ticked]
        words = self.named(("Đạt", "Found"), [say(tick.name, self.lang) for tick in found])
        words += self.named(("Không đạt", "Not found"), [say(tick.name, self.lang) for tick in absent])
        return words, " + ".join(decimal_text(tick.points) for tick in found) or "0"

    def faults(self, scale: DeductionScale, text: str) -> tuple[str, str]:
        """Name the faults, and take off only the points of those that occurred."""
        most, *lost = text.split(" − ")
        kinds = [
            (kind, cost) for kind, cost in zip(scale.kinds, lost, strict=True) if not cost.endswith(" × 0")
        ]
        words = self.named(("Lỗi", "Faults"), [say(kind.name, self.lang) for kind, _ in kinds])
        return words or self.pick("Không có lỗi: ", "No faults: "), " − ".join(
            [most, *(cost for _, cost in kinds)]
        )

    def named(self, label: tuple[str, str], names: list[str]) -> str:
        return f"{self.pick(*label)}: {'; '.join(names)}. " if names else ""

    def interval(self, text: str) -> str:
        """Write a figure and the step that holds it: ``96,4 thuộc bậc từ 90 đến dưới 98``."""
        words = self.said(text).split()
        if len(words) == 1:  # the only step there is
            return words[0]
        if len(words) == 5:  # noqa: PLR2004 (low < figure < high)
            low, above, height, below, high = words
            held = span(low, high, (above == "≤", below == "≤"), self.lang)
        else:
            height, relation, edge = words
            open_above = relation in {"≥", ">"}
            held = span(
                edge if open_above else "",
                "" if open_above else edge,
                (relation == "≥", relation == "≤"),
                self.lang,
            )
        return f"{height} {self.pick('thuộc bậc', 'falls in the step')} {held}"

    def reckoned(self, arithmetic: str, value: Fraction) -> str:
        """Write arithmetic and what it comes to, rounded where it is a fraction."""
        exact = decimal_text(value)
        if arithmetic == exact:
            return self.figure(value)
        text = _ALONE.sub(r"\1\2", self.said(arithmetic))
        if "/" not in exact:
            return f"{text} {'≈' if '≈' in text else '='} {self.said(exact)}"
        near = f"≈ {self.said(_near(value, self.rounding))}"
        short = not _LONG.fullmatch(exact) and "≈" not in text and arithmetic.replace(" ", "") != exact
        return f"{text} = {exact} {near}" if short else f"{text} {near}"

    def points(self, text: str) -> str:
        return self.pick(f"{text} điểm", counted(text, "point"))

    def figure(self, value: Fraction) -> str:
        return self.said(decimal_text(value))

    def said(self, text: str) -> str:
        text = shortened(text, self.rounding)
        return with_comma(text) if self.lang == "vi" else text

    def pick(self, vi: str, en: str) -> str:
        return vi if self.lang == "vi" else en
