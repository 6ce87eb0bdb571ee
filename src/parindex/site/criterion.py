"""A page for every item of every ruleset: what it asks, how its points come about, from which clause."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from parindex.comparison.vocabulary import VALUES
from parindex.comparison.words import item_name
from parindex.errors import Language
from parindex.exact import Rounding
from parindex.explanation.policies import not_applicable
from parindex.explanation.rules import number, rule
from parindex.explanation.sheet import instrument, labels
from parindex.fields import counted, pick, say
from parindex.ruleset.model import Item, Ruleset
from parindex.scoresheet import Line
from parindex.site import paths
from parindex.site.clauses import basis, cited
from parindex.site.formulas import formula
from parindex.site.history import Chapter, histories, history
from parindex.site.identity import above
from parindex.site.material import Material
from parindex.site.outline import Spot, outline
from parindex.site.page import Page, block, cell, escape, heading, link, table
from parindex.site.points import points
from parindex.site.sums import sums
from parindex.site.touching import assumed, readings
from parindex.site.worked import examples, observed, reckoning
from parindex.sources.matrix import locators
from parindex.vietnamese import with_comma

__all__ = ["pages"]

_PERCENT = Fraction(100)
_SHARE = Rounding(2, "half-up")
_LONG = 160  # letters of a summary


def pages(material: Material, lang: Language) -> Iterator[Page]:
    """Write a page for every item of every ruleset."""
    chapters = histories(material)
    for ruleset in material.rulesets.values():
        for spot in outline(ruleset).values():
            yield _Criterion(material, ruleset, spot, lang).page(chapters[ruleset.id, spot.item.key])


class _Criterion:
    """One item in one language: what all parts of its page need."""

    def __init__(self, material: Material, ruleset: Ruleset, spot: Spot, lang: Language) -> None:
        self.material = material
        self.ruleset = ruleset
        self.spot = spot
        self.item = spot.item
        self.lang = lang
        self.at = paths.item(ruleset.id, spot.item.key)
        self.rounding = ruleset.policies.rounding.value.rounding

    def pick(self, vi: str, en: str) -> str:
        return pick(self.lang, vi, en)

    def link(self, item: Item, text: str | None = None) -> str:
        """Link another item of the ruleset by its code and name."""
        return link(text or item_name(item, self.lang), paths.item(self.ruleset.id, item.key), at=self.at)

    def page(self, chapters: tuple[Chapter, ...]) -> Page:
        spot, lang = self.spot, self.lang
        way = [
            (paths.item(self.ruleset.id, each.key), each.code or say(each.name, lang))
            for each in spot.above[1:]
        ]
        return Page(
            self.at,
            lang,
            item_name(self.item, lang),
            block(*self.parts(chapters)),
            self.summary(),
            (*above(self.ruleset, lang), *way),
            tuple(labels(self.ruleset, lang)),
        )

    def summary(self) -> str:
        """Say in a line what a search shows."""
        said = f"{self.worth()}. {rule(self.item, self.lang)}".strip()
        return said if len(said) <= _LONG else f"{said[:_LONG].rsplit(' ', 1)[0]} …"

    def parts(self, chapters: tuple[Chapter, ...]) -> Iterator[str]:
        """Give the parts of the page in the order in which a unit asks for them."""
        yield self.facts()
        if self.item.note:
            yield f"**{self.pick('Ghi chú', 'Note')}:** {escape(say(self.item.note, self.lang))}"
        for anchor, title, body in (
            ("points", self.pick("Cách cho điểm", "How points are given"), self.points()),
            ("formula", self.pick("Công thức", "Formula"), formula(self.spot.node, self.lang)),
            ("examples", self.pick("Ví dụ tính điểm", "Worked examples"), self.examples()),
            ("evidence", self.pick("Tài liệu kiểm chứng", "Evidence"), self.evidence()),
            ("clause", self.pick("Căn cứ", "Clause"), self.clause()),
            (
                "history",
                self.pick("Qua các năm", "Across the years"),
                history(chapters, self.item.key, self.ruleset, self.lang),
            ),
            (
                "readings",
                self.pick("Chỗ chưa rõ", "Open questions"),
                readings(self.ruleset, self.spot, self.lang),
            ),
            (
                "assumptions",
                self.pick("Giả định", "Assumptions"),
                assumed(self.ruleset, self.spot, self.lang),
            ),
        ):
            if body:
                yield block(heading(2, title, anchor), body)
        yield self.neighbours()

    # Facts

    def facts(self) -> str:
        """Write the line of facts, and the way to the calculator."""
        said = [
            *((f"{self.pick('Mã', 'Code')} **{escape(self.item.code)}**",) if self.item.code else ()),
            f"**{self.worth()}**{self.share()}",
            *self.role(),
            self.kinds(),
            *self.appraiser(),
        ]
        listed = "\n".join(f"- {each}" for each in said)
        way = link(
            self.pick("Tính thử", "Try it in the calculator"),
            paths.calculation(self.ruleset.id, self.item.key),
            at=self.at,
        )
        return block('<div class="facts" markdown="1">', listed, "</div>", f"{way}{{ .try }}")

    def role(self) -> Iterator[str]:
        """Say what an item is, where it is no plain part: a bonus, a penalty, the survey, a criterion."""
        role = self.spot.node.role
        plain = role == "criterion" and (self.item.items or self.ruleset.coverage == "structure")
        if self.spot.above and not plain:
            yield self.pick(*VALUES["role"][role])

    def worth(self) -> str:
        """Say the most that the item gives, or takes."""
        if self.item.max is None:
            return self.pick("không nêu điểm tối đa", "no maximum stated")
        most = number(self.item.max, self.lang)
        points = counted(most, "point")
        if self.spot.node.role == "penalty":
            return self.pick(f"trừ tối đa {most} điểm", f"takes at most {points}")
        return self.pick(f"tối đa {most} điểm", f"at most {points}")

    def share(self) -> str:
        """Say what share of the whole the item is; a bonus and a penalty are no part of it."""
        if self.spot.share is None or not self.spot.above or not self.spot.node.counts:
            return ""
        text = _SHARE.text(self.spot.share * _PERCENT).rstrip("0").rstrip(".")
        shown = with_comma(text) if self.lang == "vi" else text
        carried = any(each.rescale for each in self.spot.above)
        more = self.pick(", sau khi quy đổi", ", once rescaled") if carried else ""
        return self.pick(f" ({shown} % tổng điểm{more})", f" ({shown} % of the whole{more})")

    def kinds(self) -> str:
        all_ = self.ruleset.units.kinds
        if not self.spot.kinds:
            return self.pick("không áp dụng cho loại đơn vị nào", "applies to no kind of unit")
        names = escape("; ".join(say(each.name, self.lang) for each in self.spot.kinds))
        if len(self.spot.kinds) == len(all_) > 1:
            return self.pick("mọi loại đơn vị", "all kinds of units")
        only = self.pick("chỉ áp dụng cho", "only for") if len(all_) > 1 else self.pick("áp dụng cho", "for")
        return f"{only} {names}"

    def appraiser(self) -> Iterator[str]:
        """Say who appraises: as the item says, or the nearest above it that says it."""
        word = self.pick("thẩm định", "appraised by")
        if self.spot.node.role == "survey":
            return
        for each in (self.item, *reversed(self.spot.above)):
            if each.appraiser is not None:
                where = "" if each is self.item else self.pick(" (nêu ở mục ", " (stated for ")
                named = "" if each is self.item else f"{self.link(each, each.code)})"
                yield f"{word}: {escape(say(each.appraiser, self.lang))}{where}{named}"
                return
        if not self.item.items:
            yield self.pick("cơ quan thẩm định: không nêu riêng", "appraiser: not stated for it")

    # Points

    def points(self) -> str:
        spot = self.spot
        if self.item.items:
            return block(sums(self.ruleset, spot, self.lang), self.rounded())
        more = []
        if spot.node.not_applicable != "forbid":
            answer = not_applicable(spot.node.not_applicable, self.lang)
            more.append(f"{escape(answer[:1].upper() + answer[1:])}.")
        return block(points(spot.node, self.ruleset, self.lang), *more, self.rounded())

    def rounded(self) -> str:
        if not self.spot.node.rounded:
            return ""
        digits = self.rounding.digits
        return self.pick(
            f"Điểm của mục này được làm tròn {digits} chữ số trước khi cộng lên.",
            f"The points of this item are rounded to {counted(digits, 'decimal')} before they are added up.",
        )

    def examples(self) -> str:
        """Write the worked examples as a table; points that are only given for a block need none."""
        if self.ruleset.coverage == "structure":
            return ""
        lines = examples(self.ruleset, self.item.key)
        if not lines:
            return ""
        made_up = self.pick(
            "Số liệu giả định để minh hoạ; điểm do chính thư viện tính.",
            "The figures are made up to illustrate; the library itself computed the points.",
        )
        head = (
            self.pick("Giả sử", "Suppose"),
            self.pick("Cách tính", "Reckoning"),
            self.pick("Điểm", "Points"),
            self.pick("Công bố", "Published"),
        )
        shown = table(head, map(self.example, lines), figures=[2, 3])
        return block(f"*{made_up}*", '<div class="examples" markdown="1">', shown, "</div>")

    def example(self, line: Line) -> tuple[str, ...]:
        published = self.rounding.text(line.least)
        return (
            cell(observed(line, self.lang)),
            cell(reckoning(line, self.rounding, self.lang)),
            number(line.least, self.lang),
            with_comma(published) if self.lang == "vi" else published,
        )

    # Sources

    def evidence(self) -> str:
        """List the evidence expected; of a leaf, say where nothing states any."""
        if self.item.evidence:
            return "\n".join(f"- {escape(say(each, self.lang))}" for each in self.item.evidence)
        if self.item.items:
            return ""
        for each in reversed(self.spot.above):
            if each.evidence:
                listed = "\n".join(f"- {escape(say(one, self.lang))}" for one in each.evidence)
                of = self.pick("Nêu chung cho mục", "Stated for the whole of")
                return block(f"{of} {self.link(each)}:", listed)
        if self.ruleset.standing == "illustrative":
            return self.pick(
                "Bộ tiêu chí không nêu tài liệu kiểm chứng riêng cho mục này.",
                "The rules name no evidence of its own for this item.",
            )
        return self.pick(
            "Văn bản nguồn không nêu tài liệu kiểm chứng cho mục này.",
            "The sources name no evidence for this item.",
        )

    def clause(self) -> str:
        """Write what the item rests on: its clause with what it says, or the nearest above that has one."""
        if self.item.source is None and self.item.assumed is None:
            for each in reversed(self.spot.above):
                if each.source is not None or each.assumed is not None:
                    own = self.pick(
                        "Không có căn cứ riêng; căn cứ của mục trên", "No clause of its own; that of"
                    )
                    rests = basis(self.material, self.ruleset, each, self.lang, at=self.at)
                    return f"{own} {self.link(each)}: {rests}."
            return self.pick("Không nêu căn cứ.", "No clause is stated.")
        if self.item.source is None:
            return basis(self.material, self.ruleset, self.item, self.lang, at=self.at)
        source = self.item.source
        found = self.ruleset.instrument(source.instrument)
        named = cited(self.material, self.ruleset, source, self.lang, at=self.at)
        full = f"*{escape(instrument(found, self.lang))}*" if found else ""
        return block(f"{named}.", full, "\n".join(self.told()))

    def told(self) -> Iterator[str]:
        """Give what each clause says, in the words of the source document's own account."""
        source = self.item.source
        assert source is not None  # noqa: S101 (asked only of an item with a source)
        found = self.ruleset.instrument(source.instrument)
        document = self.material.sources.get(found.document or "") if found else None
        wanted = set(locators(source))
        for clause in document.clauses if document else ():
            if clause.at in wanted:
                yield f"- {escape(clause.at)}: {escape(say(clause.says, self.lang))}"

    # The way on

    def neighbours(self) -> str:
        """Link the items before, after and above in the order of the ruleset."""
        spot = self.spot
        found = [
            *((f"{self.pick('Mục trên', 'Above')}: {self.link(spot.above[-1])}",) if spot.above else ()),
            *((f"{self.pick('Mục trước', 'Before')}: {self.link(spot.before)}",) if spot.before else ()),
            *((f"{self.pick('Mục sau', 'Next')}: {self.link(spot.after)}",) if spot.after else ()),
        ]
        listed = "\n".join(f"- {each}" for each in found)
        return block('<div class="neighbours" markdown="1">', listed, "</div>") if found else ""
