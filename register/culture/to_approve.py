"""How much waits for a manager's approval (*goedkeuring*, H2), for *Vandaag*: how much, never whose.

Which rule a claim falls under is for the engine to say. What it looks at is counted by the database, so that a few rows
come back however many claims there are. Of rules that this process read before, the database counts only what can fall
under a rule that asks.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, Text, and_, bindparam, cast, func, or_
from sqlalchemy.orm import Session

from register.errors import Unavailable
from register.learning import today_row as rows_of_today
from register.people.models import Registration
from register.points.approvals import WAITING_STATES, people_to_approve
from register.points.models import Approval, Claim
from register.points.versions.content import IN_FORCE, published_rules
from register.points.versions.models import OwnRuleVersion
from register.rules.engine import rule_for
from register.rules.facts import Facts
from register.rules.model import RuleSet

_WHAT = "goedkeuren"
_LOOKED_AT = ("kind", "role", "facilitator_kind", "accreditation_ids")
_ASKS = '%"employer_approval":%true%'
_MOST = 256


@dataclass(frozen=True, kw_only=True)
class _Asking:
    """For which kinds of activity, in which tracks, a rule of one version asks for approval."""

    kinds: frozenset[str]
    tracks: frozenset[str]


_KNOWN: dict[str, _Asking] = {}
"""By the digest of a version, which names all that is in it."""


def to_approve_select() -> rows_of_today.Row:
    """Select claims that may wait: their version, what a rule is chosen by, its digest, how many.

    Asks for person, organisation, today, the teams that the person manages, `to_approve_asked`. Only a version of the
    organisation's own asks for approval; no register that is shipped does (a test holds that).
    """
    day = bindparam("today", type_=Date)
    people = people_to_approve(
        bindparam("person"), teams=bindparam("teams", expanding=True), organisation=bindparam("organisation"), on=day
    )
    chosen_by = [func.coalesce(Claim.facts[name].as_string(), "") for name in _LOOKED_AT]
    chosen = chosen_by[0] + "|" + chosen_by[1] + "|" + chosen_by[2] + "|" + chosen_by[3]
    return (
        rows_of_today.today_row(
            _WHAT, number=func.count(Claim.id), key=OwnRuleVersion.id, text=chosen, beside=OwnRuleVersion.digest
        )
        .join(Claim, and_(Claim.rule_digest == OwnRuleVersion.digest, Claim.register_id == OwnRuleVersion.register_id))
        .join(Registration, Registration.id == Claim.registration_id)
        .outerjoin(Approval, Approval.claim_id == Claim.id)
        .where(
            OwnRuleVersion.organisation_id == bindparam("organisation"),
            *IN_FORCE,
            cast(OwnRuleVersion.content, Text).like(_ASKS),
            Registration.person_id.in_(people),
            Claim.state.in_(WAITING_STATES),
            Approval.id.is_(None),
            _may_wait(chosen_by[0]),
        )
        .group_by(OwnRuleVersion.id, OwnRuleVersion.digest, chosen)
    )


def _may_wait(kind: ColumnElement[str]) -> ColumnElement[bool]:
    """Leave out what no rule asks approval for; of versions not read yet, nothing: the track first, it costs least."""
    return or_(
        OwnRuleVersion.digest.not_in(bindparam("known_rules", expanding=True)),
        and_(
            func.coalesce(Claim.track, "").in_(bindparam("asking_tracks", expanding=True)),
            kind.in_(bindparam("asking_kinds", expanding=True)),
        ),
    )


def to_approve_asked() -> dict[str, list[str]]:
    """Return what is known of the rules, for `to_approve_select`."""
    known = dict(_KNOWN)
    return {
        "known_rules": sorted(known),
        "asking_tracks": sorted(frozenset[str]().union(*(one.tracks for one in known.values()))),
        "asking_kinds": sorted(frozenset[str]().union(*(one.kinds for one in known.values()))),
    }


def to_approve_from(session: Session, rows: Iterable[Row[*tuple[Any, ...]]]) -> int:
    """Count what waits among the rows of `to_approve_select`; other rows are left alone."""
    return sum(row.number for row in rows if row.what == _WHAT and _asks(session, row))


def _asks(session: Session, row: Row[*tuple[Any, ...]]) -> bool:
    """Whether the rule of these claims asks for approval; of rules that can not be read nothing is said."""
    kind, role, facilitator_kind, numbers = row.text.split("|", len(_LOOKED_AT) - 1)
    facts = Facts(
        kind=kind,
        completed_on=date.min,  # no rule is chosen by the day
        gross_minutes=None,
        role=role or Facts.role,
        facilitator_kind=facilitator_kind or None,
        accreditation_ids=json.loads(numbers or "{}"),
    )
    try:
        rules = published_rules(session, row.id, row.beside)
    except Unavailable:
        return False
    _remember(rules)
    rule = rule_for(facts, rules)
    return rule is not None and rule.employer_approval


def _remember(rules: RuleSet) -> None:
    if rules.digest in _KNOWN:
        return
    if len(_KNOWN) >= _MOST:
        _KNOWN.clear()
    asking = [(kind, rule) for kind, found in rules.rules.items() for rule in found if rule.employer_approval]
    _KNOWN[rules.digest] = _Asking(
        kinds=frozenset(kind for kind, _ in asking), tracks=frozenset(rule.track or "" for _, rule in asking)
    )
