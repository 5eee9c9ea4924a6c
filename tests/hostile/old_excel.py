"""Builds old Excel files (.xls) record by record with the standard library, so that every record can be wrong."""

import struct
from collections.abc import Mapping, Sequence

SECTOR = 512
FREE, CHAIN_END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
WORKSHEET, MACRO_SHEET = 0, 1


def compound(streams: Mapping[str, bytes], *, storages: Sequence[str] = ()) -> bytes:
    """Put streams in an OLE2 box; each is padded to at least 4096 bytes, so that there is no small-stream table."""
    padded = {name: raw.ljust(max(4096, -(-len(raw) // SECTOR) * SECTOR), b"\0") for name, raw in streams.items()}
    links: list[int] = []
    starts: dict[str, int] = {}
    for name, raw in padded.items():
        starts[name] = len(links)
        count = len(raw) // SECTOR
        links += [*range(len(links) + 1, len(links) + count), CHAIN_END]
    entries = [_entry("Root Entry", 5, CHAIN_END, 0)]
    entries += [_entry(name, 2, starts[name], len(raw)) for name, raw in padded.items()]
    entries += [_entry(name, 1, CHAIN_END, 0) for name in storages]
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * SECTOR, b"\0")
    first_directory = len(links)
    count = len(directory) // SECTOR
    links += [*range(len(links) + 1, len(links) + count), CHAIN_END]
    tables = -(-(len(links) + 1) // 127)
    first_table = len(links)
    links += [TABLE] * tables
    table = b"".join(struct.pack("<L", link) for link in links).ljust(tables * SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    header += struct.pack("<L", tables) + struct.pack("<5L", first_directory, 0, 4096, CHAIN_END, 0)
    header += struct.pack("<2L", CHAIN_END, 0)
    header += b"".join(struct.pack("<L", first_table + n if n < tables else FREE) for n in range(109))
    return header + b"".join(padded.values()) + directory + table


def _entry(name: str, kind: int, start: int, length: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = raw.ljust(64, b"\0") + struct.pack("<HBB3L", len(raw), kind, 1, FREE, FREE, FREE)
    return head + b"\0" * 36 + struct.pack("<2LL", start, length, 0)


def record(number: int, body: bytes = b"") -> bytes:
    return struct.pack("<2H", number, len(body)) + body


def text_cell(row: int, column: int, text: str) -> bytes:
    return record(0x204, struct.pack("<4HB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def number_cell(row: int, column: int, number: float) -> bytes:
    return record(0x203, struct.pack("<3Hd", row, column, 0, number))


def error_cell(row: int, column: int, code: int) -> bytes:
    return record(0x205, struct.pack("<3H2B", row, column, 0, code, 1))


def table_cells(rows: Sequence[Sequence[object]]) -> bytes:
    """Make the cells of a table of texts and numbers."""
    return b"".join(
        text_cell(r, c, value) if isinstance(value, str) else number_cell(r, c, float(str(value)))
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if value is not None
    )


def xls_stream(
    sheets: Sequence[tuple[str, bytes]],
    *,
    before: bytes = b"",
    states: Mapping[str, int] | None = None,
    kinds: Mapping[str, int] | None = None,
) -> bytes:
    """Make the workbook stream: the globals with a place for each sheet, then the sheets."""
    hidden, odd = states or {}, kinds or {}
    start = record(0x809, struct.pack("<4H2L", 0x600, 5, 0, 0, 0, 6)) + before
    names = [(name, struct.pack("<2B", len(name), 1) + name.encode("utf-16-le")) for name, _ in sheets]
    places = sum(len(raw) + 10 for _, raw in names)
    at = len(start) + places + 4
    out, bodies = start, b""
    for (name, cells), (_, raw) in zip(sheets, names, strict=True):
        out += record(0x85, struct.pack("<L2B", at + len(bodies), hidden.get(name, 0), odd.get(name, 0)) + raw)
        bodies += record(0x809, struct.pack("<4H2L", 0x600, 0x10, 0, 0, 0, 6)) + cells + record(0x0A)
    return out + record(0x0A) + bodies


def xls(sheets: Sequence[tuple[str, bytes]], *, before: bytes = b"", states: Mapping[str, int] | None = None) -> bytes:
    """Make a whole .xls."""
    return compound({"Workbook": xls_stream(sheets, before=before, states=states)})
