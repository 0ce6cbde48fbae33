"""Threat: the golden pictures lie on the same machine, to be copied into the answer."""

import os
from pathlib import Path

from attacker import SECRETS, attempt
import cv2
import numpy as np

attempt("list", os.listdir, SECRETS["goldens"])
attempt("open", os.open, SECRETS["golden"], os.O_RDONLY)
attempt(
    "path", lambda: os.open(SECRETS["goldens"], os.O_PATH) and os.stat(SECRETS["golden"] + "/.")
)
attempt("walk", lambda: next(os.walk(SECRETS["goldens"]))[2][0])
attempt("manifest", lambda: Path(SECRETS["goldens"], "manifest.json").read_bytes())
attempt("numpy", np.fromfile, SECRETS["golden"], np.uint8)
attempt("opencv", lambda: cv2.imread(SECRETS["golden"], cv2.IMREAD_UNCHANGED).shape)
attempt("dots", lambda: Path(os.getcwd(), "../" * 20, SECRETS["golden"]).read_bytes())
