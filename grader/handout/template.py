"""Making `student_template.py` from the reference, by cutting out its solution blocks.

A block begins with a comment `# SOLUTION ID: what is to be done`, where ID is that of a blank, and
ends with `# END OF SOLUTION`. The template raises NotImplementedError with that text in its place.
In another language docstrings and those texts are translated, and the code stays the same.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
import re
import textwrap

from grader.core.blocks import BLOCK as BLOCK
from grader.core.errors import BadInput
from grader.core.language import ENGLISH, Language, message
from grader.core.subject import Subject
from grader.core.text import Message
from grader.intake.candidates import TEMPLATE

LONGEST_LINE = 100
INSTRUCTIONS = message("""\
Fill in {blanks} below, each in place of its NotImplementedError.
To see your marks:

    python -m grader check student_template.py""")
RUN_IT = message("""\
Fill in {blanks} below, each in place of its NotImplementedError.
Then run this file: it makes the pictures that are possible so far and says what is next.
To see your marks:

    python -m grader check student_template.py""")
"""Of a file that does something when it is run."""


def template_name(language: Language) -> str:
    """`student_template.py`, and `student_template_zh.py` for another language."""
    return f"{TEMPLATE}{'' if language is ENGLISH else f'_{language.short}'}.py"


def make_template(subject: Subject, language: Language = ENGLISH) -> str:
    """The template, of the reference's source. Raises BadInput when a block is not closed."""
    say = language.translate
    reference = read_reference(subject)
    template, count = BLOCK.subn(lambda block: _blank(block, say), reference)
    if not count or "SOLUTION" in template:
        raise BadInput(
            Message(
                "{reference} has a solution block that does not begin or end as "
                "expected, or has none.",
                reference=subject.reference,
            ),
            Message(
                "A block begins with `# SOLUTION ID: what is to be done` and "
                "ends, with the same indent, with `# END OF SOLUTION`."
            ),
        )
    unknown = {block["blank"] for block in BLOCK.finditer(reference)} - set(blanks_to_fill(subject))
    if unknown:
        raise BadInput(
            Message(
                "{reference} has solution blocks of {unknown}, but the subject has no such blank.",
                reference=subject.reference,
                unknown=", ".join(sorted(unknown)),
            ),
            Message("Its blanks are {subject}.", subject=", ".join(blanks_to_fill(subject))),
        )
    task = say(RUN_IT if "__main__" in reference else INSTRUCTIONS)
    instructions = task.format(blanks=", ".join(blanks_to_fill(subject)))
    head, docstring_end, rest = _with_docstrings(template, say).partition('\n"""\n')
    name = template_name(language)
    return f"{head}\n\n{instructions}{docstring_end}{rest}".replace(
        subject.reference.name, name
    ).replace(template_name(ENGLISH), name)


def read_reference(subject: Subject) -> str:
    """The reference's source. Raises BadInput."""
    try:
        return subject.reference.read_text("utf-8")
    except OSError as error:
        raise BadInput(
            Message(
                "{reference} cannot be read: {strerror}.",
                reference=subject.reference,
                strerror=error.strerror,
            )
        ) from error


def blanks_to_fill(subject: Subject) -> tuple[str, ...]:
    """The ids of the blanks that have functions, in order."""
    return tuple(blank.id for blank in subject.blanks if blank.functions)


def _with_docstrings(source: str, say: Callable[[str], str]) -> str:
    """The source, with every multi-line docstring translated."""
    lines = source.splitlines(keepends=True)
    documented = (ast.Module, ast.FunctionDef)
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, documented)]
    for node in sorted(nodes, key=lambda node: getattr(node, "lineno", 0), reverse=True):
        text, first = ast.get_docstring(node), node.body[0]
        if text is not None and first.end_lineno != first.lineno:
            said = textwrap.indent(f'"""{say(text)}\n"""\n', " " * first.col_offset)
            lines[first.lineno - 1 : first.end_lineno] = [said]
    return "".join(lines)


def _blank(block: re.Match[str], say: Callable[[str], str]) -> str:
    indent = block["indent"]
    task = say(f"{block['blank']}: {block['task']}")
    message = f'raise NotImplementedError("{task}")'
    if len(indent) + len(message) <= LONGEST_LINE:
        return f"{indent}{message}\n"
    return f'{indent}raise NotImplementedError(\n{indent}    "{task}"\n{indent})\n'
