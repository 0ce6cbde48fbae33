"""HTML for people: the report of one submission, and the page of a whole class."""
