"""Photos: judged by their header, then drawn anew, upright, without where and with what they were taken."""

import io
import warnings
from typing import TYPE_CHECKING

from register.errors import Invalid

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 50_000_000
"""More than a phone makes; judged by the header, before anything is unpacked (bar UP6)."""
LONGEST_SIDE = 4096
"""A signed list stays readable; a larger photo is made smaller."""

_SMALL = 320

_FORMATS = {"image/jpeg": ("JPEG", "MPO"), "image/png": ("PNG",), "image/webp": ("WEBP",)}
_BROKEN = "Deze foto is beschadigd en kan niet worden gelezen. Maak een nieuwe foto of kies een ander bestand."
_TOO_MANY = (
    "Deze foto heeft te veel beeldpunten om veilig te openen. Maak haar kleiner (hooguit 50 megapixel) en kies opnieuw."
)


def clean_image(content: bytes, media_type: str) -> bytes:
    """Return the same picture without EXIF, GPS, comments, thumbnails and whatever hung behind it (bar UP5).

    Raises:
        Invalid: it has too many pixels, or cannot be read.

    """
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=_FORMATS[media_type]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Invalid("evidence", _TOO_MANY)
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                return _redraw(upright, media_type)
        except Image.DecompressionBombError as flood:
            raise Invalid("evidence", _TOO_MANY) from flood
        except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as broken:
            raise Invalid("evidence", _BROKEN) from broken


def thumbnail(content: bytes, media_type: str) -> bytes:
    """Return a small JPEG of a stored photo, drawn anew: nothing of the original comes along but its picture (UP5).

    Raises:
        Invalid: it cannot be read.

    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS[media_type]) as picture:
            picture.draft("RGB", (_SMALL, _SMALL))
            picture.thumbnail((_SMALL, _SMALL))
            return _redraw(picture.convert("RGB"), "image/jpeg")
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError) as broken:
        raise Invalid("evidence", _BROKEN) from broken


def _redraw(picture: "Image.Image", media_type: str) -> bytes:
    """Copy the pixels alone into a new picture: no metadata can come along."""
    from PIL import Image

    mode = "RGB" if media_type == "image/jpeg" else ("RGBA" if picture.has_transparency_data else "RGB")
    pixels = picture.convert(mode)
    fresh = Image.new(mode, pixels.size)
    fresh.paste(pixels)
    out = io.BytesIO()
    options: dict[str, object] = {"quality": 88} if media_type != "image/png" else {"optimize": False}
    fresh.save(out, _FORMATS[media_type][0], **options)
    return out.getvalue()
