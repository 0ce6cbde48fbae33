#!/usr/bin/env bash
# Run once by Gradescope, as root, when it builds the autograder's image.
set -euo pipefail
cd "$(dirname "$0")"

if command -v apt-get > /dev/null; then
    apt-get update
    apt-get install --yes --no-install-recommends python3 python3-venv libseccomp2
fi
python=""
for each in python3.13 python3.12 python3.11 python3.10 python3; do
    if command -v "$each" > /dev/null &&
        "$each" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))'; then
        python=$each
        break
    fi
done
if [ -z "$python" ]; then
    found=$(python3 --version 2> /dev/null || echo "no Python at all")
    echo "Python 3.10 to 3.13 is needed, and here is $found. TensorFlow has no build for others:" \
        "choose a base image that has one, such as Ubuntu 22.04 or 24.04." >&2
    exit 1
fi
# In /opt, where every user can read Python: student code runs as another user than the grader.
"$python" -m venv "${VENV:-/opt/grader}"
"${VENV:-/opt/grader}/bin/python" -m pip install --quiet --require-hashes -r requirements.lock
"${VENV:-/opt/grader}/bin/python" -m grader.cli.opencv
# Goldens and hidden cases are for root alone.
chmod -R go-rwx .
