"""Which files of the grader are given away: what these lists name, and nothing else.

Patterns with `*` give a whole folder, such as the jail; other files are named one by one.
A subject's own files are not among them: the subject's `handout.code` names those.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader import PACKAGE

STUDENT = (
    "*.py",
    "core/*.py",
    "core/messages/*/LC_MESSAGES/*.mo",
    "intake/*.py",
    "jail/*.py",
    "jail/proof/*.py",
    "jail/run/*.py",
    "jail/walls/*.py",
    "networks/*.py",
    "goldens/__init__.py",
    "goldens/colours.py",
    "goldens/compare.py",
    "goldens/png.py",
    "goldens/signatures.py",
    "goldens/store.py",
    "marking/*.py",
    "results/__init__.py",
    "results/html/__init__.py",
    "results/html/case_views.py",
    "results/html/images.py",
    "results/html/page.py",
    "results/html/report_page.py",
    "results/html/report_view.py",
    "results/html/words.py",
    "results/html/templates/*.j2",
    "cli/__init__.py",
    "cli/install.py",
    "cli/main.py",
    "cli/notebook.py",
    "cli/opencv.py",
    "cli/options.py",
    "cli/pages.py",
    "cli/pytest_plugin.py",
    "cli/saves.py",
    "cli/student.py",
    "cli/terminal.py",
    "cli/commands/__init__.py",
    "cli/commands/check.py",
    "cli/commands/doctor.py",
    "cli/commands/watch.py",
)
"""What `check`, `watch` and `doctor` need, with the notebook and the tests for pytest."""

PLATFORM = (
    *STUDENT,
    "handout/__init__.py",
    "handout/handed_out.py",
    "handout/notebook.py",
    "handout/template.py",
    "results/alike.py",
    "results/folder.py",
    "results/html/class_*.py",
    "results/gradebook.py",
    "results/gradebook_file.py",
    "results/exports/*.py",
    "results/exports/schemas/*.json",
    "cli/platform.py",
    "cli/progress.py",
    "cli/commands/export.py",
    "cli/commands/github.py",
    "cli/commands/grade.py",
    "cli/commands/run.py",
)
"""What a platform's machine needs as well: `grade`, `run`, `export` and `github`."""


def package_files(patterns: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Each file of the package that a pattern names, by its path in the kit."""
    for pattern in patterns:
        for path in sorted(PACKAGE.glob(pattern)):
            yield path.relative_to(PACKAGE.parent).as_posix(), path.read_bytes()
