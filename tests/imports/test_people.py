"""Importing people: every row has one outcome, the same file twice changes nothing, nobody is merged in silence."""

from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.imports.models import ImportChange
from register.imports.people_plan import PeoplePlan
from register.people.models import (
    Employment,
    Membership,
    Person,
    Registration,
    RoleGrant,
    Team,
    TeamManager,
)
from register.points.models import Standing
from tests.imports.importing import import_rows, plan_rows
from tests.makers import make_person
from tests.workbook_maker import PEOPLE_HEADER, person_row


def outcomes(plan: PeoplePlan) -> dict[str, int]:
    """The outcomes that occur."""
    return {name: count for name, count in plan.counts.items() if count}


def test_a_new_person_comes_with_employment_team_and_name_keys(session: Session, tmp_path: Path) -> None:
    plan = import_rows(session, tmp_path, [person_row()])

    assert outcomes(plan) == {"nieuw": 1}
    person = session.scalars(select(Person)).one()
    assert person.display_name == "Els van den Berg"
    assert person.sort_key.startswith("berg els")
    assert person.employments[0].personnel_number == "00101"
    assert session.scalars(select(Membership)).one().starts_on == date(2020, 3, 1)
    assert session.scalars(select(Team.name)).one() == "Team Oost"


def test_the_same_file_twice_changes_nothing(session: Session, tmp_path: Path) -> None:
    rows = [person_row("1", Leidinggevende="2", Rol="HR"), person_row("2", Roepnaam="Jan", Achternaam="Smit")]
    import_rows(session, tmp_path, rows)

    again = import_rows(session, tmp_path, rows)

    assert outcomes(again) == {"ongewijzigd": 2}
    assert not again.changes
    assert session.scalar(select(func.count(ImportChange.id)).where(ImportChange.outcome == "gewijzigd")) == 0


def test_a_number_of_two_people_is_nobodys_also_when_one_row_was_rejected(session: Session, tmp_path: Path) -> None:
    rows = [person_row("1", Rol="baas"), person_row("1", Roepnaam="Bea"), person_row("2", Rol="baas"), person_row("2")]

    plan = plan_rows(session, tmp_path, rows)

    assert outcomes(plan) == {"nieuw": 1, "afgekeurd": 3}
    assert {problem.row for problem in plan.problems if problem.code == "rows-disagree"} == {3}


def test_another_order_of_rows_changes_nothing(session: Session, tmp_path: Path) -> None:
    rows = [
        person_row("1", Register="rp-sw", **{"Registratie van": date(2024, 1, 1)}),
        person_row("1", Register="skj-jgp", **{"Registratie van": date(2023, 5, 1)}),
        person_row("2", Roepnaam="Jan", Achternaam="Smit", Leidinggevende="1"),
    ]
    import_rows(session, tmp_path, rows)

    again = import_rows(session, tmp_path, rows[::-1])

    assert outcomes(again) == {"ongewijzigd": 3}


def test_a_number_without_its_zeros_beside_a_row_that_says_nothing_new_is_asked_about(
    session: Session, tmp_path: Path
) -> None:
    import_rows(session, tmp_path, [person_row("0012")])

    plan = plan_rows(session, tmp_path, [person_row("0012"), person_row("12", Roepnaam="Els")])

    assert outcomes(plan) == {"ongewijzigd": 1, "afgekeurd": 1}
    assert [problem.code for problem in plan.problems] == ["number-zeros"]


def test_one_cell_changed_is_exactly_one_change(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row("1"), person_row("2", Roepnaam="Jan", Achternaam="Smit")])

    plan = import_rows(session, tmp_path, [person_row("1"), person_row("2", Roepnaam="Johan", Achternaam="Smit")])

    assert outcomes(plan) == {"ongewijzigd": 1, "gewijzigd": 1}
    changes = [change for row in plan.rows for change in row.changes]
    assert changes == [("Roepnaam", "Jan", "Johan")]
    assert (
        session.scalars(select(Person.display_name).where(Person.given_name == "Johan")).one() == "Johan van den Smit"
    )


def test_a_dry_run_writes_nothing(session: Session, tmp_path: Path) -> None:
    plan = plan_rows(session, tmp_path, [person_row()])

    assert outcomes(plan) == {"nieuw": 1}
    assert session.scalar(select(func.count(Person.id))) == 0


def test_a_move_ends_the_old_team_and_starts_the_new_one(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])

    plan = import_rows(session, tmp_path, [person_row(Team="Team West")])

    assert [change for row in plan.rows for change in row.changes] == [("Team", "Team Oost", "Team West")]
    periods = [(one.starts_on, one.ends_on) for one in session.scalars(select(Membership).order_by(Membership.id))]
    assert periods == [(date(2020, 3, 1), date(2026, 11, 21)), (date(2026, 11, 22), None)]


def test_team_names_that_differ_in_capitals_are_one_team(session: Session, tmp_path: Path) -> None:
    import_rows(
        session, tmp_path, [person_row("1"), person_row("2", Roepnaam="Jan", Achternaam="Smit", Team="team oost")]
    )

    assert session.scalar(select(func.count(Team.id))) == 1


def test_managers_are_found_by_number_whatever_the_order_and_in_a_circle(session: Session, tmp_path: Path) -> None:
    rows = [
        person_row("3", Roepnaam="Cas", Achternaam="Bos", Leidinggevende="1"),
        person_row("1", Roepnaam="An", Achternaam="Smit", Leidinggevende="2"),
        person_row("2", Roepnaam="Bo", Achternaam="Vos", Team="Team West", Leidinggevende="1"),
    ]

    import_rows(session, tmp_path, rows)

    found = session.execute(
        select(Team.name, Person.given_name)
        .join(TeamManager, TeamManager.team_id == Team.id)
        .join(Person, Person.id == TeamManager.person_id)
    )
    assert sorted(tuple(row) for row in found) == [("Team Oost", "An"), ("Team West", "An")]


def test_an_unknown_manager_is_a_message_and_the_person_comes_in(session: Session, tmp_path: Path) -> None:
    plan = import_rows(session, tmp_path, [person_row(Leidinggevende="999")])

    assert outcomes(plan) == {"nieuw": 1}
    assert [problem.code for problem in plan.problems] == ["manager-unknown"]


def test_a_manager_named_by_a_name_of_two_people_is_asked_with_both_numbers(session: Session, tmp_path: Path) -> None:
    rows = [
        person_row("00205", Roepnaam="An", Achternaam="Smit"),
        person_row("00101", Roepnaam="An", Achternaam="Smit"),
        person_row("3", Leidinggevende="An van den Smit"),
    ]

    plan = import_rows(session, tmp_path, rows)

    (problem,) = plan.problems
    assert (problem.code, problem.row, problem.blocks) == ("manager-ambiguous", 4, False)
    assert "00101 (An van den Smit) en 00205 (An van den Smit)" in problem.reason
    assert session.scalar(select(func.count(TeamManager.person_id))) == 0


def test_somebody_who_starts_later_is_counted_apart(session: Session, tmp_path: Path) -> None:
    plan = import_rows(session, tmp_path, [person_row(**{"Datum in dienst": date(2027, 1, 1)})])

    assert outcomes(plan) == {"toekomstig": 1}
    assert session.scalars(select(Membership)).one().starts_on == date(2027, 1, 1)


def test_a_leaver_loses_access_team_and_roles_on_the_last_day(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row(Rol="Coördinator")])

    plan = import_rows(session, tmp_path, [person_row(Rol="Coördinator", **{"Datum uit dienst": date(2026, 10, 31)})])

    assert outcomes(plan) == {"uit dienst": 1}
    assert session.scalars(select(Person)).one().deactivated_at is not None
    assert session.scalars(select(Membership.ends_on)).all() == [date(2026, 10, 31)]
    assert session.scalars(select(RoleGrant.ends_on)).all() == [date(2026, 10, 31)]


def test_a_leaver_who_comes_back_can_enter_again(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])
    import_rows(session, tmp_path, [person_row(**{"Datum uit dienst": date(2026, 10, 31)})])

    plan = import_rows(session, tmp_path, [person_row()])

    assert outcomes(plan) == {"gewijzigd": 1}
    assert session.scalars(select(Person)).one().deactivated_at is None


def test_an_end_to_come_keeps_somebody_in_service(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])

    plan = import_rows(session, tmp_path, [person_row(**{"Datum uit dienst": date(2026, 12, 31)})])

    assert outcomes(plan) == {"gewijzigd": 1}
    assert session.scalars(select(Person)).one().deactivated_at is None


def test_who_left_before_the_first_import_is_not_stored(session: Session, tmp_path: Path) -> None:
    plan = import_rows(session, tmp_path, [person_row(**{"Datum uit dienst": date(2024, 1, 31)})])

    assert outcomes(plan) == {"uit dienst": 1}
    assert session.scalar(select(func.count(Person.id))) == 0


def test_somebody_who_is_not_in_the_file_is_named_and_left_alone(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row("1"), person_row("2", Roepnaam="Jan", Achternaam="Smit")])

    plan = import_rows(session, tmp_path, [person_row("1")])

    assert plan.absent == ("Jan van den Smit",)
    assert session.scalar(select(func.count(Person.id)).where(Person.deactivated_at.is_not(None))) == 0


def test_two_employments_are_one_person(session: Session, tmp_path: Path) -> None:
    header = (*PEOPLE_HEADER, "Volgnummer")

    import_rows(session, tmp_path, [(*person_row(), 1), (*person_row(Team="Team West"), 2)], header)

    assert session.scalar(select(func.count(Person.id))) == 1
    assert session.scalars(select(Employment.sequence).order_by(Employment.sequence)).all() == [1, 2]
    assert session.scalar(select(func.count(Membership.id))) == 2


def test_a_row_without_a_sequence_number_is_about_the_first_employment_and_its_team_ends_with_it(
    session: Session, tmp_path: Path
) -> None:
    header = (*PEOPLE_HEADER, "Volgnummer")
    import_rows(session, tmp_path, [person_row()])

    over = person_row(**{"Datum uit dienst": date(2026, 10, 31)})
    import_rows(session, tmp_path, [(*over, None), (*person_row(Team="Team West"), 2)], header)

    staying = select(Team.name).join(Membership, Membership.team_id == Team.id).where(Membership.ends_on.is_(None))
    assert session.scalars(staying).all() == ["Team West"]


def test_rows_that_contradict_each_other_are_rejected_both(session: Session, tmp_path: Path) -> None:
    plan = import_rows(session, tmp_path, [person_row(Achternaam="Berg"), person_row(Achternaam="Dal")])

    assert outcomes(plan) == {"afgekeurd": 2}
    assert session.scalar(select(func.count(Person.id))) == 0


def test_a_number_without_its_zeros_is_the_same_person_when_the_name_is(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row("00101")])

    plan = import_rows(session, tmp_path, [person_row("101")])

    assert outcomes(plan) == {"ongewijzigd": 1}
    assert session.scalars(select(Employment.personnel_number)).all() == ["00101"]


def test_a_number_without_its_zeros_and_another_name_is_asked_about(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row("00101")])

    plan = import_rows(session, tmp_path, [person_row("101", Roepnaam="Piet", Achternaam="Jansen")])

    assert outcomes(plan) == {"afgekeurd": 1}
    assert "lijkt op 00101" in plan.problems[0].reason


def test_the_same_number_with_and_without_zeros_in_one_file_is_asked_about(session: Session, tmp_path: Path) -> None:
    plan = import_rows(session, tmp_path, [person_row("0101"), person_row("101", Roepnaam="Jan", Achternaam="Smit")])

    assert outcomes(plan) == {"afgekeurd": 2}


def test_a_number_that_got_a_wholly_other_name_is_asked_about(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row("00101")])

    plan = import_rows(session, tmp_path, [person_row("00101", Roepnaam="Piet", Achternaam="Jansen")])

    assert outcomes(plan) == {"afgekeurd": 1}
    assert session.scalars(select(Person.display_name)).one() == "Els van den Berg"


def test_an_address_of_two_people_is_reported_and_given_to_nobody(session: Session, tmp_path: Path) -> None:
    address = {"E-mail werk": "team@voorbeeld.example"}

    plan = import_rows(
        session,
        tmp_path,
        [person_row("1", **address), person_row("2", Roepnaam="Jan", Achternaam="Smit", **address)],
    )

    assert outcomes(plan) == {"nieuw": 2}
    assert [problem.code for problem in plan.problems] == ["email-shared", "email-shared"]
    assert session.scalars(select(Person.email)).all() == [None, None]


def test_registrations_come_along_by_id_or_name_and_have_their_standing(session: Session, tmp_path: Path) -> None:
    given = {"Register": "SKJ", "Registernummer": "130011", "Registratie van": date(2024, 1, 1)}
    rows = [
        person_row(Register="rp-sw", Registernummer="4610200001", **{"Registratie van": date(2023, 1, 1)}),
        person_row(**given | {"Register": "skj-jgp"}),
    ]

    import_rows(session, tmp_path, rows)

    found = session.execute(select(Registration.register_id, Registration.number).order_by(Registration.register_id))
    assert [tuple(row) for row in found] == [("rp-sw", "4610200001"), ("skj-jgp", "130011")]
    assert len(set(session.scalars(select(Standing.registration_id)))) == 2


def test_a_wrong_registration_number_rejects_its_row_alone(session: Session, tmp_path: Path) -> None:
    start = {"Registratie van": date(2023, 1, 1)}

    plan = import_rows(
        session,
        tmp_path,
        [person_row(Register="rp-sw", Registernummer="#!", **start), person_row(Register="skj-jgp", **start)],
    )

    assert outcomes(plan) == {"nieuw": 1, "afgekeurd": 1}
    assert session.scalars(select(Registration.register_id)).all() == ["skj-jgp"]


def test_of_a_row_that_is_rejected_for_its_registration_nothing_is_carried_out(
    session: Session, tmp_path: Path
) -> None:
    import_rows(session, tmp_path, [person_row()])

    plan = import_rows(session, tmp_path, [person_row(Roepnaam="Elsbeth", Team="Team West", Register="skj-jgp")])

    assert outcomes(plan) == {"afgekeurd": 1}
    assert not plan.changes
    assert session.scalars(select(Person.given_name)).all() == ["Els"]
    assert session.scalars(select(Team.name)).all() == ["Team Oost"]


def test_an_employment_of_a_rejected_row_does_not_come_along_with_a_new_person(
    session: Session, tmp_path: Path
) -> None:
    header = (*PEOPLE_HEADER, "Volgnummer dienstverband")
    rows = [(*person_row(), 1), (*person_row(Register="skj-jgp"), 2)]

    plan = import_rows(session, tmp_path, rows, header)

    assert outcomes(plan) == {"nieuw": 1, "afgekeurd": 1}
    assert session.scalars(select(Employment.sequence)).all() == [1]


def test_nobody_leaves_while_another_row_of_theirs_is_rejected(session: Session, tmp_path: Path) -> None:
    header = (*PEOPLE_HEADER, "Volgnummer dienstverband")
    import_rows(session, tmp_path, [(*person_row(), 1)], header)
    over = (*person_row(**{"Datum uit dienst": date(2026, 10, 31)}), 1)

    plan = import_rows(session, tmp_path, [over, (*person_row(**{"Datum in dienst": "31-11-2026"}), 2)], header)

    assert outcomes(plan) == {"gewijzigd": 1, "afgekeurd": 1}
    assert [problem.code for problem in plan.problems] == ["leaver-unsure", "date-impossible"]
    assert session.scalars(select(Person.deactivated_at)).all() == [None]
    assert session.scalars(select(Membership.ends_on)).all() == [None]


def test_a_body_with_more_registers_is_answered_with_the_names_of_its_own(session: Session, tmp_path: Path) -> None:
    plan = import_rows(session, tmp_path, [person_row(Register="SKJ", **{"Registratie van": date(2024, 1, 1)})])

    [problem] = plan.problems
    assert problem.remedy == (
        "Schrijf de naam of de code van een van deze registers. "
        "Jeugd- en gezinsprofessionals (SKJ): skj-jgp; Jeugdzorgwerkers (SKJ, gesloten): skj-jzw."
    )
    offered = {"Register": "Jeugd- en gezinsprofessionals (SKJ)", "Registratie van": date(2024, 1, 1)}
    plan = import_rows(session, tmp_path, [person_row(**offered)])
    assert plan.problems == ()


def test_a_register_that_nobody_knows_rejects_the_row_with_the_codes_to_choose_from(
    session: Session, tmp_path: Path
) -> None:
    plan = import_rows(session, tmp_path, [person_row(Register="Register der Wichelroedelopers")])

    assert outcomes(plan) == {"afgekeurd": 1}
    problem = plan.problems[0]
    assert (problem.cell, problem.column) == ("J2", "Register")
    assert "rp-sw" in problem.remedy


def test_a_bsn_column_stays_out_and_is_reported(session: Session, tmp_path: Path) -> None:
    header = (*PEOPLE_HEADER, "BSN")

    plan = import_rows(session, tmp_path, [(*person_row(), "111222333")], header)

    assert outcomes(plan) == {"nieuw": 1}
    assert any("BSN" in notice for notice in plan.notices)
    assert "111222333" not in repr(plan)


def test_a_code_for_name_use_that_we_do_not_know_leaves_the_own_name_and_is_named(
    session: Session, tmp_path: Path
) -> None:
    header = (*PEOPLE_HEADER, "Naam partner", "Naamgebruik")

    plan = import_rows(session, tmp_path, [(*person_row(), "Vries", "2"), (*person_row("2"), "Vries", "eigen")], header)

    assert outcomes(plan) == {"nieuw": 2}
    assert session.scalars(select(Person.display_name)).all() == ["Els van den Berg", "Els van den Berg"]
    assert [one for one in plan.notices if "code '2' voor naamgebruik kennen we niet (1 rij)" in one]


def test_a_code_that_we_do_not_know_takes_no_choice_away(session: Session, tmp_path: Path) -> None:
    header = (*PEOPLE_HEADER, "Naam partner", "Naamgebruik")
    import_rows(session, tmp_path, [(*person_row(), "Vries", "partner - eigen")], header)

    plan = import_rows(session, tmp_path, [(*person_row(), "Vries", "X9")], header)

    assert outcomes(plan) == {"ongewijzigd": 1}
    assert session.scalars(select(Person.name_use)).all() == ["partner-eigen"]


def test_a_bsn_in_a_column_of_texts_rejects_its_row_and_is_stored_nowhere(session: Session, tmp_path: Path) -> None:
    rows = [person_row("1", Team="Team Oost, bsn 123456782"), person_row("2", Achternaam="Bos")]

    plan = import_rows(session, tmp_path, rows)

    assert outcomes(plan) == {"nieuw": 1, "afgekeurd": 1}
    (problem,) = plan.problems
    assert (problem.code, problem.cell, problem.value) == ("bsn-like", "F2", "Team Oost, bsn *********")
    assert "123456782" not in repr(plan)


def test_a_number_that_happens_to_pass_the_test_of_a_bsn_is_a_number(session: Session, tmp_path: Path) -> None:
    plan = import_rows(
        session, tmp_path, [person_row("123456782"), person_row("123456783", Leidinggevende="123456782")]
    )

    assert outcomes(plan) == {"nieuw": 2}
    assert plan.problems == ()


def test_hours_are_read_by_the_sign_of_their_whole_column(session: Session, tmp_path: Path) -> None:
    header = (*PEOPLE_HEADER, "Uren per week")

    plan = plan_rows(
        session, tmp_path, [(*person_row("1"), "28.500"), (*person_row("2", Roepnaam="Jan"), "32.5")], header
    )
    asked = plan_rows(session, tmp_path, [(*person_row("1"), "28.500")], header)

    assert [str(new.employments[0]["hours_per_week"]) for new in plan.people] == ["28.50", "32.50"]
    assert [problem.remedy for problem in asked.problems] == ["Schrijf 28500 of 28,5."]


def test_afas_name_use_is_read_by_its_preset(session: Session, tmp_path: Path) -> None:
    header = (
        "Medewerker", "Roepnaam", "Voorvoegsel", "Geboortenaam", "Voorvoegsel_partner", "Geboortenaam_partner",
        "Naamgebruik_code", "Email_werk",
    )  # fmt: skip

    import_rows(
        session, tmp_path, [("7", "Els", "van den", "Berg", "de", "Vries", "1", "els@voorbeeld.example")], header
    )

    person = session.scalars(select(Person)).one()
    assert person.display_name == "Els de Vries-van den Berg"
    assert person.sort_key.startswith("vries")


def test_somebody_who_was_made_by_hand_is_matched_by_number(session: Session, tmp_path: Path) -> None:
    person = make_person(session, "Els", "Berg", prefix="van den", personnel_number="00101")

    plan = import_rows(session, tmp_path, [person_row(Team=None)])

    assert plan.counts["nieuw"] == 0
    assert session.scalars(select(Person.id)).all() == [person.id]


def test_a_cell_that_cannot_be_read_rejects_its_row_and_names_the_cell(session: Session, tmp_path: Path) -> None:
    plan = import_rows(session, tmp_path, [person_row("1", **{"Datum in dienst": "31-02-2020"}), person_row("2")])

    assert outcomes(plan) == {"nieuw": 1, "afgekeurd": 1}
    problem = plan.problems[0]
    assert (problem.row, problem.cell, problem.value) == (2, "H2", "31-02-2020")
    assert problem.remedy


def test_dates_with_slashes_are_asked_about_once_per_column(session: Session, tmp_path: Path) -> None:
    row = person_row(**{"Datum in dienst": "01/02/2020"})

    asked = plan_rows(session, tmp_path, [row])
    answered = plan_rows(session, tmp_path, [row], day_first={"employed_from": True})

    assert list(asked.questions) == ["employed_from"]
    assert outcomes(asked) == {"wacht op antwoord": 1}
    assert not answered.questions
    assert outcomes(answered) == {"nieuw": 1}
    assert answered.people[0].employments[0]["starts_on"] == date(2020, 2, 1)


def test_what_is_wrong_whatever_the_answer_does_not_wait_for_it(session: Session, tmp_path: Path) -> None:
    days = ("01/02/2020", "31-02-2020", "gisteren", "2020-03-04")
    rows = [person_row(str(number), **{"Datum in dienst": day}) for number, day in enumerate(days, 1)]
    both = person_row("5", **{"Datum in dienst": "02/03/2020", "Datum uit dienst": "gisteren"})

    asked = plan_rows(session, tmp_path, [*rows, both])

    waits = [row.outcome.value for row in asked.rows]
    assert waits == ["wacht op antwoord", "afgekeurd", "afgekeurd", "nieuw", "afgekeurd"]
    assert sum(asked.counts.values()) == len(asked.rows)


def test_the_location_comes_along_and_a_file_without_it_takes_none_away(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [(*person_row(), "De Brug")], (*PEOPLE_HEADER, "Locatie"))
    moved = import_rows(session, tmp_path, [(*person_row(), "Zuid")], (*PEOPLE_HEADER, "Locatie"))

    again = import_rows(session, tmp_path, [person_row()])

    assert (outcomes(moved), outcomes(again)) == ({"gewijzigd": 1}, {"ongewijzigd": 1})
    assert session.scalars(select(Employment.location)).one() == "Zuid"


def test_a_file_with_a_location_and_no_team_has_its_teams_by_location(session: Session, tmp_path: Path) -> None:
    header = tuple("Locatie" if name == "Team" else name for name in PEOPLE_HEADER)

    import_rows(session, tmp_path, [person_row()], header)

    assert session.scalars(select(Team.name)).one() == "Team Oost"
    assert session.scalars(select(Employment.location)).one() == "Team Oost"


def test_another_location_per_row_of_one_person_is_a_notice_and_rejects_nobody(
    session: Session, tmp_path: Path
) -> None:
    rows = [(*person_row(), None), (*person_row(Team="Zorg"), "Zuid"), (*person_row(Team="Team West"), "Noord")]
    header = (*PEOPLE_HEADER, "Locatie")

    plan = import_rows(session, tmp_path, rows, header)
    again = import_rows(session, tmp_path, rows[::-1], header)

    assert (outcomes(plan), outcomes(again), plan.problems) == ({"nieuw": 3}, {"ongewijzigd": 3}, ())
    assert session.scalars(select(Employment.location)).all() == ["Noord"]
    assert set(session.scalars(select(Team.name))) == {"Team Oost", "Team West", "Zorg"}
    assert plan.notices == ("Niet elke rij van één persoon noemt dezelfde locatie. We bewaren: Noord (rij 2, 3, 4).",)
