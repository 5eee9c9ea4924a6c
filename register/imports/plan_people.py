"""Plan an import of people: the file beside what is known now. Pure: nothing is read or written here (G1, G3, G8)."""

from collections import Counter
from collections.abc import Sequence

from register.access import Role
from register.imports.drafts import FIRST_TRY, Drafts, DraftsByRow, Tries, content_of
from register.imports.matching import match_numbers
from register.imports.merged_rows import reject_disagreeing
from register.imports.nothing_new import nothing_new
from register.imports.numbers_of_others import next_try, reject_numbers_of_others
from register.imports.people_plan import Basis, Outcome, PeoplePlan, is_correction
from register.imports.people_table import EmployeeRow
from register.imports.plan_person import plan_known, plan_new
from register.imports.plan_places import plan_managers
from register.imports.plan_plain import is_plain, plan_plain
from register.imports.plan_registrations import check_registration
from register.imports.shared_addresses import drop_shared_addresses
from register.imports.team_cells import with_known_teams
from register.imports.waiting import with_waiting
from register.imports.whole_names import without_whole_names
from register.people.names import fold
from register.rules.rulesets import RegisterInfo
from register.workbooks.progress import counted

EVERY_ROLE = frozenset(Role)
_NAMED = 10


def plan_people(basis: Basis, *, registers: Sequence[RegisterInfo], tries: Tries = FIRST_TRY) -> PeoplePlan:
    """Compare a file with what is known.

    The order of the rows makes no difference. People whom the file does not mention are listed and left alone.

    Args:
        basis: the people of one organisation beside the parsed file, and what the plan depends on besides.
        registers: the registers there are, to check numbers.
        tries: what earlier tries showed of rows that free a register number.

    """
    drafts = start(basis, registers)
    drafts.tries = tries
    reject_unreadable(drafts)
    infos = {info.id: info for info in registers}
    for row in basis.table.rows if drafts.present & {"register", "register_number"} else ():
        if row.register or row.register_number:
            check_registration(drafts, row, infos, basis.without_period)
    _reject_two_people(drafts)
    rows = without_whole_names(drafts, drafts.accepted(with_known_teams(drafts)))
    rows = drop_shared_addresses(drafts, reject_numbers_of_others(drafts, rows))
    drafts.half_read = frozenset(drafts.by_row[number].row.personnel_number for number in drafts.rejected)
    news = _with_news(drafts, rows)
    for key, person_id, own in counted(by_person(drafts, news, among=rows), "mensen vergeleken"):
        if person_id is not None:
            plan_known(drafts, basis.snapshot.persons[person_id], key, own, basis.may_grant)
        elif len(own) == 1 and is_plain(own[0], basis.today):
            plan_plain(drafts, key, own[0])
        else:
            plan_new(drafts, key, own, basis.may_grant)
    if another := next_try(drafts):
        return plan_people(basis, registers=registers, tries=another)
    plan_managers(drafts, drafts.accepted(_staying(drafts, rows)))
    return finish(drafts, basis)


def start(basis: Basis, registers: Sequence[RegisterInfo]) -> Drafts:
    """Begin a plan: a draft per row, and who is known by which number."""
    snapshot, table = basis.snapshot, basis.table
    drafts = Drafts(
        snapshot=snapshot,
        table=table,
        today=basis.today,
        by_row=DraftsByRow(table.rows),
        present=table.present,
        notices=list(table.notices),
        registers={info.id: info.name for info in registers},
    )
    drafts.refs.update(snapshot.numbers)
    drafts.names.update({person.id: person.display_name for person in snapshot.persons.values()})
    if "register_number" in table.present and "register" not in table.present:
        place = table.source.columns["register_number"]
        drafts.notices.append(
            f"Kolom '{table.source.headers[place]}' is overgeslagen: zonder kolom Register weten we niet "
            "bij welk register dit hoort."
        )
    return drafts


def reject_unreadable(drafts: Drafts) -> None:
    """Reject the rows in which something cannot be read, or that name nobody."""
    for problem in drafts.table.problems:
        draft = drafts.by_row[problem.row]
        draft.problems.append(problem)
        drafts.reject(draft)
    for row in drafts.table.rows:
        if row.personnel_number is None and row.row not in drafts.rejected:
            drafts.problem(
                row, "personnel_number", "number-missing", "Het personeelsnummer ontbreekt.",
                "Vul het personeelsnummer in: daaraan herkennen we iemand.", blocks=True,
            )  # fmt: skip


def _reject_two_people(drafts: Drafts) -> None:
    """Reject a row too where a rejected one has its number and another name: nobody says whose number it is."""
    unsure = {drafts.by_row[number].row.personnel_number for number in drafts.rejected} - {None}
    told: dict[str | None, list[EmployeeRow]] = {number: [] for number in unsure}
    for row in drafts.table.rows if unsure else ():
        if row.personnel_number in told:
            told[row.personnel_number].append(row)
    for own in told.values():
        for field in ("surname", "given_name"):
            if len({fold(name) for row in own if (name := getattr(row, field))}) > 1:
                reject_disagreeing(drafts, drafts.accepted(own), field, among=own)


def _with_news(drafts: Drafts, rows: list[EmployeeRow]) -> list[EmployeeRow]:
    """Leave out each row that says, alone about somebody's number, only what is known: there is nothing to plan."""
    says_nothing_new = nothing_new(drafts.snapshot, drafts.present, drafts.today)
    times = Counter(row.personnel_number or "" for row in rows)
    return [row for row in rows if times[number := row.personnel_number or ""] > 1 or not says_nothing_new(number, row)]


def by_person(
    drafts: Drafts, rows: list[EmployeeRow], *, among: Sequence[EmployeeRow] = ()
) -> list[tuple[str, int | None, list[EmployeeRow]]]:
    """Group rows per person; those of one person in an order that does not depend on the file.

    Args:
        drafts: the plan in the making.
        rows: the rows to group: all that the file has of somebody, or none.
        among: the whole file, where that holds more rows.

    """
    matches = match_numbers(rows, drafts.snapshot, among=among)
    groups: dict[tuple[str, int | None], list[EmployeeRow]] = {}
    for row in rows:
        match = matches[row.personnel_number or ""]
        if match.code:
            drafts.problem(row, "personnel_number", match.code, match.reason, match.remedy, blocks=True)
            continue
        if match.key != row.personnel_number:
            drafts.problem(
                row, "personnel_number", "number-without-zeros",
                f"Dit nummer kennen we als {match.key}; de naam is dezelfde.", "Er is niets te doen.", blocks=False,
            )  # fmt: skip
        groups.setdefault((match.key, match.person_id), []).append(row)
    return [
        (key, person_id, own if len(own) == 1 else sorted(own, key=content_of))
        for (key, person_id), own in groups.items()
    ]


def _staying(drafts: Drafts, rows: list[EmployeeRow]) -> list[EmployeeRow]:
    """Return the rows of who does not leave by them."""
    gone = {number for number, draft in drafts.by_row.items() if draft.outcome is Outcome.LEAVER}
    days = ((row, row.employed_until) for row in rows if row.row not in gone)
    return [row for row, last_day in days if last_day is None or last_day >= drafts.today]


def finish(drafts: Drafts, basis: Basis) -> PeoplePlan:
    """Close the plan of a file that names everybody: who is not in it is listed."""
    known, corrected = drafts.snapshot.teams, is_correction(drafts.table.source)
    return PeoplePlan(
        rows=with_waiting(drafts.planned(), drafts.table),
        teams=tuple(sorted(name for name in drafts.teams if name not in known)),
        people=tuple(sorted(drafts.people, key=lambda one: one.key)),
        inserts=tuple(drafts.inserts),
        updates=tuple(drafts.updates),
        removals=tuple(drafts.removals),
        absent=() if corrected else _absent(drafts),
        notices=(*drafts.notices, *_locations(drafts.located)),
        questions={field: problem.message for field, problem in drafts.table.questions.items()},
        readings={field: problem.readings for field, problem in drafts.table.questions.items()},
        basis=basis,
        in_service=sum(drafts.snapshot.persons[one].active for one in drafts.snapshot.employments),
        leavers=len(drafts.leavers),
        is_correction=corrected,
    )


def _locations(located: Sequence[str]) -> Sequence[str]:
    """Tell once of everybody with more than one location, however many they are."""
    if not located:
        return ()
    kept, more = "; ".join(located[:_NAMED]), len(located) - _NAMED
    rest = f"; en nog {more}" if more > 0 else ""
    return (f"Niet elke rij van één persoon noemt dezelfde locatie. We bewaren: {kept}{rest}.",)


def _absent(drafts: Drafts) -> tuple[str, ...]:
    said = {row.personnel_number or "" for row in drafts.table.rows}
    mentioned = {drafts.refs.get(number) for number in said}
    away = [one for one in drafts.snapshot.employments.items() if one[0] not in mentioned]
    stripped = {number.lstrip("0") for number in said} if away else set()
    names = []
    for person_id, employments in away:
        person = drafts.snapshot.persons[person_id]
        if person.active and stripped.isdisjoint(one.personnel_number.lstrip("0") for one in employments):
            names.append(person.display_name)
    return tuple(sorted(names))
