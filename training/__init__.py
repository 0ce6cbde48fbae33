"""How the embedded demo network and the scenes are made, and how good they are.

Instructor-side and rarely run: `train` makes `data/demo_network.keras`, `make_scenes` the pictures
in `data/scenes`, `measure` prints the figures that the README states. Grading needs none of it.
"""
