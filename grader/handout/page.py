"""The hand-out as a page: Markdown to one HTML file, with its formulas as MathML and its figures.

It needs nothing beside it and nothing from the network, so it opens offline, in any browser.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
import itertools
from pathlib import Path
import re
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

Read = Callable[[str], bytes]
"""A figure's bytes by the path that the hand-out gives it; what it raises is passed on."""

TEMPLATE = "page.html.j2"
CHINESE = "\u2e80-\u9fff\uff00-\uffef"


def handout_page(markdown: str, read: Read, tag: str) -> str:
    """The page of a hand-out; `tag` is its language, as in HTML.

    Figures, which must be PNGs, are put into the page; a link to a hand-out leads to its page.
    """
    parser = MarkdownIt("commonmark").enable("table")
    parser.use(dollarmath_plugin, renderer=_formula)
    tokens = parser.parse(_joined(markdown))
    for token in _all(tokens):
        _settle(token, read)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(
        title=_title(tokens),
        language=tag,
        body=Markup(parser.renderer.render(tokens, parser.options, {})),
    )


def _formula(latex: str, options: dict[str, Any]) -> str:
    return str(convert(latex.strip(), display="block" if options["display_mode"] else "inline"))


def _joined(markdown: str) -> str:
    """Lines of Chinese in one: HTML shows the end of a line as a space, which Chinese has not."""
    return re.sub(rf"(?<=[{CHINESE}])\n(?=[{CHINESE}])", "", markdown)


def _all(tokens: Sequence[Token]) -> list[Token]:
    return [each for token in tokens for each in (token, *_all(token.children or []))]


def _settle(token: Token, read: Read) -> None:
    """Make a figure part of the page, and a link to a hand-out one to its page."""
    if token.type == "image":
        data = base64.b64encode(read(str(token.attrs["src"]))).decode()
        token.attrs["src"] = f"data:image/png;base64,{data}"
    elif token.type == "link_open":
        token.attrs["href"] = re.sub(r"^([^:]+)\.md(?=#|$)", r"\1.html", str(token.attrs["href"]))


def _title(tokens: Sequence[Token]) -> str:
    """The first heading."""
    for before, token in itertools.pairwise(tokens):
        if before.type == "heading_open":
            return token.content
    return ""
