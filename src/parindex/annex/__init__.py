"""Official criterion tables, as administrative documents print them, read into draft rulesets."""
