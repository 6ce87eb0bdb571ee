"""The site: pages written from rulesets as plain Markdown, their building, and the calculator."""
