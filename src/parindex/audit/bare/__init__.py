"""The small verifier: records recomputed with the standard library and the oracle, and nothing else."""
