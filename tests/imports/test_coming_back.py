"""Who comes back under the same number (*weer in dienst*): the first employment stays, and nobody is here too early."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register import db
from register.imports.undo import Undoer, undo_import, undo_preview
from register.people.models import Employment, Person, RoleGrant
from tests.conftest import NOW
from tests.host import Host
from tests.imports.importing import import_rows, plan_rows
from tests.imports.test_as_exported import NEXT_YEAR, WITH_SEQUENCE
from tests.imports.test_people import outcomes
from tests.imports.test_undo import everything, last_import
from tests.makers import make_organisation
from tests.workbook_maker import PEOPLE_HEADER, person_row

STARTED, LEFT = date(2020, 3, 1), date(2026, 10, 31)
GONE = {"Datum uit dienst": LEFT}
BACK = {"Datum in dienst": date(2026, 11, 16)}
LATER = {"Datum in dienst": NEXT_YEAR}


def periods(session: Session) -> list[tuple[date | None, date | None]]:
    """Every employment, the oldest first."""
    query = select(Employment.starts_on, Employment.ends_on).order_by(Employment.starts_on)
    return [(first, last) for first, last in session.execute(query)]


def is_here(session: Session) -> bool:
    """Whether the one person may enter."""
    session.rollback()
    return session.scalars(select(Person.deactivated_at)).one() is None


@pytest.mark.parametrize("numbered", [True, False])
def test_who_comes_back_keeps_the_employment_of_before(session: Session, tmp_path: Path, numbered: bool) -> None:
    header, tail = (WITH_SEQUENCE, (1,)) if numbered else (PEOPLE_HEADER, ())
    import_rows(session, tmp_path, [(*person_row(), *tail)], header)
    import_rows(session, tmp_path, [(*person_row(**GONE), *tail)], header)

    plan = import_rows(session, tmp_path, [(*person_row(**BACK), *tail)], header)

    assert periods(session) == [(STARTED, LEFT), (date(2026, 11, 16), None)]
    told = [change[1:] for row in plan.rows for change in row.changes if change.field == "Eerder dienstverband"]
    assert told == [("(leeg)", "1-3-2020 tot en met 31-10-2026, blijft bewaard")]
    assert is_here(session)
    for other in ((WITH_SEQUENCE, (1,)), (PEOPLE_HEADER, ())):
        again = plan_rows(session, tmp_path, [(*person_row(**BACK), *other[1])], other[0])
        assert outcomes(again) == {"ongewijzigd": 1}


def test_the_employment_of_before_stays_when_the_file_has_no_last_days(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row(**GONE, **{"Datum in dienst": STARTED})], today=date(2026, 10, 1))

    header = ("Personeelsnummer", "Achternaam", "Voorvoegsel", "Datum in dienst")
    import_rows(session, tmp_path, [("00101", "Berg", "van den", BACK["Datum in dienst"])], header)

    assert periods(session) == [(STARTED, LEFT), (date(2026, 11, 16), None)]


def test_a_contract_that_follows_another_is_a_period_of_its_own(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row(**{"Datum uit dienst": date(2026, 12, 31)})])

    plan = import_rows(session, tmp_path, [person_row(**LATER)])

    assert outcomes(plan) == {"gewijzigd": 1}
    assert periods(session) == [(STARTED, date(2026, 12, 31)), (NEXT_YEAR, None)]
    assert is_here(session)


def test_the_contract_of_before_in_a_next_file_is_known_by_its_first_day(session: Session, tmp_path: Path) -> None:
    present, following = person_row(**{"Datum uit dienst": date(2026, 12, 31)}), person_row(**LATER)
    for row in (present, following, present, following):
        plan = import_rows(session, tmp_path, [row])

    assert outcomes(plan) == {"ongewijzigd": 1}
    assert periods(session) == [(STARTED, date(2026, 12, 31)), (NEXT_YEAR, None)]


def test_the_contract_of_before_is_corrected_by_its_first_day_and_nobody_leaves_by_it(
    session: Session, tmp_path: Path
) -> None:
    import_rows(session, tmp_path, [person_row()])
    import_rows(session, tmp_path, [person_row(**GONE)])
    import_rows(session, tmp_path, [person_row(**BACK)])

    plan = import_rows(session, tmp_path, [person_row(**{"Datum uit dienst": date(2026, 9, 30)})])

    assert outcomes(plan) == {"gewijzigd": 1}
    assert periods(session) == [(STARTED, date(2026, 9, 30)), (date(2026, 11, 16), None)]
    assert is_here(session)


def test_a_start_that_is_corrected_is_no_new_period(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row(**{"Datum uit dienst": date(2026, 12, 31)})])

    corrected = {"Datum in dienst": date(2020, 4, 1), "Datum uit dienst": date(2027, 12, 31)}
    import_rows(session, tmp_path, [person_row(**corrected)])

    assert periods(session) == [(date(2020, 4, 1), date(2027, 12, 31))]


def test_a_last_day_before_the_first_day_that_we_know_is_rejected(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])

    header = ("Personeelsnummer", "Achternaam", "Voorvoegsel", "Datum uit dienst")
    plan = import_rows(session, tmp_path, [("00101", "Berg", "van den", date(2019, 1, 1))], header)

    assert [problem.code for problem in plan.problems] == ["employment-backward"]
    assert periods(session) == [(STARTED, None)]


def test_undoing_a_return_leaves_one_employment_that_ended(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])
    import_rows(session, tmp_path, [person_row(**GONE)])
    before = everything(session)
    import_rows(session, tmp_path, [person_row(**BACK)])

    undoer = Undoer(organisation_id=make_organisation(session).id, actor_id=None)
    undo_import(undoer, last_import(session), expected=None, at=NOW + timedelta(hours=1))

    after = everything(session)
    without_moment = {name: rows for name, rows in after.items() if name != "register_person"}
    assert without_moment == {name: rows for name, rows in before.items() if name != "register_person"}
    assert not is_here(session)


def test_who_comes_back_later_is_a_future_starter_and_here_from_the_first_import_of_that_day(
    session: Session, tmp_path: Path
) -> None:
    import_rows(session, tmp_path, [person_row()])
    import_rows(session, tmp_path, [person_row(**GONE)])

    later = [person_row(Rol="HR", **LATER)]
    plan = import_rows(session, tmp_path, later)

    assert outcomes(plan) == {"toekomstig": 1}
    assert [problem.reason for problem in plan.problems] == ["Komt terug op 1-1-2027 en kan er tot die dag niet in."]
    assert not is_here(session)
    assert session.scalars(select(RoleGrant.starts_on)).all() == [NEXT_YEAR]
    assert outcomes(plan_rows(session, tmp_path, later)) == {"ongewijzigd": 1}

    plan = import_rows(session, tmp_path, later, today=NEXT_YEAR)

    assert [tuple(one) for row in plan.rows for one in row.changes] == [("In dienst", "nee", "ja")]
    assert is_here(session)


def test_whom_hr_closed_the_register_to_stays_out_whatever_a_file_says(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])
    with db.transaction() as current:
        current.scalars(select(Person)).one().deactivated_at = NOW

    plan = import_rows(session, tmp_path, [person_row(Team="Team West")])

    assert outcomes(plan) == {"gewijzigd": 1}
    assert not is_here(session)


def test_a_starter_to_whom_hr_closed_the_register_before_the_first_day_stays_out(
    session: Session, tmp_path: Path
) -> None:
    import_rows(session, tmp_path, [person_row(**LATER)])
    with db.transaction() as current:
        current.scalars(select(Person)).one().deactivated_at = NOW

    plan = import_rows(session, tmp_path, [person_row(**LATER)], today=NEXT_YEAR)

    assert outcomes(plan) == {"ongewijzigd": 1}
    assert not is_here(session)


def test_of_who_begins_later_it_is_shown_when(session: Session, tmp_path: Path) -> None:
    plan = plan_rows(session, tmp_path, [person_row(**LATER)])

    assert outcomes(plan) == {"toekomstig": 1}
    assert [tuple(one) for row in plan.rows for one in row.changes] == [("Datum in dienst", "(leeg)", "1-1-2027")]


def test_a_day_in_a_message_is_written_as_people_write_it(session: Session, tmp_path: Path) -> None:
    plan = plan_rows(session, tmp_path, [person_row(**{"Datum uit dienst": date(2019, 1, 31)})])

    assert [problem.value for problem in plan.problems] == ["31-1-2019"]


def test_a_return_that_was_undone_comes_in_again(host: Host, session: Session, tmp_path: Path) -> None:
    later = [person_row(**LATER)]
    import_rows(session, tmp_path, [person_row()])
    import_rows(session, tmp_path, [person_row(**GONE)])
    import_rows(session, tmp_path, later)
    before = everything(session)
    import_rows(session, tmp_path, later, today=NEXT_YEAR)

    undoer = Undoer(organisation_id=make_organisation(session).id, actor_id=None)
    undo_import(undoer, last_import(session), expected=None, at=NOW + timedelta(days=28))

    assert everything(session) == before
    plan = plan_rows(session, tmp_path, later, today=NEXT_YEAR + timedelta(days=2))
    assert [tuple(one) for row in plan.rows for one in row.changes] == [("In dienst", "nee", "ja")]


def test_undoing_names_whom_hr_closed_the_register_to_since(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])
    import_rows(session, tmp_path, [person_row(**GONE)])
    import_rows(session, tmp_path, [person_row(**BACK)])
    with db.transaction() as current:
        current.scalars(select(Person)).one().deactivated_at = NOW

    undoer = Undoer(organisation_id=make_organisation(session).id, actor_id=None)
    _, plan = undo_preview(undoer, last_import(session), at=NOW + timedelta(hours=1))

    assert [one.reason for one in plan.left] == ["Intussen gewijzigd: in dienst."]


def test_the_next_number_of_hr_is_never_that_of_a_kept_employment(session: Session, tmp_path: Path) -> None:
    first = person_row(**{"Datum in dienst": date(2020, 1, 1), "Datum uit dienst": date(2026, 6, 30)})
    second = person_row(**{"Datum in dienst": date(2026, 7, 1)})
    beside = person_row(**{"Datum in dienst": date(2026, 3, 1)})

    import_rows(session, tmp_path, [(*first, 1)], WITH_SEQUENCE, today=date(2026, 6, 1))
    import_rows(session, tmp_path, [(*second, 1)], WITH_SEQUENCE)
    import_rows(session, tmp_path, [(*second, 1), (*beside, 2)], WITH_SEQUENCE)

    kept = (date(2020, 1, 1), date(2026, 6, 30))
    assert periods(session) == [kept, (date(2026, 3, 1), None), (date(2026, 7, 1), None)]
    earlier = [one.starts_on for one in session.scalars(select(Employment)) if one.is_earlier]
    assert earlier == [date(2020, 1, 1)]
