"""What is kept of somebody is in no address, no log and no error page (bar PR5)."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column
from sqlalchemy.orm import Session

from register import models
from register.people.models import Person
from register.privacy.data_inventory import data_inventory
from tests.host import Host
from tests.keeping.filling import canaries, fill
from tests.makers import make_person, make_registration

OURS = "kanarie"
NAME = "Zwaluwestein"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def els(session: Session) -> Person:
    """Somebody with a canary in every text of every table, with every role."""
    els = make_person(session, "Els", NAME, roles=("hr", "admin", "coordinator", "manager"))
    make_registration(session, els)
    fill(session, els, OURS)
    return els


def addresses(app: Flask, els: Person) -> Iterator[str]:
    """Every page without a thing in its address, and every page of thing 1 or of Els."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("leerregister.") and "GET" in (rule.methods or ()):
            names = {name: els.id if name == "person_id" else 1 for name in rule.arguments}
            if all(type(one).__name__ == "IntegerConverter" for one in rule._converters.values()):
                yield rule.rule if not names else app.url_map.bind("x").build(rule.endpoint, names)


def free_texts() -> list[str]:
    """The canaries in what people write and by what they are known; a code that cannot be may be named in a fault."""
    columns = {(table.name, one.name): one for table in models.metadata.sorted_tables for one in table.c}
    known = {"number", "personnel_number", "register_number", "login", "facilitator_number"}
    found = [
        words
        for (table, name), words in canaries(OURS).items()
        if data_inventory()[table].own and (name in known or not 0 < _length(columns[table, name]) < 100)
    ]
    assert len(found) > 60
    return found


def _length(column: Column[Any]) -> int:
    return int(getattr(column.type, "length", None) or 0)


@on_sqlite
@pytest.mark.parametrize(
    "part", [pytest.param(5, id="one in five"), pytest.param(1, id="every page", marks=pytest.mark.slow)]
)
def test_a_walk_along_the_pages_leaves_no_word_of_anybody_in_log_address_or_error_page(
    host: Host, els: Person, caplog: pytest.LogCaptureFixture, part: int
) -> None:
    words = free_texts()
    client, found, seen = host.client("els"), [], 0
    host.app.config["PROPAGATE_EXCEPTIONS"] = False

    with caplog.at_level(logging.DEBUG):
        for address in sorted(addresses(host.app, els))[::part]:
            answer = client.get(address)
            seen += 1
            said = f"{answer.headers} {answer.text if answer.status_code >= 500 else ''}"
            found += [(address, one) for one in words if one in said]
            found += [(address, NAME) for header in answer.headers.values() if NAME in header]
            answer.close()

    assert seen > 100 / part
    assert found == []
    assert [one for one in (*words, NAME) if one in caplog.text] == []
