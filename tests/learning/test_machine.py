"""The machine of bar AZ7 finds nothing wrong here, and finds each of six seeded faults."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import initialize, run_state_machine_as_test
from sqlalchemy.exc import IntegrityError

from register.evidence import files
from register.learning import change_activity, claiming, confirm, open_activity
from register.learning.kinds import STATE_NAMES
from register.learning.models import Attendance
from tests.host import Host
from tests.learning.machine import Learning, make_machine_host

CALM = {
    "deadline": None,
    "database": None,
    "stateful_step_count": 30,
    "suppress_health_check": list(HealthCheck),
}
HUNTING = {"derandomize": True, "phases": [Phase.generate], "report_multiple_bugs": False}
QUICK = settings(max_examples=4, derandomize=True, **CALM)  # type: ignore[arg-type]
FULL = settings(max_examples=2_000, **CALM)  # type: ignore[arg-type]
SHORT_HUNT = settings(max_examples=60, **{**CALM, **HUNTING, "stateful_step_count": 5})  # type: ignore[arg-type]
LONG_HUNT = settings(max_examples=150, **CALM, **HUNTING)  # type: ignore[arg-type]

Hunt = Callable[[], None]


class Underway(Learning):
    """The machine with a start: one activity that Els was granted points for, one that Jan confirmed."""

    @initialize()
    def people(self) -> None:
        """Let the three of them have learnt something together twice."""
        super().people()
        together = ("aanwezig", "aanwezig", "aanwezig")
        self.log(who=0, states=together, minutes=90)
        self.hear_from_register(who=0, which=0, forged=False)
        self.log(who=0, states=together, minutes=90)
        self.say_yes(who=1, which=4, forged=False, stale=False)
        self.seen, self.trail = self._everything(), self._lines()


@pytest.fixture(scope="module")
def machine() -> Iterator[type[Learning]]:
    host: Host = make_machine_host()
    Learning.host = host
    yield Learning
    host.close()


def test_whatever_people_do_the_promises_hold(machine: type[Learning]) -> None:
    run_state_machine_as_test(machine, settings=QUICK)


@pytest.mark.slow
def test_two_thousand_runs_of_thirty_steps_hold(machine: type[Learning]) -> None:
    run_state_machine_as_test(machine, settings=FULL)


@pytest.fixture(
    params=[
        pytest.param((Underway, SHORT_HUNT), id="underway"),
        pytest.param((Learning, LONG_HUNT), id="from-nothing", marks=pytest.mark.slow),
    ]
)
def found(machine: type[Learning], request: pytest.FixtureRequest) -> Hunt:
    """Run the machine until an invariant, or the database itself, finds the fault."""
    kind, hunt = request.param

    def run() -> None:
        with pytest.raises((AssertionError, IntegrityError)):
            run_state_machine_as_test(kind, settings=hunt)

    return run


def test_fault_1_confirming_for_another_is_found(found: Hunt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirm, "own_attendance", lambda session, _person, number: session.get_one(Attendance, number))

    found()


@pytest.mark.slow
def test_fault_2_changing_after_granting_is_found(found: Hunt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_activity, "refuse_change", lambda _opened: None)

    found()


@pytest.mark.slow
def test_fault_3_a_confirmation_that_outlives_a_change_is_found(found: Hunt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_activity, "ask_again", lambda *_args, **_given: 0)

    found()


@pytest.mark.slow
def test_fault_4_a_change_without_a_trail_is_found(found: Hunt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_activity, "_note", lambda *_args, **_given: None)

    found()


@pytest.mark.slow
def test_fault_5_a_claim_for_the_absent_is_found(found: Hunt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claiming, "PRESENT", frozenset(STATE_NAMES))

    found()


def test_fault_6_evidence_swapped_after_granting_is_found(found: Hunt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "refuse_when_locked", lambda _session, _activity_id: None)

    found()
