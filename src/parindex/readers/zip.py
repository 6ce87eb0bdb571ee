"""A zip archive whose names, sizes and ratios are looked over before anything of it is unpacked."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from parindex.errors import Place
from parindex.readers import limits
from parindex.readers.document import refuse

__all__ = ["Archive"]

_BEGIN = b"PK\x03\x04"
_ENTRY = b"PK\x01\x02"
_CHUNK = 64 * 1024
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
# All that `zipfile` lets out on bad archives.
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_SEGMENT = re.compile(r"(?!\.{1,2}\Z)[^\\:\x00-\x1f]+")


class Archive:
    """The parts of an archive by name.

    Raises:
        ReadError: it is no archive, or one that does harm.
    """

    def __init__(self, content: bytes, file: str) -> None:
        self.place = Place(file, 1, 1)
        if len(content) > limits.WORKBOOK:
            raise refuse("E-SIZE", self.place, limit=str(limits.WORKBOOK))
        if not content.startswith(_BEGIN):
            raise refuse("E-ZIP", self.place)
        # Counted before `zipfile` makes an object of each; its own count is only what the archive says.
        if content.count(_ENTRY) > limits.PARTS:
            raise refuse("E-PARTS", self.place, limit=str(limits.PARTS))
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _FAULTS:
            raise refuse("E-ZIP", self.place) from None
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for part in self._zip.infolist():
            self._look_over(part)
        if sum(part.file_size for part in self._parts.values()) > limits.PARTS_SUM:
            raise refuse("E-BOMB", self.place, found=self.place.file)
        # A part to which many others lead is unpacked each time that it is asked for.
        self._left = limits.PARTS_SUM

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def __iter__(self) -> Iterator[str]:
        """Give the names of the parts, in small letters."""
        return iter(self._parts)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack a part, a piece at a time; all that is unpacked counts, a part each time that it is."""
        try:
            with self._zip.open(self._parts[name.lower()]) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise refuse("E-BOMB", self.place, found=name)
                    yield chunk
        except _FAULTS:
            raise refuse("E-ZIP", self.place) from None

    def _look_over(self, part: zipfile.ZipInfo) -> None:
        name = part.orig_filename
        if not all(_SEGMENT.fullmatch(segment) for segment in name.removesuffix("/").split("/")):
            raise refuse("E-PATH", self.place, found=name)
        # Names of parts differ in more than capitals.
        if name.lower() in self._parts:
            raise refuse("E-DUP", self.place, what=name)
        if part.flag_bits & _ENCRYPTED or part.compress_type not in _METHODS:
            raise refuse("E-ZIP", self.place)
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > limits.PART or (part.file_size > limits.RATIO_FROM and ratio > limits.RATIO):
            raise refuse("E-BOMB", self.place, found=name)
        self._parts[name.lower()] = part
