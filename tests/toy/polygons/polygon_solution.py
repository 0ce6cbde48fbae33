"""Filling a convex polygon: a pixel is inside where it lies to the left of every edge.

python polygon_solution.py
"""

import numpy as np


def fill(corners, height, width):
    """The picture of a convex polygon.

    Args:
        corners: (x, y) of each corner, counterclockwise as seen with y upwards.
        height, width: of the picture, in pixels; pixel (row, column) has its centre at
            x = column + 0.5, y = row + 0.5.

    Returns:
        (height, width): 1.0 inside the polygon, 0.0 outside.
    """
    # SOLUTION TASK1: return 1.0 for each pixel that lies to the left of every edge
    y, x = np.mgrid[:height, :width] + 0.5
    inside = np.ones((height, width), bool)
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
        inside &= (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) >= 0
    return inside.astype(float)
    # END OF SOLUTION


if __name__ == "__main__":
    print(fill([(1, 1), (7, 1), (4, 6)], 8, 8))
