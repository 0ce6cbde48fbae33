"""The reader's language. There is no current one: a `Language` is passed to where words are shown.

The source language is English. Everything upstream, reports and errors alike, speaks it; what is
shown is translated here, at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
import gettext
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.report import Hint, Report
from grader.core.sentences import Template

DOMAIN = "grader"
CATALOGUES = Path(__file__).parent / "messages"
DEEPEST = 3
"""How many sentences within sentences are translated."""


def message(text: str) -> str:
    """`text` itself: marks it for the catalogues where it is written, to be translated later."""
    return text


@dataclass(frozen=True)
class Language:
    """`tag` as in HTML (BCP 47); `translate` gives a message of the catalogue in the language."""

    tag: str
    translate: Callable[[str], str]
    templates: tuple[Template, ...] = ()

    @property
    def short(self) -> str:
        """The tag without its region, as it is asked for: en, zh."""
        return self.tag.partition("-")[0]

    def say(self, said: str, deepest: int = DEEPEST) -> str:
        """A finished English text, with its template found in the catalogue if it has one."""
        translated = self.translate(said)
        if translated != said or not deepest:
            return translated
        for template in self.templates:
            values = template.values_in(said)
            if values is not None:
                own = {name: self.say(value, deepest - 1) for name, value in values.items()}
                return self.translate(template.text).format(**own)
        return said

    def hint(self, hint: Hint) -> Hint:
        """A hint in the language: its values are known, and are put in again."""
        for template in self.templates:
            if template.fits(hint.text, hint.values):
                values = {name: self.say(value) for name, value in hint.values.items()}
                text = self.translate(template.text).format(**values)
                return hint.model_copy(update={"text": text})
        return hint.model_copy(update={"text": self.say(hint.text)})

    def report(self, report: Report) -> Report:
        """A report with all that it says to people in the language."""
        blanks = tuple(
            blank.model_copy(update={"hint": blank.hint and self.hint(blank.hint)})
            for blank in report.blanks
        )
        reason = self.say(report.reason) if report.reason else report.reason
        return report.model_copy(update={"blanks": blanks, "reason": reason})

    @contextmanager
    def errors(self) -> Iterator[None]:
        """What the block refuses, it refuses in the language."""
        try:
            yield
        except BadInput as error:
            raise BadInput(self.say(error.problem), self.say(error.remedy)) from error


ENGLISH = Language("en", str)


def find_language(asked: str, environment: Mapping[str, str]) -> Language:
    """The language asked for (`zh`, `zh-CN`), or else that of the locale. Raises BadInput.

    A locale without a catalogue of its language is English.
    """
    if asked:
        found = _named(asked)
        if found is None:
            known = ", ".join(sorted({language.short for language in languages()}))
            raise BadInput(f"There is no language {asked!r} here.", f"Choose one of {known}.")
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

    def translate(text: str) -> str:
        return catalogue.gettext(text) if text else ""  # that of "" is the catalogue's header

    texts = (text for text in catalogue._catalog if isinstance(text, str))  # type: ignore[attr-defined]
    templates = sorted(filter(None, map(Template.of, texts)), key=lambda each: -each.known)
    return Language(path.parents[1].name.replace("_", "-"), translate, tuple(templates))
