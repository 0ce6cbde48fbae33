#!/bin/sh
# The entry point of a PrairieLearn question, as root in this image.
set -eu
mkdir -p "${GRADE:-/grade}/results"
cd "$(dirname "$0")"
exec "${PYTHON:-python}" -m grader run prairielearn "${GRADE:-/grade}/student" \
    --out "${GRADE:-/grade}/results/results.json"
