"""What a file could not hold as it is (*opmerkingen*): texts that were cut, cleaned or guarded, and where (bar EX3)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from register.workbooks.clean import clean_for_xml
from register.workbooks.guard import guard
from register.workbooks.write import MAX_TEXT, Column, SheetSpec, Value
from register.workbooks.write_csv import Dialect

MOST_PLACES = 5
"""Places that are named per kind of remark; the rest is counted."""
_FIRST_ROW = 2


class What(StrEnum):
    """What happened to a text, in the words of the page."""

    CUT = "ingekort tot 32.767 tekens, meer past niet in een cel"
    CLEANED = "zonder onzichtbare tekens, die een bestand niet kan bevatten"
    GUARDED = "met een apostrof ervoor, zodat Excel er geen formule van maakt"
    CHANGED = "met een spatie in plaats van een scheidingsteken"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One text that stands differently in the file; `file` is 0 unless there are more files."""

    what: What
    row: int
    column: str
    file: int = 0

    @property
    def place(self) -> str:
        """Where it stands: "rij 3, Activiteit"."""
        return f"{f'bestand {self.file}, ' if self.file else ''}rij {self.row}, {self.column}"


def look_over(
    columns: Sequence[Column], rows: Sequence[Sequence[Value]], dialect: Dialect | None
) -> tuple[Remark, ...]:
    """Find the texts that a file cannot hold as they are; without a dialect it is a workbook."""
    return tuple(
        Remark(what=what, row=row, column=column.header)
        for row, values in enumerate(rows, start=_FIRST_ROW)
        for column, value in zip(columns, values, strict=True)
        if isinstance(value, str)
        for what in _found(value, dialect)
    )


def said(remarks: Sequence[Remark]) -> str:
    """Say how many texts stand differently, and where; nothing when all stand as they are."""
    counted = Counter(one.what for one in remarks)
    return " ".join(_sentence(what, [one for one in remarks if one.what == what]) for what in What if counted[what])


def explanation(remarks: Sequence[Remark]) -> SheetSpec:
    """Make the sheet that lists them all (*Toelichting*)."""
    columns = (Column(header="Plaats", width=40), Column(header="Deze tekst staat er", width=70))
    return SheetSpec(title="Toelichting", columns=columns, rows=[(one.place, one.what.value) for one in remarks])


def _found(text: str, dialect: Dialect | None) -> Iterator[What]:
    clean = clean_for_xml(text)
    if len(clean) != len(text.replace("\r\n", "\n")):
        yield What.CLEANED
    if dialect is None:
        if len(clean) > MAX_TEXT:
            yield What.CUT
        return
    if not dialect.quotes and any(sign in clean for sign in (dialect.delimiter, "\r", "\n", '"')):
        yield What.CHANGED
    if guard(clean) != clean:
        yield What.GUARDED


def _sentence(what: What, remarks: Sequence[Remark]) -> str:
    places = "; ".join(one.place for one in remarks[:MOST_PLACES])
    rest = f" en nog {len(remarks) - MOST_PLACES}" if len(remarks) > MOST_PLACES else ""
    count = f"{len(remarks)} {'tekst staat' if len(remarks) == 1 else 'teksten staan'}"
    return f"{count} er {what} ({places}{rest})."
