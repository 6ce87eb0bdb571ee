"""Two years compared: what changed in the rules, what that does to real units, and whose doing it is."""
