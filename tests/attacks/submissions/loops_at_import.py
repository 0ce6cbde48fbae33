"""Threat: importing the submission never ends."""

while True:
    pass
