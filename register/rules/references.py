"""Looks for loose ends in a rule file: codes and sources that lead nowhere, versions that overlap, tangled ceilings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from register.rules.schema import ActivitySpec, CapSpec, FigureSpec, FileSpec, Spec, VersionSpec

_SCALE = {"series": 0, "year": 1, "period": 2}


@dataclass(frozen=True, kw_only=True)
class LooseEnd:
    """One thing in a rule file that does not fit the rest of it."""

    where: tuple[str | int, ...]
    """Path through the file: ("versions", 0, "tracks", 1, "min")."""
    what: str
    remedy: str

    @property
    def field(self) -> str:
        """The path as a person reads it: "versions.1.tracks.2.min"."""
        return ".".join(str(step + 1) if isinstance(step, int) else step for step in self.where)


def loose_ends(file: FileSpec) -> Iterator[LooseEnd]:
    """Find all loose ends of one file."""
    yield from _sources(file, (), file)
    yield from _overlaps(file.versions)
    for index, version in enumerate(file.versions):
        where = ("versions", index)
        yield from _doubles(version, where)
        yield from _tracks(version, where)
        yield from _caps(version, where)


def _sources(file: FileSpec, where: tuple[str | int, ...], spec: Spec) -> Iterator[LooseEnd]:
    for name, value in spec:
        here = (*where, name.rstrip("_"))
        if name in {"source", "closed_source"} and isinstance(value, str) and value not in file.sources:
            yield LooseEnd(
                where=here, what=f"De bron ‘{value}’ staat niet in het bestand.", remedy="Zet hem bij sources."
            )
        elif isinstance(value, Spec):
            yield from _sources(file, here, value)
        elif isinstance(value, tuple):
            for index, entry in enumerate(value):
                if isinstance(entry, Spec):
                    yield from _sources(file, (*here, index), entry)


def _overlaps(versions: Sequence[VersionSpec]) -> Iterator[LooseEnd]:
    where = ("versions",)
    names = Counter(version.version for version in versions)
    for name in (name for name, times in names.items() if times > 1):
        yield LooseEnd(
            where=where, what=f"Versie ‘{name}’ staat er twee keer.", remedy="Geef elke versie een eigen naam."
        )
    in_order = sorted(versions, key=lambda version: version.valid_from or date.min)
    for before, after in pairwise(in_order):
        start = after.valid_from
        if start is None or (before.valid_to is not None and before.valid_to >= start):
            what = f"Versie ‘{before.version}’ en versie ‘{after.version}’ gelden op dezelfde dag."
            yield LooseEnd(where=where, what=what, remedy="Laat valid_to vallen voor de valid_from van de volgende.")


def _doubles(version: VersionSpec, where: tuple[str | int, ...]) -> Iterator[LooseEnd]:
    lists = {
        "tracks": [track.code for track in version.tracks],
        "groups": [group.code for group in version.groups],
        "activities": [rule.code for rule in version.activities],
        "conditions": [condition.code for condition in version.conditions],
    }
    for name, codes in lists.items():
        for code, times in Counter(codes).items():
            if times > 1:
                what = f"De code ‘{code}’ komt {times} keer voor."
                yield LooseEnd(where=(*where, name), what=what, remedy="Geef elke regel een eigen code.")


def _tracks(version: VersionSpec, where: tuple[str | int, ...]) -> Iterator[LooseEnd]:
    tracks = {track.code for track in version.tracks}
    groups = {group.code for group in version.groups}
    for index, track in enumerate(version.tracks):
        if track.group is not None and track.group not in groups:
            what = f"De groep ‘{track.group}’ bestaat niet."
            yield LooseEnd(where=(*where, "tracks", index, "group"), what=what, remedy="Voeg hem toe bij groups.")
        yield from _minimum_above_maximum(track.min, track.max, (*where, "tracks", index, "min"))
    for index, rule in enumerate(version.activities):
        track_code = (
            version.fallback_track.get(rule.track or "", rule.track) if rule.track not in tracks else rule.track
        )
        if track_code is not None and track_code not in tracks:
            what = f"De categorie ‘{rule.track}’ bestaat niet in deze versie."
            remedy = "Kies een code uit tracks, of geef bij fallback_track waar hij dan onder valt."
            yield LooseEnd(where=(*where, "activities", index, "track"), what=what, remedy=remedy)
        yield from _empty_sizes(rule, (*where, "activities", index))


def _minimum_above_maximum(
    least: FigureSpec | None, most: FigureSpec | None, where: tuple[str | int, ...]
) -> Iterator[LooseEnd]:
    if least and most and least.value is not None and most.value is not None and least.value > most.value:
        what = f"Het minimum ({least.value}) is hoger dan het maximum ({most.value})."
        yield LooseEnd(where=where, what=what, remedy="Kijk beide cijfers na bij de bron.")


def _empty_sizes(rule: ActivitySpec, where: tuple[str | int, ...]) -> Iterator[LooseEnd]:
    for name in ("block_minutes", "words_step"):
        figure: FigureSpec | None = getattr(rule, name)
        if figure is not None and figure.value is not None and figure.value < 1:
            yield LooseEnd(where=(*where, name), what="Een blok van minder dan 1 kan niet.", remedy="Vul 1 of meer in.")


def _caps(version: VersionSpec, where: tuple[str | int, ...]) -> Iterator[LooseEnd]:
    codes = {rule.code for rule in version.activities}
    for index, cap in enumerate(version.caps):
        for lost in sorted(set(cap.activities) - codes):
            what = f"Het maximum gaat over ‘{lost}’, maar die regel bestaat niet."
            yield LooseEnd(where=(*where, "caps", index, "activities"), what=what, remedy="Kies codes uit activities.")
    for one, other in combinations(version.caps, 2):
        if _tangled(one, other):
            what = f"De maxima ‘{one.code}’ en ‘{other.code}’ lopen door elkaar."
            remedy = "Laat het maximum over de kortste tijd alleen regels van het andere hebben."
            yield LooseEnd(where=(*where, "caps"), what=what, remedy=remedy)


def _tangled(one: CapSpec, other: CapSpec) -> bool:
    small, large = sorted((one, other), key=lambda cap: (_SCALE[cap.per], len(cap.activities)))
    inner, outer = set(small.activities), set(large.activities)
    return bool(inner & outer) and not inner <= outer
