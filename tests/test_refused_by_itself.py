"""Use cases refuse by themselves, also where no page lets anybody come that far (bar AZ15)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.accounts.administration import accounts_of
from register.accounts.manage import account_of, create_account
from register.accounts.sessions import Terms
from register.culture.meetings.rights import find_item
from register.culture.shared.source import source_of
from register.errors import NotFound
from register.exports.presence import Course, CourseKind
from register.exports.presence_ready import prepare
from register.exports.results import ResultFilter
from register.exports.target import target_of
from register.exports.training_plan import training_plan
from register.keeping.holds import Hold, set_hold
from register.keeping.terms import set_term
from register.learning.check_in.letting_in import answer_request, take_out
from register.learning.check_in.screen import led_meeting
from register.learning.on_screen import what_to_sign
from register.learning.outsiders.adding import activity_id_of
from register.learning.planning.planned import planned_day
from register.overview.opened import open_dossier
from register.points.figures import remove_figure
from register.points.versions.drafts import checked_name
from register.points.versions.reading import read_versions
from register.points.versions.withdrawing import withdraw_by_command
from register.privacy.layers import Audience
from tests.accounts.alone import PASSWORD
from tests.makers import NOON, TODAY, make_organisation, make_person, make_team, make_viewer

NONE = 987_654
"""An id that nothing has."""
WITHOUT = ResultFilter(register_id="rp-sw", kind="intervisie")
COURSE = Course(kind=CourseKind.EXPERTISE_GROUP, course="9471")
TERMS = Terms(idle=timedelta(minutes=30), longest=timedelta(hours=8))

Ask = Callable[[Session, Viewer], object]
"""What somebody asks of a use case."""

NOT_THERE: dict[str, Ask] = {
    "account": lambda session, _: account_of(session, "niemand@noord.example"),
    "agenda item": lambda session, one: find_item(session, one, NONE, today=TODAY),
    "attendance on a list": lambda _, one: take_out(one, NONE, at=NOON),
    "attendance on a screen": lambda session, one: what_to_sign(session, one, NONE, alone=False, today=TODAY),
    "experiment": lambda session, one: source_of(session, one, activity_id=None, experiment_id=NONE, today=TODAY),
    "meeting": lambda session, one: led_meeting(session, one, NONE, at=NOON),
    "outsider": lambda session, _: activity_id_of(session, NONE),
    "own figure": lambda _, one: remove_figure(
        one, register_id="rp-sw", rule_version="2018", path="total.min", at=NOON
    ),
    "own version": lambda _, one: withdraw_by_command(one.organisation_id, NONE, at=NOON),
    "person": lambda _, one: create_account(person_id=NONE, login=one.name, password=PASSWORD, at=NOON),
    "planned day": lambda session, one: planned_day(session, one, NONE, today=TODAY),
    "register of a name": lambda session, one: checked_name(session, one, "rp-onzin", "2027-eigen"),
    "register of versions": lambda session, one: read_versions(session, one, "rp-onzin"),
    "request to check in": lambda _, one: answer_request(one, NONE, admit=True, at=NOON),
    "system": lambda *_: target_of("onzin"),
    "term": lambda _, one: set_term(one, "onzin", amount=12, reason="Zo is het afgesproken.", version=0, at=NOON),
}

FOR_A_ROLE: dict[str, Ask] = {
    "accounts": lambda session, one: accounts_of(session, one, at=NOON, terms=TERMS),
    "dossier for HR": lambda _, one: open_dossier(one, one.person_id, Audience.HR, at=NOON, on=TODAY),
    "hold": lambda _, one: set_hold(one, one.person_id, Hold(reference="Z-1"), at=NOON, today=TODAY),
    "presence": lambda _, one: prepare(one, WITHOUT, COURSE, org_id="46", at=NOON),
}


@pytest.fixture
def everything(session: Session) -> Viewer:
    """Somebody with every role."""
    return make_viewer(session, make_person(session, "Ada", roles=(Role.HR, Role.COORDINATOR, Role.ADMIN)))


@pytest.mark.parametrize("ask", NOT_THERE.values(), ids=NOT_THERE)
def test_what_does_not_exist_is_not_found(session: Session, everything: Viewer, ask: Ask) -> None:
    with pytest.raises(NotFound):
        ask(session, everything)


@pytest.mark.parametrize("ask", FOR_A_ROLE.values(), ids=FOR_A_ROLE)
def test_what_is_of_a_role_is_not_there_for_who_lacks_it(session: Session, ask: Ask) -> None:
    professional = make_viewer(session, make_person(session, "Els"))

    with pytest.raises(NotFound):
        ask(session, professional)


def test_what_is_elsewhere_is_not_there_for_hr(session: Session, everything: Viewer) -> None:
    south = make_organisation(session, "Zuid")
    zed, far = make_person(session, "Zed", organisation=south), make_team(session, "Ver", organisation=south)

    with pytest.raises(NotFound):
        open_dossier(everything, zed.id, Audience.HR, at=NOON, on=TODAY)
    with pytest.raises(NotFound):
        training_plan(session, everything, on=TODAY, team_id=far.id)
