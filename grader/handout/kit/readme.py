"""What students read first, and the commands that set everything up for them."""

from __future__ import annotations

from grader.core.assignment import Assignment

README = """\
# {title}

Fill in the blanks of `student_template.py`, or of `student_template.ipynb` if you prefer notebooks.
{documents}

## Set up, once

You need **Python 3.10, 3.11, 3.12 or 3.13** (TensorFlow has no packages for others; `python
--version` says which one you have), **4 GB of free disk space** (2 GB stay in use), and the
internet for this step only: the download is about {download} MB, and takes some minutes.

In a terminal, in this folder:

```
make                             # Linux, macOS
python -m grader.cli.install     # the same, on any system
```

If you have several versions of Python, name one: `make PYTHON=python3.12`, or on Windows
`py -3.12 -m grader.cli.install`.

## Work

In each new terminal, activate the environment first:

```
source .venv/bin/activate        # Linux, macOS
.venv\\Scripts\\activate           # Windows
```

Then:

```
{commands}
```

The report shows the expected pictures, yours, and where they differ. `watch` writes it anew at
every save, and the page in the browser reloads by itself. `check` ends with exit status 0 for full
marks, 1 for fewer, and 2 if there is nothing to mark.

For the notebook, install Jupyter in the same environment (`pip install notebook`), or use Colab.
With pytest (`pip install pytest`) each blank is a test:
`python -m pytest -p grader.cli.pytest_plugin --submission=student_template.py`.

The public cases are {public}.
{hidden}

Everything runs on your own machine; nothing is sent anywhere.
"""
HIDDEN = (
    "Your work will also be marked on cases that are not included here: write functions that work "
    "for them, too."
)
DOWNLOAD_MB = 500
MAKEFILE = """\
# `make` sets everything up; `make check` and `make watch` mark your work.
PYTHON ?= python3
FILE   ?= student_template.py
RUN    := .venv/bin/python

.PHONY: ready check watch

ready: .venv/.ready

check: ready
\t$(RUN) -m grader check $(FILE)

watch: ready
\t$(RUN) -m grader watch $(FILE)

.venv/.ready: requirements.lock
\t@$(PYTHON) -m grader.cli.install
\t@touch $@
"""


def readme(
    assignment: Assignment, arguments: str, documents: tuple[str, ...], has_hidden: bool
) -> str:
    """The README of a kit with these cases.

    `arguments` are those with which the template shows the first case; without any, it shows none.
    """
    commands = {
        "python -m grader check student_template.py": "Marks the public cases, writes a report:",
        "python -m grader watch --open student_template.py": "The same again at every save:",
    }
    if arguments:
        shown = f"python student_template.py {arguments}"
        commands = {shown: "Makes the pictures, says what is next:", **commands}
    texts = " or ".join(f"`{name}`" for name in documents)
    return README.format(
        title=assignment.title,
        documents=f"Read {texts} first: the idea, the formulas, the marking." if texts else "",
        download=DOWNLOAD_MB,
        commands="\n".join(f"# {what}\n{command}" for command, what in commands.items()),
        public=", ".join(case.name for case in assignment.cases),
        hidden=HIDDEN if has_hidden else "There are no others.",
    )
