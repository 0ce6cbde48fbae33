"""What students get: the template, the notebook and the kit."""
