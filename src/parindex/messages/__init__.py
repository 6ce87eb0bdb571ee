"""What each code says, in Vietnamese and English; the documentation makes one page of each."""

from __future__ import annotations

from parindex.messages import papers, reading, rules, scores
from parindex.messages.message import Message

__all__ = ["MESSAGES", "Message"]

MESSAGES: dict[str, Message] = {**reading.MESSAGES, **rules.MESSAGES, **scores.MESSAGES, **papers.MESSAGES}
