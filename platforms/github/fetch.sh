#!/usr/bin/env bash
# Fetches what students pushed before a deadline:  fetch.sh SUBMISSIONS MISSING
#
# Into the folder SUBMISSIONS goes a checkout for each repository of $ORGANISATION whose name begins
# with $PREFIX: of its default branch, the last commit before $DEADLINE, or the newest where that is
# empty. Which file of it is marked is the grader's choice, as everywhere. The date of a commit is
# what its author's machine said: GitHub's activity view of a repository knows when it was pushed.
# A repository that cannot be had stops nobody else: the file MISSING names it, and why.
set -euo pipefail
submissions=$1
missing=$2
from=${GIT_BASE:-https://github.com}
deadline=${DEADLINE:-}
# Git takes a date that it cannot read for the present moment, without a word.
if [ -n "$deadline" ] && ! date --date "$deadline" > /dev/null; then
    echo "The deadline cannot be read: write it as 2026-12-01T23:59:59+01:00." >&2
    exit 2
fi
[ -z "$deadline" ] || deadline=$(date --date "$deadline" +%s)

lose() {
    echo "$1: $2" >> "$missing"
    echo "::warning::$1: $2"
}

mkdir -p "$submissions"
: > "$missing"
clone=$(mktemp --directory)
trap 'rm -rf "$clone"' EXIT
names=$(gh repo list "$ORGANISATION" --limit 4000 --json name --jq '.[].name')
[ -n "${GIT_BASE:-}" ] || gh auth setup-git
while read -r name; do
    case $name in "$PREFIX"?*) ;; *) continue ;; esac
    rm -rf "$clone"
    if ! timeout 600 git clone --quiet --no-checkout "$from/$ORGANISATION/$name" "$clone"; then
        lose "$name" "it could not be cloned"
    elif ! commit=$(git -C "$clone" rev-list -1 ${deadline:+--before="$deadline"} HEAD --) 2> /dev/null; then
        lose "$name" "it is empty"
    elif [ -z "$commit" ]; then
        lose "$name" "it has no commit before the deadline"
    elif folder=$submissions/${name#"$PREFIX"}; ! mkdir "$folder"; then
        lose "$name" "its name cannot be that of a folder"
    elif ! git -C "$clone" archive "$commit" | tar --extract --directory "$folder"; then
        rm -rf "$folder"
        lose "$name" "its files cannot be written"
    fi
done <<< "$names"
