"""What each HR system exports, invented people in the system's true manner: `write_export(system, folder)`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.hostile.ooxml import people_workbook

Row = Sequence[Any]


def text(rows: Sequence[Row], sign: str, *, end: str = "\r\n") -> str:
    """Rows as text, empty for None."""
    return "".join(sign.join("" if value is None else str(value) for value in row) + end for row in rows)


AFAS: tuple[Row, ...] = (
    ("empl_Medewerker", "Roepnaam", "Voorvoegsel", "Geboortenaam", "Voorvoegsel_partner", "Geboortenaam_partner",
     "Naamgebruik_code", "Email_werk", "Functie_omschrijving", "Organisatorische_eenheid_code",
     "Persoonsnummer_leidinggevende", "Volgnummer_contract", "pos_Begindatum_contract", "pos_Einddatum_contract",
     "Uren_per_week", "FTE"),
    ("00123", "Ayşe", None, "Łukasz", None, None, "0", "ayse@voorbeeld.example", "Sociaal werker", "OOST", "00125", "1",
     "2020-03-01", None, "32", "0,89"),
    ("00124", "Bram", "van der", "Veen-'t Hoen", None, "Berg", "1", None, "Wijkcoach", "WEST", "00123", "1",
     "2019-01-01", "2023-12-31", "24", "0,67"),
    ("00124", "Bram", "van der", "Veen-'t Hoen", None, "Berg", "1", None, "Teamleider", "WEST", "00123", "2",
     "2024-01-01", None, "36", "1"),
)  # fmt: skip
NMBRS: tuple[Row, ...] = (
    ("Bedrijfnr", "Persnr", "Voorletters", "Roepnaam", "Voorvoegsels", "Naam", "VoorvoegselsPartner", "NaamPartner",
     "NaamSamenstelling", "Geslacht", "Department", "Function", "CurrentManager", "Datum in dienst", "BSN"),
    (1, 123, "A.", "Ayşe", None, "Łukasz", None, None, 1, 2, "Oost", "Sociaal werker", 124, "01-03-2020", "111222333"),
    (1, 124, "B.", "Bram", "van der", "Veen-'t Hoen", None, "Berg", 3, 1, "West", "Wijkcoach", None, "13-01-2019",
     "123456782"),
)  # fmt: skip
BEAUFORT: tuple[Row, ...] = (
    ("opdrgvr_nr", "pers_nr", "dv_vlgnr", "e_vrlt", "e_roepnaam", "e_vrvg", "e_naam", "p_vrvg", "p_naam", "gbrk_naam",
     "oe_hier_sl", "oe_kort_nm", "oe_vol_nm", "func_kd", "func_oms", "indnst_dt", "uitdnst_dt", "uren_pw",
     "deelb_perc"),
    ("1", "00123", "1", "A.", "Ayşe", "", "Łukasz", "", "", "E", "10.20", "OOST", "Team Oost", "SW", "Sociaal werker",
     "2020-03-01", "9999-12-31", "32,00", "88,89"),
    ("1", "00124", "1", "B.", "Bram", "van der", "Veen-'t Hoen", "", "Berg", "D", "10.30", "WEST", "Team West", "WC",
     "Wijkcoach", "2019-01-01", "2023-12-31", "24,00", "66,67"),
    ("1", "00124", "2", "B.", "Bram", "van der", "Veen-'t Hoen", "", "Berg", "C", "10.30", "WEST", "Team West", "TL",
     "Teamleider", "2024-01-01", "9999-12-31", "36,00", "100,00"),
)  # fmt: skip
ADP: tuple[Row, ...] = (
    ("workerID", "nickName", "givenName", "familyName1Prefix", "familyName1", "partnerFamilyName1Prefix",
     "partnerFamilyName1", "naamSamenstelling", "organisationCode", "reportsTo", "fullTimeEquivalenceRatio",
     "contractHours", "Datum in dienst", "Datum uit dienst"),
    ("00123", "Ayşe", "Ayşe", "", "Łukasz", "", "", "tiva", "OOST", "00124", "89", "32", "2020-03-01", "2099-12-31"),
    ("00124", "Bram", "Abraham", "van der", "Veen-'t Hoen", "", "Berg", "tiwp-va", "WEST", "", "100", "36",
     "2019-01-01", "2099-12-31"),
)  # fmt: skip
SDB: tuple[Row, ...] = (
    ("Personeelsnummer", "Volgnummer", "Voorletters", "RoepNaam", "Tussenvoegsel", "AchterNaam", "PartnerTussenvoegsel",
     "PartnerAchternaam", "Naamgebruik", "Afdeling.Code", "Afdeling.Omschrijving", "Afdeling.Leidinggevenden",
     "Functie.Code", "Functie.Omschrijving", "DatumInDienst", "DatumUitDienst", "UrenPerWeek", "ParttimeFactor",
     "Contractvorm", "EmailZakelijk"),
    ("00123", "1", "A.", "Ayşe", "", "Łukasz", "", "", "0", "10", "Team Oost", "00124", "SW", "Sociaal werker",
     "01-03-2020", "", "32", "0,8889", "vast", "ayse@voorbeeld.example"),
    ("00124", "1", "B.", "Bram", "van der", "Veen-'t Hoen", "", "Berg", "4", "20", "Team West", "00123", "WC",
     "Wijkcoach", "13-01-2019", "31-12-2023", "24", "0,6667", "vast", ""),
)  # fmt: skip
LOKET: tuple[Row, ...] = (
    ("persnr", "aanslnr", "Roepnaam", "Voorvoegsel", "Achternaam", "Afdeling", "Functie", "ploeg", "Datum in dienst",
     "Uren per week", "Deeltijdfactor"),
    ("00123", "1", "Ayşe", "", "Łukasz", "Team Oost", "Sociaal werker", "", "01-03-2020", "32,00", "0,89"),
    ("00124", "1", "Bram", "van der", "Veen-'t Hoen", "Team West", "Wijkcoach", "", "13-01-2019", "24,00", "0,67"),
    ("00124", "2", "Bram", "van der", "Veen-'t Hoen", "Team West", "Teamleider", "", "01-01-2024", "12,00", "0,33"),
)  # fmt: skip
HR2DAY: tuple[Row, ...] = (
    ("hr2d__EmployeeNr__c", "hr2d__Nickname__c", "hr2d__Prefix__c", "hr2d__Surname__c", "Naamgebruik",
     "hr2d__DeeltijdFactor__c", "hr2d__Geldig_van__c", "hr2d__Geldig_tot__c"),
    ("00123", "Ayşe", "", "Łukasz", "medew", "0.89", "2020-03-01", ""),
    ("00124", "Bram", "van der", "Veen-'t Hoen", "medew-partner", "1.0", "2019-01-01", "2023-12-31"),
)  # fmt: skip
SUCCESSFACTORS: tuple[Row, ...] = (
    ("USERID", "FIRSTNAME", "LASTNAME", "EMAIL", "DEPARTMENT", "TITLE", "MANAGER", "HIREDATE"),
    ("00123", "Ayşe", "Łukasz", "ayse@voorbeeld.example", "Oost", "Sociaal werker", "00124", "1583017200000"),
    ("00124", "Bram", "van der Veen-'t Hoen", "", "West", "Wijkcoach", "", "1546300800000"),
)  # fmt: skip
GENERIC: tuple[Row, ...] = (
    ("Personeelsnummer", "Roepnaam", "Voorvoegsel", "Achternaam", "E-mail werk", "Team", "Functie", "Datum in dienst"),
    ("00123", "Ayşe", None, "Łukasz", "ayse@voorbeeld.example", "Oost", "Sociaal werker", "1-3-2020"),
    ("00124", "Bram", "van der", "Veen-'t Hoen", None, "West", "Wijkcoach", "13-1-2019"),
)  # fmt: skip
HR_CORE: dict[str, tuple[Row, ...]] = {
    "personen.csv": (
        ("[Personeelsnummer]", "[Dossiernummer_2]", "[Roepnaam]", "[Tussenvoegsel]", "[Eigen naam]", "[Initialen]",
         "[Volledige Naam]", "[Naam samenstelling]"),
        ("00123     ", "9001  ", "Ayşe      ", "          ", "Łukasz         ", "A.   ", "A. Łukasz        ", "1 "),
        ("00124     ", "9002  ", "Bram      ", "van der   ", "Veen-'t Hoen   ", "B.   ", "B. van der Veen  ", "2 "),
    ),
    "dienstverbanden.csv": (
        ("[Personeelsnummer]", "[Volgnummer]", "[Begindatum]", "[Einddatum]", "[Uren per week]",
         "[Indicatie hoofdaanstelling]", "[Afdelingscode]", "[Functiecode]"),
        ("00123     ", "1 ", "20200301", "        ", "32,00 ", "J", "100  ", "SW   "),
        ("00124     ", "1 ", "20190101", "20231231", "24,00 ", "J", "200  ", "WC   "),
        ("00124     ", "2 ", "20240101", "        ", "36,00 ", "J", "200  ", "TL   "),
    ),
    "afdelingen.csv": (
        ("[ID org-eenheid]", "[Lg naam org-eenhd]"),
        ("100       ", "Team Oost      "),
        ("200       ", "Team West      "),
    ),
    "functies.csv": (
        ("[Functiecode]", "[Functienaam]"),
        ("SW   ", "Sociaal werker "),
        ("WC   ", "Wijkcoach      "),
        ("TL   ", "Teamleider     "),
    ),
    "leidinggevenden.csv": (
        ("[Personeelsnummer]", "[Leidinggevende]"),
        ("00123     ", "00124     "),
    ),
    "telefoon.csv": (
        ("[Personeelsnummer]", "[Soort]", "[Nummer]"),
        ("00123     ", "CPC  ", "0612345678               "),
        ("00123     ", "EML  ", "ayse@voorbeeld.example   "),
        ("00123     ", "EMP  ", "ayse@thuis.example       "),
        ("00124     ", "WPN  ", "0301234567               "),
    ),
}  # fmt: skip

AS_TEXT = {
    "beaufort": text(BEAUFORT, ";").encode("utf-8-sig"),
    "adp": text(ADP, ",").encode(),
    "loket": text(LOKET, ";").encode(),
    "sdb": text(SDB, ";").encode("utf-16"),
    "hr2day": text(HR2DAY, ",").encode(),
    "successfactors": text(SUCCESSFACTORS, "|", end="!##!\r\n").encode(),
}
AS_WORKBOOK = {"afas": AFAS, "nmbrs": NMBRS, "generic": GENERIC}


def write_export(system: str, folder: Path) -> Path:
    """Write one system's export; HR Core's set is `write_hr_core`."""
    if system in AS_WORKBOOK:
        path = folder / f"{system}.xlsx"
        path.write_bytes(people_workbook(AS_WORKBOOK[system]))
        return path
    path = folder / f"{system}.csv"
    path.write_bytes(AS_TEXT[system])
    return path


def write_hr_core(folder: Path) -> list[Path]:
    """Write the six files, in UTF-7 and padded."""
    for name, rows in HR_CORE.items():
        (folder / name).write_bytes(text(rows, ";").encode("utf-7"))
    return [folder / name for name in HR_CORE]
