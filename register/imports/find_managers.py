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
    """Finds managers by number, name or department, in that order; each different text once."""

    def __init__(self, drafts: Drafts, units: Iterable[str]) -> None:
        self._drafts = drafts
        self._bare = by_bare_number(drafts.refs)
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
        return Meant(code="manager-unknown", reason="Deze leidinggevende kennen we niet.")

    def _all(self, parts: Sequence[str]) -> Meant:
        """Find several people; one whom we do not know leaves all of them out: half a list is a guess."""
        people: list[int | str] = []
        for part in parts:
            found = self._person(part)
            if len(found) > 1:
                return Meant(code="manager-ambiguous", reason=self._which(found))
            if not found:
                return Meant(code="manager-unknown", reason=f"Deze leidinggevende kennen we niet: {part[:40]}.")
            people.extend(found)
        return Meant(people=tuple(dict.fromkeys(people)))

    def _person(self, text: str) -> Sequence[int | str]:
        """Give who this can be: by number, by name as we show it, by name with the surname first."""
        bracketed = _IN_BRACKETS.search(text)
        for number in (text, *(bracketed.groups() if bracketed else ())):
            if found := self._numbered("".join(number.split())):
                return found
        return self._names.get(fold(text)) or self._names.get(fold(" ".join(reversed(text.split(","))))) or ()

    def _numbered(self, number: str) -> Sequence[int | str]:
        refs = self._drafts.refs
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
    def _names(self) -> Mapping[str, list[int | str]]:
        found: dict[str, list[int | str]] = {}
        for who, name in self._drafts.names.items():
            found.setdefault(fold(name), []).append(who)
        return found
