"""Scores of administrative reform in Vietnam as code: exact, explained, reproducible."""
