"""Presence for PE-online: the call as it is described, the answer matched by what it says, nothing sent twice (F4)."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.errors import Invalid, NotAllowed, NotFound
from register.exports.deliver import revoke
from register.exports.models import Delivery, PresenceLine
from register.exports.pe_client import PeClient, client_of
from register.exports.presence import Account, Course, CourseKind, Presence, calls, entry_xml, moment_of, number_list
from register.exports.presence_answer import explain, read_answer
from register.exports.presence_ready import prepare
from register.exports.presence_report import read_report
from register.exports.presence_sending import report_again, send, take_answer
from register.exports.results import ResultFilter
from register.people.models import Person
from tests.conftest import NOW
from tests.exports.conftest import House
from tests.exports.fake_pe_online import PeOnline, pe_online

GROUP = Course(kind=CourseKind.EXPERTISE_GROUP, course="9471")
WHOLE = Course(kind=CourseKind.AS_A_WHOLE, course="8001", edition="77")
WHAT = ResultFilter(register_id="rp-sw", kind="intervisie")


def presence(number: str, day: date = date(2026, 6, 8)) -> Presence:
    return Presence(activity_id=1, person_id=1, registration_id=1, name="Els", number=number, held_on=day)


def answer(errors: str = "", accepted: str = "") -> bytes:
    return f"<Summary>{errors}{accepted}</Summary>".encode()


def error(text: str) -> str:
    return f"<Error><errorNR>100</errorNR><errorMsg>{text}</errorMsg></Error>"


def accepted(number: str, course: str = "9471", day: str = "2026-06-08") -> str:
    return f"<Accepted><person>{number}</person><course>{course}</course><date>{day}T12:00:00+02:00</date></Accepted>"


def test_a_call_has_the_settings_and_the_fields_in_order() -> None:
    account = Account(org_id="46", user_id="12345", key="geheim & zo")

    entry = ET.fromstring(entry_xml([presence("4610200001")], GROUP, account))

    assert [(one.tag, one.text) for one in entry.find("Settings") or ()] == [
        ("userID", "12345"),
        ("userRole", "EDU"),
        ("userKey", "geheim & zo"),
        ("orgID", "46"),
        ("settingOutput", "1"),
        ("emailOutput", None),
        ("languageID", "1"),
        ("defaultLanguageID", "1"),
    ]
    assert [(one.tag, one.text) for one in entry.find("Attendance") or ()] == [
        ("PECourseID", "9471"),
        ("externalPersonID", "4610200001"),
        ("endDate", "2026-06-08T12:00:00+02:00"),
    ]


def test_physical_training_carries_no_end_date() -> None:
    entry = entry_xml([presence("4610200001")], WHOLE, Account(org_id="46", user_id="", key="")).decode()

    assert "<PEEditionID>77</PEEditionID>" in entry
    assert "endDate" not in entry


def test_own_codes_go_under_their_own_names() -> None:
    own = Course(kind=CourseKind.E_LEARNING, course="INT", module="M1", own_codes=True)

    entry = entry_xml([presence("4610200001")], own, Account(org_id="46", user_id="", key="")).decode()

    assert "<externalCourseID>INT</externalCourseID>" in entry
    assert "<externalmoduleID>M1</externalmoduleID>" in entry


def test_winter_and_summer_keep_their_day() -> None:
    assert (moment_of(date(2026, 1, 5)), moment_of(date(2026, 7, 5))) == (
        "2026-01-05T12:00:00+01:00",
        "2026-07-05T12:00:00+02:00",
    )


def test_two_hundred_and_fifty_people_are_three_calls() -> None:
    assert [len(call) for call in calls([presence(str(number)) for number in range(250)])] == [100, 100, 50]


def test_the_list_of_numbers_has_one_a_line_and_each_once() -> None:
    twice = [presence("4610200001"), presence("4610200001", date(2026, 6, 9)), presence("NIP-00123456")]

    assert number_list(twice) == "4610200001\r\nNIP-00123456\r\n"


@pytest.mark.parametrize(
    ("course", "said"),
    [
        (Course(kind=CourseKind.EXPERTISE_GROUP, course=""), "ID van de cursus"),
        (Course(kind=CourseKind.E_LEARNING, course="1", edition="7"), "uitvoering hoort alleen bij fysieke"),
        (Course(kind=CourseKind.AS_A_WHOLE, course="1"), "Vul dit ID in"),
        (Course(kind=CourseKind.PER_MEETING, course="1", edition="7"), "Vul dit ID in"),
        (Course(kind=CourseKind.EXPERTISE_GROUP, course="1", module="7"), "module hoort alleen"),
    ],
)
def test_what_pe_online_would_refuse_is_refused_before(course: Course, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        course.check()


def test_accepted_rows_are_found_by_person_course_and_date_in_any_order() -> None:
    sent = [presence("1001"), presence("1002"), presence("1001", date(2026, 6, 9))]

    found = read_answer(answer(accepted=accepted("1001", day="2026-06-09") + accepted("1002")), sent, GROUP)

    assert [(one.number, one.held_on.day) for one in found.accepted] == [("1001", 9), ("1002", 8)]
    assert found.unknown == (sent[0],)


def test_an_error_that_names_a_person_goes_to_that_person_whatever_the_line() -> None:
    sent = [presence("1001"), presence("1002")]

    found = read_answer(answer(error("Professional 1002 op regel 2 bestaat niet in PE"), accepted("1001")), sent, GROUP)

    (refused,) = found.rejected
    assert (refused.presence.number, refused.certain, refused.explained.who) == ("1002", True, "de professional zelf")


def test_the_first_presence_is_line_two() -> None:
    sent = [presence("1001"), presence("1002"), presence("1003")]
    text = "Cursus 9471 op regel 2 is niet (juist) geaccrediteerd; Datum 08-06-2026 valt buiten alle accr. periodes"

    found = read_answer(answer(error(text), accepted("1003") + accepted("1002")), sent, GROUP)

    assert [(one.presence.number, one.certain) for one in found.rejected] == [("1001", True)]
    assert "Controleer de datum" in found.rejected[0].explained.text


def test_a_line_that_points_at_an_accepted_row_decides_nothing() -> None:
    sent = [presence("1001"), presence("1002"), presence("1003")]

    found = read_answer(answer(error("Cursus 9471 op regel 2 bestaat niet in PE"), accepted("1001")), sent, GROUP)

    assert [(one.presence.number, one.certain) for one in found.rejected] == [("1002", False), ("1003", False)]


def test_an_error_of_another_course_is_put_on_nobody() -> None:
    found = read_answer(answer(error("Cursus 1 op regel 2 bestaat niet in PE")), [presence("1001")], GROUP)

    assert (found.rejected, [one.number for one in found.unknown], len(found.problems)) == ((), ["1001"], 1)


@pytest.mark.parametrize(
    ("text", "who", "said"),
    [
        (
            "Professional 12 op regel 2 bestaat niet in PE",
            "de professional zelf",
            "nummer is bij PE-online niet bekend",
        ),
        ("Professional op regel 2 niet opgegeven", "HR, in het leerregister", "registratienummer ontbreekt"),
        ("Cursus op regel 2 niet opgegeven", "HR, in het leerregister", "ID van de cursus ontbreekt"),
        ("Cursus 9 op regel 2 bestaat niet in PE", "HR, in het leerregister", "kent PE-online niet"),
        ("Cursus 9 op regel 2 is niet uniek binnen PE", "wie jullie account bij PE-online beheert", "vaker voor"),
        (
            "Cursus 9 op regel 2 is niet (juist) geaccrediteerd; Niet geaccrediteerd bij een beroepsgroep van 46",
            "wie jullie account bij PE-online beheert",
            "bij dit register niet geaccrediteerd",
        ),
        (
            "Cursus 9 op regel 2 is niet (juist) geaccrediteerd; De datum 08-06-2026 valt buiten alle accr. periodes",
            "HR, in het leerregister",
            "datum valt buiten de periode",
        ),
        (
            "Cursus 9 op regel 2; valt buiten alle periodes dat er registratie kan plaatsvinden",
            "het register",
            "termijn is voorbij",
        ),
        (
            "Cursus 9 op regel 2; de presentie wordt bij geen enkele beroepsgroep door de opleider gedaan",
            "de professional zelf",
            "voert de aanbieder niet zelf in",
        ),
        (
            "Uitvoering 7 niet toegestaan bij e-learning op regel 2",
            "HR, in het leerregister",
            "Bij e-learning hoort geen",
        ),
        ("Cursus 9 Module op regel 2 niet opgegeven", "HR, in het leerregister", "vul het ID van de module in"),
        ("Module X op regel 2 bestaat niet", "HR, in het leerregister", "Deze module kent PE-online niet"),
        ("Module X op regel 2 is niet uniek", "wie jullie account bij PE-online beheert", "module komt"),
        ("Cursus 9 op regel 2 bevat geen enddate, dit is verplicht", "HR, in het leerregister", "einddatum ontbreekt"),
        ("Cursus 9 op regel 2 bevat een enddate", "HR, in het leerregister", "hoort geen einddatum"),
        ("Uitvoering op regel 2 niet opgegeven", "HR, in het leerregister", "ID van de uitvoering"),
        ("Uitvoering 7 op regel 2 bestaat niet", "HR, in het leerregister", "Deze uitvoering kent"),
        ("Uitvoering 7 op regel 2 is niet uniek", "wie jullie account bij PE-online beheert", "uitvoering komt"),
        ("Bijeenkomst op regel 2 niet opgegeven", "HR, in het leerregister", "ID van de bijeenkomst"),
        ("Bijeenkomst 7 op regel 2 bestaat niet", "HR, in het leerregister", "Deze bijeenkomst kent"),
        ("Bijeenkomst 7 op regel 2 is niet uniek", "wie jullie account bij PE-online beheert", "bijeenkomst komt"),
        ("Iets heel anders", "wie jullie account bij PE-online beheert", "PE-online zegt: Iets heel anders"),
    ],
)
def test_every_row_error_says_in_dutch_what_it_is_and_who_can_mend_it(text: str, who: str, said: str) -> None:
    found = explain(100, text)

    assert found.who == who
    assert said in found.text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<Summary>" + b"x" * 2_200_000 + b"</Summary>",
        b"<html>",
        b"<Summary><Results>",
        b"<Iets/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><Summary>&a;</Summary>',
    ],
)
def test_what_is_no_whole_answer_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="antwoord van PE-online"):
        read_answer(content, [presence("1001")], GROUP)


@pytest.mark.parametrize(
    "setting",
    ["https://www.voorbeeld.nl/x?orgID=46", "https://u:s@www.voorbeeld.nl/x", "http://u:s@www.voorbeeld.nl/x?orgID=46"],
)
def test_a_setting_that_misses_something_or_shows_the_key_is_refused(setting: str) -> None:
    with pytest.raises(Invalid, match="REGISTER_PE_ONLINE_URL"):
        client_of(setting)


@pytest.fixture
def members(group_of_three: tuple[Person, ...]) -> tuple[Person, Person]:
    """Two members of an expertise group with numbers, each with an intervisie of their own; the third has none."""
    return group_of_three[0], group_of_three[1]


def states(session: Session) -> dict[str, str]:
    rows = session.execute(select(PresenceLine.number, PresenceLine.state).execution_options(populate_existing=True))
    return {number: state for number, state in rows}  # noqa: C416 - a row is no plain pair


def ready(house: House) -> int:
    """Put the group ready to report."""
    return prepare(house.viewer, WHAT, GROUP, org_id="46", at=NOW).delivery_id


def quick(fake: PeOnline) -> PeClient:
    client = client_of(fake.url)
    assert client is not None
    return replace(client, seconds=0.4)


def test_who_has_no_number_is_named_and_the_others_are_put_ready(
    house: House, session: Session, members: tuple[Person, Person]
) -> None:
    done = prepare(house.viewer, WHAT, GROUP, org_id="46", at=NOW)

    assert (done.lines, done.already, done.without_number) == (2, 0, ("Cas Lid",))
    assert states(session) == {"4610200001": "klaar", "4610200002": "klaar"}


def test_what_was_reported_is_not_put_ready_again(house: House, members: tuple[Person, Person]) -> None:
    ready(house)

    with pytest.raises(Invalid, match="niemand te melden"):
        ready(house)


def test_good_rows_go_through_and_the_other_says_who_can_mend_it(
    house: House, session: Session, members: tuple[Person, Person]
) -> None:
    with pe_online(errors={"4610200002": "Professional {number} op regel {line} bestaat niet in PE"}) as fake:
        delivery_id = ready(house)
        problems = send(house.viewer, delivery_id, client_of(fake.url), at=NOW)  # type: ignore[arg-type]

    report = read_report(session, house.viewer, delivery_id)
    assert problems == ()
    assert states(session) == {"4610200001": "geaccepteerd", "4610200002": "geweigerd"}
    assert report.counts == {"klaar": 0, "onderweg": 0, "geaccepteerd": 1, "geweigerd": 1, "onbekend": 0}
    assert "Wie kan dit oplossen: de professional zelf." in report.lines[1].answer


def test_a_refused_row_can_be_reported_again_after_it_was_mended(house: House, members: tuple[Person, Person]) -> None:
    with pe_online(errors={"4610200002": "Professional {number} op regel {line} bestaat niet in PE"}) as fake:
        send(house.viewer, ready(house), quick(fake), at=NOW)

    assert prepare(house.viewer, WHAT, GROUP, org_id="46", at=NOW).lines == 1


def test_sending_twice_sends_once(house: House, members: tuple[Person, Person]) -> None:
    with pe_online() as fake:
        delivery_id = ready(house)
        send(house.viewer, delivery_id, quick(fake), at=NOW)
        send(house.viewer, delivery_id, quick(fake), at=NOW)

    assert len(fake.calls) == 1


def test_an_answer_wrapped_in_a_text_is_read_too(
    house: House, session: Session, members: tuple[Person, Person]
) -> None:
    with pe_online(whim="wrapped") as fake:
        send(house.viewer, ready(house), quick(fake), at=NOW)

    assert set(states(session).values()) == {"geaccepteerd"}


@pytest.mark.parametrize("whim", ["slow", "half", "500", "not-xml", "other-xml", "moved"])
def test_without_a_whole_answer_nobody_knows_and_nothing_is_sent_again_by_itself(
    house: House, session: Session, members: tuple[Person, Person], whim: str
) -> None:
    with pe_online(whim=whim) as fake:
        delivery_id = ready(house)
        (problem,) = send(house.viewer, delivery_id, quick(fake), at=NOW)
        send(house.viewer, delivery_id, quick(fake), at=NOW)

    assert len(fake.calls) == 1
    assert set(states(session).values()) == {"onbekend"}
    assert "Kijk na vijf minuten in PE-online" in problem.text


def test_who_looked_first_may_report_again_and_pe_online_counts_it_once(
    house: House, session: Session, members: tuple[Person, Person]
) -> None:
    with pe_online(whim="half") as fake:
        delivery_id = ready(house)
        send(house.viewer, delivery_id, quick(fake), at=NOW)
        fake.whim = ""
        again = report_again(house.viewer, delivery_id, at=NOW)
        send(house.viewer, delivery_id, quick(fake), at=NOW)

    assert (again, len(fake.known)) == (2, 2)
    assert set(states(session).values()) == {"geaccepteerd"}


def test_a_wrong_key_refuses_the_call_and_says_who_can_mend_it(
    house: House, session: Session, members: tuple[Person, Person]
) -> None:
    with pe_online(key="een andere") as fake:
        (problem,) = send(house.viewer, ready(house), quick(fake), at=NOW)

    assert problem.who == "wie jullie account bij PE-online beheert"
    assert set(states(session).values()) == {"geweigerd"}


@pytest.mark.parametrize(
    "strange",
    [
        error("Professional 4610200002 op regel 3 bestaat niet in PE op 31-02-2026"),
        error("Professional 4610200002 op regel 3 bestaat niet in PE op 00-00-0000"),
        accepted("4610200002", day="2026-13-45"),
    ],
)
def test_a_day_that_does_not_exist_in_an_answer_is_nobodys(strange: str) -> None:
    els, jan = presence("4610200001"), presence("4610200002")

    found = read_answer(answer(strange, accepted("4610200001")), [els, jan], GROUP)

    assert (found.accepted, found.unknown) == ((els,), (jan,))


def test_an_uploaded_answer_does_the_same(house: House, session: Session, members: tuple[Person, Person]) -> None:
    delivery_id = ready(house)
    content = answer(
        error("Professional 4610200002 op regel 3 bestaat niet in PE"), accepted("4610200001", day="2026-03-05")
    )

    take_answer(house.viewer, delivery_id, 1, content, at=NOW)

    assert states(session) == {"4610200001": "geaccepteerd", "4610200002": "geweigerd"}


def test_an_answer_that_comes_later_refuses_nobody_who_was_accepted_and_is_shown(
    house: House, session: Session, members: tuple[Person, Person]
) -> None:
    delivery_id = ready(house)
    both = accepted("4610200001", day="2026-03-05") + accepted("4610200002", day="2026-03-05")
    take_answer(house.viewer, delivery_id, 1, answer(accepted=both), at=NOW)

    later = answer(error("Professional 4610200002 op regel 3 bestaat niet in PE"), accepted("4610200001"))
    take_answer(house.viewer, delivery_id, 1, later, at=NOW)

    lines = read_report(session, house.viewer, delivery_id).lines
    assert states(session) == {"4610200001": "geaccepteerd", "4610200002": "geaccepteerd"}
    assert [line.answer.startswith("Eerder geaccepteerd") for line in lines] == [False, True]


def test_a_report_that_was_taken_back_takes_no_answer(
    house: House, session: Session, members: tuple[Person, Person]
) -> None:
    delivery_id = ready(house)
    revoke(house.viewer, delivery_id, at=NOW)

    with pytest.raises(Invalid, match="teruggenomen"):
        take_answer(house.viewer, delivery_id, 1, answer(accepted=accepted("4610200001")), at=NOW)

    assert set(states(session).values()) == {"klaar"}


def test_what_pe_online_has_is_not_taken_back(house: House, session: Session, members: tuple[Person, Person]) -> None:
    report = ready(house)
    take_answer(house.viewer, report, 1, answer(accepted=accepted("4610200001", day="2026-03-05")), at=NOW)

    with pytest.raises(NotAllowed, match="PE-online heeft deze presentie al"):
        revoke(house.viewer, report, at=NOW)


def test_a_call_that_was_not_made_and_a_delivery_to_another_system_have_no_answer(
    house: House, session: Session, members: tuple[Person, Person]
) -> None:
    report = ready(house)
    other = Delivery(
        organisation_id=house.organisation_id, target="sdb", made_by_id=house.hr.id, made_at=NOW, filter={},
        settings={}, rows=1, file_name="sdb.csv", sha256="0" * 64,
    )  # fmt: skip
    session.add(other)
    session.commit()

    with pytest.raises(NotFound):
        take_answer(house.viewer, report, 2, answer(), at=NOW)
    with pytest.raises(NotFound):
        read_report(session, house.viewer, other.id)
