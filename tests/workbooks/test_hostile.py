"""Every hostile file has its expected outcome, through the real reader (XL1, XL3, XL5, XL9-XL13, XL20)."""

import socket
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from register.workbooks.header import Table, find_table
from register.workbooks.layouts import people_layout
from register.workbooks.read import read_workbook
from register.workbooks.refused import WorkbookRefused
from tests.hostile.cases import Case
from tests.hostile.make_hostile import ALL, write_case
from tests.hostile.xmlcases import doctype_cases

REFUSED = [case for case in ALL if case.refused]
REFUSED_AS_TABLE = [case for case in ALL if case.table_refused]
READ = [case for case in ALL if case.group != "upload" and not case.refused and not case.table_refused]


@dataclass(frozen=True)
class Outcome:
    """What became of a file: the refusal or the table, and how long it took."""

    refusal: WorkbookRefused | None
    table: Table | None
    seconds: float


def outcome_of(case: Case, folder: Path) -> Outcome:
    started = time.monotonic()
    path = write_case(case, folder)
    try:
        table = find_table(read_workbook(path), people_layout())
    except WorkbookRefused as refused:
        return Outcome(refused, None, time.monotonic() - started)
    return Outcome(None, table, time.monotonic() - started)


LONGEST = 10
"""Seconds that a file may keep somebody waiting (bar XL2)."""


@pytest.mark.parametrize("case", [*REFUSED, *REFUSED_AS_TABLE], ids=lambda case: case.name)
def test_a_hostile_file_is_refused_for_its_own_reason(case: Case, tmp_path: Path) -> None:
    outcome = outcome_of(case, tmp_path)
    refusal = outcome.refusal

    assert refusal is not None
    assert outcome.seconds <= LONGEST
    assert refusal.code == (case.refused or case.table_refused)
    assert refusal.message_nl.endswith(".")
    assert refusal.remedy_nl.endswith(".")


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("content_duplicate_header.xlsx", ("in cel C1", "in cel E1")),
        ("content_ambiguous_header.xlsx", ("in cel A1", "in cel B1")),
    ],
)
def test_a_header_that_could_be_two_columns_is_refused_with_both_their_places(
    name: str, places: tuple[str, str], tmp_path: Path
) -> None:
    refusal = outcome_of(next(case for case in ALL if case.name == name), tmp_path).refusal

    assert refusal is not None
    assert [place for place in places if place not in refusal.message_nl] == []


@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_an_odd_but_honest_file_is_read_and_its_oddity_named(case: Case, tmp_path: Path) -> None:
    outcome = outcome_of(case, tmp_path)
    table = outcome.table

    assert table is not None
    assert outcome.seconds <= LONGEST
    assert len(table.rows) == case.rows
    assert [text for text in case.notices if text not in "\n".join(table.notices)] == []


def test_eleven_doctypes_are_refused_and_nobody_is_called(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        cases = doctype_cases(listener.getsockname()[1])
        codes = [refusal_code(write_case(case, tmp_path)) for case in cases]

        with pytest.raises(TimeoutError):
            listener.accept()

    assert codes == ["xml-dtd"] * 11


def refusal_code(path: Path) -> str:
    with pytest.raises(WorkbookRefused) as refusal:
        read_workbook(path)
    return refusal.value.code


def test_the_set_is_large_and_has_eight_groups() -> None:
    assert len(ALL) >= 300
    assert {case.group for case in ALL} == {"bomb", "xml", "kind", "content", "csv", "ods", "xls", "upload"}
    assert len({case.name for case in ALL}) == len(ALL)
