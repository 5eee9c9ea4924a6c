"""Evidence out: typed, for HR and for the person, noted in the trail, and in again without differences."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
from sqlalchemy import select
from sqlalchemy.orm import Session

from register import db
from register.audit import AuditEntry
from register.evidence.export import EvidenceFilter, write_evidence
from register.learning.models import Activity, Reflection
from register.people.models import Person
from tests.conftest import NOW
from tests.host import Host
from tests.imports.importing import import_training_file, import_training_rows
from tests.makers import make_organisation, make_person, make_registration
from tests.pages.reading import form_values, search_for, soup
from tests.workbook_maker import training_row

EXPORT = "/leerregister/export"


def with_history(session: Session, tmp_path: Path) -> Person:
    """Somebody with two registrations and two activities."""
    els = make_person(session, "Els", "Berg", personnel_number="00101")
    make_registration(session, els, "skj-jgp", number="130011")
    make_registration(session, els, "rp-sw", number="4610200001", cycle_ends_on=date(2028, 12, 31))
    import_training_rows(
        session,
        tmp_path,
        [
            training_row(Punten=3, **{"ID-nummer": "RP-20977"}),
            training_row(Activiteit="+1 dag meelopen", Type="Intervisie", Datum=date(2025, 6, 1), Uren=2),
        ],
    )
    return els


def test_hr_gets_everybody_as_typed_cells_and_text_stays_text(host: Host, session: Session, tmp_path: Path) -> None:
    with_history(session, tmp_path)
    make_person(session, "Hanneke", "Raad", roles=("hr",))
    client = host.client("hanneke")
    values = form_values(soup(client.get(EXPORT)), "main form")

    answer = client.post(f"{EXPORT}/bewijs.xlsx", data=values)

    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["Bewijs", "Stand", "Uitleg"]
    rows = list(book["Bewijs"].iter_rows(min_row=2))
    assert len(rows) == 4
    first = rows[0]
    assert (first[0].value, first[0].data_type) == ("00101", "s")
    assert first[5].data_type == "d"
    assert first[8].value == 3
    assert {row[2].value for row in rows} == {"Meldcode in de praktijk", "+1 dag meelopen"}
    assert all(row[2].data_type == "s" for row in rows)


def test_hr_finds_who_left_and_reads_that_they_did(host: Host, session: Session, tmp_path: Path) -> None:
    with_history(session, tmp_path).deactivated_at = NOW
    make_person(session, "Hanneke", "Raad", roles=("hr",))
    session.commit()
    client = host.client("hanneke")

    page = soup(client.get(search_for(client, "/export", zoek="berg")))

    assert page.select_one("form.rg-card p").get_text(" ", strip=True) == "Els Berg 00101 → uit dienst"  # type: ignore[union-attr]
    assert "Bewijsmap van Els Berg" in str(page)


def test_where_somebody_stands_is_in_numbers_and_what_nobody_knows_in_words(
    host: Host, session: Session, tmp_path: Path
) -> None:
    with_history(session, tmp_path)

    answer = host.client("els").get("/leerregister/dossier/bewijs.xlsx")

    rows = openpyxl.load_workbook(BytesIO(answer.data))["Stand"].iter_rows(min_row=2, values_only=True)
    found = {(row[2], row[6]): (row[10], row[11]) for row in rows}
    assert found["skj-jgp", "Formeel leren"] == (40, 40)
    assert found["rp-sw", "Reflectie"] == ("niet vastgesteld", "niet vastgesteld")
    assert found["rp-sw", "Overige deskundigheidsbevordering"] == (0, "geen")


def test_the_own_evidence_holds_nobody_else(host: Host, session: Session, tmp_path: Path) -> None:
    with_history(session, tmp_path)
    make_person(session, "Jan", "Smit", personnel_number="00102")
    import_training_rows(session, tmp_path, [training_row("00102")])

    answer = host.client("els").get("/leerregister/dossier/bewijs.xlsx")

    rows = openpyxl.load_workbook(BytesIO(answer.data))["Bewijs"].iter_rows(min_row=2, values_only=True)
    assert {row[0] for row in rows} == {"00101"}


def test_a_reflection_is_never_in_it(host: Host, session: Session, tmp_path: Path) -> None:
    els = with_history(session, tmp_path)
    activity = session.scalars(select(Activity)).first()
    assert activity is not None
    session.add(Reflection(activity_id=activity.id, person_id=els.id, text="KANARIE", updated_at=NOW))
    session.commit()

    answer = host.client("els").get("/leerregister/dossier/bewijs.xlsx")

    book = openpyxl.load_workbook(BytesIO(answer.data))
    texts = [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
    assert not [text for text in texts if "KANARIE" in text]


def test_every_export_stands_in_the_trail_with_its_filter_and_rows(
    host: Host, session: Session, tmp_path: Path
) -> None:
    els = with_history(session, tmp_path)

    host.client("els").get("/leerregister/dossier/bewijs.xlsx")

    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "export.bewijs")).one()
    told = json.loads(entry.details)
    assert (entry.actor_id, entry.object_id, told) == (
        els.id, els.id, {"register": None, "rows": 4, "since": None, "until": None},
    )  # fmt: skip


def test_the_workbook_comes_in_again_without_differences(session: Session, tmp_path: Path) -> None:
    with_history(session, tmp_path)
    out = tmp_path / "bewijs.xlsx"
    with db.transaction() as current:
        write_evidence(current, make_organisation(session).id, EvidenceFilter(), out, actor_id=None, at=NOW)

    plan = import_training_file(session, out)

    assert plan.counts == {"nieuw": 0, "gewijzigd": 0, "ongewijzigd": 4, "afgekeurd": 0}
    assert plan.problems == ()


def test_the_same_data_gives_the_same_bytes(session: Session, tmp_path: Path) -> None:
    with_history(session, tmp_path)
    first, second = BytesIO(), BytesIO()
    with db.transaction() as current:
        home = make_organisation(session).id
        write_evidence(current, home, EvidenceFilter(), first, actor_id=None, at=NOW)
        write_evidence(current, home, EvidenceFilter(), second, actor_id=None, at=NOW)

    assert first.getvalue() == second.getvalue()


def test_a_professional_cannot_export_others(host: Host, session: Session) -> None:
    make_person(session, "Els")

    assert host.client("els").get(EXPORT).status_code == 403


def test_a_register_that_does_not_exist_and_somebody_elsewhere_are_not_exported(host: Host, session: Session) -> None:
    make_person(session, "Hanneke", "Raad", roles=("hr",))
    zed = make_person(session, "Zed", organisation=make_organisation(session, "Elders"))
    client = host.client("hanneke")
    values = form_values(soup(client.get(EXPORT)), "form[action$='bewijs.xlsx']")

    codes = [
        client.post(f"{EXPORT}/bewijs.xlsx", data=values | asked).status_code
        for asked in ({"register": "rp-onzin"}, {"register": "", "person": str(zed.id)})
    ]

    assert codes == [404, 404]
