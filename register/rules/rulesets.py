"""All shipped rule sets (*regelboek*): which registers there are, which version holds, which figures may be set."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from register.rules.compiling import compile_version
from register.rules.facts import Cycle
from register.rules.model import FigureSlot, OwnFigure, RuleSet
from register.rules.reading import read_file, shipped_names, shipped_text
from register.rules.schema import FileSpec
from register.rules.select import key_date, version_at

__all__ = [
    "FigureSlot",
    "OwnFigure",
    "RegisterInfo",
    "RuleBook",
    "load_rule_sets",
    "overridable_figures",
    "with_figures",
]


@dataclass(frozen=True, kw_only=True)
class RegisterInfo:
    """A register as a person chooses it (*register*)."""

    id: str
    name: str
    body: str
    """Who keeps it: "Registerplein", "SKJ"."""
    levels: tuple[str, ...]
    number_format: str | None
    """Hint for the registration number, where its shape is known."""
    closed_on: date | None
    principal: str | None
    """The professional association that sets the criteria (*beroepsvereniging*)."""
    entry: tuple[str, ...] = ()
    """What is known of the conditions to enter."""
    selected_by: str = "period_start"
    number_pattern: str | None = None

    @property
    def label(self) -> str:
        """The name with who keeps it, as it stands in a list to choose from."""
        return self.name if self.body in self.name else f"{self.name} ({self.body})"

    def number_problem(self, number: str) -> str | None:
        """Say in Dutch what is wrong with a registration number (C13); `None` when nothing is."""
        if not number.strip():
            return "Vul je registratienummer in."
        if number != number.strip():
            return "Er staat een spatie voor of achter het registratienummer. Haal die weg."
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ./-]{0,39}", number):
            return "Een registratienummer bestaat uit letters, cijfers, streepjes en punten. Kijk het nummer na."
        if self.number_pattern and not re.fullmatch(self.number_pattern, number):
            return f"Dit is geen registratienummer van {self.name}: {self.number_format}. Kijk het nummer na."
        return None


@dataclass(frozen=True, kw_only=True)
class RuleBook:
    """The rule sets of all registers, each with its versions from old to new."""

    infos: Mapping[str, RegisterInfo]
    sets: Mapping[str, tuple[RuleSet, ...]]

    def registers(self) -> tuple[RegisterInfo, ...]:
        """All registers, in order of id."""
        return tuple(self.infos.values())

    def register(self, register_id: str) -> RegisterInfo:
        """One register; raises ValueError (Dutch) when it is not there."""
        try:
            return self.infos[register_id]
        except KeyError:
            known = ", ".join(self.infos)
            raise ValueError(f"Het register ‘{register_id}’ kennen we niet. Kies uit: {known}.") from None

    def versions(self, register_id: str) -> tuple[RuleSet, ...]:
        """All versions of the rules of one register, from old to new."""
        return self.sets[self.register(register_id).id]

    def version_for(
        self, register_id: str, *, cycle: Cycle, activity_on: date | None = None, filed_on: date | None = None
    ) -> RuleSet:
        """Choose the version that holds, by the key that the register uses (C5).

        A claim that was not filed yet is judged by the newest version; a date that no version covers gets the nearest.
        """
        info = self.register(register_id)
        at = key_date(info.selected_by, cycle=cycle, activity_on=activity_on, filed_on=filed_on)
        return version_at(self.sets[register_id], at)


def load_rule_sets() -> RuleBook:
    """Read all shipped rule files; some tens of milliseconds, so the caller keeps the book."""
    return book_of(read_file(shipped_text(name)) for name in shipped_names())


def book_of(files: Iterable[FileSpec]) -> RuleBook:
    """Bind files into a book."""
    infos, sets = {}, {}
    for file in sorted(files, key=lambda file: file.register_.id):
        infos[file.register_.id] = _info(file)
        versions = sorted(file.versions, key=lambda version: version.valid_from or date.min)
        sets[file.register_.id] = tuple(compile_version(file, version) for version in versions)
    return RuleBook(infos=infos, sets=sets)


def with_figures(rule_set: RuleSet, figures: Sequence[OwnFigure]) -> RuleSet:
    """Lay an organisation's own figures over a version; later figures win, the digest changes.

    Raises ValueError (Dutch) for a path or value that cannot be.
    """
    if not figures:
        return rule_set
    own = {figure.path: figure for figure in (*rule_set.own, *figures)}
    key = (rule_set.digest, tuple(sorted(own.values(), key=lambda figure: figure.path)))
    if key not in _LAID_OVER:
        if len(_LAID_OVER) >= _KEEP:
            _LAID_OVER.clear()
        file, version = rule_set.origin
        _LAID_OVER[key] = compile_version(file, version, own=key[1])
    return _LAID_OVER[key]


def overridable_figures(rule_set: RuleSet) -> tuple[FigureSlot, ...]:
    """Every place where an admin may set a figure, with what stands there now."""
    return rule_set.slots


_KEEP = 256
_LAID_OVER: dict[tuple[str, tuple[OwnFigure, ...]], RuleSet] = {}
"""Rule sets with own figures, by content: the same figures are worked in once a process, whatever asks."""


def _info(file: FileSpec) -> RegisterInfo:
    spec = file.register_
    return RegisterInfo(
        id=spec.id,
        name=spec.name,
        body=spec.body,
        levels=spec.levels,
        number_format=spec.number.hint if spec.number else None,
        number_pattern=spec.number.pattern if spec.number else None,
        closed_on=spec.closed_on,
        principal=spec.principal,
        entry=spec.entry,
        selected_by=spec.selected_by,
    )
