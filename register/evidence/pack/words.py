"""What a pack says about itself, in plain Dutch: the same words in the file and on the page."""

from collections.abc import Sequence
from dataclasses import dataclass

PROVES = (
    "Elk bestand is nog precies zoals het was toen de bewijsmap werd gemaakt.",
    "De bewijsmap is gemaakt met de sleutel van deze organisatie.",
)
"""What a signature under a pack proves."""

PROVES_NOT = (
    "Niet dat de inhoud waar is. Wat iemand invoerde of uploadde, is niet door deze handtekening gecontroleerd.",
    "Niet dat een bepaald mens heeft getekend. Het programma tekent, met de sleutel van de organisatie.",
    "Niet dat dit een gekwalificeerde elektronische handtekening is (eIDAS). Het is geen vervanging voor een pen.",
    "Niet op welk moment het echt gebeurde. Het tijdstip komt van de klok van de eigen server.",
    "Niet dat een register de punten toekent. Dat beslist het register zelf.",
)
"""What a signature under a pack does not prove."""


@dataclass(frozen=True, kw_only=True)
class About:
    """What the explanation tells of this one pack."""

    person: str
    organisation: str
    registration: str
    period: str
    made: str
    made_by: str
    activities: int
    key_id: str
    verify_url: str
    left_out: Sequence[str]


def explanation(about: About) -> str:
    """Write LEESMIJ.txt."""
    lines = [
        f"Bewijsmap van {about.person}",
        f"Organisatie: {about.organisation}",
        f"Registratie: {about.registration}",
        f"Periode: {about.period}",
        f"Gemaakt op {about.made} door {about.made_by}",
        "",
        "Wat zit erin",
        "- 00-dossier.pdf (als die erbij zit): het dossier om te lezen of te printen.",
        "- index.xlsx: alle activiteiten met uren, punten, stand en de map waarin de papieren zitten.",
        f"- {about.activities} mappen met een nummer: per activiteit de papieren, in de volgorde van het register.",
        "- manifest.json: de lijst van alle bestanden, met van elk een vingerafdruk (SHA-256).",
        "- manifest.sig: de handtekening onder die lijst.",
        "- sleutel.pem: de openbare sleutel waarmee je de handtekening controleert.",
        "- controleer.py: een los programma dat alles nakijkt.",
        "Reflecties zitten er niet in: die zijn van de professional zelf.",
        *_missing(about.left_out),
        "",
        "Zo controleer je de bewijsmap",
        f"1. Op de pagina 'Bewijs controleren': {about.verify_url}" if about.verify_url else
        "1. Op de pagina 'Bewijs controleren' van de organisatie.",
        "2. Of zonder internet, met Python 3.9 of nieuwer: python3 controleer.py",
        "3. Of de handtekening alleen, met OpenSSL 3:",
        "   openssl pkeyutl -verify -pubin -inkey sleutel.pem -rawin -in manifest.json -sigfile manifest.sig",
        f"Vergelijk de sleutelcode {about.key_id} met de code die de organisatie zelf bekendmaakt. Haal bij twijfel",
        "de openbare sleutel daar, en niet uit deze map: wie de map vervalst, kan er ook een andere sleutel in leggen.",
        "",
        "Wat de handtekening bewijst",
        *(f"- {line}" for line in PROVES),
        "",
        "Wat de handtekening niet bewijst",
        *(f"- {line}" for line in PROVES_NOT),
        "",
    ]  # fmt: skip
    return "\r\n".join(lines)


def _missing(left_out: Sequence[str]) -> list[str]:
    if not left_out:
        return []
    return [
        "",
        "Wat ontbreekt, omdat het bestand beschadigd is, nog niet is gescand of van een collega is",
        *(f"- {one}" for one in left_out),
    ]
