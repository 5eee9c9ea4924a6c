"""Reads the figures of a version one by one, notes where each stands, and lays the organisation's own over it."""

from collections.abc import Iterable, Mapping

from register.rules.model import Figure, FigureSlot, OwnFigure
from register.rules.schema import ActivitySpec, FigureSpec, SourceSpec

_TOO_MUCH = 1_000_000


class FigureReader:
    """One walk over one version: hands out figures and collects the places where an admin may set one."""

    def __init__(self, sources: Mapping[str, SourceSpec], own: Iterable[OwnFigure]) -> None:
        self._sources = sources
        self._own = {figure.path: figure for figure in own}
        self.slots: list[FigureSlot] = []
        self.figures: list[Figure] = []

    def source(self, key: str | None) -> str | None:
        """Where a source key leads: address or title, with its year."""
        if key is None:
            return None
        spec = self._sources[key]
        return f"{spec.url or spec.title} [{spec.year}]"

    def confidence(self, key: str) -> str:
        """How sure we are of a source."""
        return self._sources[key].confidence

    def rule(self, spec: ActivitySpec, field: str, label: str) -> Figure | None:
        """Read a figure of an activity rule."""
        figure: FigureSpec | None = getattr(spec, field)
        return self.read(f"activities.{spec.code}.{field}", label, spec.name, figure)

    def session(self, spec: ActivitySpec, field: str, label: str, figure: FigureSpec | None) -> Figure | None:
        """Read a figure of what one session must be like."""
        return self.read(f"activities.{spec.code}.session.{field}", label, spec.name, figure)

    def read(self, path: str, label: str, group: str, spec: FigureSpec | None) -> Figure | None:
        """Read the figure at this path; `None` where no rule was found and nobody laid an own figure there."""
        own = self._own.get(path)
        figure = _own_figure(own) if own else self._shipped(spec)
        self.slots.append(_slot(path, label, group, figure))
        if figure:
            self.figures.append(figure)
        return figure

    def refuse_unused(self) -> None:
        """Raise ValueError for an own figure that points nowhere."""
        for path in sorted(self._own.keys() - {slot.path for slot in self.slots}):
            raise ValueError(
                f"Het cijfer ‘{path}’ bestaat niet in deze regels. Kies een plek uit de lijst met cijfers."
            )

    def _shipped(self, spec: FigureSpec | None) -> Figure | None:
        if spec is None:
            return None
        if spec.unknown:
            return Figure(value=None, ask=spec.ask, source=self.source(spec.source))
        sure = spec.confidence or (self._sources[spec.source].confidence if spec.source else None)
        return Figure(value=spec.value, source=self.source(spec.source), confidence=sure, ask=spec.ask)


def _own_figure(own: OwnFigure) -> Figure:
    if not own.value.is_finite() or not 0 <= own.value < _TOO_MUCH:
        raise ValueError(f"De waarde van ‘{own.path}’ klopt niet. Vul een getal in van 0 of meer.")
    if not own.source.strip():
        raise ValueError(f"Schrijf bij ‘{own.path}’ waar je het cijfer hebt gelezen.")
    return Figure(value=own.value, source=own.source, confidence="example" if own.example else "high", own=True)


def _slot(path: str, label: str, group: str, figure: Figure | None) -> FigureSlot:
    if figure is None:
        return FigureSlot(path=path, label=label, group=group, value=None, known=True, source=None)
    return FigureSlot(
        path=path,
        label=label,
        group=group,
        value=figure.value,
        known=figure.value is not None,
        source=figure.source,
        ask=figure.ask,
        own=figure.own,
        example=figure.example,
    )
