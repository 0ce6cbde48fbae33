"""Threat: an exception's words, or its name, take over a terminal, a page or a spreadsheet."""

NASTY = (
    """\x1b[2J\x1b]0;owned\x07<script>alert(1)</script>=cmd|'/C calc'!A0\0\r\u202e[bold]\ud800"""
)


def grad_cam(model, image, class_index, layer_name):
    raise type("E<img src=x onerror=alert(1)>", (Exception,), {})(NASTY + "long " * 100_000)
