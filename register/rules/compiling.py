"""From notation to rule set: one walk over a version, in which own figures take the place of the file's (C12)."""

import hashlib
import json
from collections.abc import Iterable, Sequence

from register.rules import schema
from register.rules.compiling_rules import compile_rules
from register.rules.figures import FigureReader
from register.rules.model import (
    ConditionRule,
    GraceStep,
    OwnFigure,
    Part,
    Rule,
    RuleSet,
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
    rules = compile_rules(version, reader, frozenset(parts))
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
