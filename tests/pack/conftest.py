"""One person with evidence."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from register.people.models import Person
from register.settings import Settings
from tests.pack.making import make_els, settings_of


@pytest.fixture
def settings(app: Flask) -> Settings:
    return settings_of(app)


@pytest.fixture
def els_and_registration(session: Session, settings: Settings) -> tuple[Person, int]:
    return make_els(session, settings)


@pytest.fixture
def els(els_and_registration: tuple[Person, int]) -> Person:
    return els_and_registration[0]


@pytest.fixture
def registration(els_and_registration: tuple[Person, int]) -> int:
    return els_and_registration[1]
