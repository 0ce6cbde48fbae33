"""Whether the walls stand: each is tried before it is trusted."""
