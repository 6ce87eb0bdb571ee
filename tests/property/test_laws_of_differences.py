"""The laws of differences; the docstring of each class is the clause it holds the comparison to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, permutations
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parindex.assessment import Assessment
from parindex.comparison.change import KINDS, Change
from parindex.comparison.difference import diff
from parindex.comparison.patch import apply
from parindex.errors import AssessmentError
from parindex.ruleset.catalog import available, declaration, load
from parindex.ruleset.model import Ruleset
from parindex.scoresheet import ScoreSheet, each_line
from parindex.scoring import score
from parindex.testing.draw import Pick, chance, one
from parindex.testing.random_assessments import assessment_tree
from parindex.testing.random_rulesets import ruleset_tree

Tree = dict[str, Any]
Pair = tuple[Ruleset, Ruleset]


def furnished(tree: Tree) -> Tree:
    """Add the parts of a file that the random ones lack: units, a survey, a process, an unclear text."""
    key = next(walk(tree["score"]))["key"]
    parts = ("a", "b", "c", "d")
    units = [
        {"key": f"unit-{at}", "name": {"vi": at}, "kind": tree["units"]["kinds"][0]["key"]} for at in parts
    ]
    half = {"key": "half-year", "from": "2024-01-01", "to": "2024-06-30"}
    milestones = [{"key": f"work-{at}", "name": {"vi": at}, "responsible": {"vi": "Sở"}} for at in parts]
    questions = [{"key": f"q-{at}", "text": {"vi": at}, "item": key} for at in parts]
    readings = [
        {
            "key": f"unclear-{at}",
            "question": {"vi": at},
            "chosen": {"key": "one", "name": {"vi": "một"}},
            "alternatives": [{"key": "two", "name": {"vi": "hai"}, "unknown": {"vi": "không rõ"}}],
        }
        for at in parts
    ]
    return {
        **tree,
        "units": {**tree["units"], "units": units},
        "periods": [half, *tree["periods"]],
        "survey": {"questions": questions, "groups": [{"key": at, "name": {"vi": at}} for at in parts]},
        "process": {"milestones": milestones},
        "interpretations": readings,
    }


def walk(item: Tree) -> Iterator[Tree]:
    """Give an item and every one below it."""
    yield item
    for child in item.get("items", ()):
        yield from walk(child)


class _Edits:
    """_Edits of one plain tree; each item remembers of which old ones it is the heir."""

    def __init__(self, pick: Pick, tree: Tree) -> None:
        self.pick, self.tree, self.made = pick, tree, 0
        for item in self.items():
            item["was"] = (item["key"],)

    def items(self) -> list[Tree]:
        return list(walk(self.tree["score"]))

    def inner(self) -> list[Tree]:
        return [item for item in self.items() if "items" in item]

    def leaves(self) -> list[Tree]:
        return [item for item in self.items() if "scale" in item]

    def fresh(self) -> str:
        self.made += 1
        return f"new-{self.made}"

    def above(self, item: Tree) -> Tree | None:
        return next((each for each in self.inner() if any(child is item for child in each["items"])), None)

    def out(self, item: Tree) -> bool:
        """Take an item from where it stands, unless it is the root or alone there."""
        above = self.above(item)
        if above is None or len(above["items"]) == 1:
            return False
        above["items"] = [each for each in above["items"] if each is not item]
        return True

    def into(self, under: Tree, item: Tree) -> None:
        under["items"].insert(self.pick(len(under["items"]) + 1), item)

    # Where items stand

    def shuffle(self) -> None:
        self.reorder(one(self.pick, self.inner())["items"])

    def reorder(self, parts: list[Any]) -> None:
        for at in range(len(parts) - 1, 0, -1):
            other = self.pick(at + 1)
            parts[at], parts[other] = parts[other], parts[at]

    def add(self) -> None:
        leaf = {
            "key": self.fresh(),
            "name": {"vi": "mới"},
            "max": "1",
            "scale": {"method": "direct"},
            "was": (),
        }
        group = {"key": self.fresh(), "name": {"vi": "nhóm"}, "max": "1", "items": [leaf], "was": ()}
        self.into(one(self.pick, self.inner()), one(self.pick, (leaf, group)))

    def drop(self) -> None:
        self.out(one(self.pick, self.items()))

    def move(self) -> None:
        item = one(self.pick, self.items())
        below = {id(each) for each in walk(item)}
        targets = [each for each in self.inner() if id(each) not in below]
        if targets and self.out(item):
            self.into(one(self.pick, targets), item)

    def top(self) -> None:
        """Put a new root above the old one."""
        root = self.tree["score"]
        self.tree["score"] = {
            "key": self.fresh(),
            "name": {"vi": "gốc"},
            "max": "9",
            "items": [root],
            "was": (),
        }

    def raise_root(self) -> None:
        """Make a group the root; what stood above it is gone."""
        self.tree["score"] = one(self.pick, self.inner())

    # Which items they are

    def rekey(self) -> None:
        self.call(one(self.pick, self.items()), self.fresh())

    def call(self, item: Tree, key: str) -> None:
        at = self.tree["policies"]["rounding"]["value"]["at"]
        self.tree["policies"]["rounding"]["value"]["at"] = [
            key if each == item["key"] else each for each in at
        ]
        item["key"] = key

    def swap(self) -> None:
        """Let two leaves, or two groups, change keys with each other."""
        chosen = one(self.pick, (self.leaves(), self.inner()))
        first, second = one(self.pick, chosen), one(self.pick, chosen)
        if first is not second:
            first_key, second_key = first["key"], second["key"]
            self.call(first, "between")
            self.call(second, first_key)
            self.call(first, second_key)

    def split(self) -> None:
        leaf = one(self.pick, self.leaves())
        above = self.above(leaf)
        if above is not None and len(leaf["was"]) == 1:
            self.into(above, {**copied(leaf), "was": leaf["was"], "key": self.fresh()})
            self.call(leaf, self.fresh())

    def merge(self) -> None:
        first, second = one(self.pick, self.leaves()), one(self.pick, self.leaves())
        heirs = [item["was"] for item in self.items()]
        single = all(len(each["was"]) == 1 and heirs.count(each["was"]) == 1 for each in (first, second))
        if first is not second and single and self.out(second):
            first["was"] += second["was"]
            self.call(first, self.fresh())

    # Their words and their rules

    def word(self) -> None:
        item = one(self.pick, self.items())
        item["name"] = {"vi": f"tên {self.pick(3)}", "en": "name"}
        item["note"] = {"vi": "ghi chú"}
        item["code"] = str(self.pick(9))
        item["evidence"] = [{"vi": "văn bản"}]
        item[one(self.pick, ("source", "assumed"))] = {"instrument": "none", "at": f"{self.pick(9)}"}
        if isinstance(item.get("assumed"), dict):
            item["assumed"] = {"vi": "giả định"}

    def unword(self) -> None:
        item = one(self.pick, self.items())
        for name in ("note", "code", "source", "assumed", "evidence"):
            item.pop(name, None)

    def rule(self) -> None:
        item = one(self.pick, self.items())
        item["max"] = str(1 + self.pick(20))
        item["role"] = one(self.pick, ("criterion", "bonus", "penalty", "survey"))
        item["applies_to"] = [one(self.pick, self.tree["units"]["kinds"])["key"]]
        item["not_applicable"] = one(self.pick, ("forbid", "zero", "full", "exclude"))

    def unrule(self) -> None:
        item = one(self.pick, self.items())
        for name in ("role", "applies_to", "not_applicable", "cap", "floor", "rescale"):
            item.pop(name, None)

    def limit(self) -> None:
        item = one(self.pick, self.inner())
        item |= {"cap": one(self.pick, ("none", "7")), "floor": "0.5", "rescale": "true"}

    def rescale(self) -> None:
        """Change the scale of a leaf: another method, or its parts reordered, reworded, dropped, added."""
        leaf = one(self.pick, self.leaves())
        scale = leaf["scale"]
        keyed = [name for name, value in scale.items() if isinstance(value, list) and "key" in value[0]]
        if not keyed:
            other = {"levels": [{"key": "all", "name": {"vi": "đủ"}, "points": "1"}]}
            direct = {"method": "direct", "grid": "0.5"}
            leaf["scale"] = one(
                self.pick, ({"method": "ratio", "full_at": "0.9"}, {"method": "levels", **other}, direct)
            )
            return
        parts = scale[keyed[-1]]
        figure = next(name for name in ("points", "share", "weight") if name in parts[0])
        new = {"key": one(self.pick, (self.fresh(), "position")), "name": {"vi": "mới"}, figure: "0.1"}
        parts[0]["name"] = {"vi": "gọi khác"}
        change = self.pick(4)
        if change == 0 and all(part["key"] != new["key"] for part in parts):
            parts.insert(self.pick(len(parts) + 1), new)
        elif change == 1 and len(parts) > 1:
            del parts[self.pick(len(parts))]
        elif change == 2:
            parts[-1][figure] = "0.125"
        self.reorder(parts)

    # The rest of the file

    def policy(self) -> None:
        policies = self.tree["policies"]
        policies["rank"]["value"]["ties"] = one(self.pick, ("competition", "dense"))
        policies["band_on"] = {"value": "published", "source": {"instrument": "none", "at": "1"}}
        policies["missing"]["value"] = one(self.pick, ("refuse", "zero"))

    def rounding(self) -> None:
        at = ["publication", one(self.pick, self.items())["key"]]
        self.tree["policies"]["rounding"]["value"] = {"digits": "3", "mode": "down", "at": at}

    def bands(self) -> None:
        bands = self.tree.get("bands", [])
        if chance(self.pick, 4):
            self.tree.pop("bands", None)
            return
        bands = [*bands, {"key": self.fresh(), "name": {"vi": "mức"}, "from": "0"}]
        bands[0]["name"], bands[-1]["from"] = {"vi": "gọi khác"}, str(self.pick(9))
        self.reorder(bands)
        self.tree["bands"] = bands

    def lists(self) -> None:
        """Reorder, drop and reword units, periods, questions, groups, milestones, readings or kinds."""
        tree = self.tree
        if chance(self.pick, 6):
            for name in ("survey", "process", "interpretations"):
                tree.pop(name, None)
            return
        lists = [tree["units"]["units"], tree["units"]["kinds"], tree.get("interpretations", [])]
        lists += [tree.get("survey", {}).get("groups", []), tree.get("survey", {}).get("questions", [])]
        lists += [tree.get("process", {}).get("milestones", []), tree["periods"]]
        parts = one(self.pick, [each for each in lists if each])
        word = "question" if "question" in parts[0] else "text" if "text" in parts[0] else "name"
        parts[0][word] = {"vi": "gọi khác"}
        if parts not in (tree["periods"], tree["units"]["kinds"]) and len(parts) > 1:
            del parts[self.pick(len(parts))]
        self.reorder(parts)
        tree["note"] = {"vi": "ghi chú"}
        tree["periods"][0]["due"] = {"month": "2025-12"}
        tree["instruments"][0]["title"] = {"vi": "Văn bản khác"}

    # The end

    def finished(self) -> Tree:
        """Return the tree, of the year after, with its concordance."""
        heirs: dict[tuple[str, ...], list[str]] = {}
        for item in self.items():
            heirs.setdefault(item.pop("was"), []).append(item["key"])
        lines = [
            {"old": list(old), "new": new, "assumed": "thử"}
            for old, new in heirs.items()
            if old and list(old) != new
        ]
        tree = {**self.tree, "id": "random/ruleset@2025", "year": "2025"}
        return tree | ({"concordance": {"of": "random/ruleset@2024", "items": lines}} if lines else {})


STANDING: tuple[Callable[[_Edits], None], ...] = (
    _Edits.shuffle,
    _Edits.add,
    _Edits.drop,
    _Edits.move,
    _Edits.top,
)
BEING: tuple[Callable[[_Edits], None], ...] = (
    *(_Edits.raise_root, _Edits.rekey, _Edits.rekey, _Edits.swap, _Edits.split, _Edits.merge),
)
SAYING: tuple[Callable[[_Edits], None], ...] = (
    *(_Edits.word, _Edits.unword, _Edits.rule, _Edits.unrule, _Edits.limit, _Edits.rescale, _Edits.rescale),
    *(_Edits.policy, _Edits.rounding, _Edits.bands, _Edits.lists),
)
ALL = (*STANDING, *BEING, *SAYING)


def copied(part: Any) -> Any:
    """Copy a plain tree."""
    if isinstance(part, dict):
        return {name: copied(value) for name, value in part.items()}
    return [copied(each) for each in part] if isinstance(part, list) else part


@st.composite
def edited(draw: st.DrawFn, kinds: tuple[Callable[[_Edits], None], ...] = ALL) -> tuple[Tree, Tree]:
    """Draw the plain trees of a ruleset and of what up to eight edits make of it."""

    def pick(n: int) -> int:
        return draw(st.integers(0, n - 1))

    first = furnished(ruleset_tree(pick))
    edits = _Edits(pick, copied(first))
    for _ in range(1 + pick(8)):
        one(pick, kinds)(edits)
    return first, edits.finished()


@st.composite
def unrelated(draw: st.DrawFn) -> tuple[Tree, Tree]:
    """Draw the plain trees of two rulesets of one family that have nothing to do with each other."""
    first, second = (ruleset_tree(lambda n: draw(st.integers(0, n - 1))) for _ in range(2))
    return first, {**second, "id": "random/ruleset@2025", "year": "2025"}


def made(trees: tuple[Tree, Tree]) -> Pair:
    """Make the two rulesets."""
    first, second = (Ruleset.model_validate(tree) for tree in trees)
    return first, second


pairs = st.one_of(edited(), edited(STANDING + BEING), unrelated()).map(made)


def shipped() -> Iterator[tuple[str, str]]:
    """Give each two shipped rulesets of one family, both ways round."""
    for first, second in permutations(available(), 2):
        same = first.partition("@")[0] == second.partition("@")[0]
        if same and all(isinstance(declaration(name), Ruleset) for name in (first, second)):
            yield first, second


every_shipped_pair = pytest.mark.parametrize(("first", "second"), [*shipped()])


class TestNothing:
    """A ruleset and itself do not differ."""

    @given(pairs)
    def test_no_ruleset_differs_from_itself(self, pair: Pair) -> None:
        """Neither of two rulesets has a change against itself."""
        for ruleset in pair:
            assert diff(ruleset, ruleset).changes == ()


def both_ways(old: Ruleset, new: Ruleset) -> None:
    """Hold the differences of two rulesets, each way round, to the laws of mirror, patch and kinds."""
    there, back = diff(old, new), diff(new, old)
    assert there.matching.turned == back.matching
    assert {each.mirrored for each in there.changes} == {*back.changes}
    assert len({*there.changes}) == len(there.changes) == len(back.changes)
    for changes, first, second in ((there.changes, old, new), (back.changes, new, old)):
        found = apply(changes, first)
        assert found == second
        assert isinstance(found, Ruleset)
        assert found.digest == second.digest
    assert {each.kind for each in there.changes} <= {*KINDS}


class TestMirrorAndPatch:
    """The changes back are those there, mirrored; a ruleset with its changes made is the other one."""

    @given(pairs)
    def test_random_pairs(self, pair: Pair) -> None:
        """Edited and unrelated rulesets: mirrored, applied, equal to the last byte, every row once."""
        both_ways(*pair)

    @every_shipped_pair
    def test_shipped_pairs(self, first: str, second: str) -> None:
        """Any two years of each shipped family: the same."""
        both_ways(load(first), load(second))


def is_word(change: Change) -> bool:
    """Tell whether a change is no rule, nor of what an assessment names: the ruleset and kinds of units."""
    return not change.rule and change.kind != "identity" and change.place[:2] != ("units", "kinds")


def figures(sheet: ScoreSheet, names: dict[str, str]) -> dict[str, Any]:
    """Return every figure of a sheet, the lines by the names that their items have now."""
    lines = {
        names.get(line.item.key, line.item.key): (line.state, line.least, line.most, line.applicable_max)
        for line in each_line(sheet.lines)
    }
    band = sheet.band and getattr(sheet.band, "key", sheet.band)
    return {"total": sheet.total, "index": sheet.index, "band": band, "lines": lines}


def renamed_entries(assessment: Tree, names: dict[str, str]) -> Tree:
    """Return an assessment with its entries under the names that the items have now."""
    stages = {
        stage: {"entries": {names.get(key, key): entry for key, entry in told["entries"].items()}}
        for stage, told in assessment["stages"].items()
    }
    return {**assessment, "stages": stages}


def same_figures(old: Ruleset, new: Ruleset, assessment: Tree) -> None:
    """Score an assessment by a ruleset, and by the same with new words alone: every figure is the same."""
    found = diff(old, new)
    names = {was: key for was, key in found.matching.kept.items() if was != key}
    reworded = apply([each for each in found.changes if is_word(each)], old)
    assert isinstance(reworded, Ruleset)
    before = score(old, Assessment.model_validate(assessment))
    after = score(reworded, Assessment.model_validate(renamed_entries(assessment, names)))
    assert figures(after, {}) == figures(before, names)


def reused(old: Ruleset, new: Ruleset) -> bool:
    """Tell whether an item takes a key that another one had: it can do so only when that one is gone."""
    known = {item["key"] for item in walk(old.plain()["score"])}
    return any(was != key and key in known for was, key in diff(old, new).matching.kept.items())


def fits(old: Ruleset, assessment: Tree) -> bool:
    """Tell whether the rules take an assessment; of one that they refuse the law does not speak."""
    try:
        score(old, Assessment.model_validate(assessment), trace=False)
    except AssessmentError:
        return False
    return True


class TestWords:
    """A change that is no rule changes no figure."""

    @given(st.one_of(edited(), unrelated(), edited((*SAYING, _Edits.rekey, _Edits.shuffle))), st.data())
    def test_random_pairs(self, trees: tuple[Tree, Tree], data: st.DataObject) -> None:
        """With only the changes of words made, a random assessment has every figure that it had."""
        assessment = assessment_tree(lambda n: data.draw(st.integers(0, n - 1)), trees[0])
        pair = made(trees)
        assume(fits(pair[0], assessment) and not reused(*pair))
        same_figures(*pair, assessment)

    @every_shipped_pair
    def test_shipped_pairs(self, first: str, second: str) -> None:
        """So it is with every shipped pair, and two assessments that its older ruleset takes."""
        old, new = load(first), load(second)
        drawn = (assessment_tree(Random(seed).randrange, old.plain()) for seed in range(100))
        taken = [*islice((each for each in drawn if fits(old, each)), 2)]
        assert len(taken) == 2
        for assessment in taken:
            same_figures(old, new, assessment)
