"""For users' own tests: random rulesets and assessments, and the pytest plugin that runs YAML cases."""
