"""What every page shares: one self-contained file, everything cleaned, escaped and locked down.

A page holds its own style and scripts, named by their hashes in the Content-Security-Policy, so
that nothing a submission wrote could ever run or load anything, even if it were not escaped.

While a file is watched, its page reloads by itself. A page that was opened from a file may not read
other files, but it may show pictures. So there is a picture beside it whose width is the number of
the page's latest version; the page looks at it twice a second and reloads when the width is no
longer its own number.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
import functools
import hashlib
from pathlib import Path
import time

from grader.core.files import write_whole
from grader.core.language import Language
from grader.core.text import clean
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_TEXT = 20_000

WATCHED_NUMBERS = 30_000


@dataclass(frozen=True)
class Kind:
    """A kind of page: its template, and its styles and scripts, in order."""

    template: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]


@dataclass(frozen=True)
class Watched:
    """What a watched page knows: the picture's file name, and its own number."""

    picture: str
    number: int


class Stamp:
    """The picture beside a watched page; to be used as a context, at whose end it is removed."""

    def __init__(self, page: Path) -> None:
        self._path = page.with_name(f".{page.name}.svg")

    def next(self) -> Watched:
        """The next version's number, unlike those that pages of an earlier watch may still have."""
        return Watched(self._path.name, time.time_ns() // 10_000_000 % WATCHED_NUMBERS + 1)

    def show(self, watched: Watched) -> None:
        """Announce this version of the page. Raises BadInput."""
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{watched.number}" height="1"/>\n'
        write_whole(self._path, svg)

    def __enter__(self) -> Stamp:
        return self

    def __exit__(self, *exception: object) -> None:
        self._path.unlink(missing_ok=True)


def render_page(
    kind: Kind,
    language: Language,
    watched: Watched | None = None,
    **values: object,
) -> str:
    """The whole page as text. `values` are what its template shows."""
    environment = _environment()
    style = _joined(environment, kind.styles)
    theme = _joined(environment, ("page.js.j2",), watched=watched)
    script = _joined(environment, kind.scripts)
    return environment.get_template(kind.template).render(
        values,
        _=language.translate,
        language=language.tag,
        watched=watched,
        policy=_policy(style, (theme, script), "data: file:" if watched else "data:"),
        style=style,
        theme=theme,
        script=script,
    )


def render_part(template: str, name: str, language: Language, shown: object) -> str:
    """A part of a page, to be put into one: what the template's macro of that name makes of it."""
    macros = _environment().get_template(template).make_module({"_": language.translate})
    return str(getattr(macros, name)(shown))


def write_page(path: Path, text: str) -> None:
    """Write a page whole or not at all; characters that are not Unicode are shown as replacements.

    Raises BadInput.
    """
    write_whole(path, text.encode("utf-8", "replace"))


@functools.cache
def _environment() -> Environment:
    """Made once: compiling the templates costs more than filling them."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=_cleaned,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _cleaned(value: object) -> object:
    """Every text that a template shows, without control characters; our own markup as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return clean(value, LONGEST_TEXT)
    return value


def _joined(environment: Environment, names: tuple[str, ...], **values: object) -> Markup:
    """Our own style sheets or scripts, as one text that needs no escaping."""
    return Markup("\n".join(environment.get_template(name).render(values) for name in names))


def _policy(style: str, scripts: tuple[str, ...], pictures: str) -> str:
    allowed = " ".join(_source_hash(script) for script in scripts)
    return (
        f"default-src 'none'; img-src {pictures}; style-src {_source_hash(style)}; "
        f"script-src {allowed}; base-uri 'none'; form-action 'none'"
    )


def _source_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
