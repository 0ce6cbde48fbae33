"""Threat: a run that ends well before anything was tested counts as passed."""

import os

os._exit(0)
