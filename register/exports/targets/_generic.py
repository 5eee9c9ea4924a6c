"""The columns of the generic layout (hr-systems 5.4), one row per person, activity and register."""

from collections.abc import Sequence

from register.evidence.export import EVIDENCE_COLUMNS
from register.exports.results import Mark, Result
from register.exports.target import Settings
from register.points.states import STATE_NAMES
from register.rules.facts import ClaimState
from register.workbooks.write import Column, Value

WITHOUT_REGISTER = "Afgerond"
"""The status of what counts for no register: a word that our own import, and another system, takes as done."""

COLUMNS = (*EVIDENCE_COLUMNS, Column(header="Rijnummer", width=16))


def rows(result: Result, _settings: Settings) -> Sequence[Sequence[Value]]:
    """Write a result: once for every register that counts it, or once when none does."""
    return [_row(result, mark) for mark in result.marks or (None,)]


def _row(result: Result, mark: Mark | None) -> Sequence[Value]:
    return (
        result.personnel_number,
        result.name,
        result.title,
        result.kind_name,
        mark.track if mark else None,
        result.ends_on,
        result.starts_at,
        result.ends_at,
        result.hours,
        mark.points if mark else None,
        mark.granted if mark else None,
        STATE_NAMES[ClaimState(mark.state)] if mark else WITHOUT_REGISTER,
        result.provider or None,
        result.id_number or None,
        result.role,
        "ja" if result.evidence else "nee",
        result.confirmed_on,
        mark.register_id if mark else None,
        result.key,
    )
