"""What Babel cannot find by itself; `make messages` extracts, updates and compiles the catalogues.

A further language: `make messages LANGUAGE=fr` begins its catalogue. Translate what
grader/core/messages/fr/LC_MESSAGES/grader.po lists, and run `make messages` again: then `--lang fr`
works.
"""
