"""Whom the cell of a manager means: a number, a name, a department, or several people (*leidinggevende vinden*)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from register.imports.drafts import Drafts
from register.imports.matching import by_bare_number, find_number
from register.people.names import fold

_SEVERAL = (re.compile(r"[;|/&\n]"), re.compile(r",|\ben\b"))
"""Between people: what stands in no name goes first."""
_IN_BRACKETS = re.compile(r"\(([^()]+)\)\s*$")


class Meant(NamedTuple):
    """What a cell means: these people, or whoever manages a team; else `code` and `reason` say why nobody can tell."""

    people: tuple[int | str, ...] = ()
    team: str = ""
    code: str = ""
    reason: str = ""


class ManagerFinder:
    """Finds managers by number, name, department, or name with the number behind it; each different text once.

    A number in brackets alone decides nothing: behind a department it is as often a cost centre or a headcount.
    """

    def __init__(self, drafts: Drafts, units: Iterable[str]) -> None:
        self._drafts = drafts
        self._teams = {fold(name): name for name in (*units, *drafts.snapshot.teams)}
        self._known: dict[str, Meant] = {}

    def meant(self, text: str) -> Meant:
        """Say whom a text means."""
        if text not in self._known:
            self._known[text] = self._in_service(self._meant(text))
        return self._known[text]

    def _meant(self, text: str) -> Meant:
        found = self._person(text)
        if len(found) == 1:
            return Meant(people=tuple(found))
        if found:
            return Meant(code="manager-ambiguous", reason=self._which(found))
        if team := self._teams.get(fold(text)):
            return Meant(team=team)
        for sign in _SEVERAL:
            parts = [part.strip() for part in sign.split(text) if part.strip()]
            if len(parts) > 1:
                return self._all(parts)
        return self._not_theirs(text) or Meant(code="manager-unknown", reason="Deze leidinggevende kennen we niet.")

    def _all(self, parts: Sequence[str]) -> Meant:
        """Find several people; one whom we do not know leaves all of them out: half a list is a guess."""
        people: list[int | str] = []
        if wrong := next(filter(None, map(self._not_theirs, parts)), None):
            return wrong
        for part in parts:
            found = self._person(part)
            if len(found) > 1:
                return Meant(code="manager-ambiguous", reason=self._which(found))
            if not found:
                return Meant(code="manager-unknown", reason=f"Deze leidinggevende kennen we niet: {part[:40]}.")
            people.extend(found)
        return Meant(people=tuple(dict.fromkeys(people)))

    def _person(self, text: str) -> Sequence[int | str]:
        """Give who this can be: by number, by name, by name with the number behind it."""
        if found := self._numbered(text) or self._named(text):
            return found
        before, numbered = self._bracketed(text)
        named = self._named(before)
        return [who for who in numbered if who in named] if before else numbered

    def _named(self, text: str) -> Sequence[int | str]:
        """Give who is called so: as we show it, or with the surname first."""
        return self._names.get(fold(text)) or self._names.get(fold(" ".join(reversed(text.split(","))))) or ()

    def _bracketed(self, text: str) -> tuple[str, Sequence[int | str]]:
        """Give the text before a number in brackets, and whose number that is."""
        found = _IN_BRACKETS.search(text)
        return (text[: found.start()].strip(), self._numbered(found[1])) if found else (text, ())

    def _not_theirs(self, text: str) -> Meant | None:
        """Say that a number in brackets stands behind something else than the name of its owner."""
        _, found = self._bracketed(text)
        if not found or self._person(text):
            return None
        if len(found) > 1:
            return Meant(code="manager-ambiguous", reason=self._which(found))
        number = next(number for number, who in self._drafts.refs.items() if who == found[0])
        reason = f"Nummer {number} is van {self._drafts.names[found[0]]}, maar die naam staat er niet voor."
        return Meant(code="manager-ambiguous", reason=reason)

    def _numbered(self, text: str) -> Sequence[int | str]:
        refs, number = self._drafts.refs, "".join(text.split())
        if number in refs:
            return [refs[number]]
        who = find_number(number, refs, self._bare)
        alike = sorted(self._bare.get(number.lstrip("0") or "0", ())) if who is None else ()
        return [who] if who is not None else [refs[one] for one in alike]

    def _in_service(self, found: Meant) -> Meant:
        gone = self._drafts.leavers.intersection(one for one in found.people if isinstance(one, int))
        return Meant(code="manager-left", reason="Deze leidinggevende is uit dienst.") if gone else found

    def _which(self, found: Sequence[int | str]) -> str:
        """Say that it can be more people, with the numbers to choose from."""
        meant, names = set(found), self._drafts.names
        people = [f"{number} ({names[who]})" for number, who in sorted(self._drafts.refs.items()) if who in meant]
        listed = " en ".join((", ".join(people[:-1]), people[-1])) if len(people) > 1 else "".join(people)
        return f"Dit kunnen {len(found)} mensen zijn: {listed}."

    @cached_property
    def _bare(self) -> Mapping[str, set[str]]:
        return by_bare_number(self._drafts.refs)

    @cached_property
    def _names(self) -> Mapping[str, list[int | str]]:
        found: dict[str, list[int | str]] = {}
        for who, name in self._drafts.names.items():
            found.setdefault(fold(name), []).append(who)
        return found
