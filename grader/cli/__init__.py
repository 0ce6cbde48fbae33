"""The face: commands, the terminal, live progress and the pytest plug-in."""
