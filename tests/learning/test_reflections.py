"""A reflection is its owner's: nobody else reads it, on no page, in no trail."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.errors import Conflict, NotFound
from register.learning.log_activity import log_activity
from register.learning.reflections import own_reflection, save_reflection
from tests.host import Host
from tests.learning.making import make_entry
from tests.makers import TODAY, make_person, make_team, make_viewer

CANARY = "kanarie-7b1f-zwijgen"


def test_every_participant_has_an_own_reflection(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    activity = log_activity(make_viewer(session, els), make_entry(els, jan), at=now, today=TODAY).activity_id

    save_reflection(make_viewer(session, els), activity, "van Els", version=0, at=now)
    save_reflection(make_viewer(session, jan), activity, "van Jan", version=0, at=now)

    assert own_reflection(session, make_viewer(session, els), activity).text == "van Els"
    assert own_reflection(session, make_viewer(session, jan), activity).text == "van Jan"


def test_an_older_tab_does_not_overwrite_a_newer_text(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer = make_viewer(session, els)
    activity = log_activity(viewer, make_entry(els, reflection="eerste"), at=now, today=TODAY).activity_id
    save_reflection(viewer, activity, "tweede", version=1, at=now)

    with pytest.raises(Conflict):
        save_reflection(viewer, activity, "derde", version=1, at=now)

    assert own_reflection(session, viewer, activity).text == "tweede"


def test_an_emptied_reflection_is_gone(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer = make_viewer(session, els)
    activity = log_activity(viewer, make_entry(els, reflection="weg ermee"), at=now, today=TODAY).activity_id

    save_reflection(viewer, activity, "  ", version=1, at=now)

    assert own_reflection(session, viewer, activity).version == 0


def test_an_outsider_has_nothing_to_reflect_on(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    activity = log_activity(make_viewer(session, els), make_entry(els), at=now, today=TODAY).activity_id
    outsider = make_viewer(session, make_person(session, "Hr", roles=("hr", "admin")))

    with pytest.raises(NotFound):
        save_reflection(outsider, activity, "x", version=0, at=now)


def test_the_canary_is_read_by_its_owner_and_by_no_other_role(host: Host, session: Session, now: datetime) -> None:
    team = make_team(session)
    els, jan = make_person(session, "Els", team=team), make_person(session, "Jan", team=team)
    make_person(session, "Baas", manages=team)
    make_person(session, "Hr", roles=("hr",))
    make_person(session, "Co", roles=("coordinator",))
    make_person(session, "Beheer", roles=("admin",))
    activity = log_activity(
        make_viewer(session, els), make_entry(els, jan, reflection=CANARY), at=now, today=TODAY
    ).activity_id
    paths = (
        "", "vastleggen", "groepen", "dossier", "team", "mensen", "export", "normen",
        f"activiteiten/{activity}", f"activiteiten/{activity}/wijzigen", f"activiteiten/{activity}/bewijs",
    )  # fmt: skip
    pages = {
        (who, path): host.client(who).get(f"/leerregister/{path}").text
        for who in ("els", "jan", "baas", "hr", "co", "beheer")
        for path in paths
    }

    assert [key for key, text in pages.items() if CANARY in text] == [("els", f"activiteiten/{activity}")]
    assert not any(CANARY in details for details in session.scalars(select(AuditEntry.details)))
