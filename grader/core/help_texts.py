"""`--help` in the reader's language: what a command says of itself is translated before it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.core.errors import BadInput
from grader.core.language import ENGLISH, Language, find_language, message
import typer
from typer import rich_utils

WORDS = {
    "ARGUMENTS_PANEL_TITLE": message("Arguments"),
    "OPTIONS_PANEL_TITLE": message("Options"),
    "COMMANDS_PANEL_TITLE": message("Commands"),
    "DEFAULT_STRING": message("[default: {}]"),
    "REQUIRED_LONG_STRING": message("[required]"),
}
SHOW_HELP = message("Show this message and exit.")


def translated(app: typer.Typer, arguments: Sequence[str], environment: Mapping[str, str]) -> Any:
    """The app as a command, with its help in the language that the command line asks for."""
    command = typer.main.get_command(app)
    language = _asked(arguments, environment)
    if language != ENGLISH:
        _translate(command, language)
        for name, title in WORDS.items():
            setattr(rich_utils, name, language.translate(title))
    return command


def _asked(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language of `--lang`, which is read here before the command line as a whole is."""
    asked = ""
    for place, argument in enumerate(arguments):
        if argument == "--lang":
            asked = next(iter(arguments[place + 1 :]), "")
        elif argument.startswith("--lang="):
            asked = argument.partition("=")[2]
    try:
        return find_language(asked, environment)
    except BadInput:  # which the command itself will say
        return ENGLISH


def _translate(command: Any, language: Language) -> None:
    """Translate a command's help, that of its options, and of the commands within it."""
    if command.help:
        command.help = language.translate(command.help)
    for parameter in command.params:
        if parameter.help:
            parameter.help = language.translate(parameter.help)
    own = command.get_help_option

    def get_help_option(context: Any) -> Any:
        option = own(context)
        if option is not None:
            option.help = language.translate(SHOW_HELP)
        return option

    command.get_help_option = get_help_option
    for inner in getattr(command, "commands", {}).values():
        _translate(inner, language)
