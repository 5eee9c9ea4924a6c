"""A small organisation with something on every page: five roles, a group, evidence, own figures, imports, a report."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register.costs.record import CostEntry, set_costs
from register.culture.ambassadors.questions import answer_question, withdraw_answer, withdraw_question
from register.culture.experiments.models import ExperimentMember
from register.culture.experiments.sessions import link_session
from register.culture.knowledge.choices import choose, own_choices
from register.culture.matching.exclusions import exclude
from register.culture.plan.linking import link_activity
from register.culture.shared.comments import comment
from register.current import state
from register.evidence.correction import reopen_activity
from register.evidence.files import store_evidence
from register.exports.presence import Course, CourseKind
from register.exports.presence_ready import prepare
from register.exports.results import ResultFilter
from register.imports.opening import open_files
from register.imports.presets import PresetEntry, save_preset
from register.imports.staging import apply_batch, preview, stage
from register.imports.tables import PEOPLE
from register.keeping.verify import verify_now
from register.learning.change_groups import GroupEntry, make_group
from register.learning.check_in.codes import open_code, show_new_code
from register.learning.confirm import confirm
from register.learning.models import LearningSession
from register.learning.outsiders.adding import OutsiderEntry, add_outsider
from register.learning.outsiders.links import make_outsider_link
from register.learning.outsiders.models import OutsiderAttendance
from register.learning.personal_part import TypedPart, own_parts_page, save_personal_parts
from register.learning.reflection_forms import Written
from register.learning.reflections import keep_draft
from register.learning.sign_links import make_link
from register.needs.change_need import drop_need
from register.needs.propose import propose
from register.notices.follow_up_links import PATH as ANSWER
from register.notices.follow_up_links import make_answer_link
from register.notices.kinds import WEEKLY
from register.notices.preferences import PATH as STOP
from register.notices.preferences import stop_token
from register.once import as_form_key
from register.people.models import ConditionRecord, Person, Team, TeamManager
from register.points.figures import set_figure
from register.points.models import Claim
from register.points.states import move_claim
from register.privacy.layers import Audience, Layer, open_layer
from register.privacy.looks import LookedAt, look
from register.rules.facts import ClaimState
from tests.ambassadors import making as methods
from tests.confirm.reading import attendance_of
from tests.evidence import samples
from tests.experiments import making as experiments
from tests.followup.making import make_question
from tests.keeping import making as keeping
from tests.makers import LONG_AGO, NOON, TODAY, make_logged, make_person, make_registration, make_team, make_viewer
from tests.matching import making as matching
from tests.meetings import making as meetings
from tests.needs import making as needs
from tests.plan.making import make_goal, make_plan
from tests.planning.making import plan_days
from tests.rules_versions import making as rules_versions
from tests.shared.making import make_shared
from tests.talks.making import make_talk
from tests.team.making import make_stand_in
from tests.workbook_maker import PEOPLE_HEADER, person_row, write_rows

GRANTED: dict[str, tuple[str, ...]] = {
    "professional": (), "manager": (), "hr": ("hr",), "coordinator": ("coordinator",), "admin": ("admin",),
    "everything": ("manager", "hr", "coordinator", "admin"),
}  # fmt: skip
ROLES = ("professional", "manager", "hr", "coordinator", "admin")
_REFLECTION = {"starr-situatie": "Een huisbezoek.", "pdca-plan": "Vaker stil zijn."}
LONG_TITLE = "Donaudampfschifffahrtsgesellschaftskapitänspatentverlängerungsbijeenkomst in het wijkteam"


@dataclass(frozen=True, kw_only=True)
class Filled:
    """Where to find some things in it."""

    token: str
    """A link by mail."""
    by_mail: tuple[str, ...]
    """Where the other links in a mail, and that of a code to check in, lead."""
    for_outsider: str
    """A link for somebody of elsewhere."""
    today: Mapping[str, int]
    """Of each role an activity of today."""
    learnings: Mapping[str, int]
    """Of each role a learning that it shared."""
    activities: Mapping[str, tuple[int, int]]
    """Of each role an activity that others were asked about, and one for which points were granted."""
    imported: int
    """An import that was carried out."""
    rules: tuple[int, int]
    """An own version of the rules that is a draft, and one that was published."""


def make_house(session: Session, folder: Path) -> Filled:
    """Fill an empty database; who has a role signs in with its name."""
    oost, west = make_team(session, "Team Oost"), make_team(session, "Team West")
    people = {
        role: make_person(session, role.title(), subject=role, roles=given, team=oost)
        for role, given in GRANTED.items()
    }
    _manage(session, people["manager"], oost, west)
    ring = list(people.values())
    for person in ring:
        youth = make_registration(session, person, "skj-jgp", number="12345678")
        session.add(ConditionRecord(registration_id=youth.id, code="vog", met=True, expires_on=TODAY))
        make_registration(session, person, "rp-sw")
    activities = {
        role: (_days_of(session, person, (ring[place - 1], ring[place - 2])), _granted_twice(session, person))
        for place, (role, person) in enumerate(people.items())
    }
    _figure(session, people["admin"])
    keeping.things_of(session, people["hr"])
    keeping.own_file(session, people["professional"])
    verify_now(make_viewer(session, people["admin"]), at=NOON)
    rules = rules_versions.things_of(session, people["admin"].organisation_id)
    imported = _imports(session, people["hr"], folder)
    _reported(session, people["hr"])
    for audience in Audience:
        open_layer(make_viewer(session, people["professional"]), audience, Layer.EVIDENCE, at=NOON)
    look(make_viewer(session, people["hr"]), [one.id for one in ring], LookedAt.DOSSIER, at=NOON)
    today = _group(session, people)
    _method(session, people)
    _passed_on(session, people)
    _in_the_team(session, people, oost)
    _matched(session, people)
    _planned_training(session, people)
    activity = make_logged(session, people["hr"], others=(people["professional"],), title="Casus van de week")
    token = make_link(session, attendance_of(session, activity, people["professional"]), at=NOON, days=21)
    _tried_together(session, people, oost)
    by_mail = _by_mail(session, people["professional"], activity)
    code = _code(session, people["professional"], today["professional"])
    learnings = {role: make_shared(session, person, f"Les van {role}") for role, person in people.items()}
    elsewhere = _for_outsider(session, people["professional"], today["professional"])
    session.commit()
    return Filled(
        token=token, by_mail=(*by_mail, code), for_outsider=elsewhere, today=today, activities=activities,
        imported=imported, learnings=learnings,
        rules=(rules["rule_version_id"], rules["published_rule_version_id"]),
    )  # fmt: skip


def _by_mail(session: Session, person: Person, activity: int) -> tuple[str, ...]:
    question = make_question(session, person, activity, weeks=12)
    return (
        f"{ANSWER}{make_answer_link(session, person.id, question, at=NOON)}",
        f"{STOP}{stop_token(person.id, WEEKLY)}",
    )


def _code(session: Session, person: Person, activity_id: int) -> str:
    meeting = session.scalars(select(LearningSession.id).where(LearningSession.activity_id == activity_id)).one()
    show_new_code(make_viewer(session, person), meeting, at=NOON)
    shown = open_code(session, meeting, at=NOON)
    assert shown is not None
    return f"/inchecken/{shown.token}"


def _for_outsider(session: Session, person: Person, activity_id: int) -> str:
    found = select(OutsiderAttendance.id).join(LearningSession).where(LearningSession.activity_id == activity_id)
    made = make_outsider_link(make_viewer(session, person), session.scalars(found).one(), at=NOON)
    return f"/extern/{made.address.rpartition('/')[2]}"


def _manage(session: Session, person: Person, *teams: Team) -> None:
    session.add_all(TeamManager(person_id=person.id, team_id=team.id, starts_on=LONG_AGO) for team in teams)
    session.commit()


def _days_of(session: Session, person: Person, others: tuple[Person, ...]) -> int:
    shared = make_logged(session, person, others=others, title=LONG_TITLE, report="We oefenden twee keer.")
    make_logged(session, person, kind="training", minutes=390, title="Meldcode in de praktijk")
    store_evidence(
        make_viewer(session, person), shared, io.BytesIO(samples.picture("JPEG")),
        "presentielijst van de ochtend.jpg", form_key=as_form_key(""), at=NOON, settings=state().settings,
    )  # fmt: skip
    viewer = make_viewer(session, person)
    keep_draft(viewer, shared, Written(method="starr", answers=_REFLECTION), version=0, at=NOON)
    own = own_parts_page(session, viewer, shared)[1][0].attendance_id
    save_personal_parts(
        viewer, shared, {own: TypedPart(text="Ik vroeg te snel door.", version=0)}, at=NOON, today=TODAY
    )
    session.commit()
    return shared


def _figure(session: Session, admin: Person) -> None:
    set_figure(
        make_viewer(session, admin), register_id="rp-sw", rule_version="2018",
        path="activities.intervisie.points_per_hour", value=Decimal("0.75"), source="Verzonnen", example=True, at=NOON,
    )  # fmt: skip
    session.commit()


def _granted_twice(session: Session, person: Person) -> int:
    """Granted, opened again, confirmed and granted anew: it is locked, and its first version is there to read."""
    viewer = make_viewer(session, person)
    activity = make_logged(session, person, title="Intervisie met de wijkverpleging")
    attendance = attendance_of(session, activity, person).id
    _grant(session, person, attendance)
    reopen_activity(viewer, activity, reason="De eindtijd was een uur eerder.", at=NOON)
    confirm(viewer, attendance, content_version=2, method="kaart", at=NOON)
    _grant(session, person, attendance)
    return activity


def _grant(session: Session, person: Person, attendance: int) -> None:
    viewer = make_viewer(session, person)
    for claim in session.scalars(select(Claim.id).where(Claim.attendance_id == attendance)).all():
        move_claim(viewer, claim, to=ClaimState.FILED, day=TODAY, at=NOON)
        move_claim(viewer, claim, to=ClaimState.GRANTED, day=TODAY, granted=Decimal("1.5"), at=NOON)


def _imports(session: Session, hr: Person, folder: Path) -> int:
    """One import that waits and one that was carried out, and columns of one's own."""
    viewer = make_viewer(session, hr)
    rows = [person_row(), person_row("00102", Achternaam=None), person_row("00103", Roepnaam="Jan")]
    _stage(session, hr, write_rows(folder / "medewerkers.xlsx", PEOPLE_HEADER, rows))
    newcomer = person_row("00104", Roepnaam="Bo", Achternaam="Zwart")
    batch = _stage(session, hr, write_rows(folder / "nieuw.xlsx", PEOPLE_HEADER, [newcomer]))
    plan = preview(session, viewer, batch, today=TODAY).plan
    apply_batch(viewer, batch, digest=plan.digest if plan else "", at=NOON, today=TODAY)
    save_preset(
        viewer, PresetEntry(
            title="Onze lijst", kind=PEOPLE, base="generic", fields={"personnel_number": "Nr.", "surname": "Wie"}
        ), at=NOON,
    )  # fmt: skip
    return batch


def _stage(session: Session, hr: Person, path: Path) -> int:
    opened = open_files([path], kind=PEOPLE, system=None, presets=(), max_rows=100)
    batch = stage(make_viewer(session, hr), opened, paths=[path], file_name=path.name, at=NOON)
    session.commit()
    return batch


def _reported(session: Session, hr: Person) -> None:
    """Presence of somebody with a number, put ready for PE-online."""
    gerda = make_person(session, "Gerda", "Gemeld")
    make_registration(session, gerda, "rp-sw", number="4610200001")
    make_logged(session, gerda)
    course = Course(kind=CourseKind.EXPERTISE_GROUP, course="9471")
    prepare(make_viewer(session, hr), ResultFilter(register_id="rp-sw"), course, org_id="46", at=NOON)


def _group(session: Session, people: dict[str, Person]) -> dict[str, int]:
    """A group of each with days ahead, and what it did today with somebody of elsewhere."""
    guest, held = people["everything"], {}
    for role, person in people.items():
        group = make_group(
            make_viewer(session, person), GroupEntry(name=f"Intervisie {role}", kind="intervisie", minutes=120),
            person_ids=[person.id, guest.id], form_key=f"groep-van-{role}-voor-de-toets", at=NOON,
            today=TODAY,
        )  # fmt: skip
        plan_days(session, person, group, TODAY - timedelta(days=1), TODAY + timedelta(days=6))
        today = make_logged(session, person, held_on=TODAY, title=f"Intervisie van {role}")
        entry = OutsiderEntry(name="Bo Buiten", employer="GGD", email="bo@ggd.example")
        add_outsider(make_viewer(session, person), today, entry, form_key=f"extern-bij-{role}-toets", at=NOON)
        held[role] = today
    return held


def _method(session: Session, people: dict[str, Person]) -> None:
    """Methods of which everybody is ambassador, with questions that wait, were answered and were taken back."""
    method = methods.make_method(session, about="Voor wie de huisarts verwijst.", competences=["bakens:integraal"])
    former = make_person(session, "Fenna", "Gestopt")
    methods.make_ambassador(session, method, former, starts_on=LONG_AGO, ends_on=LONG_AGO)
    for person in people.values():
        methods.make_ambassador(session, method, person)
        viewer = make_viewer(session, person)
        methods.make_question(session, method, person, "Wat zeg je in het eerste gesprek?")
        gone, answered, taken_back = (methods.make_question(session, method, person).id for _ in range(3))
        withdraw_question(viewer, method.id, gone, at=NOON)
        for question in (answered, taken_back):
            answer_question(viewer, method.id, question, "Begin met luisteren.", version=1, at=NOON, today=TODAY)
        withdraw_answer(viewer, method.id, taken_back, at=NOON)
        make_logged(session, person, kind="ambassadeurswerk", title="Startbijeenkomst", work_method=method.name)
    methods.make_method(session, "Oude methode", ended_on=LONG_AGO)


def _tried_together(session: Session, people: dict[str, Person], team: Team) -> None:
    """An experiment that everybody leads, with a session and what was learnt, and a meeting with a learning moment."""
    first = people["professional"]
    experiment_id = experiments.begin(session, first, *people.values(), attempt="Elke week een keer.", team_id=team.id)
    session.execute(update(ExperimentMember).values(leads=True))
    session.commit()
    logged = make_logged(session, first, "experiment", others=(people["manager"],))
    link_session(make_viewer(session, first), experiment_id, logged, at=NOON, today=TODAY)
    experiments.conclude(session, first, experiment_id, "mislukt", learnt="Eerst vragen, dan pas afspreken.")
    meeting_id = meetings.meet(session, first, team, location="De Brug")
    meetings.put(session, first, meeting_id, title="Planning", minutes=50, minutes_text="Wij bellen de wijkagent.")
    item_id = meetings.put(session, first, meeting_id, is_learning=True, learnt="Doorvragen werkt.")
    meetings.log(session, first, item_id, first, people["manager"])


def _planned_training(session: Session, people: dict[str, Person]) -> None:
    """A wish of everybody, what the organisation is after, lines that are in and out, and what a training costs."""
    hr = make_viewer(session, people["hr"])
    for person in people.values():
        needs.wish(session, person, f"Rouw en verlies, {person.given_name}")
    needs.direction(hr)
    propose(hr, needs.YEAR, at=NOON, today=TODAY)
    drop_need(hr, needs.need(session, hr, "Weggelaten"), at=NOON)
    paid = make_logged(
        session, people["professional"], "training", others=(people["manager"],), title="Meldcode, door de werkgever",
        cost_bearer="werkgever", held_on=date(2026, 2, 3),
    )  # fmt: skip
    there = [people["professional"].id]
    set_costs(hr, paid, there, CostEntry(bearer="werkgever", amount=Decimal(250), mandatory=True), seen={}, at=NOON)


def _matched(session: Session, people: dict[str, Person]) -> None:
    """A question with somebody to ask, what is asked of each, a pair that is going on, and a private list."""
    for person in people.values():
        matching.things_of(session, person)
        exclude(make_viewer(session, person), make_person(session, f"Pim{person.id}").id)


def _in_the_team(session: Session, people: dict[str, Person], team: Team) -> None:
    """A stand-in, a sheet for the talk that was released, and what somebody shows to know and want."""
    make_stand_in(session, people["manager"], team, people["coordinator"])
    make_talk(session, people["professional"], "Mijn groep kwam van de grond.")
    for person in (people["professional"], people["hr"]):
        viewer = make_viewer(session, person)
        could = [one.key for one in own_choices(session, viewer, today=TODAY)]
        choose(viewer, could, offered=could, at=NOON, today=TODAY)
    session.commit()


def _passed_on(session: Session, people: dict[str, Person]) -> None:
    """A learning with a comment, what stayed of an intervisie, and somebody's plan with a goal."""
    mine, hr = people["professional"], make_viewer(session, people["hr"])
    held = make_logged(session, mine, others=tuple(people.values())[1:], title="Intervisie over grenzen")
    learning = make_shared(
        session, mine, "Doorvragen werkt", activity_id=held, competences=("bakens:vraag_achter_de_vraag",)
    )
    comment(hr, learning, "Bij ons ook.", kept_anyway="", form_key="reactie-van-hr-op-les", at=NOON, today=TODAY)
    for person in people.values():
        make_question(session, person, held, answer="deels")
        make_question(session, person, held, weeks=12)
    for person in people.values():
        plan = make_plan(session, person)
        goal = make_goal(session, person, plan, approach="Meelopen met een collega.", due_on=TODAY)
        link_activity(make_viewer(session, person), goal, held)
