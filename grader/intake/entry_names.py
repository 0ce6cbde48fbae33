"""The names of the entries of a zip archive: few programs say in which encoding they wrote them.

The format knows two: UTF-8 where a flag says so, and that of the IBM PC, 437, where none does. What
programs write without the flag is UTF-8, or the encoding of their Windows: GBK in China, 850 in
western Europe. An archive is written by one program, so all of its names are looked at together.
"""

from __future__ import annotations

from collections.abc import Sequence
import zipfile

_UTF8 = 0x800
_IBM_PC = "cp437"


def entry_names(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The names as they were meant, separators and all."""
    unsaid = [_bytes_of(info) for info in infos if not info.flag_bits & _UTF8]
    encoding = _encoding_of([raw for raw in unsaid if not raw.isascii()])
    return [
        info.orig_filename if info.flag_bits & _UTF8 else _decoded(_bytes_of(info), encoding)
        for info in infos
    ]


def _bytes_of(info: zipfile.ZipInfo) -> bytes:
    """The name as it was written: `filename` is cut at a NUL, and `orig_filename` is not."""
    return info.orig_filename.encode(_IBM_PC)


def _encoding_of(names: Sequence[bytes]) -> str:
    """That in which the most names can be what somebody or a file is called."""
    fits = {"utf-8": _is_text, "gbk": is_chinese, "cp850": _is_of_letters}
    counts = {
        encoding: sum(fit(_read_as(raw, encoding)) for raw in names)
        for encoding, fit in fits.items()
    }
    best = max(counts, key=lambda encoding: counts[encoding])  # the first of equals
    return best if counts[best] else _IBM_PC


def _decoded(raw: bytes, encoding: str) -> str:
    """A name; one that is not in the archive's encoding is by another hand."""
    for each in (encoding, "utf-8"):
        text = _read_as(raw, each)
        if text:
            return text
    return raw.decode(_IBM_PC)


def _read_as(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _is_text(text: str) -> bool:
    return bool(text)


def is_chinese(text: str) -> bool:
    """Whether it is Chinese, and mostly in characters that are in use.

    Nearly any two bytes are some character of GBK. Those of the older GB 2312, 6,763 of them, are
    the common ones, and few letters of western languages make one.
    """
    beyond = [each for each in text if not each.isascii()]
    common = sum("一" <= each <= "鿿" and _is_in_gb2312(each) for each in beyond)
    return 2 * common > len(beyond)


def _is_in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _is_of_letters(text: str) -> bool:
    """Whether it is without signs, such as the lines of boxes: those are letters elsewhere."""
    return bool(text) and all(each.isalnum() for each in text if not each.isascii())
