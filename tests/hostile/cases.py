"""What a hostile file is, and what must become of it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Case:
    """A file with one expected outcome.

    Exactly one of: `refused`, the code of `read_workbook`; `table_refused`, the code of `find_table`; or neither: then
    the file is read, with `rows` data rows and every text of `notices` in a notice of the table.
    `accepted` is for the upload group only.
    """

    name: str
    group: str
    make: Callable[[], bytes]
    refused: str = ""
    table_refused: str = ""
    rows: int = 0
    notices: tuple[str, ...] = ()
    accepted: bool = False
