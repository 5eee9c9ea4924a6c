"""Text files as they come out of Excel and HR systems, and files that only look like it (group csv)."""

from collections.abc import Callable

from tests.hostile.cases import Case
from tests.hostile.ooxml import pack, people_workbook

TABLE = "Personeelsnummer;Roepnaam;Achternaam\r\n00123;Zoë;Łukasz\r\n00124;Jan;Jansen\r\n"
WESTERN = TABLE.replace("Ł", "L")
COMMA = TABLE.replace(";", ",")
ASCII = WESTERN.replace("ë", "e")
WIDE = ";".join(["Personeelsnummer", "Achternaam", *(f"k{number}" for number in range(10_000))])
MIB = 1024 * 1024


def read(name: str, raw: bytes, *notices: str, rows: int = 2) -> Case:
    return Case(name=f"csv_{name}.csv", group="csv", make=lambda: raw, rows=rows, notices=notices)


def refused(name: str, raw: bytes, code: str) -> Case:
    return Case(name=f"csv_{name}.csv", group="csv", make=lambda: raw, refused=code)


def refused_large(name: str, make: Callable[[], bytes], code: str) -> Case:
    return Case(name=f"csv_{name}.csv", group="csv", make=make, refused=code)


CASES = (
    read("ascii", ASCII.encode()),
    read("utf8", TABLE.encode(), "Gelezen als UTF-8", "'Zoë'"),
    read("utf8_bom", TABLE.encode("utf-8-sig"), "Gelezen als UTF-8"),
    read("cp1252", WESTERN.encode("cp1252"), "Gelezen als Windows-1252", "'Zoë'"),
    read("utf16_le_bom", TABLE.encode("utf-16"), "Gelezen als UTF-16"),
    read("utf16_be_bom", b"\xfe\xff" + TABLE.encode("utf-16-be"), "Gelezen als UTF-16"),
    read("utf16_no_bom", TABLE.encode("utf-16-le"), "Gelezen als UTF-16"),
    read("utf7", TABLE.encode("utf-7"), "Gelezen als UTF-7", "'Zoë'"),
    read("plus_is_not_utf7", ASCII.replace("Jan;", "+31612345678;").encode()),
    read("mac_roman", WESTERN.encode("mac-roman"), "Gelezen als Windows-1252", "'Zo‘'"),
    read("comma", COMMA.encode()),
    read("tab", TABLE.replace(";", "\t").encode()),
    read("pipe", TABLE.replace(";", "|").encode()),
    read("odd_row_end", TABLE.replace("\r\n", "!##!\r\n").replace(";", "|").encode()),
    read("odd_row_end_with_break", ASCII.replace("\r\n", "!##!\r\n").replace("Jan;", "J\nan;").encode()),
    read("sep_line", ("sep=;\r\n" + TABLE).encode()),
    read("sep_line_comma", ("sep=,\r\n" + COMMA).encode()),
    read("old_mac_line_ends", ASCII.replace("\r\n", "\r").encode()),
    read("titles_above", ("Overzicht medewerkers\r\n\r\n" + ASCII).encode()),
    read("total_below", (ASCII + "Totaal;2\r\n").encode(), "totaalregel overgeslagen, rij 4"),
    read("quoted", (b'"Personeelsnummer";"Achternaam"\r\n"1";"Berg; van den"\r\n"2";"a ""b"" c"\r\n')),
    read("quote_with_line_end", (ASCII + '3;"a\r\nb";c\r\n').encode(), rows=3),
    read("stray_quote", ASCII.replace("Jan;", 'J"an;').encode()),
    read("stray_quote_at_start", ASCII.replace("Jan;", '"t Jan;').encode(), "In regel 3 staat een los aanhalingsteken"),
    read("forced_text", ASCII.replace("00124", '="00124"').encode()),
    read("decimal_commas", b"Personeelsnummer;Achternaam;FTE\r\n1;Jansen;0,89\r\n2;Berg;1,00\r\n"),
    read("names_with_comma", b"Personeelsnummer;Achternaam\r\n1;Jansen, J.\r\n2;Berg, E. van den\r\n"),
    read("short_rows", (ASCII + "3;x\r\n").encode(), "Minder dan 3 velden in regel 4", rows=3),
    read("late_accent", (ASCII + "9;a;b\r\n" * 3_000 + "9;\xe9;b\r\n").encode("cp1252"), "Windows-1252", rows=3_003),
    read("blank_lines", (ASCII + "\r\n" * 50_000).encode()),
    read("bsn_column", b"Personeelsnummer;Achternaam;BSN\r\n1;Jansen;111222333\r\n", "Kolom BSN", rows=1),
    read("formulas", b"Personeelsnummer;Achternaam\r\n1;=1+1\r\n", rows=1),
    read("ctrl_z_at_end", ASCII.encode() + b"\x1a"),
    read("xlsx_named", people_workbook()),
    Case(
        name="csv_header_only.csv",
        group="csv",
        make=lambda: b"Personeelsnummer;Roepnaam;Achternaam\r\n",
        table_refused="no-rows",
    ),
    Case(name="csv_one_column.csv", group="csv", make=lambda: b"hallo\r\nwereld\r\n", table_refused="header-missing"),
    refused("unclosed_quote", (ASCII + '"3;x;y\r\n4;q\r\n').encode(), "csv-quote"),
    refused("quote_swallows_rows", (ASCII + '3;"x;y\r\n' + "4;a;b;c\r\n" * 200 + '5;"a;b\r\n').encode(), "csv-quote"),
    refused("ragged", (ASCII + "4;x;y;z;q\r\n").encode(), "csv-ragged"),
    refused("line_end_in_text", (ASCII + "3;J\r\nan;Berg\r\n").encode(), "csv-broken-line"),
    refused("long_field", (ASCII + "3;" + "x" * 200_000 + ";y\r\n").encode(), "text-too-long"),
    refused("columns_10000", (WIDE + "\r\n1;Jansen\r\n").encode(), "far-cell"),
    refused("null_bytes", ASCII.replace("Jan;", "J\0n;").encode(), "csv-control"),
    refused("mixed_encodings", WESTERN.encode() + "9;Joël;b\r\n".encode("cp1252"), "csv-mixed"),
    refused("bad_utf8_after_bom", TABLE.encode("utf-8-sig") + b"9;Jo\xebl;b\r\n", "csv-encoding"),
    refused("undefined_in_cp1252", ASCII.encode() + b"9;Jo\x81\xebl;b\r\n", "csv-encoding"),
    refused("odd_utf16", TABLE.encode("utf-16") + b"\x00", "csv-encoding"),
    refused("rows_20100", (ASCII + "9;a;b\r\n" * 20_100).encode(), "too-many-rows"),
    refused("zip_named", pack({"lees.txt": b"hallo"}), "kind-no-workbook"),
    refused("binary_named", bytes(range(1, 256)) * 20, "kind-unknown"),
    refused("xml_named", b"<?xml version='1.0'?><rijen/>", "kind-xml"),
    refused("empty", b"", "empty-file"),
    refused_large("line_of_3_mib", lambda: ASCII.encode() + b"x;" * (3 * MIB // 2), "csv-line-long"),
    refused_large("line_of_300_mb", lambda: b"x" * 300_000_000, "too-big"),
)
