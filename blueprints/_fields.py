"""Form fields that read what Dutch people type, and say in Dutch what they cannot read."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from werkzeug.exceptions import BadRequest
from wtforms import DateField, Field, IntegerField, SelectField, StringField, TextAreaField, TimeField

T = TypeVar("T")

_DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MOST_DIGITS, _LONGEST_NUMBER = 7, 20
_TIMES = ("%H:%M", "%H:%M:%S", "%H.%M")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def tidy(text: str | None) -> str:
    """Take out control characters and blanks around; line ends become one kind."""
    return _CONTROL.sub("", (text or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def whole_number(written: str) -> int:
    """Read an id or a version out of a form or an address, for `get(…, type=whole_number)`.

    Raises:
        ValueError: no number, or one that no database has room for.

    """
    if not (written.isascii() and written.isdigit() and len(written) < 10):  # noqa: PLR2004 - fits every database
        raise ValueError("no whole number")
    return int(written)


class Text(StringField):
    """One line of text."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed, tidied."""
        self.data = tidy(valuelist[0]).replace("\n", " ") if valuelist else ""


class LongText(TextAreaField):
    """More lines of text."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed, tidied."""
        self.data = tidy(valuelist[0]) if valuelist else ""


class Ticks(Field):
    """Several of a list, by their codes; the page draws the boxes itself."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was ticked, each once."""
        self.data = tuple(dict.fromkeys(tidy(one) for one in valuelist))


class Day(DateField):
    """A date, as a phone sends it or as people type it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the first notation that fits."""
        self.data: date | None = None
        written = tidy(valuelist[0]) if valuelist else ""
        if not written:
            return
        for notation in _DATES:
            try:
                self.data = datetime.strptime(written, notation).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
            if not _FIRST_YEAR <= self.data.year <= _LAST_YEAR:
                raise ValueError(f"De datum “{written}” kan niet kloppen: kijk naar het jaar.")
            return
        raise ValueError(f"De datum “{written}” is niet te lezen. Schrijf bijvoorbeeld 5-3-2026.")


class Clock(TimeField):
    """A time of day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read "13:30" or "13.30"."""
        self.data: time | None = None
        written = tidy(valuelist[0]) if valuelist else ""
        if not written:
            return
        for notation in _TIMES:
            try:
                self.data = datetime.strptime(written, notation).time()  # noqa: DTZ007 - the clock on the wall
            except ValueError:
                continue
            return
        raise ValueError(f"De tijd “{written}” is niet te lezen. Schrijf bijvoorbeeld 13:30.")


class Minutes(IntegerField):
    """A number of minutes; empty is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read "15" or "15 min"."""
        self.data: int | None = None
        written = tidy(valuelist[0]).casefold() if valuelist else ""
        if not written:
            return
        match = re.fullmatch(r"(\d{1,4})(?:\s*(?:m|min|minuten)\.?)?", written)
        if match is None:
            raise ValueError(f"“{written}” is geen aantal minuten. Schrijf bijvoorbeeld 15.")
        self.data = int(match[1])


class WholeNumber(IntegerField):
    """A count; empty is not said."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read "6"."""
        written = tidy(valuelist[0]) if valuelist else ""
        self.data: int | None = None
        if written and not re.fullmatch(r"[0-9]{1,4}", written):
            raise ValueError(f"“{written[:20]}” is geen heel getal. Schrijf bijvoorbeeld 6.")
        self.data = int(written) if written else None


class Number(StringField):
    """A number with comma or point; empty is not said."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}".replace(".", ",")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read "2,5" and "2.5"."""
        self.data: Decimal | None = None
        written = tidy(valuelist[0]) if valuelist else ""
        if not written:
            return
        try:
            number = Decimal(written.replace(",", "."))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValueError(f"“{written[:20]}” is geen getal. Schrijf bijvoorbeeld 2,5.")
        if number.adjusted() >= _MOST_DIGITS or len(written) > _LONGEST_NUMBER:
            raise ValueError(f"“{written[:20]}” is te groot of te precies. Schrijf bijvoorbeeld 2,5.")
        self.data = number


def numbers(values: Iterable[str]) -> list[int]:
    """Return the ids among what was posted; anything else is left out."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 10]  # noqa: PLR2004 - fits every database


def pick(label: str, choices: dict[str, Any], *, description: str = "") -> SelectField:
    """Make a choice from a list; the empty value stands for "not said"."""
    return SelectField(
        label, choices=choices, default="", description=description, invalid_choice_message="Kies iets uit de lijst."
    )


def given(value: T | None) -> T:
    """Return what validation made sure of: a field that had to be filled in."""
    if value is None:
        raise BadRequest("Er ontbreekt een verplicht veld.")
    return value
