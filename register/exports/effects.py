"""What a draft of the rules would do, as a file: the same lines as the page, for HR."""

from collections.abc import Iterable, Iterator

from register.exports.tables import UNKNOWN, Table
from register.points.versions.effects import EffectLine
from register.workbooks.write import Column, Value

_COLUMNS = (
    Column(header="Medewerker", width=28),
    Column(header="Team", width=24),
    Column(header="Telt nu", kind="decimal", width=10),
    Column(header="Telt straks", kind="decimal", width=12),
    Column(header="Nog nodig nu", kind="decimal", width=16),
    Column(header="Nog nodig straks", kind="decimal", width=18),
    Column(header="Wat er verandert", width=34),
)


def effects_table(lines: Iterable[EffectLine]) -> Table:
    """Make the list of who is affected."""
    return Table(name="gevolgen", title="Gevolgen", columns=_COLUMNS, rows=list(_rows(lines)))


def _rows(lines: Iterable[EffectLine]) -> Iterator[tuple[Value, ...]]:
    for line in lines:
        needed = (UNKNOWN if one is None else one for one in (line.needed_before, line.needed_after))
        yield (line.name, line.team, line.countable_before, line.countable_after, *needed, line.change)
