"""Runs jobs inside the walls: servers that hold what is slow to load, and a child for each job."""
