"""How much of a body is read from somebody who is not signed in, when the register runs alone (bar UP4)."""

import io
from typing import Any

import pytest

from tests.accounts.alone import Alone

LARGE = 150_000_000
MOST = 32_000_000
"""A photo of three times what is allowed, beside what was typed: it is read so that the rest can be given back."""
_BEGINS = b'--rand\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'


class Endless(io.RawIOBase):
    """A form with a file in it that never ends, and counts what was read of it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0

    def readinto(self, into: Any) -> int:
        """Give as much as is asked for: the beginning of the form once, and then zeros."""
        size = len(into)
        into[:size] = (_BEGINS if not self.seen else b"").ljust(size, b"\0")[:size]
        self.seen += size
        return size

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Say how long it claims to be, for who measures it first."""
        return LARGE if whence == io.SEEK_END else offset

    def tell(self) -> int:
        """Stand at the beginning."""
        return 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True


@pytest.mark.parametrize(
    "address",
    ["/aanmelden", "/account/wachtwoord", "/dossier-meenemen/bekijken", "/dossier-meenemen/inlezen", "/bewijs"],
)
def test_nobody_who_is_not_signed_in_makes_us_read_much(quick_alone: Alone, address: str) -> None:
    browser, body = quick_alone.browser(), Endless()
    browser.get("/aanmelden")

    answer = browser.client.post(address, input_stream=body, content_type="multipart/form-data; boundary=rand")

    assert answer.status_code in {400, 401, 413}
    assert body.seen < MOST
