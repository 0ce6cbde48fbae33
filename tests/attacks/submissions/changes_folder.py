"""Threat: the process leaves its folder, or takes the file system's root along."""

import os
import sys

from attacker import attempt

os.chdir("/")
os.umask(0)
sys.path.insert(0, "/tmp")
attempt("list", os.listdir, ".")
attempt("root", os.chroot, "/tmp")
attempt("temporary", os.listdir, "/tmp")
attempt("home", os.listdir, "/root")
attempt("passwords", open, "/etc/passwd")
