"""Threat: goldens, tolerances or the comparer are among the objects that Python inherited."""

import ast
import gc
import sys

from attacker import SECRETS, attempt
import numpy as np

SECRETS_ARE_IN = {
    "grader.goldens.compare",
    "grader.goldens.make",
    "grader.goldens.store",
    "grader.results.gradebook",
    "grader.marking.grader",
    "grader.gradcam.diagnosis",
    "grader.goldens.catalogue",
    "grader.marking.marker",
    "grader.results.folder",
    "grader.goldens.signatures",
    "grader.goldens.survey",
}
PATHS = tuple(SECRETS[name] for name in ("goldens", "reference", "gradebook", "submissions"))
gc.unfreeze()
things = {id(thing): thing for holder in gc.get_objects() for thing in gc.get_referents(holder)}
for path in SECRETS.values():
    things.pop(id(path), None)
# The jail has parsed this file, whose own words are no secret.
for node in gc.get_objects():
    if isinstance(node, ast.Constant):
        things.pop(id(node.value), None)


def of_the_grader():
    return next(x for x in things.values() if type(x).__module__ in SECRETS_ARE_IN)


def picture():
    """Goldens have 16 bits a channel; nothing else here has."""
    arrays = (x for x in things.values() if isinstance(x, np.ndarray))
    return next(x for x in arrays if x.dtype == np.uint16 and x.size > 99)


def name_of_a_secret():
    return next(x for x in things.values() if isinstance(x, str) and x.startswith(PATHS))


attempt("modules", lambda: next(iter(SECRETS_ARE_IN & set(sys.modules))))
attempt("objects", of_the_grader)
attempt("pictures", picture)
attempt("names", name_of_a_secret)
