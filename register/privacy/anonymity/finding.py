"""What the guard found in a text, and what to write instead."""

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What was recognised (*soort gegeven*)."""

    NAME = "naam"
    INITIALS = "initialen"
    BIRTH = "geboortedatum"
    BSN = "bsn"
    PHONE = "telefoonnummer"
    EMAIL = "e-mailadres"
    ADDRESS = "adres"
    POSTCODE = "postcode"
    ACCOUNT = "rekeningnummer"
    FILE = "dossiernummer"
    COMBINATION = "bijzondere combinatie"


_REMEDIES = {
    Sort.NAME: "Noem geen naam. Schrijf bijvoorbeeld “een cliënt”, “de moeder” of “een jongere”. Is dit een collega? "
    "Dan mag de naam blijven staan.",
    Sort.INITIALS: "Ook letters van een naam maken iemand herkenbaar. Schrijf “een cliënt”, zonder de leeftijd.",
    Sort.BIRTH: "Laat de geboortedatum weg. Is de leeftijd nodig? Schrijf “een vrouw van rond de veertig”.",
    Sort.BSN: "Haal het burgerservicenummer weg. Dat mag hier niet staan.",
    Sort.PHONE: "Haal het telefoonnummer weg. Schrijf “ik heb gebeld”.",
    Sort.EMAIL: "Haal het e-mailadres weg. Schrijf “ik heb gemaild”.",
    Sort.ADDRESS: "Laat straat en huisnummer weg. Schrijf bijvoorbeeld “bij de cliënt thuis”.",
    Sort.POSTCODE: "Laat de postcode weg. Schrijf hoogstens hoe de buurt is: “een flat in een grote stad”.",
    Sort.ACCOUNT: "Haal het rekeningnummer weg. Voor wat je leerde is het niet nodig.",
    Sort.FILE: "Haal het nummer weg. Daarmee is iemand in een dossier op te zoeken.",
    Sort.COMBINATION: "Samen kunnen deze gegevens één mens aanwijzen. Laat er een of twee weg, of maak ze vager: "
    "“een moeder met jonge kinderen”.",
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One piece of a text that may point to a client (*mogelijk cliëntgegeven*)."""

    kind: Sort
    start: int
    end: int
    """Positions in the text as given; `text[start:end]` are the words."""
    words: str

    @property
    def remedy(self) -> str:
        """Say in plain Dutch what to write instead."""
        return _REMEDIES[self.kind]
