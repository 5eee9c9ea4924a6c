"""From notation to rules: unit, ceilings, session and frequency of each sort of activity."""

from collections.abc import Iterable
from itertools import chain

from register.rules import schema
from register.rules.figures import FigureReader
from register.rules.model import Cap, Figure, Frequency, Rule, Session


def compile_rules(version: schema.VersionSpec, reader: FigureReader, tracks: frozenset[str]) -> tuple[Rule, ...]:
    """Make the rules of one version ready, each with the ceilings it falls under."""
    shared = [(spec, _shared_cap(spec, reader, version)) for spec in version.caps]
    rules = []
    for spec in version.activities:
        caps = [cap for cap_spec, cap in shared if spec.code in cap_spec.activities]
        rules.append(_rule(spec, reader, version, tracks, caps))
    return tuple(rules)


def _shared_cap(spec: schema.CapSpec, reader: FigureReader, version: schema.VersionSpec) -> Cap:
    limit = reader.read(f"caps.{spec.code}.max", "Maximum", spec.name, spec.max)
    by_calendar = version.period.year == "calendar"
    code = spec.code if spec.phase is None else f"{spec.code}:{spec.phase}"
    return Cap(code=code, name=spec.name, per=spec.per, limit=limit, phase=spec.phase, by_calendar=by_calendar)


def _rule(
    spec: schema.ActivitySpec,
    reader: FigureReader,
    version: schema.VersionSpec,
    tracks: frozenset[str],
    shared: list[Cap],
) -> Rule:
    track, fell_back_from = _fall_back(spec.track, version, tracks)
    unit, points, size = _unit(spec, reader)
    by_calendar = version.period.year == "calendar"
    return Rule(
        code=spec.code,
        name=spec.name,
        kinds=spec.kinds,
        roles=frozenset(spec.roles),
        accredited_by=spec.accredited_by,
        facilitator_kinds=frozenset(spec.facilitator_kinds),
        track=track,
        fell_back_from=fell_back_from,
        refused=spec.refused,
        suggestion=spec.suggestion,
        employer_approval=spec.employer_approval,
        note=spec.note,
        source=reader.source(spec.source) or spec.source,
        confidence=spec.confidence or reader.confidence(spec.source),
        awarded=spec.awarded,
        unit=unit,
        points=points,
        size=size,
        series_by_year=spec.series_by == "year",
        per_event=None if spec.refused else reader.rule(spec, "per_event", "Maximum per keer"),
        caps=_sorted_caps(_own_caps(spec, reader, by_calendar=by_calendar), shared),
        session=None if spec.refused else _session(spec, reader),
        frequency=_frequency(spec, reader),
    )


def _fall_back(track: str | None, version: schema.VersionSpec, tracks: frozenset[str]) -> tuple[str | None, str | None]:
    if track is None or track in tracks:
        return track, None
    return version.fallback_track[track], track


def _unit(spec: schema.ActivitySpec, reader: FigureReader) -> tuple[str, Figure | None, Figure | None]:
    if spec.points_per_block:
        points = reader.rule(spec, "points_per_block", "Punten per vol blok")
        return "block", points, reader.rule(spec, "block_minutes", "Minuten per blok")
    if spec.points_flat:
        return "flat", reader.rule(spec, "points_flat", "Punten per keer"), None
    if spec.points_per_series:
        points = reader.rule(spec, "points_per_series", "Punten per reeks")
        return "series", points, reader.rule(spec, "series_min_meetings", "Bijeenkomsten per reeks")
    if spec.points_per_words:
        points = reader.rule(spec, "points_per_words", "Punten per aantal woorden")
        return "words", points, reader.rule(spec, "words_step", "Aantal woorden")
    if spec.points_per_hour:
        return "hour", reader.rule(spec, "points_per_hour", "Punten per netto uur"), None
    return "awarded", None, None


def _own_caps(spec: schema.ActivitySpec, reader: FigureReader, *, by_calendar: bool) -> Iterable[Cap]:
    if spec.refused:
        return
    for per, text in (("year", "Maximum per jaar"), ("period", "Maximum per periode")):
        limit = reader.rule(spec, f"per_{per}", text)
        if limit:
            yield Cap(code=f"{spec.code}.per_{per}", name=spec.name, per=per, limit=limit, by_calendar=by_calendar)


def _sorted_caps(*caps: Iterable[Cap]) -> tuple[Cap, ...]:
    order = {"series": 0, "year": 1, "period": 2}
    return tuple(sorted(chain(*caps), key=lambda cap: order[cap.per]))


def _session(spec: schema.ActivitySpec, reader: FigureReader) -> Session | None:
    session = spec.session or schema.SessionSpec()
    read = reader.session
    compiled = Session(
        min_minutes=read(spec, "min_minutes", "Minimale duur in minuten", session.min_minutes),
        min_present=read(spec, "min_present", "Minimaal aantal aanwezigen", session.min_present),
        max_present=read(spec, "max_present", "Maximaal aantal aanwezigen", session.max_present),
        others_registered=read(spec, "others_registered", "Anderen met registratie", session.others_registered),
        authority_forbidden=session.authority_relation == "forbidden",
        online=session.online,
        chair_and_notes=session.chair_and_notes,
        signed_list=session.signed_list,
        signed_on_screen=session.signed_on_screen,
        refused_settings=frozenset(session.refused_settings),
        source=reader.source(session.source or spec.source),
    )
    return compiled if _asks_anything(compiled) else None


def _asks_anything(session: Session) -> bool:
    figures = (session.min_minutes, session.min_present, session.max_present, session.others_registered)
    papers = session.authority_forbidden or session.chair_and_notes or session.signed_list
    return any(figures) or papers or session.online is not None or bool(session.refused_settings)


def _frequency(spec: schema.ActivitySpec, reader: FigureReader) -> Frequency | None:
    frequency = spec.frequency
    if frequency is None:
        return None
    path = f"activities.{spec.code}.frequency"
    between = frequency.max_days_between
    return Frequency(
        min_per_year=reader.read(f"{path}.min_per_year", "Minimaal aantal per jaar", spec.name, frequency.min_per_year),
        same_group=frequency.same_group,
        max_days_between=reader.read(f"{path}.max_days_between", "Dagen tussen twee keer", spec.name, between),
        by_calendar=frequency.year == "calendar",
    )
