"""The laws of files; the docstring of each class is the clause it holds the readers and models to."""

from __future__ import annotations

import json as stdlib_json
from typing import Any

from hypothesis import given

from parindex.assessment import Assessment
from parindex.readers import json, yaml
from parindex.ruleset.model import Ruleset
from parindex.testing.strategies import assessments, rulesets, trees


class TestRoundTrip:
    """YAML -> model -> YAML is the identity; so is JSON -> model -> JSON."""

    @given(rulesets())
    def test_a_ruleset_survives_yaml(self, ruleset: Ruleset) -> None:
        """A ruleset written as YAML and read again is equal, with the same digest and the same text."""
        text = yaml.write(ruleset.plain())
        again = Ruleset.model_validate(yaml.read(text.encode()).data)
        assert again == ruleset
        assert again.digest == ruleset.digest
        assert yaml.write(again.plain()) == text

    @given(rulesets())
    def test_a_ruleset_survives_json(self, ruleset: Ruleset) -> None:
        """A ruleset written as JSON and read again is equal."""
        text = stdlib_json.dumps(ruleset.plain(), ensure_ascii=False)
        assert Ruleset.model_validate(json.read(text.encode()).data) == ruleset

    @given(trees())
    def test_an_assessment_survives_yaml(self, pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
        """An assessment written as YAML and read again is equal."""
        assessment = Assessment.model_validate(pair[1])
        plain = assessment.model_dump(mode="json", by_alias=True, exclude_unset=True)
        assert Assessment.model_validate(yaml.read(yaml.write(plain).encode()).data) == assessment

    @given(rulesets().flatmap(assessments))
    def test_drawn_assessments_are_assessments(self, assessment: Assessment) -> None:
        """`assessments(ruleset)` draws assessments of that ruleset."""
        assert assessment.ruleset == "random/ruleset@2024"
