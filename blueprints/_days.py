"""The days of a training as a form asks about them: which were asked, and on which somebody was there."""

from dataclasses import dataclass

from flask import request

from ._fields import numbers

NO_DAY = "Vink minstens één dag aan. Was je er geen enkele dag? Zeg dan dat het niet klopt."


@dataclass(frozen=True, kw_only=True)
class AskedDays:
    """Ids of attendances; none asked: the form is about one meeting."""

    asked: list[int]
    present: list[int]

    @property
    def absent(self) -> set[int]:
        """The days of which the tick was taken away."""
        return set(self.asked) - set(self.present)


def asked_days() -> AskedDays:
    """Read the days of this request's form; a tick at a day that was not asked says nothing."""
    asked = numbers(request.form.getlist("day"))
    ticked = numbers(request.form.getlist("present"))
    return AskedDays(asked=asked, present=[one for one in ticked if one in set(asked)])
