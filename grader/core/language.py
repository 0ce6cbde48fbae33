"""The reader's language. There is no current one: a `Language` is passed to where words are shown.

The source language is English. Errors, hints and notes are messages: an English template with its
values. They are translated here, at the end, by a lookup of the template.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
import gettext
from pathlib import Path

from grader import ROOT
from grader.core.errors import BadInput
from grader.core.report import Hint, Report
from grader.core.text import Message
from grader.core.text import message as message

DOMAIN = "grader"
CATALOGUES = Path(__file__).parent / "messages"


@dataclass(frozen=True)
class Language:
    """`tag` as in HTML (BCP 47); `translate` looks a text up in the language's catalogue."""

    tag: str
    translate: Callable[[str], str]

    @property
    def short(self) -> str:
        """The tag without its region, as users ask for it: en, zh."""
        return self.tag.partition("-")[0]

    def say(self, said: Message | str) -> str:
        """A message, or a text without values, in the language."""
        return said.said(self.translate) if isinstance(said, Message) else self.translate(said)

    def hint(self, hint: Hint) -> Hint:
        """A hint in the language."""
        return hint.model_copy(update={"text": self.say(hint.message)})

    def report(self, report: Report) -> Report:
        """A report with everything that it says to people in the language."""
        blanks = tuple(
            blank.model_copy(update={"hint": blank.hint and self.hint(blank.hint)})
            for blank in report.blanks
        )
        reason = report.reason and self.say(report.reason_parts or report.reason)
        notes = tuple(Message(self.say(note)) for note in report.notes)
        return report.model_copy(update={"blanks": blanks, "reason": reason, "notes": notes})

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Within the block, errors are raised in the language."""
        try:
            yield
        except BadInput as error:
            said = Message(self.say(error.problem)), Message(self.say(error.remedy))
            raise BadInput(*said) from error


ENGLISH = Language("en", str)


def find_language(asked: str, environment: Mapping[str, str]) -> Language:
    """The language asked for (`zh`, `zh-CN`), or else that of the locale. Raises BadInput.

    A locale for which there is no catalogue gives English.
    """
    if asked:
        found = _named(asked)
        if found is None:
            known = ", ".join(sorted({language.short for language in languages()}))
            raise BadInput(
                Message("There is no translation into {language}.", language=repr(asked)),
                Message("Choose one of: {known}.", known=known),
            )
        return found
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return _named(next(filter(None, names), "")) or ENGLISH


def languages() -> tuple[Language, ...]:
    """English, and every language that has a catalogue."""
    found = sorted(CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (ENGLISH, *(_read(path) for path in found))


def _named(name: str) -> Language | None:
    """The language of a locale's name, in this region or else another."""
    tag = name.partition(".")[0].replace("_", "-").lower()
    near = [language for language in languages() if language.short == tag.partition("-")[0]]
    return next((language for language in near if language.tag.lower() == tag), None) or next(
        iter(near), None
    )


def _read(path: Path) -> Language:
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    # A subject that lies beside the grader brings a catalogue of its own.
    for own in sorted(ROOT.glob(f"*/messages/{path.parents[1].name}/LC_MESSAGES/*.mo")):
        with own.open("rb") as file:
            catalogue.add_fallback(gettext.GNUTranslations(file))

    def translate(text: str) -> str:
        return catalogue.gettext(text) if text else ""  # that of "" is the catalogue's header

    return Language(path.parents[1].name.replace("_", "-"), translate)
