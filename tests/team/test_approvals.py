"""Where a rule asks for the employer's approval nothing counts without it, and nobody approves what is their own."""

from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from register.culture import to_approve
from register.keeping.points_check import STAND, wrong_points
from register.learning.change_activity import change_activity
from register.learning.confirm import confirm
from register.learning.models import Activity
from register.people.models import Membership, Person, Registration, Team
from register.points.figures_recount import recount_registrations
from register.points.judges import judge_with, rule_book
from register.points.models import Approval, Claim, Standing
from register.points.standing import assess_registration
from register.points.what_if import explained_claims
from register.rules.facts import ClaimState
from tests.conftest import FillOnce
from tests.host import Host
from tests.learning.making import make_entry
from tests.makers import LONG_AGO, NOON, TODAY, make_logged, make_person, make_registration, make_team, make_viewer
from tests.pages.counting import statements
from tests.pages.reading import PREFIX, forget_request, soup, token
from tests.rules_versions.making import make_registered
from tests.team.making import ask_for_approval, make_stand_in

PAGE = "/team/goedkeuren"
APPROVED = "Je leidinggevende heeft dit goedgekeurd."
WAITS = "Dit telt mee zodra je leidinggevende het goedkeurt."


@pytest.fixture
def oost(session: Session, fill_once: FillOnce) -> Team:
    """Team Oost of Mo, whose register asks for approval of intervisie; Els and Jan each did two hours of it."""
    (team_id,) = fill_once("approvals", lambda: _filled(session))
    return session.get_one(Team, team_id)


def _filled(session: Session) -> tuple[int, ...]:
    ask_for_approval(session)
    team = make_team(session, "Team Oost")
    make_person(session, "Mo", "Baas", manages=team)
    for name in ("Els", "Jan"):
        make_registered(session, name, team=team)
    return (team.id,)


def lines(host: Host, subject: str = "mo") -> list[str]:
    page = soup(host.client(subject).get(PREFIX + PAGE))
    return [str(one["value"]) for one in page.select(f"form[action$='{PAGE}'] input[name=shown]")]


def send(client: FlaskClient, path: str, **fields: object) -> int:
    sent = {"csrf_token": token(client), **fields}
    forget_request()
    return client.post(PREFIX + path, data=sent).status_code


def counted(session: Session) -> list[Decimal]:
    rows = select(Standing.countable).order_by(Standing.registration_id)
    session.expire_all()
    return list(session.scalars(rows))


def approvals(session: Session) -> list[tuple[int, int]]:
    session.expire_all()
    return [(row.owner_id, row.approver_id) for row in session.scalars(select(Approval).order_by(Approval.owner_id))]


def change_minutes(session: Session, owner: Person, minutes: int) -> None:
    row = session.scalars(select(Activity).where(Activity.created_by_id == owner.id)).one()
    entry = make_entry(owner, minutes=minutes, held_on=date(2026, 3, 5))
    change_activity(make_viewer(session, owner), row.id, entry, version=row.version, at=NOON, today=TODAY)


def person(session: Session, name: str) -> Person:
    return session.scalars(select(Person).where(Person.given_name == name)).one()


def test_what_waits_counts_for_nothing_and_the_dossier_says_why(host: Host, session: Session, oost: Team) -> None:
    claim = session.scalars(select(Claim.id).order_by(Claim.id)).first()

    page = host.client("els").get(f"{PREFIX}/dossier/regels/{claim}").text

    assert counted(session) == [0, 0]
    assert WAITS in page


def test_everything_of_the_team_is_approved_at_once_and_counts(host: Host, session: Session, oost: Team) -> None:
    shown = lines(host)

    code = send(host.client("mo"), PAGE, shown=shown, everything="1")

    assert (len(shown), code) == (2, 302)
    assert counted(session) == [2, 2]
    assert len(approvals(session)) == 2
    assert lines(host) == []


def test_what_is_ticked_is_approved_and_can_be_taken_back(host: Host, session: Session, oost: Team) -> None:
    client = host.client("mo")

    send(client, PAGE, claim=lines(host)[0], shown=lines(host))
    after = counted(session)
    done = soup(client.get(PREFIX + PAGE)).select(f"form[action$='{PAGE}/terugnemen'] input[name=claim]")
    send(client, f"{PAGE}/terugnemen", claim=str(done[0]["value"]))

    assert after == [2, 0]
    assert counted(session) == [0, 0]
    assert approvals(session) == []
    assert len(lines(host)) == 2


def test_who_manages_the_own_team_cannot_approve_what_is_own(host: Host, session: Session, oost: Team) -> None:
    mo = make_registered(session, "Moniek")
    session.execute(
        update(Membership).where(Membership.person_id == person(session, "Jan").id).values(ends_on=LONG_AGO)
    )
    session.add(Membership(person_id=mo.person_id, team_id=oost.id, starts_on=LONG_AGO))
    make_stand_in(session, person(session, "Mo"), oost, person(session, "Moniek"))
    own = session.scalars(select(Claim).where(Claim.registration_id == mo.id)).one()

    seen = lines(host, "moniek")
    code = send(host.client("moniek"), PAGE, claim=f"{own.id}-{own.version}")
    by_her = send(host.client("moniek"), PAGE, claim=seen)

    assert (len(seen), code, by_her) == (1, 409, 302)
    assert approvals(session) == [(person(session, "Els").id, mo.person_id)]


@pytest.mark.parametrize("forged", ["own", "owner"])
def test_the_database_takes_no_approval_of_ones_own_and_no_made_up_owner(
    session: Session, oost: Team, forged: str
) -> None:
    claim = session.scalars(select(Claim).order_by(Claim.id)).first()
    assert claim is not None
    owner, other = session.get_one(Registration, claim.registration_id).person_id, person(session, "Jan").id
    session.add(
        Approval(
            claim_id=claim.id, registration_id=claim.registration_id, approved_at=NOON, approver_id=owner,
            owner_id={"own": owner, "owner": other}[forged],
        )
    )  # fmt: skip

    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


def test_a_mark_in_the_facts_approves_nothing(host: Host, session: Session, oost: Team) -> None:
    for claim in session.scalars(select(Claim)):
        claim.facts = {**claim.facts, "approved": True}
    session.commit()

    refresh(session)

    assert counted(session) == [0, 0]
    assert len(lines(host)) == 2


def test_an_approval_counts_the_same_in_the_dossier_a_recount_and_a_check(
    host: Host, session: Session, oost: Team
) -> None:
    send(host.client("mo"), PAGE, shown=lines(host), everything="1")
    first = session.scalars(select(Registration).order_by(Registration.id)).all()[0]
    on_page = assess_registration(session, first, on=TODAY).total.countable

    refresh(session)

    assert [on_page, *counted(session)] == [2, 2, 2]
    assert list(wrong_points(session, oost.organisation_id)) == []
    assert APPROVED in explained(session)


def test_an_approval_that_is_gone_from_the_database_is_found(host: Host, session: Session, oost: Team) -> None:
    send(host.client("mo"), PAGE, shown=lines(host), everything="1")
    session.execute(delete(Approval))
    session.commit()

    assert [one.what for one in wrong_points(session, oost.organisation_id)] == [STAND, STAND]
    refresh(session)
    assert counted(session) == [0, 0]


def refresh(session: Session) -> None:
    organisation = session.scalars(select(Team.organisation_id)).one()
    recount_registrations(session, organisation, session.scalars(select(Registration.id)).all(), at=NOON)
    session.commit()


def explained(session: Session) -> list[str]:
    els = person(session, "Els")
    attended = session.scalars(select(Claim.attendance_id)).all()
    found = explained_claims(
        session, organisation_id=els.organisation_id, person_id=els.id, attendance_ids=attended
    )  # fmt: skip
    return [reason.text for claim in found for reason in claim.reasons]


def test_whom_a_manager_lets_stand_in_does_not_approve_what_is_that_managers(
    host: Host, session: Session, oost: Team
) -> None:
    mo, els = joins(session, oost), person(session, "Els")
    make_stand_in(session, person(session, "Mo"), oost, els)

    code = send(host.client("els"), PAGE, claim=f"{mo.id}-{mo.version}")

    jan = claim_of(session, "Jan")
    assert lines(host, "els") == [f"{jan.id}-{jan.version}"]
    assert (code, approvals(session)) == (409, [])


def test_who_manages_the_team_anyway_approves_what_is_of_who_let_them_stand_in(
    host: Host, session: Session, oost: Team
) -> None:
    mo = joins(session, oost)
    make_person(session, "Boven", manages=oost)
    make_stand_in(session, person(session, "Mo"), make_team(session, "Team West"), person(session, "Boven"))

    assert f"{mo.id}-{mo.version}" in lines(host, "boven")


def joins(session: Session, team: Team) -> Claim:
    """Mo, who manages the team, comes to sit in it and does two hours of intervisie; returns that claim."""
    mo = person(session, "Mo")
    session.add(Membership(person_id=mo.id, team_id=team.id, starts_on=LONG_AGO))
    make_registration(session, mo, "rp-sw", cycle_ends_on=date(2028, 12, 31))
    make_logged(session, mo)
    return claim_of(session, "Mo")


def claim_of(session: Session, name: str) -> Claim:
    whose = Registration.person_id == person(session, name).id
    return session.scalars(
        select(Claim).join(Registration, Registration.id == Claim.registration_id).where(whose)
    ).one()


def test_another_content_lapses_an_approval(host: Host, session: Session, oost: Team) -> None:
    send(host.client("mo"), PAGE, shown=lines(host), everything="1")
    before = counted(session)

    change_minutes(session, person(session, "Els"), 90)

    assert before == [2, 2]
    assert counted(session) == [0, 2]
    assert [owner for owner, _ in approvals(session)] == [person(session, "Jan").id]
    assert len(lines(host)) == 1


def test_an_approval_stays_when_only_somebody_else_confirms(host: Host, session: Session, oost: Team) -> None:
    jan = person(session, "Jan")
    make_logged(session, person(session, "Els"), others=(jan,))
    send(host.client("mo"), PAGE, shown=lines(host), everything="1")
    els = counted(session)[0]
    waiting = session.scalars(select(Claim).where(Claim.state == ClaimState.DRAFT.value)).one()

    confirm(make_viewer(session, jan), waiting.attendance_id, content_version=1, method="kaart", at=NOON)

    assert els == 4
    assert counted(session)[0] == 4


def test_a_list_that_changed_meanwhile_approves_nothing(host: Host, session: Session, oost: Team) -> None:
    stale = lines(host)
    change_minutes(session, person(session, "Els"), 90)

    code = send(host.client("mo"), PAGE, shown=stale, everything="1")

    assert code == 409
    assert approvals(session) == []


def test_another_manager_finds_nothing_to_approve(host: Host, session: Session, oost: Team) -> None:
    make_person(session, "Max", manages=make_team(session, "Team West"))

    assert send(host.client("max"), PAGE, claim=lines(host)) == 409
    assert approvals(session) == []


def test_a_team_whose_registers_ask_nothing_is_told_so(host: Host, session: Session) -> None:
    team = make_team(session, "Team Zuid")
    make_person(session, "Zus", manages=team)
    make_registered(session, "Anna", team=team)

    assert "De registers van je team vragen dit nu niet." in host.client("zus").get(PREFIX + PAGE).text


def test_more_people_cost_no_more_queries(host: Host, session: Session, oost: Team) -> None:
    few = queries(host)
    for number in range(5):
        make_registered(session, f"Piet{number}", team=oost)

    assert queries(host) == few


def queries(host: Host, path: str = PAGE) -> int:
    client = host.client("mo")
    client.get(PREFIX + path)
    with statements(host.database.engine) as sent:
        assert client.get(PREFIX + path).status_code == 200
    return len(sent)


def asked_on_vandaag(host: Host, subject: str = "mo") -> str:
    card = soup(host.client(subject).get(f"{PREFIX}/")).select_one("section[aria-labelledby=rg-colleagues]")
    return " ".join(card.get_text(" ", strip=True).split()) if card else ""


def test_vandaag_says_how_much_waits_for_approval_and_never_whose(host: Host, session: Session, oost: Team) -> None:
    jan = person(session, "Jan")
    make_logged(session, jan, kind="training", held_on=date(2026, 4, 5))

    before = asked_on_vandaag(host)
    send(host.client("mo"), PAGE, claim=lines(host)[0])
    after_one = asked_on_vandaag(host)
    send(host.client("mo"), PAGE, shown=lines(host), everything="1")

    assert "2 activiteiten wachten op je goedkeuring" in before
    assert "Els" not in before + after_one
    assert "1 activiteit wacht op je goedkeuring" in after_one
    assert (asked_on_vandaag(host), asked_on_vandaag(host, "els")) == ("", "")


def test_what_no_rule_asks_approval_for_is_not_looked_at_once_the_rules_were_read(
    host: Host, session: Session, oost: Team
) -> None:
    make_logged(session, person(session, "Jan"), kind="training", held_on=date(2026, 4, 5))
    mo = person(session, "Mo")
    to_approve._KNOWN.clear()
    who = {"person": mo.id, "organisation": mo.organisation_id, "today": TODAY, "teams": [oost.id]}

    seen = [looked_at(session, who) for _ in range(2)]

    assert seen == [(2, ["intervisie", "training"]), (2, ["intervisie"])]


def looked_at(session: Session, who: dict[str, object]) -> tuple[int, list[str]]:
    """How much waits, and of which kinds the database counted the claims."""
    rows = session.execute(to_approve.to_approve_select(), who | to_approve.to_approve_asked()).all()
    return to_approve.to_approve_from(session, rows), sorted(row.text.partition("|")[0] for row in rows)


def test_vandaag_counts_for_a_stand_in_what_the_stand_in_may_approve(host: Host, session: Session, oost: Team) -> None:
    mo = make_registered(session, "Moniek")
    session.add(Membership(person_id=mo.person_id, team_id=oost.id, starts_on=LONG_AGO))
    make_stand_in(session, person(session, "Mo"), oost, person(session, "Moniek"))

    assert len(lines(host, "moniek")) == 2
    assert "2 activiteiten wachten op je goedkeuring" in asked_on_vandaag(host, "moniek")
    assert "3 activiteiten wachten op je goedkeuring" in asked_on_vandaag(host)


def test_vandaag_of_a_manager_asks_no_more_for_what_waits(host: Host, session: Session, oost: Team) -> None:
    waiting = queries(host, "/")
    send(host.client("mo"), PAGE, shown=lines(host), everything="1")

    assert (waiting, queries(host, "/")) == (9, 9)  # 7, the teams that Mo manages, whether Mo ever logged anything


def test_no_shipped_register_asks_for_approval_so_that_own_versions_are_all_there_is_to_count() -> None:
    asking = [register_id for register_id in rule_book().infos if judge_with(register_id, ((), ())).asks_approval]

    assert asking == []
