"""Making `student_template.py` from the reference, by cutting out its solution blocks.

A block begins with a comment `# SOLUTION TODO1: what is to be done` and ends with
`# END OF SOLUTION`. The template raises NotImplementedError with that text in its place. In another
language docstrings and those texts are translated, and the code stays the same.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
import re
import textwrap

from grader.core.errors import BadInput
from grader.core.language import ENGLISH, Language, message

BLOCK = re.compile(
    r"(?P<indent> *)# SOLUTION (?P<blank>TODO\d): (?P<task>.+)\n"
    r"(?:.*\n)*?"
    r"(?P=indent)# END OF SOLUTION\n"
)
INSTRUCTIONS = message("""\
Fill in TODO1 to TODO4 below, each in place of its NotImplementedError. Then run this file: it makes
the pictures that are possible so far and says what is next. To see your marks:

    python -m grader check student_template.py""")


def template_name(language: Language) -> str:
    """`student_template.py`, and `student_template_zh.py` for another language."""
    return f"student_template{'' if language is ENGLISH else f'_{language.short}'}.py"


def make_template(reference: str, language: Language = ENGLISH) -> str:
    """The template, of the reference's source. Raises BadInput when a block is not closed."""
    say = language.translate
    template, count = BLOCK.subn(lambda block: _blank(block, say), reference)
    if not count or "SOLUTION" in template:
        raise BadInput("The reference's solution blocks are not as expected.", __doc__ or "")
    head, docstring_end, rest = _with_docstrings(template, say).partition('\n"""\n')
    name = template_name(language)
    return f"{head}\n\n{say(INSTRUCTIONS)}{docstring_end}{rest}".replace(
        "reference_solution.py", name
    ).replace("student_template.py", name)


def _with_docstrings(source: str, say: Callable[[str], str]) -> str:
    """The source, every docstring of several lines said in another language."""
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
    if len(indent) + len(message) <= 100:
        return f"{indent}{message}\n"
    return f'{indent}raise NotImplementedError(\n{indent}    "{task}"\n{indent})\n'
