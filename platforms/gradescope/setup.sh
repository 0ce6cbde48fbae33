#!/usr/bin/env bash
# Run once by Gradescope, as root, when it builds the autograder's image.
set -euo pipefail
cd "$(dirname "$0")"

python=$(command -v python3.13 || command -v python3.12 || command -v python3.11 || command -v python3)
if ! "$python" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))'; then
    echo "Python 3.10 to 3.13 is needed: choose a newer base image, such as Ubuntu 22.04." >&2
    exit 1
fi
if command -v apt-get > /dev/null; then
    apt-get update
    apt-get install --yes --no-install-recommends python3-venv libseccomp2
fi
# In /opt, where every user can read Python: student code runs as another user than the grader.
"$python" -m venv "${VENV:-/opt/grader}"
"${VENV:-/opt/grader}/bin/python" -m pip install --quiet --require-hashes -r requirements.lock
"${VENV:-/opt/grader}/bin/python" -m grader.opencv
# Goldens and hidden cases are for root alone.
chmod -R go-rwx .
