"""The published figures alone, fast: total, index and band in whole numbers, the same as the engine's."""
