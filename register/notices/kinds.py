"""The kinds of messages that somebody can switch off (*berichtsoorten*), and what each is."""

from dataclasses import dataclass

from register.access import Role, Viewer
from register.culture.matching.asking import MAIL as TOGETHER
from register.learning.mail import KIND as CONFIRM

WEEKLY = "weekbericht"
METHODS = "werkmethode"
"""A part of the weekly message; it has no mail of its own."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of message; who has none of `roles` never gets it, nor is asked about it."""

    code: str
    label: str
    about: str
    roles: frozenset[Role] = frozenset()


KINDS = (
    Kind(
        code=WEEKLY,
        label="Weekbericht",
        about="Eén mail per week met wat op jou wacht. Wacht er niets, dan komt er geen mail.",
    ),
    Kind(
        code=CONFIRM,
        label="Was je erbij?",
        about="Als een collega jou bij een activiteit zet. Meer vragen binnen een uur komen in één mail.",
    ),
    Kind(
        code="verloopt",
        label="Wat verloopt",
        about="9, 6, 3 en 1 maand voordat een voorwaarde of je registratie verloopt.",
    ),
    Kind(
        code=TOGETHER,
        label="Leren met een collega",
        about="Als een collega met je wil leren, of als het lot jullie aan elkaar koppelt.",
    ),
    Kind(
        code=METHODS,
        label="Vragen over een werkmethode",
        about="In het weekbericht: vragen aan jou als ambassadeur, en antwoorden op wat jij vroeg.",
    ),
    Kind(
        code="import-verslag",
        label="Verslag van een import",
        about="Als een bestand vanzelf is ingelezen: wat er veranderde en wat niet kon.",
        roles=frozenset({Role.HR}),
    ),
)
"""All but the message that somebody confirmed in your name on another screen: that one always comes."""
SWITCHABLE = {one.code: one for one in KINDS}


def kinds_for(viewer: Viewer) -> tuple[Kind, ...]:
    """Return the kinds that may come to this viewer."""
    return tuple(one for one in KINDS if not one.roles or viewer.has(*one.roles))
