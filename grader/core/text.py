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
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
