"""Results back: only what is sure, nothing twice, remembered and noted (F6, EX8, EX10)."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.errors import Invalid, NotFound
from register.exports.deliver import Done, Order, deliver, deliveries, last_settings, offer, revoke
from register.exports.models import DeliveredLine, Delivery
from register.exports.packing import pack
from register.exports.results import ResultFilter, read_results
from register.exports.target import target_of, targets
from register.learning.models import Activity
from tests.conftest import NOW
from tests.exports.conftest import House
from tests.makers import make_team, make_viewer

SETTINGS: Mapping[str, Mapping[str, str]] = {
    "generiek-xlsx": {},
    "generiek-csv": {},
    "afas": {"event": "E77", "cd_id": ""},
    "nmbrs": {"level": "4", "passed": "ja"},
    "sdb": {"client": "K1", "code": "INT"},
    "learnlinq": {"who": "personnel_number"},
    "coachview": {"source": "LR", "columns": "Cursus=activiteit; Klaar op=einddatum"},
    "successfactors": {"who": "personnel_number", "epoch": "ms"},
    "totara": {"who": "email", "short_name": "INT", "id_number": "", "days": "jmd"},
}


def given(house: House, name: str, order: Order | None = None) -> tuple[Done, bytes]:
    """Deliver to a system with settings that work."""
    out = BytesIO()
    done = deliver(house.viewer, name, order or Order(), SETTINGS[name], out, at=NOW)
    return done, out.getvalue()


def lines(content: bytes, delimiter: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_only_what_is_confirmed_or_granted_goes_and_nothing_of_another_organisation(
    house: House, session: Session
) -> None:
    found = read_results(session, house.organisation_id, ResultFilter())

    assert [(one.personnel_number, one.title) for one in found.results] == [
        ("000101", "+1 dag meelopen"),
        ("000101", "=1+1 & <meldcode>"),
    ]
    assert found.waiting == 1


@pytest.mark.parametrize("name", list(SETTINGS))
def test_every_system_gets_its_rows(house: House, name: str) -> None:
    done, content = given(house, name)

    assert done.packed.rows == 2
    assert content


@pytest.mark.parametrize(
    ("register_id", "ids", "shown"),
    [
        ("skj-jgp", {"registerplein": "RP1", "skj": "SKJ2"}, "SKJ2"),
        ("", {"registerplein": "RP1", "skj": "SKJ2"}, "SKJ2"),
        ("skj-jgp", {"registerplein": "RP1"}, ""),
        ("", {"registerplein": "RP1"}, "RP1"),
    ],
)
def test_the_id_number_is_that_of_the_register_that_was_asked_for(
    house: House, session: Session, register_id: str, ids: dict[str, str], shown: str
) -> None:
    session.get_one(Activity, house.first).accreditation_ids = ids
    session.commit()

    what = ResultFilter(register_id=register_id, activity_id=house.first)
    (found,) = read_results(session, house.organisation_id, what).results

    assert found.id_number == shown


def test_every_system_has_settings_in_this_test() -> None:
    assert list(targets()) == list(SETTINGS)


def test_a_second_delivery_has_nothing_new(house: House) -> None:
    given(house, "nmbrs")

    with pytest.raises(Invalid, match="niets te leveren"):
        given(house, "nmbrs")


def test_what_changed_since_goes_again_to_a_system_that_replaces_rows(house: House, session: Session) -> None:
    given(house, "learnlinq")
    session.get_one(Activity, house.second).title = "Meldcode, tweede dag"
    session.commit()

    _, content = given(house, "learnlinq")

    rows = load_workbook(BytesIO(content)).worksheets[0].iter_rows(min_row=2, values_only=True)
    assert [row[2] for row in rows] == ["Meldcode, tweede dag"]


def test_a_system_that_only_adds_does_not_get_a_changed_row_again(house: House, session: Session) -> None:
    given(house, "nmbrs")
    session.get_one(Activity, house.second).title = "Meldcode, tweede dag"
    session.commit()

    found = offer(session, house.viewer, target_of("nmbrs"), Order(), SETTINGS["nmbrs"])

    assert (found.results, found.new, found.changed, found.delivered) == ((), 0, 1, 1)


def test_a_delivery_that_was_never_read_in_can_be_taken_back(house: House) -> None:
    done, first = given(house, "nmbrs")

    revoke(house.viewer, done.delivery_id, at=NOW)

    assert given(house, "nmbrs")[1] == first


def test_a_delivery_is_remembered_and_stands_in_the_trail(house: House, session: Session) -> None:
    order = Order(what=ResultFilter(since=date(2026, 5, 1), kind="training"))
    done, content = given(house, "sdb", order)

    kept = session.get_one(Delivery, done.delivery_id)
    lines_kept = session.scalars(select(DeliveredLine).where(DeliveredLine.delivery_id == kept.id)).all()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "export.resultaten")).one()
    assert (kept.rows, kept.made_by_id, kept.filter) == (
        1,
        house.hr.id,
        {"since": "2026-05-01", "kind": "training", "only_new": "ja"},
    )
    assert [(one.activity_id, one.person_id) for one in lines_kept] == [(house.second, house.els.id)]
    assert (entry.actor_id, entry.object_id, json.loads(entry.details)["rows"]) == (house.hr.id, kept.id, 1)
    assert b"01-06-2026" in content
    assert last_settings(session, house.viewer, "sdb") == {"client": "K1", "code": "INT"}


def test_the_list_says_who_delivered_what(house: House, session: Session) -> None:
    given(house, "sdb", Order(what=ResultFilter(until=date(2026, 5, 1))))

    (line,) = deliveries(session, house.viewer)

    assert (line.title, line.made_by, line.rows, line.filter) == ("SDB HR", "Hanneke Raad", 1, "tot en met 1-5-2026")


def test_a_missing_setting_is_asked_by_name(house: House) -> None:
    with pytest.raises(Invalid, match="Klant"):
        deliver(house.viewer, "sdb", Order(), {"code": "INT"}, BytesIO(), at=NOW)


def test_a_column_that_we_do_not_have_is_refused_with_what_there_is(house: House) -> None:
    settings = {"source": "LR", "columns": "Cursus=cijfer"}

    with pytest.raises(Invalid, match="kolom 'Cursus' kennen we niet"):
        deliver(house.viewer, "coachview", Order(), settings, BytesIO(), at=NOW)


def test_nobody_but_hr_delivers(house: House, session: Session) -> None:
    with pytest.raises(NotFound):
        deliver(make_viewer(session, house.els), "sdb", Order(), SETTINGS["sdb"], BytesIO(), at=NOW)


def test_a_team_of_another_organisation_is_not_there(house: House, session: Session) -> None:
    foreign = make_team(session, "Team van elders")
    foreign.organisation_id = session.scalars(
        select(Activity.organisation_id).where(Activity.title == "Van een ander")
    ).one()
    session.commit()

    with pytest.raises(NotFound):
        given(house, "sdb", Order(what=ResultFilter(team_id=foreign.id)))


def test_more_rows_than_a_system_takes_become_files_of_at_most_that_many(house: House, session: Session) -> None:
    one = read_results(session, house.organisation_id, ResultFilter()).results[0]
    out = BytesIO()

    packed = pack(out, target_of("nmbrs"), [one] * 1001, SETTINGS["nmbrs"], at=NOW)

    package = zipfile.ZipFile(out)
    sizes = [load_workbook(package.open(name)).worksheets[0].max_row - 1 for name in package.namelist()]
    assert (packed.suffix, packed.files, packed.rows) == ("zip", 3, 1001)
    assert (package.namelist(), sizes) == (["nmbrs-01.xlsx", "nmbrs-02.xlsx", "nmbrs-03.xlsx"], [500, 500, 1])


def test_afas_gets_event_and_employee_with_semicolons(house: House) -> None:
    assert lines(given(house, "afas")[1]) == [
        ["Evenement", "Medewerker", "CdId"],
        ["E77", "000101", ""],
        ["E77", "000101", ""],
    ]


def test_nmbrs_gets_the_columns_of_its_tab_typed_and_without_a_formula(house: House) -> None:
    rows = list(load_workbook(BytesIO(given(house, "nmbrs")[1])).worksheets[0].iter_rows())

    assert [cell.value for cell in rows[0]] == [
        "Persnr",
        "OpleidingNaam",
        "OpleidingInstituut",
        "OpleidingNiveau",
        "OpleidingStartdatum",
        "OpleidingEinddatum",
        "OpleidingEindcijfer",
        "OpleidingGeslaagd",
    ]
    assert [cell.data_type for cell in rows[2]] == ["s", "s", "n", "n", "d", "d", "n", "s"]
    assert rows[2][1].value == "=1+1 & <meldcode>"


def test_coachview_begins_with_its_two_fixed_columns(house: House) -> None:
    found = lines(given(house, "coachview")[1])

    assert found[0] == ["externid", "externsource", "Cursus", "Klaar op"]
    assert found[2] == [f"LR-{house.second}-{house.els.id}", "LR", "'=1+1 & <meldcode>", "01-06-2026"]


def test_successfactors_gets_pipes_capitals_its_own_row_end_and_moments_since_1970(house: House) -> None:
    rows = given(house, "successfactors")[1].decode().split("!##!\r\n")

    assert rows[0].startswith("STUDENTID|DESCRIPTION|COMPLETIONDATE|COMPLETIONTIMEZONEID|GRADE|")
    assert rows[2].split("|")[:4] == ["000101", "'=1+1 & <meldcode>", "1780264800000", "Europe/Amsterdam"]
    assert rows[3] == ""


def test_totara_gets_the_address_and_the_chosen_notation_of_days(house: House) -> None:
    assert lines(given(house, "totara")[1], ",")[2] == ["els@voorbeeld.example", "INT", "", "2026-06-01", ""]
