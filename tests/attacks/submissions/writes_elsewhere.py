"""Threat: files are left, or changed, outside the scratch folder."""

import os
from pathlib import Path
import tempfile

from attacker import SECRETS, attempt
import keras
import numpy as np

NAME = "LEFT-BY-AN-ATTACK"
places = [
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/run/lock",
    "/",
    "/root",
    "/home",
    "/etc/cron.d",
    "..",
    SECRETS["package"],
    SECRETS["goldens"],
    SECRETS["submissions"],
    os.path.dirname(np.__file__),
    os.path.dirname(keras.__file__),
]
for place in places:
    attempt(f"write {place}", Path(place, NAME).write_text, "x")
    attempt(f"folder {place}", Path(place, NAME).mkdir)
attempt("package", Path(np.__file__).open, "a")
attempt("bytecode", Path(np.__cached__).open, "r+b")
attempt("move", os.rename, keras.__file__, keras.__file__)
attempt("temporary", tempfile.mkstemp, dir="/tmp", prefix=NAME)
attempt("home", Path("/root/.bashrc").open, "a")
