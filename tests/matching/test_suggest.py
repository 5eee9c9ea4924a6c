"""Suggestions have a limit, an order that can be told, and no excluded colleague (J3)."""

from datetime import date

from register.culture.matching.suggest import Asker, Experienced, suggest

TODAY = date(2026, 3, 5)


def _knows(person_id: int, *, teams: frozenset[int] = frozenset(), open_matches: int = 0) -> Experienced:
    return Experienced(person_id=person_id, about=frozenset({"method:1"}), teams=teams, open_matches=open_matches)


def _ids(asker: Asker, *others: Experienced, about: str = "method:1", on: date = TODAY) -> list[int]:
    return [one.person_id for one in suggest(asker, about, others, on=on)]


def test_three_are_offered_at_most_and_never_oneself() -> None:
    asker = Asker(person_id=1)

    offered = _ids(asker, *(_knows(number) for number in range(1, 8)))

    assert len(offered) == 3
    assert 1 not in offered


def test_only_who_knows_about_it_is_offered() -> None:
    assert _ids(Asker(person_id=1), _knows(2), about="bakens:integraal") == []


def test_excluded_busy_and_full_colleagues_are_not_offered() -> None:
    asker = Asker(person_id=1, never=frozenset({2}), busy_with=frozenset({3}))

    assert _ids(asker, _knows(2), _knows(3), _knows(4, open_matches=1), _knows(5)) == [5]


def test_new_faces_go_first_then_who_was_met_longest_ago() -> None:
    asker = Asker(person_id=1, met={2: date(2026, 1, 1), 3: date(2025, 1, 1)})

    assert _ids(asker, _knows(2), _knows(3), _knows(4)) == [4, 3, 2]


def test_another_team_goes_before_the_own() -> None:
    asker = Asker(person_id=1, teams=frozenset({9}))

    assert _ids(asker, _knows(2, teams=frozenset({9})), _knows(3, teams=frozenset({8}))) == [3, 2]


def test_reloading_shows_the_same_and_another_day_may_show_others() -> None:
    asker, others = Asker(person_id=1), [_knows(number) for number in range(2, 30)]

    days = {tuple(_ids(asker, *others, on=date(2026, 3, day))) for day in range(1, 8)}

    assert _ids(asker, *others) == _ids(asker, *reversed(others))
    assert len(days) > 1


def test_the_reason_says_whether_they_are_new_to_each_other_and_of_another_team() -> None:
    asker = Asker(person_id=1, teams=frozenset({9}), met={2: TODAY})

    (offered,) = suggest(asker, "method:1", [_knows(2, teams=frozenset({8}))], on=TODAY)

    assert (offered.new, offered.other_team) == (False, True)
