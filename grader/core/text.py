"""Making a stranger's text fit to be shown."""

from __future__ import annotations

import unicodedata


def clean(text: str, longest: int = 2000) -> str:
    """`text` without control characters, escapes and direction marks, cut to `longest`.

    A terminal obeys escape sequences, and right-to-left marks disguise what a line says.
    """
    shown = "".join(
        character
        for character in text
        if character in "\n\t" or not unicodedata.category(character).startswith("C")
    )
    return cap(shown, longest)


def one_line(text: str) -> str:
    """`text` without control characters, on one line, nothing cut."""
    return clean(text, len(text) + 1).replace("\n", " ").replace("\t", " ")


def cap(text: str, longest: int) -> str:
    """`text`, cut to `longest` characters."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
