"""Threat: links, FIFOs, sockets and devices in scratch are traps for whoever empties it."""

import os
import socket
import stat

from attacker import SECRETS, attempt

attempt("symbolic link", os.symlink, SECRETS["gradebook"], "link")
attempt("link to a folder", os.symlink, "/", "folder")
attempt("hard link", os.link, SECRETS["gradebook"], "hard")
attempt("FIFO", os.mkfifo, "fifo")
attempt("socket", lambda: socket.socket(socket.AF_UNIX).bind("socket"))
attempt("device", os.mknod, "null", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
attempt("disk", os.mknod, "disk", 0o666 | stat.S_IFBLK, os.makedev(8, 0))
attempt("set user id", os.chmod, os.open("x", os.O_CREAT | os.O_RDWR, 0o6777), 0o6777)
attempt("attribute", os.setxattr, "x", "user.trap", b"x")
with open("left", "w") as file:
    file.write("to be removed")
