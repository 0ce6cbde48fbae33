"""The catalogues, LANGUAGE/LC_MESSAGES/grader.po and .mo, and what keeps them up to date.

A further language: `python -m grader.core.messages fr` begins its catalogue, with every message
in it; translate those in fr/LC_MESSAGES/grader.po; the same command again compiles it and says
what is missing. Then `--lang fr` is there.
"""
