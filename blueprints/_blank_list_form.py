"""The form of a blank attendance list: everything in it may stay empty."""

from collections.abc import Mapping
from typing import Any

from wtforms import Form, SelectField
from wtforms.validators import Length

from register.evidence.papers.attendance import BLANK_ROWS, MOST_BLANK_ROWS, BlankList
from register.rules.explain import day

from ._fields import Clock, Day, Text

_SHORT = Length(max=200, message="Houd het bij 200 tekens.")


class BlankListForm(Form):
    """What stands on the list already."""

    title = Text("Activiteit", validators=[_SHORT])
    held_on = Day("Datum")
    starts_at = Clock("Van")
    ends_at = Clock("Tot")
    location = Text("Plaats", validators=[_SHORT])
    group_id = SelectField(
        "Namen van een groep", description="Dan staan de namen er al.", invalid_choice_message="Kies een groep."
    )
    rows = SelectField(
        "Aantal regels",
        choices={str(rows): str(rows) for rows in (8, BLANK_ROWS, 20, 30, MOST_BLANK_ROWS)},
        default=str(BLANK_ROWS),
        invalid_choice_message="Kies een aantal uit de lijst.",
    )

    def blank_list(self, names: tuple[str, ...]) -> BlankList:
        """Return the list as it will be printed."""
        first, last = (f"{one.data:%H:%M}" if one.data else "" for one in (self.starts_at, self.ends_at))
        return BlankList(
            title=self.title.data or "",
            when=day(self.held_on.data) if self.held_on.data else "",
            time=f"{first or '…'} tot {last or '…'}" if first or last else "",
            location=self.location.data or "",
            names=names,
            rows=int(self.rows.data),
        )


def blank_form(given: Any, groups: Mapping[str, str], *, group_id: int | None) -> BlankListForm:  # noqa: ANN401 - form data
    """Make the form with the groups of the viewer."""
    form = BlankListForm(given, data={"group_id": str(group_id or "")})
    form.group_id.choices = {"": "Geen namen, lege regels", **groups}
    return form
