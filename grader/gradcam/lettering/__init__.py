"""Letters for what is written into pictures: one font that has Latin and Chinese.

`NotoSansSC-subset.otf` has the 3,755 commonest characters (GB 2312, level 1) and those of the
catalogues, since many machines have no Chinese font and the whole one has 16 MB. Where a character
of a translation is missing, a test says so; make the file again of Noto Sans CJK (Debian:
fonts-noto-cjk) with fontTools, CHARACTERS being a file with all that is wanted:

    pyftsubset NotoSansCJK-Regular.ttc --font-number=2 --text-file=CHARACTERS --no-hinting \
        --unicodes=U+20-7E,U+A0-FF,U+2010-2027,U+2190-2199,U+2200-2265,U+3000-3020,U+FF00-FF5E \
        --layout-features='' --name-IDs=0,1,2,13,14 --output-file=NotoSansSC-subset.otf
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FILE = Path(__file__).with_name("NotoSansSC-subset.otf")


@lru_cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font, `size` pixels high."""
    return ImageFont.truetype(str(FILE), size)


def width_of(text: str, size: int) -> int:
    """How many pixels a line is wide."""
    return round(font(size).getlength(text))


def wrapped(text: str, size: int, width: int) -> list[str]:
    """`text` in lines of at most `width` pixels, broken between words or Chinese characters."""
    lines = [""]
    for word in _words(text):
        longer = lines[-1] + word
        if lines[-1] and width_of(longer.rstrip(), size) > width:
            lines.append(word.lstrip())
        else:
            lines[-1] = longer
    return [line.rstrip() for line in lines]


def _words(text: str) -> list[str]:
    """The pieces between which a line may break; a Latin word keeps the space after it."""
    words: list[str] = []
    for letter in text:
        last = words[-1] if words else ""
        is_of_word = last and _is_narrow(letter) and _is_narrow(last[-1])
        if last and (letter in CLOSING or (is_of_word and (last[-1] != " " or letter == " "))):
            words[-1] += letter
        else:
            words.append(letter)
    return words


CLOSING = "，。：；、？！）》”"  # noqa: RUF001
"""No line begins with one of these."""


def _is_narrow(letter: str) -> bool:
    return ord(letter) < 0x2E80
