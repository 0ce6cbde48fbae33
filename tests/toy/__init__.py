"""A second subject, which proves that the machinery knows none."""
