"""Runs jobs inside the walls: servers that hold what is slow to load, and one child per job."""
