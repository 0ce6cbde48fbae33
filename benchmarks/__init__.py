"""What the README claims, measured: each module here is a command that prints a table."""
