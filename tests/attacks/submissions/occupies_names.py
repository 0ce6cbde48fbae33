"""Threat: names that the sweep will need are taken, so that it fails and the answer is lost."""

import os

server = os.getppid()
for number in range(1, 40):
    os.makedirs(f".moved-{server}-{number}/full")
    os.makedirs(f"folder-{number}/inner/full")
os.mkdir("sealed", 0)
os.mkdir("folder-1/sealed", 0)
