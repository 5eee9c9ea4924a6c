"""From notation to rule set: one walk over a version, in which own figures take the place of the file's (C12)."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import chain

from register.rules import schema
from register.rules.figures import FigureReader
from register.rules.model import (
    Cap,
    ConditionRule,
    Figure,
    Frequency,
    GraceStep,
    OwnFigure,
    Part,
    Rule,
    RuleSet,
    Session,
    Yearly,
)
from register.rules.parts import labels_of, mark_parts


def compile_version(file: schema.FileSpec, version: schema.VersionSpec, *, own: Sequence[OwnFigure] = ()) -> RuleSet:
    """Make one version ready for the engine.

    Raises ValueError (Dutch) where an own figure points nowhere or has an impossible value.
    """
    reader = FigureReader(file.sources, own)
    parts = {part.code: part for part in _tracks(version, reader)}
    groups = tuple(_group(group, reader) for group in version.groups)
    total = _total(version.total, reader)
    rules = _rules(version, reader, frozenset(parts))
    conditions = tuple(_condition(spec, reader) for spec in version.conditions)
    years = reader.read("period.years", "Duur van de periode in jaren", "Periode", version.period.years)
    days = version.period.filing_days_before
    filing = reader.read("period.filing_days_before", "Uiterlijk indienen, dagen voor het einde", "Periode", days)
    grace = tuple(_grace(index, spec, reader) for index, spec in enumerate(version.renewal.grace, start=1))
    reader.refuse_unused()
    tracks = mark_parts(tuple(parts.values()), rules)
    rounding, renewal = version.rounding or schema.RoundingSpec(), version.renewal
    return RuleSet(
        register=file.register_.id,
        register_name=file.register_.name,
        version=version.version,
        digest=digest_of(file, version, own),
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        verified=version.verified,
        closed_on=file.register_.closed_on,
        closed_source=reader.source(file.register_.closed_source),
        years=years,
        filing_days_before=filing,
        early_filing_restarts=version.period.early_filing_restarts,
        counts_before_start=version.period.before_start == "counts",
        by_calendar=version.period.year == "calendar",
        excluded=frozenset(version.net_time.excluded if version.net_time else ()),
        net_source=reader.source(version.net_time.source) if version.net_time else None,
        step_minutes=rounding.step_minutes,
        rounding_mode=rounding.mode,
        tracks=tracks,
        groups=mark_parts(groups, ()),
        total=mark_parts((total,), ())[0],
        rules=_by_kind(rules),
        conditions=conditions,
        lapses_at_once=renewal.lapses_at_once,
        grace=grace,
        postponement_grounds=renewal.postponement.grounds if renewal.postponement else (),
        reentry_years=renewal.reentry.years if renewal.reentry else None,
        reentry_gap_visible=renewal.reentry.gap_visible if renewal.reentry else False,
        renewal_source=reader.source(renewal.source),
        labels=labels_of(reader.figures),
        slots=tuple(reader.slots),
        own=tuple(own),
        origin=(file, version),
    )


def digest_of(file: schema.FileSpec, version: schema.VersionSpec, own: Iterable[OwnFigure]) -> str:
    """SHA-256 over the canonical content: register, version, the sources it rests on, own figures."""
    content = {
        "register": file.register_.model_dump(mode="json", exclude_defaults=True),
        "sources": {key: spec.model_dump(mode="json") for key, spec in sorted(file.sources.items())},
        "version": version.model_dump(mode="json", exclude_defaults=True),
        "own": sorted([f.path, str(f.value.normalize()), f.source, f.example] for f in own),
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _tracks(version: schema.VersionSpec, reader: FigureReader) -> Iterable[Part]:
    for spec in version.tracks:
        path, name = f"tracks.{spec.code}", spec.name
        yearly = None
        if spec.yearly:
            surplus = spec.yearly.surplus_max
            yearly = Yearly(
                minimum=reader.read(f"{path}.yearly.min", "Minimum per jaar", name, spec.yearly.min),
                surplus_max=reader.read(f"{path}.yearly.surplus_max", "Overschot naar volgend jaar", name, surplus),
                make_up=spec.yearly.deficit == "make_up",
                by_calendar=spec.yearly.year == "calendar",
            )
        yield Part(
            code=spec.code,
            name=name,
            minimum=reader.read(f"{path}.min", "Minimum per periode", name, spec.min),
            maximum=reader.read(f"{path}.max", "Maximum per periode", name, spec.max),
            group=spec.group,
            yearly=yearly,
        )


def _group(spec: schema.GroupSpec, reader: FigureReader) -> Part:
    return Part(
        code=spec.code,
        name=spec.name,
        minimum=reader.read(f"groups.{spec.code}.min", "Minimum per periode", spec.name, spec.min),
        maximum=reader.read(f"groups.{spec.code}.max", "Maximum per periode", spec.name, spec.max),
        exchangeable=spec.exchangeable,
    )


def _total(spec: schema.TotalSpec, reader: FigureReader) -> Part:
    return Part(
        code="total",
        name="Totaal",
        minimum=reader.read("total.min", "Minimum per periode", "Totaal", spec.min),
        maximum=reader.read("total.max", "Maximum per periode", "Totaal", spec.max),
        exchangeable=spec.exchangeable,
    )


def _rules(version: schema.VersionSpec, reader: FigureReader, tracks: frozenset[str]) -> tuple[Rule, ...]:
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


def _session(spec: schema.ActivitySpec, reader: FigureReader) -> Session:
    session = spec.session or schema.SessionSpec()
    read = reader.session
    return Session(
        min_minutes=read(spec, "min_minutes", "Minimale duur in minuten", session.min_minutes),
        min_present=read(spec, "min_present", "Minimaal aantal aanwezigen", session.min_present),
        max_present=read(spec, "max_present", "Maximaal aantal aanwezigen", session.max_present),
        others_registered=read(spec, "others_registered", "Anderen met registratie", session.others_registered),
        authority_forbidden=session.authority_relation == "forbidden",
        online=session.online,
        chair_and_notes=session.chair_and_notes,
        signed_list=session.signed_list,
        refused_settings=frozenset(session.refused_settings),
        source=reader.source(session.source or spec.source),
    )


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


def _grace(index: int, spec: schema.GraceSpec, reader: FigureReader) -> GraceStep:
    fee = reader.read(f"renewal.grace.{index}.fee", f"Kosten: {spec.status}", "Na afloop", spec.fee)
    return GraceStep(until_months=spec.until_months, status=spec.status, fee=fee)


def _condition(spec: schema.ConditionSpec, reader: FigureReader) -> ConditionRule:
    hours = reader.read(f"conditions.{spec.code}.hours", "Uren", spec.text, spec.hours)
    text = f"{spec.text}: {hours.value} uur" if hours and hours.value is not None else spec.text
    return ConditionRule(code=spec.code, text=text, source=reader.source(spec.source) or spec.source)


def _by_kind(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in rules:
        for kind in rule.kinds:
            found[kind] = (*found.get(kind, ()), rule)
    return found
