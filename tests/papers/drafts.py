"""Drafts to set without a database."""

from typing import Any

from register.evidence.papers.attendance import BlankList, blank_list
from register.evidence.papers.typeset import Draft


def make_draft(title: str = "Intervisie", *, organisation: str = "Welzijn Noord", **given: Any) -> Draft:
    """A blank list of two rows: the smallest paper there is."""
    return blank_list(BlankList(title=title, rows=given.pop("rows", 2), **given), organisation=organisation)
