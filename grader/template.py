"""Making `student_template.py` of the reference: its solution blocks are cut out.

A block begins with a comment `# SOLUTION TODO1: what is to be done` and ends with
`# END OF SOLUTION`. The template raises NotImplementedError with that text in its place.
"""

from __future__ import annotations

import re

from grader.errors import BadInput

BLOCK = re.compile(
    r"(?P<indent> *)# SOLUTION (?P<blank>TODO\d): (?P<task>.+)\n"
    r"(?:.*\n)*?"
    r"(?P=indent)# END OF SOLUTION\n"
)
INSTRUCTIONS = """
Fill in TODO1 to TODO4 below, each in place of its NotImplementedError. Then run this file: it makes
the pictures that are possible so far and says what is next. To see your marks:

    python -m grader check student_template.py
"""


def make_template(reference: str) -> str:
    """The template, of the reference's source. Raises BadInput when a block is not closed."""
    template, count = BLOCK.subn(_blank, reference)
    if not count or "SOLUTION" in template:
        raise BadInput("The reference's solution blocks are not as expected.", __doc__ or "")
    head, docstring_end, rest = template.partition('\n"""\n')
    return f"{head}\n{INSTRUCTIONS.rstrip()}{docstring_end}{rest}".replace(
        "reference_solution.py", "student_template.py"
    )


def _blank(block: re.Match[str]) -> str:
    indent = block["indent"]
    message = f'raise NotImplementedError("{block["blank"]}: {block["task"]}")'
    if len(indent) + len(message) <= 100:
        return f"{indent}{message}\n"
    return (
        f"{indent}raise NotImplementedError(\n"
        f'{indent}    "{block["blank"]}: {block["task"]}"\n'
        f"{indent})\n"
    )
