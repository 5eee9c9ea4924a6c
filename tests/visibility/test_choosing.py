"""What the owner opens holds for that audience and that registration, from now on and until a day; and is undone."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from register.access import Viewer
from register.errors import Conflict, Invalid, NotFound
from register.privacy.choosing import Choice, choose, read_choices, undo_choices
from register.privacy.layers import Audience, Layer, opened, opened_of
from register.privacy.models import OpenedLayer
from tests.conftest import NOW
from tests.makers import TODAY, make_person, make_registration
from tests.visibility.conftest import Scene

MANAGER, HR = Audience.MANAGER, Audience.HR
TOMORROW = TODAY + timedelta(days=1)


def pick(
    layer: Layer | None, registration: int | None = None, *, audience: Audience = MANAGER, until: date | None = None
) -> Choice:
    return Choice(audience=audience, registration_id=registration, layer=layer, until=until)


def keep(session: Session, owner: Viewer, *choices: Choice) -> int:
    seen = read_choices(session, owner.person_id).digest
    return choose(owner, choices, seen=seen, at=NOW, today=TODAY)


def test_nothing_more_than_totals_is_open_until_the_owner_says_so(session: Session, owner: Viewer) -> None:
    assert {opened(session, owner.person_id, one, on=TODAY) for one in Audience} == {Layer.TOTALS}


def test_a_registration_has_a_choice_of_its_own_beside_that_for_everything(
    session: Session, scene: Scene, owner: Viewer
) -> None:
    keep(session, owner, pick(Layer.LIST), pick(Layer.EVIDENCE, scene.jeugd.id))

    may = opened_of(session, owner.person_id, MANAGER, on=TODAY)

    assert (may.everything, may.of(scene.jeugd.id), may.of(scene.werk.id)) == (Layer.LIST, Layer.EVIDENCE, Layer.LIST)
    assert opened(session, owner.person_id, HR, on=TODAY, registration_id=scene.jeugd.id) is Layer.TOTALS


def test_the_whole_dossier_is_open_no_further_than_the_registration_that_is_closed_most(
    session: Session, scene: Scene, owner: Viewer
) -> None:
    keep(session, owner, pick(Layer.EVIDENCE), pick(Layer.TOTALS, scene.werk.id))

    assert opened(session, owner.person_id, MANAGER, on=TODAY) is Layer.TOTALS


def test_what_runs_out_closes_and_never_opens_more(session: Session, scene: Scene, owner: Viewer) -> None:
    keep(
        session, owner, pick(Layer.EVIDENCE, until=TODAY), pick(Layer.LIST, scene.jeugd.id, until=TODAY),
        pick(Layer.EVIDENCE, audience=HR), pick(Layer.LIST, scene.jeugd.id, audience=HR, until=TODAY),
    )  # fmt: skip

    today, later = (opened_of(session, owner.person_id, MANAGER, on=day) for day in (TODAY, TOMORROW))
    for_hr = opened_of(session, owner.person_id, HR, on=TOMORROW)

    assert (today.everything, today.of(scene.jeugd.id)) == (Layer.EVIDENCE, Layer.LIST)
    assert (later.everything, later.of(scene.jeugd.id)) == (Layer.TOTALS, Layer.TOTALS)
    assert for_hr.of(scene.jeugd.id) is Layer.LIST


def test_a_day_that_has_been_is_refused_and_nothing_is_kept(session: Session, owner: Viewer) -> None:
    with pytest.raises(Invalid, match="Deze dag is al geweest"):
        keep(session, owner, pick(Layer.LIST, until=TODAY - timedelta(days=1)))

    assert read_choices(session, owner.person_id).made == ()


def test_the_last_change_is_put_back_and_brought_back(session: Session, owner: Viewer) -> None:
    keep(session, owner, pick(Layer.LIST))
    before = read_choices(session, owner.person_id)

    undo_choices(owner, seen=before.digest, at=NOW)
    closed = opened(session, owner.person_id, MANAGER, on=TODAY)
    undo_choices(owner, seen=read_choices(session, owner.person_id).digest, at=NOW)

    assert (closed, opened(session, owner.person_id, MANAGER, on=TODAY)) == (Layer.TOTALS, Layer.LIST)


def test_a_form_of_before_the_last_change_is_refused(session: Session, owner: Viewer) -> None:
    old = read_choices(session, owner.person_id).digest
    keep(session, owner, pick(Layer.LIST))

    with pytest.raises(Conflict):
        choose(owner, [pick(Layer.EVIDENCE)], seen=old, at=NOW, today=TODAY)
    with pytest.raises(Conflict):
        undo_choices(owner, seen=old, at=NOW)


def test_nobody_opens_a_registration_of_somebody_else(session: Session, owner: Viewer) -> None:
    other = make_registration(session, make_person(session, "Tom"))

    with pytest.raises(NotFound):
        keep(session, owner, pick(Layer.LIST, other.id))


def test_where_nothing_was_chosen_there_is_nothing_to_undo(session: Session, owner: Viewer) -> None:
    with pytest.raises(NotFound):
        undo_choices(owner, seen=read_choices(session, owner.person_id).digest, at=NOW)


def test_the_database_holds_one_choice_for_everything(session: Session, scene: Scene) -> None:
    row = {"person_id": scene.els.id, "audience": "hr", "layer": "lijst", "since": NOW}
    session.add_all([OpenedLayer(**row), OpenedLayer(**row)])

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
