"""Bring the catalogues up to date with the sources: `python -m grader.core.messages [LANGUAGE …]`.

New messages are added untranslated, old ones set aside; what is missing is counted.
"""

from __future__ import annotations

import sys

from grader.core.messages.catalogues import compile_catalogue, merge, paths, unfinished, write
from grader.core.messages.extract import extract


def main(new: list[str]) -> int:
    """Update all catalogues, and begin those of `new` languages; 1 where a message is missing."""
    found = extract()
    missing = 0
    for path in paths(new):
        catalogue = merge(path, found)
        write(path, catalogue)
        path.with_suffix(".mo").write_bytes(compile_catalogue(catalogue))
        todo = unfinished(catalogue)
        missing += len(todo)
        print(f"{path}: {len(found)} messages, {len(todo)} to translate.")
        for text in todo[:5]:
            print(f"  {text.splitlines()[0][:90]}")
    return 1 if missing else 0


sys.exit(main(sys.argv[1:]))
