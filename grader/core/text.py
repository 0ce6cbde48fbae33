"""Sentences for people: a template with its values; and strangers' text made fit to be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
import re
from typing import Any
import unicodedata

_FIELD = re.compile(r"\{(\w+)\}")


def message(text: str) -> str:
    """`text` itself: marks it for the catalogues where it is written, to be translated later."""
    return text


@dataclass(frozen=True, init=False)
class Message:
    """A sentence that is translated where it is shown: `Message("There is no {name}.", name=name)`.

    The template is English and stands in the source as a plain string, because it is found there by
    `make messages` and looked up in a language's catalogue. Braces with any other
    word in them stay as they are. `str(message)` is the English sentence.
    """

    template: str
    """The sentence in English, with `{fields}`: the key of the catalogues."""
    values: Mapping[str, str | Message] = field(hash=False)
    """What stands in each field; a value that is a message is translated as well."""

    __pydantic_config__ = {"use_attribute_docstrings": True}  # noqa: RUF012

    def __init__(self, template: str = "", /, **values: object) -> None:
        kept = {name: v if isinstance(v, Message) else str(v) for name, v in values.items()}
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", kept)

    @classmethod
    def of_json(cls, data: Any) -> Message:
        """What `to_json` gave; a string, as older files have it, is a message without values."""
        if isinstance(data, str):
            return cls(data)
        values = data["values"]
        named = {k: v if isinstance(v, str) else cls.of_json(v) for k, v in values.items()}
        return cls(data["template"], **named)

    def cleaned(self) -> Message:
        """The same, fit to be shown, whoever wrote it."""
        pairs = self.values.items()
        values = {k: clean(v) if isinstance(v, str) else v.cleaned() for k, v in pairs}
        return Message(clean(self.template), **values)

    def to_json(self) -> dict[str, Any]:
        """The message as JSON can hold it."""
        return asdict(self)

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The sentence, its templates translated."""
        template = translate(self.template)
        values = {k: v if isinstance(v, str) else v.said(translate) for k, v in self.values.items()}
        # Not `str.format`: a template may come from a submission, and must not be obeyed.
        return _FIELD.sub(lambda field: values.get(field[1], field[0]), template)

    def __str__(self) -> str:
        return self.said()


NOTHING = Message()


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
    """`text` without control characters, on one line, uncut."""
    return clean(text, len(text) + 1).replace("\n", " ").replace("\t", " ")


def cap(text: str, longest: int) -> str:
    """`text`, cut to `longest` characters."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
