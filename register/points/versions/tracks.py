"""The tracks that a version may not miss (*categorieën*): what it would judge, or what was granted, names them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.people.models import Person, Registration
from register.points.judges import rule_book
from register.points.models import Claim
from register.rules.model import RuleSet
from register.rules.schema import FileSpec

REMEDY = "Zet die code terug bij tracks, of laat de versie later ingaan: na het begin van de periodes die nu lopen."


@dataclass(frozen=True, kw_only=True)
class Needing:
    """Whose activities a version would judge, on which day."""

    session: Session
    organisation_id: int
    on: date

    def missed_by_file(self, file: FileSpec) -> tuple[str, ...]:
        """Return the codes that the one version of a rule file misses."""
        version = file.versions[0]
        return self._missed(file.register_.id, [track.code for track in version.tracks], version.valid_from)

    def missed_by(self, rules: RuleSet) -> tuple[str, ...]:
        """Return the codes that rules miss."""
        return self._missed(rules.register, [part.code for part in rules.tracks], rules.valid_from)

    def _missed(self, register_id: str, codes: Iterable[str], first: date | None) -> tuple[str, ...]:
        """Look at the periods whose norms the version would give: those that are open, from its first day on."""
        ends = rule_book().register(register_id).selected_by == "period_end"
        still_open = Registration.cycle_ends_on.is_(None) | (Registration.cycle_ends_on >= self.on)
        query = (
            select(Claim.track)
            .distinct()
            .join(Registration, Registration.id == Claim.registration_id)
            .join(Person, Person.id == Registration.person_id)
            .where(
                Person.organisation_id == self.organisation_id,
                Claim.register_id == register_id,
                Claim.track.not_in(list(codes)),
                still_open,
            )
            .order_by(Claim.track)
        )
        if first is not None and ends:
            query = query.where(Registration.cycle_ends_on.is_(None) | (Registration.cycle_ends_on >= first))
        elif first is not None:
            query = query.where(Registration.cycle_starts_on >= first)
        return tuple(code for code in self.session.scalars(query) if code is not None)


def misses(code: str) -> str:
    """Say which track a version misses, and what is under it."""
    return f"De categorie ‘{code}’ ontbreekt, terwijl er activiteiten of toegekende punten onder staan."
