"""Somebody new of whom one row speaks, without a registration or a role: most rows of a first file (*gewoon nieuw*).

A quick way past `plan_new`: it plans the very same, without looking for what one row cannot say twice. What `is_plain`
does not let by goes there.
"""

from datetime import date

from register.imports.drafts import Drafts
from register.imports.people_plan import NewPerson, Outcome
from register.imports.people_table import EmployeeRow
from register.imports.plan_employments import employment_values, sequence_of
from register.imports.plan_name import name_values


def is_plain(row: EmployeeRow, today: date) -> bool:
    """Whether this row, the only one about somebody new, has a name, a running employment, and nothing besides."""
    is_here = (row.employed_from or today) <= today <= (row.employed_until or today)
    return is_here and bool(row.surname) and row.register is None and not row.roles


def plan_plain(drafts: Drafts, key: str, row: EmployeeRow) -> None:
    """Put somebody new in the plan, with the employment and the team of this row."""
    first_day = row.employed_from or drafts.today
    drafts.by_row[row.row].outcome = Outcome.NEW
    person = name_values(row)
    person["email"] = row.email
    drafts.refs[key] = key
    drafts.names[key] = person["display_name"]
    if row.unit:
        drafts.teams[row.unit] = None
    employment = employment_values(key, sequence_of(row, {}), row, row.location or "")
    drafts.people.append(
        NewPerson(
            row.row,
            key,
            person,
            (employment,),
            ({"team": row.unit, "starts_on": first_day},) if row.unit else (),
            (),
            (),
        )
    )
