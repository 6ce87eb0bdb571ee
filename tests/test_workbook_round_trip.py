"""An assessment written into a form and read back is the same assessment, whatever it says."""

from __future__ import annotations

from typing import Any

from forms import back, edited, made, meaning
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from parindex.assessment import STAGES, Assessment
from parindex.ruleset.model import Ruleset
from parindex.testing.random_assessments import assessment_tree
from parindex.testing.random_rulesets import ruleset_tree
from parindex.workbook.tampering import tampering

TEXTS = st.text(alphabet="aăâ ộĐ¶|\\=+'\"<&>;,.-0", min_size=1, max_size=12).filter(
    lambda text: text.strip() == text
)
TITLES = st.text(alphabet="aăộ ¶|\n\t\\=nr", min_size=1, max_size=10)
EVIDENCE = st.lists(
    st.fixed_dictionaries({"title": TITLES}, optional={"url": TITLES, "sha256": st.just("a1" * 32)}),
    max_size=3,
)


# A form takes a tenth of a second, and so does each step towards a smaller one.
SLOW: dict[str, Any] = {
    "deadline": None,
    "phases": (Phase.explicit, Phase.generate),
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}


@st.composite
def cases(draw: st.DrawFn) -> tuple[Ruleset, Assessment, str]:
    """Draw rules, an assessment over several stages with texts of all kinds, and the stage of the form."""

    def pick(out_of: int) -> int:
        return draw(st.integers(0, out_of - 1))

    rules = ruleset_tree(pick)
    tree = assessment_tree(pick, rules)
    names = sorted(draw(st.sets(st.sampled_from(STAGES), min_size=2, max_size=2)), key=STAGES.index)
    stages: dict[str, Any] = dict(zip(names, tree["stages"].values(), strict=False))
    for stage in stages.values():
        for key, entry in list(stage["entries"].items()):
            said = {"evidence": draw(EVIDENCE)} if pick(3) == 0 else {}
            reason = {"why": draw(TEXTS)} if pick(3) == 0 else {}
            stage["entries"][key] = {**entry, **said, **reason}
    if pick(2):
        tree["submitted"] = "2025-01-17"
    tree["stages"] = stages
    tree["unit"]["name"] = draw(TEXTS)
    return Ruleset.model_validate(rules), Assessment.model_validate(tree), draw(st.sampled_from(STAGES))


@given(cases())
@settings(max_examples=40, **SLOW)
def test_round_trip(case: tuple[Ruleset, Assessment, str]) -> None:
    """A form filled in by an assessment reads back as that assessment, and nothing is called changed."""
    rules, assessment, stage = case
    found = back(made(rules, assessment, stage=stage), rules)
    assert [each for each in found.problems if each.severity == "error"] == []
    assert found.assessment is not None
    assert meaning(found.assessment) == meaning(assessment)
    assert tampering(found) == ()


@given(cases())
@settings(max_examples=10, **SLOW)
def test_round_trip_through_another_program(case: tuple[Ruleset, Assessment, str]) -> None:
    """What another program saved reads back the same."""
    rules, assessment, stage = case
    found = back(edited(made(rules, assessment, stage=stage), lambda _: None), rules)
    assert found.assessment is not None
    assert meaning(found.assessment) == meaning(assessment)
    assert tampering(found) == ()
