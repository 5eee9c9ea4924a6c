"""An evidence pack names the own version that judged, by its name and the digest of its content."""

import json
import zipfile

from flask import Flask
from sqlalchemy.orm import Session

from register.people.models import Person
from tests.pack.making import pack_of, settings_of
from tests.rules_versions.making import RATE, make_admin, make_draft, make_registered, publish_draft, row_of


def test_a_pack_names_the_own_version_that_judged(app: Flask, session: Session) -> None:
    registration = make_registered(session, "Els")
    admin = make_admin(session)
    draft = make_draft(session, admin, {RATE: "2"})
    publish_draft(admin, draft)
    els = session.get_one(Person, registration.person_id)

    pack, _ = pack_of(session, els, settings_of(app), registration_id=registration.id)

    with zipfile.ZipFile(pack) as archive:
        rules = json.loads(archive.read("manifest.json"))["rules"]
    assert rules == [{"register": "rp-sw", "version": "2027-eigen", "digest": row_of(session, draft).digest}]
