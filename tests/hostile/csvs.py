"""Text files as they come out of Excel and HR systems (group csv); until we read them, each is refused by name."""

from tests.hostile.cases import Case

TABLE = "Personeelsnummer;Roepnaam;Achternaam\r\n00123;Zoë;Łukasz\r\n00124;Jan;Jansen\r\n"
COMMA = TABLE.replace(";", ",")
ASCII = TABLE.replace("ë", "e").replace("Ł", "L")


def csv(name: str, raw: bytes, refused: str = "kind-csv") -> Case:
    return Case(name=f"csv_{name}.csv", group="csv", make=lambda: raw, refused=refused)


CASES = (
    csv("utf8", TABLE.encode()),
    csv("utf8_bom", TABLE.encode("utf-8-sig")),
    csv("cp1252", TABLE.replace("Ł", "L").encode("cp1252")),
    csv("utf16", TABLE.encode("utf-16")),
    csv("utf7", TABLE.encode("utf-7")),
    csv("mac_roman", TABLE.replace("Ł", "L").encode("mac-roman")),
    csv("comma", COMMA.encode()),
    csv("tab", TABLE.replace(";", "\t").encode()),
    csv("pipe", TABLE.replace(";", "|").encode()),
    csv("odd_row_end", TABLE.replace("\r\n", "!##!\r\n").encode()),
    csv("sep_line", ("sep=;\r\n" + TABLE).encode()),
    csv("old_mac_line_ends", ASCII.replace("\r\n", "\r").encode()),
    csv("unclosed_quote", (ASCII + '"3;x;y\r\n').encode()),
    csv("quote_with_line_end", (ASCII + '3;"a\r\nb";c\r\n').encode()),
    csv("ragged", (ASCII + "3;x\r\n4;x;y;z;q\r\n").encode()),
    csv("long_field", (ASCII + "3;" + "x" * 200_000 + ";y\r\n").encode()),
    csv("late_accent", (ASCII + "9;a;b\r\n" * 3_000 + "9;é;b\r\n").encode("cp1252")),
    csv("blank_lines", (ASCII + "\r\n" * 50_000).encode()),
    csv("header_only", b"Personeelsnummer;Roepnaam;Achternaam\r\n"),
    csv("bsn_column", b"Personeelsnummer;Achternaam;BSN\r\n1;Jansen;111222333\r\n"),
    csv("formulas", b"Personeelsnummer;Achternaam\r\n1;=1+1\r\n"),
    csv("null_bytes", ASCII.replace("Jan;", "J\0n;").encode(), "kind-unknown"),
    csv("empty", b"", "empty-file"),
)
