"""The words of one code."""

from __future__ import annotations

from typing import TypedDict

__all__ = ["Message", "say"]


class Message(TypedDict):
    """The words of one code: what is wrong, and what to do when no nearer word is known."""

    vi: str
    en: str
    hint_vi: str
    hint_en: str


def say(vi: str, en: str, hint_vi: str = "", hint_en: str = "") -> Message:
    """Put the words of one code together."""
    return {"vi": vi, "en": en, "hint_vi": hint_vi, "hint_en": hint_en}
