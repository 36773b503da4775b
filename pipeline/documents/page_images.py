"""Pages of PDFs as pictures, with the words that are pointed at marked on them."""

import ctypes
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.documents.pdf import ONE_AT_A_TIME, characters_of
from pipeline.errors import DocumentError

_WIDTH = 1_000  # pixels of a picture
_MOST_HEIGHT = 4_000
_LEAST_SIGNS = 8  # letters and figures of a sentence that is looked for by itself
_SENTENCES = re.compile(r"(?<=[.!?;:])\s+|\n+")
_COLOUR = (255, 196, 0, 96)
_EDGE = (160, 110, 0, 220)


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as PNG; `marked` says whether the words were found on it. `number` starts at 1."""

    png: bytes
    number: int
    marked: bool


def draw_page(data: bytes, origin: str, *, number: int, words: str) -> PageImage:
    """A page of a PDF, at most 1,000 pixels wide and 4,000 high, with `words` marked where they stand on it.

    Words are compared by their letters and figures alone: hyphens at line ends, spaces and ligatures may differ. Where
    they do not stand in one piece, each of their sentences is looked for.

    Raises:
        DocumentError: the file cannot be opened, or has no such page.
    """
    import pypdfium2
    from PIL import Image, ImageDraw

    with ONE_AT_A_TIME:
        try:
            pdf = pypdfium2.PdfDocument(data)
            page = pdf[number - 1]
            textpage = page.get_textpage()
            size = page.get_size()
            scale = min(_WIDTH / max(1.0, size[0]), _MOST_HEIGHT / max(1.0, size[1]))
            picture = page.render(scale=scale).to_pil().convert("RGBA")
        except (pypdfium2.PdfiumError, IndexError) as error:
            cause = f"is a PDF whose page {number} cannot be drawn"
            raise DocumentError(origin, cause, "open the file in another program") from error
        text = characters_of(textpage, pypdfium2.raw)
        boxes = [
            _on_picture(page, box, picture.size, pypdfium2.raw)
            for start, count in find_words(text, words)
            for box in _rectangles(textpage, start, count)
        ]
        pdf.close()
    if boxes:
        layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
        for box in boxes:
            ImageDraw.Draw(layer).rectangle(box, fill=_COLOUR, outline=_EDGE)
        picture = Image.alpha_composite(picture, layer)
    out = io.BytesIO()
    picture.convert("RGB").quantize(64).save(out, "PNG")
    return PageImage(out.getvalue(), number, bool(boxes))


def find_words(text: str, words: str) -> list[tuple[int, int]]:
    r"""Where words stand in a text that is set otherwise: (start, length) of each stretch; empty where they do not.

    >>> find_words("of outer\nspace, in-\nclud", "outer space, inclu")
    [(3, 20)]
    """
    signs: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for sign in _signs(character):
            signs.append(sign)
            places.append(at)
    flat = "".join(signs)
    whole = _stretch(flat, places, words)
    if whole is not None:
        return [whole]
    pieces = (piece for piece in _SENTENCES.split(words) if len("".join(_signs(piece))) >= _LEAST_SIGNS)
    return [found for piece in pieces if (found := _stretch(flat, places, piece)) is not None]


def _stretch(flat: str, places: list[int], words: str) -> tuple[int, int] | None:
    wanted = "".join(_signs(words))
    at = flat.find(wanted) if wanted else -1
    if at < 0:
        return None
    start = places[at]
    return start, places[at + len(wanted) - 1] + 1 - start


def _signs(text: str) -> Iterator[str]:
    return (sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def _rectangles(textpage: Any, start: int, count: int) -> Iterator[tuple[float, float, float, float]]:  # noqa: ANN401
    """A box for each line of a stretch, in points: left, bottom, right, top."""
    for index in range(textpage.count_rects(start, count)):
        yield textpage.get_rect(index)


def _on_picture(
    page: Any,  # noqa: ANN401 - pypdfium2 has no types
    box: tuple[float, float, float, float],
    size: tuple[int, int],
    raw: Any,  # noqa: ANN401
) -> tuple[int, int, int, int]:
    """A box of the page in pixels from the picture's upper left corner, whatever way the page is turned."""
    corners = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        right, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, right, down)
        corners.append((right.value, down.value))
    (a, b), (c, d) = corners
    return min(a, c) - 2, min(b, d) - 2, max(a, c) + 2, max(b, d) + 2
