"""Line 6: the overview of the organisation, beside one aggregate over the claims of everybody in it."""

import time
from collections.abc import Callable
from statistics import median

from sqlalchemy import select

from register import db
from register.access import Viewer
from register.overview.organisation import Wanted, organisation_page
from register.people.models import Person
from tests.bench.databases import open_host
from tests.bench.learning_data import NOW
from tests.bench.organisation_data import NORM
from tests.bench.pages import count_queries
from tests.bench.side import Figures
from tests.makers import make_viewer

_AGGREGATE = f"""SELECT COUNT(*), SUM(CASE WHEN total < {NORM} THEN 1 ELSE 0 END)
FROM (SELECT registration_id, SUM(points) AS total FROM register_claim GROUP BY registration_id) AS summed"""
_TIMES = 5
_LONG = 10_000
"""People from which on adding up takes many seconds, so that it is done twice."""


def ours(url: str, size: int) -> Figures:
    """The use case behind the page: counts by status, expiries, and the first fifty lines."""
    host = open_host(url)
    queries = count_queries(host, "/organisatie", "hanna")
    with host.app.app_context():
        session = db.session()
        hanna: Viewer = make_viewer(session, session.scalars(select(Person).where(Person.subject == "hanna")).one())
        seconds = _wall(lambda: organisation_page(session, hanna, Wanted(), on=NOW.date()), _TIMES)
    return {"seconds": seconds, "queries": queries}


def bare(url: str, size: int) -> Figures:
    """The driver and one statement, of which the database hands over a single row."""
    host = open_host(url)
    with host.app.app_context():
        driver = db.engine().raw_connection()
        seconds = _wall(lambda: driver.cursor().execute(_AGGREGATE).fetchall(), 2 if size >= _LONG else _TIMES)
        driver.close()
    return {"seconds": seconds}


def _wall(act: Callable[[], object], times: int) -> float:
    """Seconds by the clock, for PostgreSQL works in another process: the median, after one to warm up."""
    act()
    measured = []
    for _ in range(times):
        before = time.perf_counter()
        act()
        measured.append(time.perf_counter() - before)
    return median(measured)
