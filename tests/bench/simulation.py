"""Line 7: what a change of the rules would do to everybody, beside one aggregate over the same claims."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from register import db
from register.jobs.queue import work_off
from register.once import as_form_key
from register.people.models import Person
from register.points.facts_json import to_json
from register.points.models import Claim
from register.points.versions.drafts import NewFigure, copy_version, set_draft_figure
from register.points.versions.effects import show_effects
from register.points.versions.simulating import simulate
from register.rules.facts import Facts
from tests.bench.databases import open_host
from tests.bench.learning_data import NOW
from tests.bench.organisation_data import ONE_PERIOD, REGISTER, fill_organisation
from tests.bench.side import Figures, cost_of
from tests.makers import make_person, make_viewer

_AGGREGATE = """SELECT registration_id, SUM(points), COUNT(*), SUM(net_minutes) FROM register_claim
GROUP BY registration_id"""
_FIRST = date(2024, 1, 2)
_KINDS = ("intervisie", "training", "supervisie", "zelfstudie", "casuistiekbespreking", "webinar")
_AT_ONCE = 10_000


def fill_judged(session: Session, *, people: int) -> None:
    """Put an organisation in an empty database whose claims have facts of their own, no two alike in a dossier."""
    fill_organisation(session, people=people, periods=ONE_PERIOD)
    make_person(session, "Ada", roles=("admin",))
    claims = Claim.__table__
    statement = update(claims).where(claims.c.id == bindparam("claim"))  # type: ignore[arg-type]
    statement = statement.values(facts=bindparam("new_facts", type_=claims.c.facts.type), completed_on=bindparam("day"))
    for rows in _pieces(session):
        session.connection().execute(statement, rows)
    session.commit()


def ours(url: str, size: int) -> Figures:
    """The draft made, worked out by the job, its effects kept, and the page that shows them."""
    host = open_host(url)
    with host.app.app_context():
        session = db.session()
        ada = make_viewer(session, session.scalars(select(Person).where(Person.subject == "ada")).one())
        name = as_form_key("")[:30].replace("_", "-")
        draft = copy_version(
            ada, register_id=REGISTER, copied="2018-01-01", name=f"v{name}", applies_from=date(2020, 1, 1),
            form_key=as_form_key(""), at=NOW,
        )  # fmt: skip
        figure = NewFigure(path="total.min", value=Decimal(200), source="Verzonnen", source_on=_FIRST)
        set_draft_figure(ada, draft, figure, version=None, at=NOW)

        def work() -> None:
            simulate(ada, draft, at=NOW)
            work_off(host.app)

        figures = cost_of(work)
        page = show_effects(ada, draft, at=NOW)
        assert page.totals is not None
        assert page.totals.loses
        return figures


def bare(url: str, size: int) -> Figures:
    """The driver, one aggregate, its rows."""
    host = open_host(url)
    with host.app.app_context():
        driver = db.engine().raw_connection()
        figures = cost_of(lambda: driver.cursor().execute(_AGGREGATE).fetchall())
        driver.close()
    return figures


def _pieces(session: Session) -> Iterator[list[dict[str, Any]]]:
    ids = list(session.scalars(select(Claim.id).order_by(Claim.id)))
    for first in range(0, len(ids), _AT_ONCE):
        yield [_facts(one) for one in ids[first : first + _AT_ONCE]]


def _facts(claim_id: int) -> dict[str, Any]:
    day = _FIRST + timedelta(days=claim_id % 1000)
    facts = Facts(
        kind=_KINDS[claim_id % len(_KINDS)],
        completed_on=day,
        gross_minutes=60 + claim_id * 7 % 120,
        excluded={"pauze": claim_id % 4 * 5},
        present=4 + claim_id % 4,
    )
    return {"claim": claim_id, "new_facts": to_json(facts), "day": day}
