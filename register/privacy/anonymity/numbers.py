"""Numbers that point to one person: BSN, telephone, account, file, date of birth, and e-mail addresses (*nummers*)."""

import re
from collections.abc import Iterator

from register.privacy.anonymity.finding import Finding, Sort
from register.privacy.anonymity.lexicon import Lexicon, lexicon
from register.privacy.anonymity.words import Words, fold
from register.workbooks.bsn import WRITTEN, looks_like_bsn

_CLUSTER = re.compile(r"\d[\d .,/()+-]{2,}\d")
"""Figures that stand together; every other pattern is tried around these alone."""
_BEFORE, _BEHIND = 16, 8
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?:"
    r"(?:\+31|0031)[ -]?(?:\(0\))?[ -]?[1-9](?:[ .-]?\d){8}"
    r"|06[ .-]{0,3}[1-9](?:[ .-]?\d){7}"
    r"|\(?0(?!800|900|906|909|88|85|84)[1-9]\d{1,2}\)?[ -]{1,3}\d(?:[ .]?\d){5,6}"
    r"|0(?!800|900|906|909|88|85|84|6)[1-9]\d{8}"
    r")(?![\w-]|[.,]\d)"
)
"""Mobile and landline numbers; numbers of organisations (088, 0800, 0900) are left alone."""
_DATE_INSIDE = re.compile(r"\d{2}-\d{1,2}-(?:19|20)\d\d")
_ACCOUNT = re.compile(r"\b[A-Za-z]{2}\d{2} ?[A-Za-z]{4}(?: ?\d){10}(?!\d)")
_POSTCODE = re.compile(r"(?<![\w.,-])([1-9]\d{3})( ?)([A-Za-z]{2})(?![\w-])")
_FULL_DATE = re.compile(
    r"(?<![\w.-])(?:(\d{1,2})[-/. ](\d{1,2})[-/. ]((?:19|20)\d\d)"
    r"|(\d{1,2}) ([A-Za-z]{3,9})\.? ((?:19|20)\d\d))(?![\w-])"
)
_BIRTH = re.compile(
    r"\.? ?(?:dat(?:um)?)?[.: ]{0,3}(?:(?:op|in|is|was|d\.d\.) ){0,2}"
    r"(\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})\.?[-/. ]'?(?:\d{4}|\d{2})|(?:19|20)\d\d|'\d\d)(?!\d)"
)
_NAMED = re.compile(r"[ :=#.]{0,3}(?:(?:nr|nummer|no|is|was|met)[ :=#.]{1,3}){0,2}")
_BSN_BEHIND = re.compile(r"(\d{8,9})(?!\d)")
_FILE_BEHIND = re.compile(r"([A-Za-z]{0,4}[-/ ]?\d[\dA-Za-z./-]{2,20})")
_BSN_WORDS = frozenset({"bsn", "burgerservicenummer", "bsn-nummer", "bsnnummer", "sofinummer"})
_DIGITS_IN_A_FILE_NUMBER = 4
_LATEST_BIRTH = 2012
"""A full date until this year is taken for a date of birth; the first of January is taken for the date of a law."""
_NO_POSTCODE = frozenset({"SA", "SD", "SS"})
_MAIL_NAME = re.compile(r"[\w.+%-]{1,64}")
_MAIL_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")

_Place = tuple[Sort, int, int]


def find_numbers(words: Words) -> Iterator[Finding]:
    """Give every number or address that points to one person; a staff number of another length is none."""
    lex = lexicon()
    for rule in (_clusters, _cued, _mails):
        for kind, start, end in rule(words, lex):
            yield Finding(kind=kind, start=start, end=end, words=words.text[start:end])


def _clusters(words: Words, lex: Lexicon) -> Iterator[_Place]:
    text, done = words.text, 0
    for cluster in _CLUSTER.finditer(text):
        start, end = max(done, cluster.start() - _BEFORE), cluster.end() + _BEHIND
        for kind, pattern, is_one in _PATTERNS:
            for match in pattern.finditer(text, start, end):
                if is_one(match, lex):
                    yield kind, match.start(), match.end()
        done = cluster.end()


def _is_bsn(match: re.Match[str], _lex: Lexicon) -> bool:
    return looks_like_bsn(match[0])


def _is_phone(match: re.Match[str], _lex: Lexicon) -> bool:
    return not _DATE_INSIDE.search(match[0])


def _is_account(_match: re.Match[str], _lex: Lexicon) -> bool:
    return True


def _is_postcode(match: re.Match[str], lex: Lexicon) -> bool:
    digits, blank, letters = match.groups()
    if letters.upper() in _NO_POSTCODE:
        return False
    if not blank:
        return letters.lower() not in lex.cues["units"]
    return letters.isupper() and not "1900" <= digits <= "2099"


def _is_birth(match: re.Match[str], lex: Lexicon) -> bool:
    day, month, year, named_day, named_month, named_year = match.groups()
    if named_month and named_month.lower() not in lex.cues["months"]:
        return False
    first = (day or named_day).lstrip("0") == "1" and (month or named_month).lstrip("0").lower() in {"1", "januari"}
    return int(year or named_year) <= _LATEST_BIRTH and not first


_PATTERNS = (
    (Sort.BSN, WRITTEN, _is_bsn),
    (Sort.PHONE, _PHONE, _is_phone),
    (Sort.POSTCODE, _POSTCODE, _is_postcode),
    (Sort.BIRTH, _FULL_DATE, _is_birth),
    (Sort.ACCOUNT, _ACCOUNT, _is_account),
)


def _cued(words: Words, lex: Lexicon) -> Iterator[_Place]:
    """Give the numbers that a word before them names: bsn, geboren, dossiernummer."""
    born, files = lex.cues["born"], lex.cues["file_numbers"]
    cues = born | files | _BSN_WORDS
    for place in [place for place, word in enumerate(words.folded) if word in cues]:
        word, end = words.folded[place], words.ends[place]
        if word in born:
            kind, match = Sort.BIRTH, _BIRTH.match(words.text, end)
        else:
            named = _NAMED.match(words.text, end)
            kind, pattern = (Sort.FILE, _FILE_BEHIND) if word in files else (Sort.BSN, _BSN_BEHIND)
            match = pattern.match(words.text, named.end() if named else end)
        if match and (kind is not Sort.FILE or _is_file_number(match[1])):
            yield kind, match.start(1), match.end(1)


def _is_file_number(number: str) -> bool:
    year = len(number) == _DIGITS_IN_A_FILE_NUMBER and number[:2] in {"19", "20"}
    return sum(map(str.isdigit, number)) >= _DIGITS_IN_A_FILE_NUMBER and not year


def _mails(words: Words, lex: Lexicon) -> Iterator[_Place]:
    text = words.text
    at = text.find("@")
    while at != -1:
        host = _MAIL_HOST.match(text, at + 1)
        backwards = _MAIL_NAME.match(text[max(0, at - 64) : at][::-1]) if host else None
        if host and backwards and fold(backwards[0][::-1]) not in lex.cues["functional_mailboxes"]:
            yield Sort.EMAIL, at - len(backwards[0]), host.end()
        at = text.find("@", at + 1)
