"""The kinds of activity (*soorten*), read from `types/<id>.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Kind(BaseModel):
    """A kind of activity: how it is called, what its form asks, and what is usual."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    about: str
    """One sentence for whoever wonders whether this is the right kind."""
    informal: bool
    """Learning from each other; shown before formal training."""
    order: int
    with_others: bool = False
    """Usually done in a group or pair: the form opens with the participants."""
    timed: bool = True
    """False: counted per piece (article, book), not per minute."""
    on_screen: bool = False
    """Done on a screen by its nature (e-learning, webinar), whatever was said of its form."""
    minutes: int = Field(default=120, ge=0, le=1440)
    """Usual gross length, pre-filled."""
    roles: tuple[str, ...] = ("deelnemer",)
    fields: tuple[str, ...] = ()
    """Extra questions in the folded part, by field name."""
    evidence_hint: str = ""
    synonyms: tuple[str, ...] = ()
    """Other words by which people call it, for an entry in one line."""
    proof: Literal["lijst", "stuk", ""] = ""
    """What a spot check asks for: the list with everybody's confirmation, a file, or nothing that is usual."""
    proof_from: str = ""
    """Who hands out that file: "de aanbieder"; empty: whoever did it makes it."""
    competences: tuple[str, ...] = ()
    """Competences that learning of this kind is evidently about, as "framework:code"; none where that is a guess."""


ROLE_NAMES = {
    "deelnemer": "Deelnemer",
    "begeleider": "Begeleider",
    "inbrenger": "Inbrenger",
    "voorzitter": "Voorzitter",
    "notulist": "Notulist",
    "ambassadeur": "Ambassadeur",
    "gever": "Gever (coacht)",
    "ontvanger": "Ontvanger (wordt gecoacht)",
}
"""Roles in a session (*rollen*) and how they are shown."""

STATE_NAMES = {
    "aanwezig": "Aanwezig",
    "deels": "Deels aanwezig",
    "online": "Online aanwezig",
    "afgemeld": "Afgemeld",
    "afwezig": "Afwezig",
}
"""Attendance states (*aanwezigheid*) and how they are shown."""

PRESENT = frozenset({"aanwezig", "deels", "online"})
"""The states in which somebody took part."""

EXCLUSION_NAMES = {
    "pauze": "Pauze",
    "maaltijd": "Lunch of diner",
    "ontvangst": "Ontvangst",
    "borrel": "Borrel",
    "reis": "Reistijd",
    "vrije_tijd": "Vrije tijd",
    "welkom": "Welkomstwoord",
    "inleiding": "Inleiding van sprekers",
    "aankondiging": "Aankondigingen",
    "prijsuitreiking": "Prijsuitreiking",
    "discussie_zonder_doel": "Napraten zonder leerdoel",
}
"""What is not learning time, by kind, as Registerplein lists it (its page on overige deskundigheid)."""


@cache
def kinds() -> dict[str, Kind]:
    """Return all kinds by id, informal ones first."""
    found = [
        Kind(id=entry.name.removesuffix(".toml"), **tomllib.loads(entry.read_text("utf-8")))
        for entry in files("register.learning.types").iterdir()
        if entry.name.endswith(".toml")
    ]
    return {kind.id: kind for kind in sorted(found, key=lambda kind: (not kind.informal, kind.order))}
