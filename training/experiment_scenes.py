"""Make the scenes of the hand-out's experiment: `python -m training.experiment_scenes`.

Two objects each, composed as for training but with a seed of their own: the network has seen the
photographs that they are cut from, and none of these scenes.
"""

from __future__ import annotations

from itertools import islice

from grader.gradcam.experiment.scenes import ACROSS, COUNT, FILE
import numpy as np
from PIL import Image

from training.compose import Composer

SEED = 30_000
"""`train` and `measure` use others."""


def main() -> None:
    """Write all of them side by side into one PNG."""
    rng = np.random.default_rng(SEED)
    tiles = [each.image for each in islice(Composer.from_photographs().scenes(rng, (2,)), COUNT)]
    rows = (np.hstack(tiles[start : start + ACROSS]) for start in range(0, COUNT, ACROSS))
    Image.fromarray(np.vstack(list(rows))).save(FILE, optimize=True)
    print(f"{COUNT} scenes: {FILE}")


if __name__ == "__main__":
    main()
