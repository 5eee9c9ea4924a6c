"""A plan of learning history as text: read back as it was, however many rows, and another text for another plan."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from register.imports.people_plan import Outcome, PlannedRow
from register.imports.training_new import NewActivity, RegisterSaid, Repair
from register.imports.training_pieces import digest_of_pieces, pieces_of, plan_of_text
from register.rules.facts import ClaimState

ROWS = tuple(PlannedRow(place, "1", "Els Berg", Outcome.NEW) for place in range(2, 10_003))
PLAIN = NewActivity(
    2, 1, "Meldcode", "training", date(2025, 3, 5), None, None, 180, {}, {}, None, "Academie", "deelnemer", True, ()
)  # fmt: skip
MANY = tuple(
    PLAIN._replace(row=row.row, date=PLAIN.date - timedelta(days=row.row % 900), gross_minutes=row.row % 7)
    for row in ROWS
)
FULL = PLAIN._replace(
    starts=time(9, 30), ends=time(12), excluded={"pauze": 15}, accreditation_ids={"skj": "SKJ1"},
    awarded_points=Decimal("2.5"), said=(RegisterSaid("skj-jgp", ClaimState.GRANTED, Decimal(3)),),
)  # fmt: skip
REPAIRS = (Repair(5, 7, 1, {"onbekend": "1"}, {"skj": "1"}), Repair(6, 8, 2, {"onbekend": "2"}, {"skj": "2"}))


@pytest.mark.parametrize("activities", [(), (PLAIN,), (FULL,), (PLAIN, FULL), MANY])
@pytest.mark.parametrize("repairs", [(), REPAIRS[:1], REPAIRS])
def test_a_plan_is_read_back_as_it_was_written(
    activities: tuple[NewActivity, ...], repairs: tuple[Repair, ...]
) -> None:
    rows, made, mended = plan_of_text("".join(pieces_of(ROWS, activities, repairs)))

    assert rows == [(row.row, "nieuw") for row in ROWS]
    assert (made, mended) == (activities, repairs)


@pytest.mark.parametrize("other", [MANY[:-1], (*MANY[:-1], MANY[-1]._replace(title="Anders")), tuple(reversed(MANY))])
def test_one_other_row_is_another_digest(other: tuple[NewActivity, ...]) -> None:
    assert digest_of_pieces(pieces_of(ROWS, MANY, ())) != digest_of_pieces(pieces_of(ROWS, other, ()))
