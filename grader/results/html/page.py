"""What every page shares: one self-contained file, everything cleaned, escaped and locked down.

A page holds its own style and scripts, named by their hashes in the Content-Security-Policy, so
that nothing a submission wrote could ever run or load anything, even if it were not escaped.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
import functools
import hashlib
from pathlib import Path

from grader.core.files import write_whole
from grader.core.text import clean
from grader.results.html.watched import Watched
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

Translate = Callable[[str], str]

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Kind:
    """A kind of page: its template, and the styles and scripts put into it, in order."""

    template: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]


def render_page(
    kind: Kind,
    translate: Translate,
    language: str,
    watched: Watched | None = None,
    **values: object,
) -> str:
    """The whole page as text. `values` are what its template shows."""
    environment = _environment()
    style = _joined(environment, kind.styles)
    theme = _joined(environment, ("theme.js.j2", *(("watch.js.j2",) if watched else ())))
    script = _joined(environment, kind.scripts)
    return environment.get_template(kind.template).render(
        values,
        _=translate,
        language=language,
        watched=watched,
        policy=_policy(style, (theme, script), "data: file:" if watched else "data:"),
        style=style,
        theme=theme,
        script=script,
    )


def render_part(template: str, translate: Translate, **values: object) -> Markup:
    """A part of a page, to be put into one."""
    return Markup(_environment().get_template(template).render(values, _=translate))


def write_page(path: Path, text: str) -> None:
    """Write a page whole or not at all; what is not Unicode in it is shown as such.

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


def _joined(environment: Environment, names: tuple[str, ...]) -> Markup:
    """Our own style sheets or scripts, as one text that needs no escaping."""
    return Markup("\n".join(environment.get_template(name).render() for name in names))


def _policy(style: str, scripts: tuple[str, ...], pictures: str) -> str:
    allowed = " ".join(_source_hash(script) for script in scripts)
    return (
        f"default-src 'none'; img-src {pictures}; style-src {_source_hash(style)}; "
        f"script-src {allowed}; base-uri 'none'; form-action 'none'"
    )


def _source_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
