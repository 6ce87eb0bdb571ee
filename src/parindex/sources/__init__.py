"""The official texts, clause by clause, and what became of each clause."""
