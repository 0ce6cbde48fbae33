"""Threat: what is printed takes over a terminal, a page or a spreadsheet."""

import os

NASTY = "\x1b[2J\x1b]0;owned\x07<script>alert(1)</script>=cmd|'/C calc'!A0\0\r\u202e[bold]\ud800"

os.write(1, NASTY.encode("utf-8", "surrogatepass"))
os.write(2, b"\xff\xfe\x00" * 100)
os.write(1, b"long " * 100_000)
