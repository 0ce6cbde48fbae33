"""The scenes that the experiment averages over: many, since one proves nothing.

`training/experiment_scenes.py` composes them. They lie side by side in one picture.
"""

from __future__ import annotations

from pathlib import Path

import cv2
from grader.core.errors import BadInput
from grader.core.text import Message
import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("scenes.png")
SIDE, ACROSS, COUNT = 112, 6, 36


def load_scenes(count: int = COUNT) -> tuple[NDArray[np.uint8], ...]:
    """The first `count` scenes, each (112, 112, 3) RGB in 0..255. Raises BadInput."""
    if not 2 <= count <= COUNT:
        raise BadInput(
            Message("The experiment has {all} scenes, not {count}.", all=COUNT, count=count),
            Message("Ask for 2 at least."),
        )
    path = FILE
    sheet = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR_RGB)
    if sheet is None:
        raise BadInput(Message("{path} cannot be read as a picture.", path=path))
    picture = np.asarray(sheet, np.uint8)
    corners = (divmod(place, ACROSS) for place in range(count))
    return tuple(
        picture[row * SIDE : (row + 1) * SIDE, column * SIDE : (column + 1) * SIDE]
        for row, column in corners
    )
