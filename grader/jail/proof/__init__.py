"""Whether the walls hold: each is tested before it is trusted."""
