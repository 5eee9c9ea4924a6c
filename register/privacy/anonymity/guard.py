"""Looks for client data in a free text before it is kept (*anonimiteitscontrole*); it warns and never blocks."""

from collections.abc import Collection, Iterator
from itertools import islice

from register.privacy.anonymity.addresses import find_addresses
from register.privacy.anonymity.combination import find_combinations
from register.privacy.anonymity.finding import Finding
from register.privacy.anonymity.names import find_names
from register.privacy.anonymity.numbers import find_numbers
from register.privacy.anonymity.words import cut

MOST = 200
"""So many findings of one sort of rule are shown; a text with more is no note about learning."""


def look(text: str, *, colleagues: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return what may point to a client, in the order of the text, without overlap.

    `colleagues` are the names of the people and teams that were there, as displayed ("Els van den Berg", "Team Oost").
    Give the own team and the participants, not the whole organisation: a client with a colleague's name may be missed.
    The text goes nowhere: no network, no model, no file. The time it takes grows with the length of the text alone.
    """
    words = cut(text)
    sorts: tuple[Iterator[Finding], ...] = (
        find_numbers(words),
        find_addresses(words),
        find_names(words, colleagues),
        find_combinations(words),
    )
    return _without_overlap([finding for sort in sorts for finding in islice(sort, MOST)])


def _without_overlap(findings: list[Finding]) -> tuple[Finding, ...]:
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda found: (found.start, -found.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return tuple(kept)
