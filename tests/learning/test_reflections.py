"""A reflection is its owner's: nobody else reads it, on no page, in no trail."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.errors import Conflict, Invalid, NotFound
from register.learning.change_groups import GroupEntry, make_group
from register.learning.log_activity import log_activity
from register.learning.reflection_forms import Written, freely, reflection_methods
from register.learning.reflections import (
    keep_draft,
    own_reflection,
    reflection_to_write,
    refuse_outsiders,
    save_reflection,
)
from register.privacy.guarded import ClientData
from tests.host import Host
from tests.learning.making import make_entry
from tests.makers import LONG_AGO, NOON, TODAY, make_logged, make_person, make_team, make_viewer

CANARY = "kanarie-7b1f-zwijgen"
STARR = {"starr-situatie": "Een huisbezoek.", "starr-actie": "Ik bleef stil."}


def test_every_participant_has_an_own_reflection(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    activity = log_activity(make_viewer(session, els), make_entry(els, jan), at=now, today=TODAY).activity_id

    save_reflection(make_viewer(session, els), activity, freely("van Els"), version=0, at=now, today=TODAY)
    save_reflection(make_viewer(session, jan), activity, freely("van Jan"), version=0, at=now, today=TODAY)

    assert own_reflection(session, make_viewer(session, els), activity).text == "van Els"
    assert own_reflection(session, make_viewer(session, jan), activity).text == "van Jan"


def test_an_older_tab_does_not_overwrite_a_newer_text(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer = make_viewer(session, els)
    activity = log_activity(viewer, make_entry(els, reflection="eerste"), at=now, today=TODAY).activity_id
    save_reflection(viewer, activity, freely("tweede"), version=1, at=now, today=TODAY)

    with pytest.raises(Conflict):
        save_reflection(viewer, activity, freely("derde"), version=1, at=now, today=TODAY)

    assert own_reflection(session, viewer, activity).text == "tweede"


def test_an_emptied_reflection_is_gone(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer = make_viewer(session, els)
    activity = log_activity(viewer, make_entry(els, reflection="weg ermee"), at=now, today=TODAY).activity_id

    save_reflection(viewer, activity, freely("  "), version=1, at=now, today=TODAY)

    assert own_reflection(session, viewer, activity).version == 0


def test_an_outsider_has_nothing_to_reflect_on(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    activity = log_activity(make_viewer(session, els), make_entry(els), at=now, today=TODAY).activity_id
    outsider = make_viewer(session, make_person(session, "Hr", roles=("hr", "admin")))

    with pytest.raises(NotFound):
        save_reflection(outsider, activity, freely("x"), version=0, at=now, today=TODAY)


def test_who_coordinates_the_group_and_was_not_there_has_nothing_to_reflect_on(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    group = make_group(
        make_viewer(session, jan), GroupEntry(name="Oost", kind="intervisie", minutes=120), person_ids=[els.id],
        form_key="groep-oost-voor-de-toets", at=NOON, today=LONG_AGO,
    )  # fmt: skip
    activity = make_logged(session, els, group_id=group)

    with pytest.raises(NotFound):
        refuse_outsiders(session, make_viewer(session, jan), activity)


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
        f"activiteiten/{activity}/reflectie",
    )  # fmt: skip
    pages = {
        (who, path): host.client(who).get(f"/leerregister/{path}").text
        for who in ("els", "jan", "baas", "hr", "co", "beheer")
        for path in paths
    }

    assert [key for key, text in pages.items() if CANARY in text] == [
        ("els", f"activiteiten/{activity}"),
        ("els", f"activiteiten/{activity}/reflectie"),
    ]
    assert not any(CANARY in details for details in session.scalars(select(AuditEntry.details)))


def test_every_method_has_its_questions_and_says_where_it_comes_from() -> None:
    methods = reflection_methods()

    assert list(methods) == ["vrij", "starr", "korthagen", "abcd", "pdca", "drie_dimensies"]
    assert [len(one.questions) for one in methods.values()] == [1, 5, 5, 4, 4, 3]
    assert all(one.source and one.about for one in methods.values())


def test_the_answers_are_also_one_text_to_read(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer, activity = make_viewer(session, els), make_logged(session, els)

    save_reflection(viewer, activity, Written(method="starr", answers=STARR), version=0, at=now, today=TODAY)

    assert own_reflection(session, viewer, activity).text == (
        "Situatie: wat speelde er?\nEen huisbezoek.\n\nActie: wat deed je?\nIk bleef stil."
    )


def test_another_method_keeps_what_was_written(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer, activity = make_viewer(session, els), make_logged(session, els)
    keep_draft(viewer, activity, Written(method="starr", answers=STARR), version=0, at=now)

    both = {**STARR, "pdca-plan": "Vaker stil zijn."}
    version = keep_draft(viewer, activity, Written(method="pdca", answers=both), version=1, at=now)

    assert version == 2
    assert own_reflection(session, viewer, activity).answers == both
    assert own_reflection(session, viewer, activity).text.startswith("Plan: wat wilde je bereiken?\nVaker stil zijn.")


def test_a_text_of_before_opens_as_it_was_and_a_new_one_with_the_method_of_last_time(
    session: Session, now: datetime
) -> None:
    els = make_person(session, "Els")
    viewer = make_viewer(session, els)
    first, second = make_logged(session, els, reflection="Stil zijn."), make_logged(session, els, title="Later")
    keep_draft(viewer, first, Written(method="abcd", answers={"vrij-tekst": "Stil zijn."}), version=1, at=now)

    assert own_reflection(session, viewer, first).answers == {"vrij-tekst": "Stil zijn."}
    assert reflection_to_write(session, viewer, second).method == "abcd"


def test_a_draft_is_kept_without_a_question_and_the_end_asks_once(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer, activity = make_viewer(session, els), make_logged(session, els)
    typed = freely("Bij mevrouw Jansen bleef ik stil.")

    version = keep_draft(viewer, activity, typed, version=0, at=now)
    with pytest.raises(ClientData) as warned:
        save_reflection(viewer, activity, typed, version=version, at=now, today=TODAY)
    save_reflection(viewer, activity, typed, version=version, at=now, today=TODAY, kept_anyway=warned.value.digest)

    assert own_reflection(session, viewer, activity).text == "Bij mevrouw Jansen bleef ik stil."


def test_an_emptied_draft_still_stops_the_tab_that_is_behind(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer, activity = make_viewer(session, els), make_logged(session, els, reflection="Stil zijn.")
    keep_draft(viewer, activity, freely(""), version=1, at=now)

    with pytest.raises(Conflict):
        keep_draft(viewer, activity, freely("Oude tab."), version=1, at=now)


def test_the_same_draft_again_changes_nothing(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer, activity = make_viewer(session, els), make_logged(session, els)

    versions = [keep_draft(viewer, activity, freely("Stil zijn."), version=version, at=now) for version in (0, 1, 1)]

    assert versions == [1, 1, 1]


def test_an_answer_that_is_too_long_is_refused_at_its_question(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer, activity = make_viewer(session, els), make_logged(session, els)

    with pytest.raises(Invalid) as refused:
        keep_draft(viewer, activity, Written(answers={"vrij-tekst": "a" * 5_001}), version=0, at=now)

    assert refused.value.field == "vrij-tekst"
