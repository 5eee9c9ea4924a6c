"""Files offered as evidence (group upload): made by hand, to be accepted or refused by content and name."""

import struct
import zlib

from tests.hostile.cases import Case
from tests.hostile.ooxml import people_workbook

SCRIPT = b"<script>document.title='gekaapt'</script>"


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


def png(width: int = 2, height: int = 2, *, rows: bytes | None = None, extra: bytes = b"") -> bytes:
    """Make an RGB image; with other sizes than its rows it is a pixel flood."""
    pixels = rows if rows is not None else (b"\0" + b"\x20\x80\xc0" * width) * height
    header = chunk(b"IHDR", struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def jpeg(exif: bytes = b"") -> bytes:
    """Make a grey JPEG of 8 by 8 pixels: one table of each kind and one block without detail."""
    quantity = b"\xff\xdb" + struct.pack(">HB", 67, 0) + b"\x01" * 64
    frame = b"\xff\xc0" + struct.pack(">HBHHB3B", 11, 8, 8, 8, 1, 1, 0x11, 0)
    short = b"\xff\xc4" + struct.pack(">HB", 20, 0) + b"\x01" + b"\0" * 15 + b"\0"
    other = b"\xff\xc4" + struct.pack(">HB", 20, 0x10) + b"\x01" + b"\0" * 15 + b"\0"
    scan = b"\xff\xda" + struct.pack(">HB2B3B", 8, 1, 1, 0, 0, 63, 0) + b"\x3f"
    return b"\xff\xd8" + exif + quantity + frame + short + other + scan + b"\xff\xd9"


def exif_with_gps() -> bytes:
    """Make an EXIF block with a camera's name and a place on earth."""
    maker = b"Camera\0\0"
    gps_at = 8 + 2 + 2 * 12 + 4 + len(maker)
    first = struct.pack("<H", 2)
    first += struct.pack("<HHLL", 0x010F, 2, 7, gps_at - len(maker)) + struct.pack("<HHLL", 0x8825, 4, 1, gps_at)
    gps = struct.pack("<H", 2) + struct.pack("<HHL4s", 1, 2, 2, b"N\0\0\0") + struct.pack("<HHLL", 2, 5, 3, gps_at + 30)
    place = struct.pack("<6L", 52, 1, 5, 1, 0, 1)
    tiff = b"II*\0" + struct.pack("<L", 8) + first + struct.pack("<L", 0) + maker + gps + struct.pack("<L", 0) + place
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def pdf(catalog: bytes = b"", *, extra: tuple[bytes, ...] = ()) -> bytes:
    """Make a PDF of one empty page, with more in its catalog and more objects."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        *extra,
    )
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end


def upload(name: str, raw: bytes, *, accepted: bool = False) -> Case:
    return Case(name=f"upload_{name}", group="upload", make=lambda: raw, accepted=accepted)


CASES = (
    upload("photo.jpg", jpeg(), accepted=True),
    upload("photo_with_gps.jpg", jpeg(exif_with_gps()), accepted=True),
    upload("drawing.png", png(), accepted=True),
    upload("drawing_with_text.png", png(extra=chunk(b"tEXt", b"Comment\0client Jansen")), accepted=True),
    upload("certificate.pdf", pdf(), accepted=True),
    upload("png_named.jpg", png()),
    upload("html_named.pdf", b"<html><body>" + SCRIPT + b"</body></html>"),
    upload("page.html", b"<html><body>" + SCRIPT + b"</body></html>"),
    upload("image.svg", b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"),
    upload("svg_named.png", b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"),
    upload("pdf_with_script.pdf", pdf(b"/OpenAction 4 0 R", extra=(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",))),
    upload("pdf_that_launches.pdf", pdf(b"/OpenAction 4 0 R", extra=(b"<< /S /Launch /F (program.exe) >>",))),
    upload("pdf_with_html_before.pdf", b"<html>" + SCRIPT + b"</html>\n" + pdf()),
    upload("jpeg_with_html_named.html", jpeg(b"\xff\xfe" + struct.pack(">H", 2 + len(SCRIPT)) + SCRIPT)),
    upload("gif_with_script.gif", b"GIF89a/*" + b"\0" * 10 + b"*/=1;alert(1)//;"),
    upload("pixel_flood.png", png(60_000, 60_000, rows=b"\0" * 1000)),
    upload("half.jpg", jpeg()[:60]),
    upload("half.png", png()[:40]),
    upload("empty.pdf", b""),
    upload("only_magic.pdf", b"%PDF-1.7\n"),
    upload("program.exe", b"MZ\x90\0" + b"\0" * 60),
    upload("program_named.jpg", b"MZ\x90\0" + b"\0" * 60),
    upload("workbook.xlsx", people_workbook()),
    upload("zip_named.pdf", people_workbook()),
    upload("double_name.jpg.exe", jpeg()),
    upload("script.js", b"alert(1)"),
)
