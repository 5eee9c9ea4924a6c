"""The guard in forms: it warns once for these very words, says what to write instead, and asks before it keeps them."""

import pytest

from register.errors import Invalid
from register.privacy.guarded import MOST_SHOWN, ClientData, refuse_client_data
from register.workbooks.bsn import looks_like_bsn

WITH_CLIENT = "Doorvragen werkte goed bij mevrouw Jansen, die eerst niets wilde zeggen."


def _warned(texts: dict[str, str], **given: object) -> ClientData:
    with pytest.raises(ClientData) as warned:
        refuse_client_data(texts, **given)  # type: ignore[arg-type]
    return warned.value


def test_a_text_about_learning_is_kept_without_a_word() -> None:
    refuse_client_data({"text": "Doorvragen werkt beter dan adviseren. Ik oefen dat elke week."})


def test_a_name_of_a_client_is_warned_about_with_the_words_around_it_and_the_remedy() -> None:
    group = _warned({"text": WITH_CLIENT}).groups[0]

    assert group.places[0].words == "Jansen"
    assert group.places[0].before == "Doorvragen werkte goed bij mevrouw "
    assert group.places[0].after == ", die eerst niets wilde zeggen."
    assert "een cliënt" in group.remedy


def test_the_warning_is_at_the_field_in_which_it_was_found() -> None:
    warned = _warned({"title": "Doorvragen", "text": WITH_CLIENT})

    assert (warned.field, warned.fields) == ("text", ("text",))


def test_a_form_that_forgets_about_the_warning_still_refuses() -> None:
    with pytest.raises(Invalid):
        refuse_client_data({"text": WITH_CLIENT})


def test_two_hundred_of_two_hundred_bsns_are_warned_about_before_they_are_kept() -> None:
    numbers = [str(number) for number in range(111_222_333, 111_230_000) if looks_like_bsn(str(number))][:200]

    kinds = [_warned({"text": f"Het nummer {number} staat erbij."}).groups[0].places[0].words for number in numbers]

    assert (len(numbers), kinds) == (200, numbers)


def test_who_says_that_it_may_stay_keeps_it() -> None:
    refuse_client_data({"text": WITH_CLIENT}, kept_anyway=_warned({"text": WITH_CLIENT}).digest)


def test_what_a_browser_does_to_line_ends_asks_nothing_again() -> None:
    written = f"{WITH_CLIENT}\nDat doe ik vaker."

    refuse_client_data({"text": written.replace("\n", "\r\n")}, kept_anyway=_warned({"text": written}).digest)


def test_another_text_is_looked_at_again() -> None:
    agreed = _warned({"text": WITH_CLIENT}).digest

    assert _warned({"text": f"{WITH_CLIENT} Zij woont Dorpsstraat 12."}, kept_anyway=agreed).digest != agreed


def test_a_change_in_a_clean_field_asks_nothing_again() -> None:
    agreed = _warned({"title": "Doorvragen", "text": WITH_CLIENT}).digest

    refuse_client_data({"title": "Vragen stellen", "text": WITH_CLIENT}, kept_anyway=agreed)


def test_what_is_kept_already_is_not_asked_about_again() -> None:
    refuse_client_data({"title": "Vragen stellen", "text": WITH_CLIENT}, known=[WITH_CLIENT])


def test_colleagues_may_be_named() -> None:
    refuse_client_data({"text": "Met Fatima Bakker geoefend."}, colleagues=["Fatima Bakker"])


def test_of_many_places_some_are_shown_and_the_others_counted() -> None:
    group = _warned({"text": "Gebeld met 06-12345678. " * 30}).groups[0]

    assert len(group.places) == MOST_SHOWN
    assert group.more == 30 - MOST_SHOWN


def test_of_a_long_text_only_the_words_around_are_shown() -> None:
    place = _warned({"text": f"{'Veel geleerd. ' * 50}{WITH_CLIENT} {'Meer geleerd. ' * 50}"}).groups[0].places[0]

    assert place.before.startswith("…")
    assert place.after.endswith("…")
    assert len(place.before) + len(place.after) < 90
