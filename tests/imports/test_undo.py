"""Undoing an import (G5): back to what it was row by row; what was touched since stays and is named."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register import db
from register.audit import AuditEntry
from register.errors import Conflict, NotFound
from register.imports.models import ImportBatch
from register.imports.undo import Undoer, undo_import, undo_preview
from register.imports.undo_report import left_lines
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Employment, Membership, Person, Registration, RoleGrant, Team, TeamManager
from register.points.models import Claim, Standing
from tests.conftest import NOW
from tests.host import Host
from tests.imports.importing import import_rows, import_training_rows
from tests.makers import make_organisation, make_person, make_team
from tests.workbook_maker import person_row, training_row

LATER = NOW + timedelta(hours=1)


def chief(**given: Any) -> tuple[Any, ...]:
    """Els, who is in Oost and enrolled in a register."""
    values: dict[str, Any] = {"Team": "Oost", "Register": "skj-jgp", "Registratie van": date(2024, 1, 1), "Rol": "HR"}
    return person_row("1", **(values | given))


def staff(**given: Any) -> tuple[Any, ...]:
    """Jan, whom Els manages."""
    values: dict[str, Any] = {"Roepnaam": "Jan", "Achternaam": "Bos", "Team": "Oost", "Leidinggevende": "1"}
    return person_row("2", **(values | given))


CHIEF, STAFF = chief(), staff()


def undoer(session: Session) -> Undoer:
    """Whoever undoes on the command line."""
    return Undoer(organisation_id=make_organisation(session).id, actor_id=None)


def last_import(session: Session) -> int:
    """The newest import."""
    return session.scalars(select(ImportBatch.id).order_by(ImportBatch.id.desc())).first() or 0


def undo(session: Session) -> dict[str, int]:
    """Undo the newest import; how many rows went back."""
    _, plan = undo_import(undoer(session), last_import(session), expected=None, at=LATER)
    assert plan is not None
    return plan.counts


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """All rows of people, as they stand."""
    session.rollback()
    models = (Person, Employment, Membership, TeamManager, RoleGrant, Registration, Team)
    without = {"version", "id"}
    return {
        model.__tablename__: sorted(
            tuple(str(value) for name, value in row.items() if name not in without)
            for row in session.execute(select(model.__table__)).mappings()
        )
        for model in models
    }


def test_new_people_with_all_that_came_along_are_gone(host: Host, session: Session, tmp_path: Path) -> None:
    empty = everything(session)
    import_rows(session, tmp_path, [CHIEF, STAFF])

    counts = undo(session)

    assert counts == {"teruggezet": 2, "blijft": 0}
    assert everything(session) == empty
    assert session.scalar(select(func.count(Standing.id))) == 0


def test_what_was_changed_gets_its_earlier_values_back(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [CHIEF, STAFF])
    before = everything(session)
    moved = staff(
        Roepnaam="Jannes", Voorvoegsel="van", Team="West", Leidinggevende=None, Rol="Coördinator",
        **{"E-mail werk": "jannes@voorbeeld.example", "Datum in dienst": date(2020, 4, 1)},
    )  # fmt: skip
    import_rows(session, tmp_path, [CHIEF, moved], today=date(2026, 12, 1))

    counts = undo(session)

    assert counts == {"teruggezet": 1, "blijft": 0}
    assert everything(session) == before


def test_a_leaver_is_back_in_service_with_team_and_role(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [CHIEF, STAFF])
    before = everything(session)
    import_rows(session, tmp_path, [chief(**{"Datum uit dienst": date(2026, 10, 31)}), STAFF])

    undo(session)

    assert everything(session) == before


def test_what_was_edited_since_stays_and_is_named(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [CHIEF, STAFF])
    started = {"Datum in dienst": date(2021, 1, 1)}
    import_rows(session, tmp_path, [chief(**started), staff(**started)])
    with db.transaction() as current:
        employment = current.scalars(select(Employment).where(Employment.personnel_number == "2")).one()
        employment.starts_on = date(2022, 2, 2)

    _, plan = undo_preview(undoer(session), last_import(session), at=LATER)
    counts = undo(session)

    assert [(one.row, one.kind, one.reason) for one in plan.left] == [
        (3, "employment", "Intussen gewijzigd: begindatum.")
    ]
    assert counts == {"teruggezet": 1, "blijft": 1}
    starts = session.scalars(select(Employment.starts_on).order_by(Employment.personnel_number)).all()
    assert starts == [date(2020, 3, 1), date(2022, 2, 2)]


def test_a_later_import_of_the_same_person_is_named_as_the_reason(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [CHIEF, staff(Leidinggevende=None)])
    first = last_import(session)
    import_rows(session, tmp_path, [CHIEF, staff(Leidinggevende=None, **{"E-mail werk": "nieuw@voorbeeld.example"})])

    _, plan = undo_preview(undoer(session), first, at=LATER)

    assert [(one.row, one.since.by_import) for one in plan.left if one.since] == [(3, True)]
    assert plan.counts == {"teruggezet": 1, "blijft": 1}


def test_a_manager_who_was_replaced_since_is_named(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [CHIEF, STAFF])
    first = last_import(session)
    import_rows(session, tmp_path, [CHIEF, staff(Leidinggevende="2")])

    _, plan = undo_preview(undoer(session), first, at=LATER)

    assert ("Els van den Berg", "leidinggevende") in [(line.name, line.what) for line in left_lines(session, plan.left)]


def test_somebody_who_did_something_since_stays_and_so_does_the_team(
    host: Host, session: Session, tmp_path: Path
) -> None:
    import_rows(session, tmp_path, [CHIEF, STAFF])
    first = last_import(session)
    import_training_rows(session, tmp_path, [training_row("2", Naam="Jan Bos")])

    _, plan = undo_import(undoer(session), first, expected=None, at=LATER)

    assert plan is not None
    assert [(one.row, one.kind, one.reason) for one in plan.left] == [
        (0, "team", "In dit team zit nog iemand."),
        (2, "person", "Deze persoon leidt nog een team."),
        (3, "person", "Er is intussen mee verdergewerkt."),
    ]
    assert session.scalar(select(func.count(Person.id))) == 2
    assert session.scalars(select(Team.name)).all() == ["Oost"]


def test_a_history_is_gone_with_its_points(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [CHIEF])
    stood = sorted(session.execute(select(Standing.registration_id, Standing.logged)).all())
    import_training_rows(session, tmp_path, [training_row("1")])

    counts = undo(session)

    assert counts == {"teruggezet": 1, "blijft": 0}
    for model in (Activity, LearningSession, Attendance, Claim):
        assert session.scalar(select(func.count()).select_from(model)) == 0
    assert sorted(session.execute(select(Standing.registration_id, Standing.logged)).all()) == stood


def test_the_same_file_can_be_imported_again_afterwards(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [CHIEF])
    import_training_rows(session, tmp_path, [training_row("1")])
    undo(session)

    again = import_training_rows(session, tmp_path, [training_row("1")])

    assert again.counts["nieuw"] == 1


def test_undoing_twice_does_it_once(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [CHIEF])
    undo(session)

    batch, plan = undo_import(undoer(session), last_import(session), expected=None, at=LATER)

    assert (batch.state, plan) == ("teruggedraaid", None)
    acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.seq)).all()
    assert acts == ["import.toegepast", "import.teruggedraaid"]


def test_another_plan_than_the_one_that_was_seen_is_refused(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [CHIEF, STAFF])
    _, seen = undo_preview(undoer(session), last_import(session), at=LATER)
    with db.transaction() as current:
        current.scalars(select(Person).where(Person.given_name == "Jan")).one().initials = "J.J."

    with pytest.raises(Conflict, match="iets gewijzigd"):
        undo_import(undoer(session), last_import(session), expected=seen.digest, at=LATER)

    assert session.scalar(select(func.count(Person.id))) == 2


def test_after_thirty_days_it_is_too_late(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [CHIEF])

    with pytest.raises(Conflict, match="30 dagen"):
        undo_preview(undoer(session), last_import(session), at=NOW + timedelta(days=30, minutes=1))


def test_an_import_of_another_organisation_is_not_found(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [CHIEF])
    stranger = Undoer(organisation_id=make_organisation(session, "Elders").id, actor_id=None)

    with pytest.raises(NotFound):
        undo_import(stranger, last_import(session), expected=None, at=LATER)


def test_a_new_team_in_which_somebody_was_put_since_stays(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [CHIEF])
    team = session.scalars(select(Team).where(Team.name == "Oost")).one()
    make_person(session, "Piet", "Vos", team=team)
    make_team(session, "Zuid")

    _, plan = undo_import(undoer(session), last_import(session), expected=None, at=LATER)

    assert plan is not None
    assert [(one.kind, one.reason) for one in plan.left] == [("team", "In dit team zit nog iemand.")]
    assert set(session.scalars(select(Team.name))) == {"Oost", "Zuid"}


def test_a_repaired_id_number_is_unknown_again(host: Host, session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [chief(Register=None, **{"Registratie van": None})])
    import_training_rows(session, tmp_path, [training_row("1", **{"ID-nummer": "451234"})])
    import_training_rows(session, tmp_path, [training_row("1", Register="skj-jgp", **{"ID-nummer": "451234"})])

    counts = undo(session)

    assert counts == {"teruggezet": 1, "blijft": 0}
    assert session.scalars(select(Activity.accreditation_ids)).all() == [{"onbekend": "451234"}]
