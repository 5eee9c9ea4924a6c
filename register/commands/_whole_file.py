"""When a file is refused as a whole, and what is said then."""

from collections.abc import Iterator

from register.commands._refused import Refused
from register.commands._shared import DATES_REMEDY
from register.imports.people_plan import Outcome
from register.imports.people_report import problem_line
from register.imports.pipelines import Plan
from register.workbooks.words import number_of

LARGEST_IMPORT = 1_000_000


class NothingAccepted(Exception):
    """Ends the transaction of a file that changes nothing, refused or not: it leaves no trace."""


def is_refused(plan: Plan) -> bool:
    """Whether nothing of a file can be accepted: a question is open, or every row is rejected."""
    return bool(plan.questions) or plan.counts[Outcome.REJECTED.value] == len(plan.rows)


def refusal(plan: Plan) -> Refused:
    """Say why a file is refused as a whole, row by row."""
    count = len(plan.rows)
    if plan.questions:
        said = [*plan.questions.values(), *_readings(plan), DATES_REMEDY]
    else:
        said = [
            f"Er is niets over te nemen: {number_of(count, 'rij', 'rijen')} gelezen en afgekeurd.",
            *plan.notices,
            *map(problem_line, plan.problems),
        ]
    return Refused("\n".join([*said, "Er is niets geïmporteerd."]))


def _readings(plan: Plan) -> Iterator[str]:
    """Show what the dates mean in each reading."""
    for readings in plan.readings.values():
        for one in readings:
            yield f"  {one.choice}: {', '.join(one.examples)}"
