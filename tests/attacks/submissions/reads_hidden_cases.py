"""Threat: the hidden cases and the mistakes' catalogue, which holds right answers, are files."""

from pathlib import Path

from attacker import SECRETS, attempt

package = Path(SECRETS["package"])
attempt("assignment", lambda: Path(SECRETS["assignment"]).read_text())
attempt("scenes", lambda: Path(SECRETS["assignment"]).with_name("scenes").iterdir().__next__())
attempt("template", lambda: (package / "student_template.py").read_text())
attempt("tests", next, (package / "tests").iterdir())
for name in ("right_answers", "todo1", "todo3"):
    attempt(name, lambda name=name: (package / f"grader/gradcam/mistakes/{name}.toml").read_text())
