"""The box around an old Excel file: a small file system of sectors, checked link by link (OLE2)."""

import struct
from pathlib import Path

from register.workbooks.refused import ASK_AGAIN, WorkbookRefused

END = 0xFFFFFFFA
"""From here on a sector number is a mark: end of the chain, free, or taken by the table itself."""
HEADER = 512
ENTRY = 128
MAX_ENTRIES = 10_000
STREAM = 2
IN_HEADER = 109
ROOT = "Root Entry"


class Compound:
    """An OLE2 file in memory (at most 64 MB, bounded by the gate); `names` are its streams and storages.

    Raises:
        WorkbookRefused: a chain that loops, or a sector outside the file.

    """

    def __init__(self, path: Path) -> None:
        self._raw = path.read_bytes()
        if len(self._raw) < HEADER:
            raise damaged()
        shift, mini = struct.unpack_from("<2H", self._raw, 30)
        if shift not in {9, 12} or mini != 6:  # noqa: PLR2004 - the two sizes that exist
            raise damaged()
        self._size, self._mini_size = 1 << shift, 1 << mini
        self._table = self._read_table()
        self._cutoff = struct.unpack_from("<L", self._raw, 56)[0]
        self._entries = self._read_entries(struct.unpack_from("<L", self._raw, 48)[0])
        self.names = frozenset(self._entries)

    def read(self, name: str) -> bytes:
        """Give the bytes of one stream."""
        start, length = self._entries[name]
        if length >= self._cutoff:
            return self._chain(start)[:length]
        return self._small(start, length)

    def _sector(self, number: int) -> bytes:
        at = HEADER if self._size == HEADER else self._size
        found = self._raw[at + number * self._size : at + (number + 1) * self._size]
        if not found:
            raise damaged()
        return found

    def _chain(self, start: int, table: list[int] | None = None) -> bytes:
        links = self._table if table is None else table
        return b"".join(map(self._sector, _follow(start, links)))

    def _read_table(self) -> list[int]:
        numbers = [number for number in struct.unpack_from(f"<{IN_HEADER}L", self._raw, 76) if number < END]
        more, count = struct.unpack_from("<2L", self._raw, 68)
        while more < END and count:
            if len(numbers) * self._size > len(self._raw):
                raise damaged()
            *found, more = self._numbers(self._sector(more))
            numbers += [number for number in found if number < END]
            count -= 1
        return [link for number in numbers for link in self._numbers(self._sector(number))]

    def _numbers(self, sector: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(sector) // 4}L", sector[: len(sector) // 4 * 4])

    def _read_entries(self, start: int) -> dict[str, tuple[int, int]]:
        raw = self._chain(start)
        found: dict[str, tuple[int, int]] = {}
        for at in range(0, min(len(raw) - ENTRY + 1, MAX_ENTRIES * ENTRY), ENTRY):
            length, kind = struct.unpack_from("<HB", raw, at + 64)
            if kind and 2 <= length <= 64:  # noqa: PLR2004 - the name's bytes with its closing zero
                name = raw[at : at + length - 2].decode("utf-16-le", "replace")
                found.setdefault(name, struct.unpack_from("<2L", raw, at + 116))
        return found

    def _small(self, start: int, length: int) -> bytes:
        root = self._chain(self._entries[ROOT][0]) if ROOT in self._entries else b""
        first = struct.unpack_from("<L", self._raw, 60)[0]
        links = list(self._numbers(self._chain(first))) if first < END else []
        size = self._mini_size
        return b"".join(root[n * size : (n + 1) * size] for n in _follow(start, links))[:length]


def damaged() -> WorkbookRefused:
    """Make the refusal for an old Excel file that cannot be right."""
    return WorkbookRefused("xls-damaged", "Dit oude Excel-bestand (.xls) is beschadigd of niet compleet.", ASK_AGAIN)


def _follow(start: int, links: list[int]) -> list[int]:
    found: list[int] = []
    number = start
    while number < END:
        if number >= len(links) or len(found) > len(links):
            raise damaged()
        found.append(number)
        number = links[number]
    return found
