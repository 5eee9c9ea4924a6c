"""Reads case files: facts go in, and what the engine says is shown in the words of the case."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from register.rules.facts import (
    Assessment,
    ClaimInput,
    ClaimState,
    Condition,
    Cycle,
    Facts,
    Reason,
    Score,
    TrackStanding,
)
from register.rules.judge import Judge
from register.rules.reading import read_file
from register.rules.rulesets import OwnFigure, RuleBook, book_of

HERE = Path(__file__).parent
UNKNOWN = "onbekend"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case: what goes in, what is expected."""

    name: str
    judge: Judge
    cycle: Cycle
    given: Mapping[str, Any]

    @property
    def expected(self) -> Mapping[str, Any]:
        return dict(self.given["expect"])

    def outcome(self) -> dict[str, Any]:
        """What the engine says, for exactly what the case expects."""
        answer = self._score() if "facts" in self.given else self._assessment()
        return {key: answer(key, wanted) for key, wanted in self.expected.items()}

    def _score(self) -> "ScoreAnswer":
        return ScoreAnswer(self.judge.score(facts_from(self.given["facts"]), cycle=self.cycle))

    def _assessment(self) -> "AssessmentAnswer":
        claims = [claim_from(number, raw) for number, raw in enumerate(self.given["claims"], start=1)]
        conditions = [Condition(text="", **raw) for raw in self.given.get("conditions", ())]
        on = self.given["on"]
        return AssessmentAnswer(self.judge.assess(claims, cycle=self.cycle, on=on, conditions=conditions))


def shape_book(name: str) -> RuleBook:
    """The rule set of one shape."""
    return book_of([read_file((HERE / "shapes" / f"{name}.toml").read_text(encoding="utf-8"))])


def cases_of(path: Path, book: RuleBook, register_id: str) -> list[Case]:
    """All cases of one file."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return [_case(raw, given, book, register_id) for given in raw["case"]]


def facts_from(raw: Mapping[str, Any]) -> Facts:
    """Facts as a case writes them; what it leaves out, nobody said."""
    plain = {key: value for key, value in raw.items() if key not in {"state", "granted", "awarded_points"}}
    awarded = raw.get("awarded_points")
    return Facts(**{"gross_minutes": None, **plain}, awarded_points=None if awarded is None else Decimal(awarded))


def claim_from(number: int, raw: Mapping[str, Any]) -> ClaimInput:
    """A claim as a case writes it: facts, with state and granted points beside them."""
    granted = raw.get("granted")
    return ClaimInput(
        reference=f"{number:03}",
        title=f"Claim {number}",
        facts=facts_from(raw),
        state=ClaimState(raw.get("state", "klaar")),
        granted=None if granted is None else Decimal(granted),
    )


def _case(raw: Mapping[str, Any], given: Mapping[str, Any], book: RuleBook, register_id: str) -> Case:
    own = [OwnFigure(**{**figure, "value": Decimal(figure["value"])}) for figure in given.get("figures", ())]
    cycle = Cycle(**given.get("cycle", raw["cycle"]))
    return Case(name=given["name"], judge=Judge(book, register_id, own), cycle=cycle, given=given)


@dataclass(frozen=True)
class ScoreAnswer:
    score: Score

    def __call__(self, key: str, wanted: object) -> object:
        score = self.score
        return {
            "track": score.track or UNKNOWN,
            "points": _number(score.points),
            "net": score.net_minutes,
            "refused": score.refused,
            "asks": any(reason.asks for reason in score.reasons),
            "version": score.version,
            "low": any(reason.confidence == "low" for reason in score.reasons),
            "reason": _told(score.reasons, wanted),
        }[key]


@dataclass(frozen=True)
class AssessmentAnswer:
    assessment: Assessment

    def __call__(self, key: str, wanted: object) -> object:
        answer = self.assessment
        rows = {row.code: row for row in answer.tracks}
        if key in rows and isinstance(wanted, dict):
            return _row(rows[key], wanted)
        if key == "total" and isinstance(wanted, dict):
            return _row(answer.total, wanted)
        return {
            "counted": [_number(claim.counted) for claim in answer.claims],
            "version": answer.version,
            "versions": [claim.score.version for claim in answer.claims],
            "labels": list(answer.labels),
            "gap": list(answer.closes_the_gap),
            "forecast": _number(answer.forecast),
            "days_left": answer.days_left,
            "conditions": {c.code: UNKNOWN if c.met is None else c.met for c in answer.conditions},
            "reason": _told([reason for claim in answer.claims for reason in claim.reasons], wanted),
        }[key]


def _row(row: TrackStanding, wanted: Mapping[str, object]) -> dict[str, object]:
    found = {
        "logged": _number(row.logged),
        "countable": _number(row.countable),
        "granted": _number(row.granted),
        "needed": _number(row.needed),
        "minimum": _number(row.minimum),
        "maximum": _number(row.maximum),
        "minimum_known": row.minimum_known,
        "maximum_known": row.maximum_known,
        "labels": list(row.labels),
        "undetermined": row.undetermined,
    }
    return {key: found[key] for key in wanted}


def _number(value: Decimal | None) -> str:
    return UNKNOWN if value is None else f"{value.normalize():f}"


def _told(reasons: list[Reason] | tuple[Reason, ...], wanted: object) -> object:
    texts = [reason.text for reason in reasons]
    return wanted if any(isinstance(wanted, str) and wanted in text for text in texts) else texts
