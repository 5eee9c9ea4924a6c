"""Writes results in the form of a system; more rows than one file may hold become a ZIP of files (inpakken)."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from register.exports.remarks import Remark, explanation, look_over
from register.exports.results import Result
from register.exports.target import Settings, Target
from register.workbooks.write import Column, SheetSpec, Value, write_workbook
from register.workbooks.write_csv import Dialect, write_csv

MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "zip": "application/zip",
}
_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Packed:
    """What was written: the ending of its name, rows, files; texts that were shortened, guarded or changed."""

    suffix: str
    rows: int
    files: int
    shortened: int = 0
    guarded: int = 0
    changed: int = 0
    remarks: tuple[Remark, ...] = ()
    """The same texts with where they stand."""


def pack(out: BinaryIO, target: Target, results: Sequence[Result], settings: Settings, *, at: datetime) -> Packed:
    """Write all rows, split over files where the system limits them; the same rows and moment give the same bytes."""
    columns = target.columns(settings)
    rows = (row for result in results for row in target.rows(result, settings))
    most = target.most_rows
    pieces = _pieces(rows, most) if most else iter([list(rows)])
    first = next(pieces, [])
    second = next(pieces, None)
    if second is None:
        return _write(out, target, columns, first, at=at)
    return _zip(out, target, columns, [first, second, *pieces], at=at)


def write_rows(
    out: BinaryIO,
    suffix: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    *,
    title: str,
    dialect: Dialect,
    at: datetime,
    explained: bool = False,
) -> Packed:
    """Write one file of one kind; `explained` adds a sheet that says which texts stand differently, if any do."""
    if suffix == "xlsx":
        remarks = look_over(columns, rows, None)
        sheets = [SheetSpec(title=title, columns=columns, rows=rows)]
        written = write_workbook(out, [*sheets, *([explanation(remarks)] if explained and remarks else [])], made_at=at)
        return Packed(suffix=suffix, rows=len(rows), files=1, shortened=written.shortened, remarks=remarks)
    text, remarks = write_csv(out, columns, rows, dialect), look_over(columns, rows, dialect)
    return Packed(suffix=suffix, rows=text.rows, files=1, guarded=text.guarded, changed=text.changed, remarks=remarks)


def _pieces(rows: Iterator[Sequence[Value]], most: int) -> Iterator[list[Sequence[Value]]]:
    while piece := list(islice(rows, most)):
        yield piece


def _write(
    out: BinaryIO, target: Target, columns: Sequence[Column], rows: Sequence[Sequence[Value]], *, at: datetime
) -> Packed:
    return write_rows(out, target.file, columns, rows, title="Resultaten", dialect=target.dialect, at=at)


def _zip(
    out: BinaryIO,
    target: Target,
    columns: Sequence[Column],
    pieces: Sequence[Sequence[Sequence[Value]]],
    *,
    at: datetime,
) -> Packed:
    done: list[Packed] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for place, rows in enumerate(pieces, start=1):
            file = BytesIO()
            done.append(_write(file, target, columns, rows, at=at))
            entry = zipfile.ZipInfo(f"{target.name}-{place:02d}.{target.file}", _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, file.getvalue())
    return Packed(
        suffix="zip",
        rows=sum(one.rows for one in done),
        files=len(done),
        shortened=sum(one.shortened for one in done),
        guarded=sum(one.guarded for one in done),
        changed=sum(one.changed for one in done),
        remarks=tuple(replace(one, file=place) for place, file in enumerate(done, 1) for one in file.remarks),
    )
