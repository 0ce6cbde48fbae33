"""What students read first, and the commands that set everything up for them."""

from __future__ import annotations

from grader.core.assignment import Assignment

README = """\
# {title}

Fill in the four blanks of `student_template.py`, or of `student_template.ipynb` if you like
notebooks better. `HANDOUT.md` explains the idea, the formulas and the marking.

## Set up

With Python 3.10 to 3.13, once:

```
make                     # Linux, macOS
```

or, on any system:

```
python -m venv .venv
.venv/bin/python -m pip install --require-hashes -r requirements.lock
.venv/bin/python -m grader.cli.opencv      # on Windows Scripts for bin, here and above
```

## Work

Activate the environment in each new terminal: `source .venv/bin/activate`, on Windows
`.venv\\Scripts\\activate`. For the notebook bring your own Jupyter, or use Colab.

```
python {example}      # makes the pictures, says which blank is next
python -m grader check student_template.py     # marks the public cases, and writes a report
python -m grader watch student_template.py     # the same again at every save
```

`check` ends with status 0 for full marks, 1 for fewer, and 2 if there is nothing to mark.
With pytest (`pip install pytest`) each blank is a test:
`python -m pytest -p grader.cli.pytest_plugin --submission=student_template.py`.
The report, `student_template.report.html`, shows the expected pictures, yours, and where they
differ. While `watch` runs, it reloads by itself.

The public cases are {public}. {hidden}

Everything runs on your own machine; nothing is sent anywhere.
"""
HIDDEN = (
    "Your work will also be marked on cases that are not included here: write functions "
    "that work for any scene, class and layer."
)
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
\t$(PYTHON) -m venv .venv
\t$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
\t$(RUN) -m grader.cli.opencv
\ttouch $@
"""


def readme(assignment: Assignment, network: str, has_hidden: bool) -> str:
    """The README of a kit with these cases; `network` is the one they are about."""
    first = assignment.cases[0]
    options = [f"--scene {first.scene} --class {first.class_}"]
    if network != "demo":
        place = f"data/{network}" if network.endswith(".toml") else network
        options.append(f"--network {place} --layer {first.layer}")
    return README.format(
        title=assignment.title,
        example=" ".join(["student_template.py", *options]),
        public=", ".join(case.name for case in assignment.cases),
        hidden=HIDDEN if has_hidden else "There are no others.",
    )
