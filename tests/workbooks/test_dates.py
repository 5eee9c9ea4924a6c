"""Dates: every day in eight notations reads back as itself, nothing is swapped, bad dates say so (XL6)."""

from datetime import date, time, timedelta

import pytest

from register.workbooks.cells import Cell
from register.workbooks.dates import DateRule, infer_day_first, parse_date, parse_time, settle_dates
from register.workbooks.problem import Problem

MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
SHORT = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
DAYS = [date(2000, 1, 1) + timedelta(days=number) for number in range((date(2041, 1, 1) - date(2000, 1, 1)).days)]
NOTATIONS = {
    "dashes": "{d.day}-{d.month}-{d.year}",
    "dashes, two figures": "{d:%d-%m-%y}",
    "slashes": "{d:%d/%m/%Y}",
    "dots": "{d.day}.{d.month}.{d.year}",
    "iso": "{d:%Y-%m-%d}",
    "compact": "{d:%Y%m%d}",
    "Dutch month": "{d.day} {month} {d.year}",
    "short month": "{d.day}-{short}-{d.year}",
}


@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS.keys())
def test_every_day_reads_back_as_itself(notation: str) -> None:
    texts = [notation.format(d=day, month=MONTHS[day.month - 1], short=SHORT[day.month - 1]) for day in DAYS]

    assert [parse_date(Cell("t", text), day_first=True) for text in texts] == DAYS


def test_a_date_of_excel_is_taken_as_it_is() -> None:
    assert parse_date(Cell("d", "2024-02-01")) == date(2024, 2, 1)
    assert parse_date(Cell("D", "2024-02-01T23:59:59")) == date(2024, 2, 1)


@pytest.mark.parametrize(
    "text", ["2024-02-01T00:00:00", "1-2-2024 09:30", "do 1 feb 2024", "donderdag 1 februari 2024"]
)
def test_a_time_or_weekday_beside_it_does_not_matter(text: str) -> None:
    assert parse_date(Cell("t", text)) == date(2024, 2, 1)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("t", "31-02-2024", "date-impossible"),
        ("t", "29-2-2023", "date-impossible"),
        ("t", "2024-13-01", "date-impossible"),
        ("t", "2-13-2024", "date-impossible"),
        ("t", "0-1-2024", "date-impossible"),
        ("t", "1-2-1989", "date-range"),
        ("t", "31-12-9999", "date-range"),
        ("t", "morgen", "date-unreadable"),
        ("t", "1 febuari 2024", "date-unreadable"),
        ("n", "45323", "date-number"),
        ("n", "2958465", "date-number"),
        ("e", "#N/A", "cell-error"),
    ],
)
def test_a_bad_date_gets_a_message(kind: str, text: str, code: str) -> None:
    problem = parse_date(Cell(kind, text))

    assert isinstance(problem, Problem)
    assert problem.code == code


@pytest.mark.parametrize("text", ["31-12-9999", "99991231", "9999", "2099-12-31", "31-12-2199", ""])
def test_an_open_end_is_no_end(text: str) -> None:
    assert parse_date(Cell("t" if text else "-", text), open_end=True) is None


def column(*texts: str) -> list[Cell]:
    return [Cell("t", text) for text in texts]


def test_slashes_are_asked_once_with_three_examples() -> None:
    problem = infer_day_first(column("1/2/2024", "3/4/2024", "1/2/2024", "5/6/2024", "7/8/2024"))

    assert isinstance(problem, Problem)
    assert problem.message.endswith("1/2/2024, 3/4/2024, 5/6/2024.")


def test_the_column_proves_its_own_order() -> None:
    assert infer_day_first(column("1/2/2024", "13/2/2024")) is True
    assert infer_day_first(column("1/2/2024", "2/13/2024")) is False
    assert infer_day_first(column("1-2-2024")) is True
    assert infer_day_first(column("2024-02-01")) is None
    assert isinstance(infer_day_first(column("13/2/2024", "2/13/2024")), Problem)


def test_the_answer_decides_the_reading_of_slashes() -> None:
    cell = Cell("t", "1/2/2024")

    assert isinstance(parse_date(cell), Problem)
    assert parse_date(cell, day_first=True) == date(2024, 2, 1)
    assert parse_date(cell, day_first=False) == date(2024, 1, 2)


@pytest.mark.parametrize(("kind", "text"), [("t", "9:30"), ("t", "09.30 uur"), ("m", "09:30:00"), ("u", "34200")])
def test_a_time_of_day_is_read(kind: str, text: str) -> None:
    assert parse_time(Cell(kind, text)) == time(9, 30)


def test_an_impossible_time_gets_a_message() -> None:
    assert isinstance(parse_time(Cell("t", "25:00")), Problem)


def test_a_question_shows_three_dates_in_both_readings() -> None:
    problem = settle_dates(column("1/2/2024", "3/4/2024", "5/6/24", "7/8/2024"))

    assert isinstance(problem, Problem)
    assert problem.readings == (
        ("dag-maand", ("1/2/2024 is 1 februari 2024", "3/4/2024 is 3 april 2024", "5/6/24 is 5 juni 2024")),
        ("maand-dag", ("1/2/2024 is 2 januari 2024", "3/4/2024 is 4 maart 2024", "5/6/24 is 6 mei 2024")),
    )


def test_the_answer_is_a_choice_for_the_whole_column() -> None:
    days = column("1/2/2024", "3/4/2024")

    assert settle_dates(days, "dag-maand") == DateRule(day_first=True)
    assert settle_dates(days, "maand-dag") == DateRule(day_first=False)


def test_what_the_column_proves_goes_before_the_answer() -> None:
    assert settle_dates(column("13/2/2024", "1/2/2024"), "maand-dag") == DateRule(day_first=True)
    assert settle_dates(column("1-2-2024", "13-2-2024"), "maand-dag") == DateRule(day_first=True)


def test_dashes_that_can_only_be_american_are_asked_and_then_read_so() -> None:
    days = column("02-13-2024", "02-01-2024", "12-31-2024")

    problem, rule = settle_dates(days), settle_dates(days, "maand-dag")

    assert isinstance(problem, Problem)
    assert problem.code == "date-month-first"
    assert isinstance(rule, DateRule)
    assert parse_date(days[1], rule=rule) == date(2024, 2, 1)


def test_one_typing_error_does_not_make_a_column_american() -> None:
    days = column("13-2-2024", "2-13-2024", "1-2-2024")

    rule = settle_dates(days)

    assert isinstance(rule, DateRule)
    assert isinstance(parse_date(days[1], rule=rule), Problem)
    assert parse_date(days[2], rule=rule) == date(2024, 2, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1583017200000", date(2020, 3, 1)),
        ("1583020800000", date(2020, 3, 1)),
        ("/Date(1583020800000)/", date(2020, 3, 1)),
        ("946681200000", date(2000, 1, 1)),
    ],
)
def test_milliseconds_since_1970_are_a_day_in_the_netherlands(text: str, day: date) -> None:
    assert parse_date(Cell("n" if text.isdigit() else "t", text)) == day


def test_days_as_excel_counts_them_are_read_only_when_chosen() -> None:
    serial = Cell("n", "45323")

    assert isinstance(parse_date(serial, rule=DateRule()), Problem)
    assert parse_date(serial, rule=DateRule(serial=True)) == date(2024, 2, 1)
    assert settle_dates([serial], "excel-getal") == DateRule(serial=True)


def test_a_column_of_nothing_but_counted_days_is_a_question_with_what_they_would_be() -> None:
    problem = settle_dates([Cell("n", "45323"), Cell("-", ""), Cell("t", "43891")])

    assert isinstance(problem, Problem)
    assert problem.readings == (("excel-getal", ("45323 is 1 februari 2024", "43891 is 1 maart 2020")),)
    assert settle_dates(column("45323", "1-2-2024")) == DateRule(day_first=True)


@pytest.mark.parametrize("text", ["2958465", "2958465.0", "109574", "73050"])
def test_an_open_end_among_counted_days_is_asked_about_and_is_no_end(text: str) -> None:
    asked = settle_dates([Cell("n", "45323"), Cell("n", text)])

    assert isinstance(asked, Problem)
    assert asked.code == "date-serial"
    assert parse_date(Cell("n", text), rule=DateRule(serial=True), open_end=True) is None


def test_a_number_that_no_day_of_ours_has_makes_no_question_and_a_start_has_no_open_end() -> None:
    start = parse_date(Cell("n", "2958465"), rule=DateRule(serial=True))

    assert settle_dates([Cell("n", "45323"), Cell("n", "2958466")]) == DateRule()
    assert isinstance(start, Problem)
    assert start.code == "date-range"


def test_a_column_in_both_orders_can_be_read_in_either_and_the_rest_is_rejected() -> None:
    days = column("13/02/2024", "02/13/2024")

    problem, rule = settle_dates(days), settle_dates(days, "dag-maand")

    assert isinstance(problem, Problem)
    assert problem.readings == (
        ("dag-maand", ("13/02/2024 is 13 februari 2024",)), ("maand-dag", ("02/13/2024 is 13 februari 2024",)),
    )  # fmt: skip
    assert isinstance(rule, DateRule)
    assert parse_date(days[0], rule=rule) == date(2024, 2, 13)
    assert isinstance(parse_date(days[1], rule=rule), Problem)


def test_every_day_of_excel_is_the_day_that_excel_means() -> None:
    serials = [Cell("n", str((day - date(1899, 12, 30)).days)) for day in DAYS]

    assert [parse_date(cell, rule=DateRule(serial=True)) for cell in serials] == DAYS
