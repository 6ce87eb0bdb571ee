"""Workbooks that compute: a ruleset for one kind of unit as named cells with formulas."""
