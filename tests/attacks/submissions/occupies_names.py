"""Threat: names that the sweep will need are taken, so that it fails and the answer is lost."""

import os

server = os.getppid()
for number in range(1, 40):
    os.makedirs(f".moved-{server}-{number}/full")
    os.makedirs(f"folder-{number}/inner/full")
os.chmod("folder-1/inner", 0)
os.chmod("folder-2", 0)
