"""Strict borders: files and texts become plain trees of text with the place of every node."""
