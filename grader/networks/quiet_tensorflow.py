"""Importing this module imports TensorFlow without the page of notes that it prints.

The notes are written by C++ before any log level is read, so the file descriptor itself is
redirected; if the import fails, what was written is shown after all.
"""

from __future__ import annotations

from collections.abc import Iterator
import contextlib
import os
import sys
import tempfile


@contextlib.contextmanager
def held_back_stderr() -> Iterator[None]:
    """Hold back what is written to standard error, and show it only if the block raises."""
    sys.stderr.flush()
    with tempfile.TemporaryFile() as held:
        before = os.dup(2)
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            held.seek(0)
            os.write(before, held.read())
            raise
        finally:
            sys.stderr.flush()
            os.dup2(before, 2)
            os.close(before)


with held_back_stderr():
    import tensorflow  # noqa: F401
