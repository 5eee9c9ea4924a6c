"""Export of so many rows of twenty typed columns beside deflating the very same bytes."""

import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any, cast

from register.workbooks.write import Column, Kind, SheetSpec, Value, write_workbook
from tests.bench.side import Figures, cost_of

_KINDS: tuple[Kind, ...] = (
    *(("text",) * 5), "date", "time", "time", "decimal", "decimal", "decimal", *(("text",) * 5), "date", "text",
    "integer", "text",
)  # fmt: skip
_PIECE = 1 << 20


def ours(rows: int) -> Figures:
    """Write the workbook: styled header, frozen pane, text that stays text."""
    values = list(_rows(rows))  # in a product they come from a database
    with tempfile.TemporaryDirectory() as folder:
        return cost_of(lambda: _write(Path(folder) / "uit.xlsx", values))


def openpyxl(rows: int) -> Figures:
    """Write the same with openpyxl in write-only mode."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    def act() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Bewijs")
        sheet.freeze_panes = "A2"
        for row in values:
            cells = [WriteOnlyCell(sheet, cast("Any", value)) for value in row]
            for cell in cells:
                cell.number_format = "@"
            sheet.append(cells)
        book.save(Path(folder) / "uit.xlsx")

    values = list(_rows(rows))
    with tempfile.TemporaryDirectory() as folder:
        return cost_of(act)


def bare(rows: int) -> Figures:
    """Deflate the bytes of the sheet, and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "uit.xlsx"
        _write(path, _rows(rows))
        with zipfile.ZipFile(path) as package:
            content = package.read("xl/worksheets/sheet1.xml")
        return cost_of(lambda: _deflate(content))


def _write(path: Path, rows: Iterable[Sequence[Value]]) -> None:
    columns = [Column(header=f"Kolom {place}", kind=kind) for place, kind in enumerate(_KINDS, start=1)]
    write_workbook(path, [SheetSpec(title="Bewijs", columns=columns, rows=rows)])


def _deflate(content: bytes) -> None:
    packer = zlib.compressobj(6)
    for start in range(0, len(content), _PIECE):
        packer.compress(content[start : start + _PIECE])
    packer.flush()


def _rows(rows: int) -> Iterator[tuple[Value, ...]]:
    first = date(2020, 1, 1)
    for place in range(rows):
        yield (
            f"{place:06d}", "Anna van der Berg", f"Intervisie wijkteam {place % 977}", "Intervisie", "Reflectie",
            first + timedelta(days=place % 2000), clock(9, 30), clock(11, 0), place % 8, place % 5, place % 4,
            "Klaar", "Aanbieder <B&B>", f"RP-{place}", "Deelnemer", "ja", first + timedelta(days=place % 900),
            "rp-sw", place, f"tekst é {place * 7919 % 1_000_003}",
        )  # fmt: skip
