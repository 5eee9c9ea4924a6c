"""Bytes to hand in: honest photos and PDFs, and hostile ones, made anew each time."""

import io
import zipfile
import zlib
from struct import pack

import pikepdf
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo


def jpeg_with_gps(*, orientation: int = 6) -> bytes:
    """A photo lying on its side (40 wide, 20 high), with place, device, owner and a thumbnail."""
    picture = Image.new("RGB", (40, 20), "white")
    picture.paste("red", (0, 0, 10, 20))
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Make] = "Toestelmaker"
    exif[Base.Model] = "Toestel 12"
    exif[Base.Artist] = "Els de Vries"
    place = exif.get_ifd(IFD.GPSInfo)
    place[GPS.GPSLatitudeRef] = "N"
    place[GPS.GPSLatitude] = (52.0, 5.0, 26.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"gemaakt bij Els thuis")
    return out.getvalue()


WRITTEN_IN = (b"Toestelmaker", b"Els de Vries")
"""What `with_metadata` hides in a picture: by the camera, and by a program."""


def with_metadata(kind: str) -> bytes:
    """A PNG or WebP with the camera in its EXIF and its owner in a packet of XMP."""
    exif = Image.Exif()
    exif[Base.Make] = "Toestelmaker"
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">Els de Vries</x:xmpmeta>'
    words = PngInfo()
    words.add_itxt("XML:com.adobe.xmp", packet.decode())
    words.add_text("Comment", "Els de Vries")
    given = {"pnginfo": words} if kind == "png" else {"xmp": packet}
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "navy").save(out, kind.upper(), exif=exif, **given)
    return out.getvalue()


def picture(kind: str, size: tuple[int, int] = (30, 20), colour: str = "navy") -> bytes:
    """A small honest picture."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def noise(megabytes: float) -> bytes:
    """A valid PNG of about this size that does not shrink when it is drawn anew."""
    side = int((megabytes * 1_000_000 / 3) ** 0.5)
    out = io.BytesIO()
    Image.effect_noise((side, side), 100).convert("RGB").save(out, "PNG")
    return out.getvalue()


def pixel_flood(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of some hundreds of bytes that claims 3.6 thousand million pixels."""
    header = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(content)) + name + content + pack(">I", zlib.crc32(name + content)) for name, content in chunks
    )


def pdf(**root: pikepdf.Object) -> bytes:
    """A PDF of one empty page, with these entries in its catalogue."""
    document = pikepdf.new()
    document.add_blank_page()
    for name, value in root.items():
        document.Root[f"/{name}"] = value
    return _saved(document)


def pdf_with_script() -> bytes:
    """Runs JavaScript when opened."""
    return pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pikepdf.String("app.alert(1)")))


def pdf_with_launch() -> bytes:
    """Starts a program when opened."""
    return pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name("/Launch"), F=pikepdf.String("calc.exe")))


def pdf_with_attachment() -> bytes:
    """Carries another file."""
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["macro.docm"] = b"PK\x03\x04"
    return _saved(document)


def pdf_with_script_behind_a_button() -> bytes:
    """The script hangs on the page, in a compressed object stream."""
    document = pikepdf.new()
    document.add_blank_page()
    action = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pikepdf.String("x()")))
    document.pages[0].obj["/AA"] = pikepdf.Dictionary(O=action)
    out = io.BytesIO()
    document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def pdf_bomb() -> bytes:
    """Some tens of kilobytes, of which one object stream unpacks to 40 MB."""
    packed = zlib.compress(b"10 0 " + b" " * 40_000_000, 9)
    head = b"4 0 obj\n<< /Type /Obj#53tm /N 1 /First 5 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    return pdf() + head + packed + b"\nendstream\nendobj\n"


def locked_pdf() -> bytes:
    """Asks for a password."""
    document = pikepdf.new()
    document.add_blank_page()
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner="geheim", user="geheim"))
    return out.getvalue()


def with_zip_behind(content: bytes) -> bytes:
    """A file that is a ZIP as well."""
    out = io.BytesIO(content)
    out.seek(0, io.SEEK_END)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("a.exe", "MZ")
    return out.getvalue()


def _saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


HOSTILE_NAMES = {
    "../../etc/passwd.jpg": "passwd.jpg",
    "..\\..\\windows\\win.ini.jpg": "win.ini.jpg",
    "/etc/cron.d/x.jpg": "x.jpg",
    "C:\\Users\\els\\lijst.jpg": "lijst.jpg",
    "lijst\x00.php.jpg": "lijst .php.jpg",
    "lijst\r\nSet-Cookie: a=b.jpg": "lijst Set-Cookie a=b.jpg",
    'lijst"; filename="x.exe.jpg': "lijst; filename=x.exe.jpg",
    "lijst\u202egpj.exe.jpg": "lijst gpj.exe.jpg",
    "\u200blijst\ufeff.jpg": "lijst.jpg",
    "CON.jpg": "_CON.jpg",
    "nul.tar.jpg": "_nul.tar.jpg",
    "COM1.jpg": "_COM1.jpg",
    "....jpg": "bewijs.jpg",
    ".htaccess.jpg": "htaccess.jpg",
    "   .jpg": "bewijs.jpg",
    "<script>alert(1)</script>.jpg": "script.jpg",
    "lijst|rm -rf *.jpg": "lijstrm -rf.jpg",
    "lijst:stroom.jpg": "lijststroom.jpg",
    "e\u0301e\u0301n.jpg": "\u00e9\u00e9n.jpg",
    "\ud800lijst.jpg": "lijst.jpg",
    "lijst.JPG": "lijst.jpg",
    "lijst\u2028twee.jpg": "lijst twee.jpg",
    "a" * 400 + ".jpg": "a" * 116 + ".jpg",
    "%2e%2e%2flijst.jpg": "%2e%2e%2flijst.jpg",
}
"""24 names as attackers write them, and what is left."""
