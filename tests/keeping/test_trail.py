"""Whoever writes in the trail behind our back is found, ten of ten, with the first line named (bar OP11)."""

import hashlib
import json
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from register import audit
from register.audit import AuditEntry, TrailHead
from register.current import EXTENSION, state
from register.db import transaction
from register.doctor import examine
from register.seal import rotate_seal, sealing_key
from register.trail import Walked, anchor, walk
from tests.conftest import NOW
from tests.host import Host
from tests.keeping.tamper import tamper
from tests.makers import make_organisation

LINES = 10
_OURS = "organisation_id = 1"
_COPIED = (
    "INSERT INTO register_audit_entry SELECT organisation_id, 11, at, actor_id, act, object_kind, object_id, details, "
    f"digest, digest, key_id FROM register_audit_entry WHERE {_OURS} AND seq = 10"
)
_COLUMNS = {
    "at": "'2026-11-22 09:00:01'",
    "actor_id": "4711",
    "act": "'iets anders'",
    "object_kind": "'iets anders'",
    "object_id": "4711",
    "details": "'{{\"n\": 4711}}'",
    "previous": "'0'",
    "digest": "'0'",
    "key_id": "'0'",
}
TAMPERING = {
    **{
        f"column {name}": ((f"UPDATE register_audit_entry SET {name} = {value} WHERE {_OURS} AND seq = 4",), 4)
        for name, value in _COLUMNS.items()
    },
    "delete in the middle": ((f"DELETE FROM register_audit_entry WHERE {_OURS} AND seq = 4",), 4),
    "delete at the tail": ((f"DELETE FROM register_audit_entry WHERE {_OURS} AND seq > 8",), 9),
    "delete all": ((f"DELETE FROM register_audit_entry WHERE {_OURS}",), 1),
    "cut the tail and the head": (
        (
            f"DELETE FROM register_audit_entry WHERE {_OURS} AND seq > 8",
            f"DELETE FROM register_trail_head WHERE {_OURS}",
        ),
        9,
    ),
    "cut the tail and move the head": (
        (
            f"DELETE FROM register_audit_entry WHERE {_OURS} AND seq > 8",
            (
                "UPDATE register_trail_head SET seq = 8, digest = (SELECT digest FROM register_audit_entry "
                f"WHERE {_OURS} AND seq = 8) WHERE {_OURS}"
            ),
        ),
        9,
    ),
    "insert at the tail": ((_COPIED,), 11),
    "reorder": (
        tuple(
            f"UPDATE register_audit_entry SET seq = {new} WHERE {_OURS} AND seq = {old}"
            for old, new in ((4, 99), (5, 4), (99, 5))
        ),
        4,
    ),
    "swap what two lines say": (
        tuple(
            f"UPDATE register_audit_entry SET object_id = {new} WHERE {_OURS} AND object_id = {old}"
            for old, new in ((4, 99), (5, 4), (99, 5))
        ),
        4,
    ),
    "renumber": ((f"UPDATE register_audit_entry SET seq = seq + 100 WHERE {_OURS} AND seq > 6",), 7),
    "a line of another organisation": (
        (
            f"DELETE FROM register_audit_entry WHERE {_OURS} AND seq = 4",
            "UPDATE register_audit_entry SET organisation_id = 1 WHERE organisation_id = 2 AND seq = 4",
        ),
        4,
    ),
}


@pytest.fixture
def trails(session: Session) -> None:
    """Two organisations with a trail of ten lines each."""
    make_organisation(session, "Welzijn Noord")
    make_organisation(session, "Welzijn Zuid")
    for organisation_id in (1, 2):
        write(organisation_id, LINES)


def write(organisation_id: int, lines: int) -> None:
    with transaction() as session:
        for number in range(1, lines + 1):
            audit.record(
                session,
                organisation_id=organisation_id,
                actor_id=7,
                act="proef",
                object_kind="thing",
                object_id=number,
                at=NOW + timedelta(seconds=number),
                details={"n": number},
            )


def look(session: Session, organisation_id: int = 1) -> Walked:
    session.rollback()
    return walk(session, organisation_id, settings=state().settings)


def test_a_trail_that_nobody_touched_is_whole(session: Session, trails: None) -> None:
    assert look(session) == Walked(lines=LINES)
    assert look(session, 2).whole


@pytest.mark.parametrize("kind", TAMPERING)
def test_tampering_is_found_and_its_first_line_named(session: Session, trails: None, kind: str) -> None:
    statements, line = TAMPERING[kind]

    tamper(session, *statements)

    assert look(session).broken == line


def test_a_chain_made_anew_without_the_key_is_found(session: Session, trails: None) -> None:
    rows = session.scalars(select(AuditEntry).where(AuditEntry.organisation_id == 1).order_by(AuditEntry.seq)).all()
    statements, previous = [], rows[2].digest
    for row in rows[3:]:
        row.object_id, row.previous = 4711, previous
        digest = hashlib.sha256(audit.content_of(row)).hexdigest()
        statements.append(
            f"UPDATE register_audit_entry SET object_id = 4711, previous = '{previous}', digest = '{digest}' "
            f"WHERE {_OURS} AND seq = {row.seq}"
        )
        previous = digest
    session.rollback()
    tamper(session, *statements, f"UPDATE register_trail_head SET digest = '{previous}' WHERE {_OURS}")

    assert look(session).broken == 4


@pytest.mark.parametrize("kind", ["delete at the tail", "cut the tail and the head", "cut the tail and move the head"])
def test_what_is_written_later_covers_nothing_up(session: Session, trails: None, kind: str) -> None:
    tamper(session, *TAMPERING[kind][0])

    write(1, 3)

    assert look(session).broken == 9


def test_a_trail_put_back_to_an_earlier_state_is_found_by_its_anchor(session: Session, trails: None) -> None:
    old = session.execute(select(TrailHead.digest, TrailHead.seal).where(TrailHead.organisation_id == 1)).one()
    write(1, 5)
    anchor(session, at=NOW, settings=state().settings)
    head = f"UPDATE register_trail_head SET seq = 10, digest = '{old.digest}', seal = '{old.seal}' WHERE {_OURS}"

    tamper(session, f"DELETE FROM register_audit_entry WHERE {_OURS} AND seq > 10", head)

    assert look(session).broken == 11


def test_everything_deleted_is_found_by_its_anchor(session: Session, trails: None) -> None:
    anchor(session, at=NOW, settings=state().settings)

    tamper(session, f"DELETE FROM register_audit_entry WHERE {_OURS}", f"DELETE FROM register_trail_head WHERE {_OURS}")

    assert look(session).broken == 1


def test_an_anchor_is_written_once_for_every_head_that_moved(session: Session, trails: None) -> None:
    settings = state().settings

    first, second = anchor(session, at=NOW, settings=settings), anchor(session, at=NOW, settings=settings)

    assert ([one.seq for one in first], second) == ([LINES, LINES], ())


def told_by_the_doctor(host: Host, later: timedelta) -> list[str]:
    host.app.extensions[EXTENSION] = replace(host.app.extensions[EXTENSION], clock=lambda: NOW + later)
    return [one.message for one in examine(host.app)]


def test_the_doctor_warns_after_a_day_without_an_anchor(host: Host, session: Session, trails: None) -> None:
    never = told_by_the_doctor(host, timedelta(days=2))
    anchor(session, at=NOW, settings=state().settings)
    covered = told_by_the_doctor(host, timedelta(days=2))
    write(1, 1)
    fresh, late = told_by_the_doctor(host, timedelta(hours=23)), told_by_the_doctor(host, timedelta(hours=25))

    said = "Het spoor van Welzijn Noord is langer dan een dag niet buiten de database vastgelegd."
    assert [said in one for one in (never, covered, fresh, late)] == [True, False, False, True]


def test_a_new_key_keeps_what_the_old_one_sealed(session: Session, trails: None) -> None:
    before = sealing_key(state().settings).id

    after = rotate_seal(state().settings).id
    write(1, 3)

    assert before != after
    assert look(session) == Walked(lines=LINES + 3)


@pytest.mark.parametrize("act", ["UPDATE register_audit_entry SET act = 'x'", "DELETE FROM register_audit_entry"])
def test_the_database_refuses_to_change_a_line(session: Session, trails: None, act: str) -> None:
    with pytest.raises(DBAPIError, match="het spoor wordt niet gewijzigd"):
        session.execute(text(act))
    session.rollback()

    assert look(session).whole


@pytest.mark.slow
def test_three_hundred_thousand_lines_are_walked_in_five_seconds(app: Flask, session: Session) -> None:
    """By the clock of the processor: what else runs on the machine says nothing about the walk."""
    make_organisation(session)
    write(1, 1)
    fill(session, 300_000)

    start = time.process_time()
    walked = look(session)
    took = time.process_time() - start

    assert walked == Walked(lines=300_000)
    assert took <= 5


def fill(session: Session, lines: int) -> None:
    """Seal lines as `record` does, and write them at once."""
    key = sealing_key(state().settings)
    last = session.scalars(select(AuditEntry)).one()
    rows, previous = [], last.digest
    for seq in range(2, lines + 1):
        row = AuditEntry(
            organisation_id=1, seq=seq, at=NOW + timedelta(seconds=seq), actor_id=7, act="activiteit.gewijzigd",
            object_kind="activity", object_id=seq, details=json.dumps({"content_version": seq, "sessions": 1}),
            previous=previous, key_id=key.id,
        )  # fmt: skip
        previous = key.seal(audit.content_of(row))
        rows.append({name: getattr(row, name) for name in audit.SEALED} | {"digest": previous})
    session.execute(insert(AuditEntry), rows)
    head = session.get_one(TrailHead, 1)
    head.seq, head.digest, head.seal = lines, previous, audit.head_seal(key, 1, lines, previous)
    session.commit()
