"""Strict YAML: maps, lists and texts only, every scalar kept as it is written, every node with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

import yaml

from parindex.errors import Path, Place, ReadError
from parindex.readers import limits
from parindex.readers.document import Document, check_text, decode, refuse

__all__ = ["read", "write"]

# Plain words that common YAML readers turn into something other than text.
_AMBIGUOUS = re.compile(r"yes|no|on|off|y|n|~|null|true|false|[+-]?\.inf|\.nan", re.IGNORECASE)
_COMMENT = re.compile(r"[ \t]+#[^\n]*")
# The format's own flag and its own word for a day: no reader of the format can take them for anything else.
_PLAIN = frozenset({"true", "on"})


def read(content: bytes, file: str = "<yaml>") -> Document:
    """Read one YAML document into maps, lists and texts.

    Anchors, tags, directives, merge keys, several documents, duplicate keys, empty values, ambiguous
    plain words and comments after a plain value are refused.

    Raises:
        ReadError: with a code and a place.
    """
    text = decode(content, file)
    # Parsing takes long, and counting does not: so many commas part more nodes than there may be.
    if text.count(",") >= limits.NODES:
        raise refuse("E-NODES", Place(file, 1, 1), limit=str(limits.NODES))
    if len(text.split()) + text.count("\n") + text.count("\\") > limits.WORDS:
        raise refuse("E-WORDS", Place(file, 1, 1), limit=str(limits.WORDS))
    return _Builder(text, file).build()


def write(data: Any) -> str:  # noqa: ANN401 (any plain tree)
    """Write a plain tree as YAML that `read` gives back unchanged."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)


class _Dumper(yaml.SafeDumper):
    """Quotes every word that `read` refuses without quotes, and writes what is met twice in full."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 (the signature of PyYAML)
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        style = "'" if _AMBIGUOUS.fullmatch(data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _Dumper.represent_str)


class _Builder:
    """Builds the tree from parse events on its own stack, so that no nesting can exhaust Python's."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.places: dict[Path, tuple[int, int]] = {}
        # One frame per open map or list: the container, its path, and the key that waits for a value.
        self.stack: list[tuple[dict[str, Any] | list[Any], Path]] = []
        self.waiting: list[str | None] = []
        self.root: Any = None
        self.nodes = 0
        self.documents = 0

    def build(self) -> Document:
        for event in self._events():
            self._take(event)
        if self.root is None:
            raise refuse("E-EMPTY", Place(self.file, 1, 1))
        return Document(self.file, self.root, self.places)

    def _events(self) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(self.text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = self._place(mark) if mark else Place(self.file, 1, 1)
            raise refuse("E-YAML", place) from None
        except (ValueError, OverflowError):
            # PyYAML lets bad escapes and directive numbers out as bare Python errors.
            raise refuse("E-YAML", Place(self.file, 1, 1)) from None

    def _take(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self._open_document(event)
            case yaml.AliasEvent():
                raise self._refuse("E-ALIAS", event)
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()
                self.waiting.pop()
            case _:
                pass

    def _open_document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.text.startswith("%", _start(event).index):
            raise self._refuse("E-DIRECTIVE", event)
        if self.documents > 1:
            raise self._refuse("E-DOCS", event)

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self._refuse_node(event)
        if len(self.stack) >= limits.DEPTH:
            raise self._refuse("E-DEPTH", event, limit=str(limits.DEPTH))
        if self.stack and isinstance(self.stack[-1][0], dict) and self.waiting[-1] is None:
            raise self._refuse("E-KEY", event)
        container: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._put(container, event)
        self.stack.append((container, path))
        self.waiting.append(None)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._refuse_node(event)
        plain = event.style is None
        if wrong := check_text(event.value):
            raise ReadError(wrong.located(self._place(_start(event))))
        if plain:
            self._refuse_plain(event)
        if self.stack and isinstance(self.stack[-1][0], dict) and self.waiting[-1] is None:
            self._key(event)
        else:
            self._put(event.value, event)

    def _key(self, event: yaml.ScalarEvent) -> None:
        container, path = self.stack[-1]
        if event.value == "<<":
            raise self._refuse("E-MERGE", event)
        if event.value in container:
            raise self._refuse("E-DUP", event, what=event.value)
        self.waiting[-1] = event.value
        self.places[(*path, event.value)] = self._position(_start(event))

    def _put(self, value: Any, event: yaml.Event) -> Path:  # noqa: ANN401 (any plain value)
        if not self.stack:
            self.root = value
            self.places[()] = self._position(_start(event))
            return ()
        container, path = self.stack[-1]
        if isinstance(container, list):
            container.append(value)
            path = (*path, len(container) - 1)
        else:
            key = self.waiting[-1] or ""
            container[key] = value
            self.waiting[-1] = None
            path = (*path, key)
        self.places.setdefault(path, self._position(_start(event)))
        return path

    def _refuse_node(self, event: yaml.NodeEvent) -> None:
        self.nodes += 1
        if self.nodes > limits.NODES:
            raise self._refuse("E-NODES", event, limit=str(limits.NODES))
        if event.anchor is not None:
            raise self._refuse("E-ALIAS", event)
        if getattr(event, "tag", None) is not None:
            raise self._refuse("E-TAG", event, tag=str(getattr(event, "tag", "")))

    def _refuse_plain(self, event: yaml.ScalarEvent) -> None:
        value = event.value
        if value == "":
            raise self._refuse("E-EMPTY", event)
        if value not in _PLAIN and _AMBIGUOUS.fullmatch(value):
            raise self._refuse("E-AMBIG", event, found=value)
        if comment := _COMMENT.match(self.text, cast(yaml.Mark, event.end_mark).index):
            raise self._refuse("E-COMMENT", event, found=comment[0].strip())

    def _refuse(self, code: str, event: yaml.Event, **details: str) -> Exception:
        return refuse(code, self._place(_start(event)), **details)

    def _position(self, mark: yaml.Mark) -> tuple[int, int]:
        return mark.line + 1, mark.column + 1

    def _place(self, mark: yaml.Mark) -> Place:
        return Place(self.file, *self._position(mark))


def _start(event: yaml.Event) -> yaml.Mark:
    """Return where an event begins; only events that a program makes have no mark."""
    return cast(yaml.Mark, event.start_mark)
