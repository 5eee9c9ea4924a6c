"""What the gate saw in a workbook without reading a single value (controlerapport)."""

from dataclasses import asdict, dataclass, field
from typing import Any

LISTED = 5_000


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetReport:
    """One sheet: extent, hidden parts and the cells that have no usable value.

    `rows` counts rows with content; `errors` maps a cell such as `C5` to its error text, `no_value` lists
    formulas without a stored result; more than `LISTED` of them is a refusal, so none is ever left out.
    """

    name: str
    part: str
    hidden: bool = False
    rows: int = 0
    cells: int = 0
    last_row: int = 0
    last_column: int = 0
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    no_value: tuple[str, ...] = ()
    no_value_count: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    error_count: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class GateReport:
    """A workbook that passed the gate; `notices` are sentences of the reader itself, about a text file."""

    sheets: tuple[SheetReport, ...]
    external_links: tuple[str, ...] = ()
    unpacked: int = 0
    notices: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give the report as plain values, to send it to another process."""
        return asdict(self)


def report_from_json(value: dict[str, Any]) -> GateReport:
    """Rebuild a report from `GateReport.as_json`."""
    sheets = tuple(SheetReport(**{key: _frozen(part) for key, part in sheet.items()}) for sheet in value["sheets"])
    return GateReport(
        sheets=sheets,
        external_links=tuple(value["external_links"]),
        unpacked=value["unpacked"],
        notices=tuple(value["notices"]),
    )


def _frozen(part: Any) -> Any:  # noqa: ANN401 - plain JSON
    return tuple(part) if isinstance(part, list) else part
