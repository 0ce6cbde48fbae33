"""Threat: a classmate's right solution lies beside one's own, and can be handed in again."""

import os
from pathlib import Path

from attacker import SECRETS, attempt

folder = Path(SECRETS["submissions"])
attempt("list", os.listdir, folder)
attempt("read", (folder / "alice.py").read_text)
attempt("spoil", lambda: (folder / "alice.py").write_text("raise SystemExit"))
attempt("run", lambda: exec((folder / "alice.py").read_bytes()))
