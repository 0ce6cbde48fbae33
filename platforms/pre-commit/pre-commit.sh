#!/bin/sh
# Marks what is to be committed: the files as they are staged, not as they lie in the folder. Also
# works without pre-commit:  ln -s ../../pre-commit.sh .git/hooks/pre-commit
# Refuses a commit whose submission cannot be marked; with FULL_MARKS=1, anything less than full
# marks. A commit without the submission is not looked at.
set -u
python=.venv/bin/python
[ -x "$python" ] || python=python3
staged=$(mktemp -d) || exit 2
trap 'rm -rf "$staged"' EXIT
worst=0
for file in student_template.py student_template.ipynb \
    student_template_zh.py student_template_zh.ipynb; do
    [ -n "$(git diff --cached --name-only --diff-filter=ACMRT -- "$file")" ] || continue
    git show ":$file" > "$staged/$file" || exit 2
    # What Python cannot even read gives marks, all of them 0: for a commit that is not enough.
    # The report is left where the student finds it, as by `check`: not in a folder that goes.
    "$python" -m grader.intake.readable "$staged/$file" &&
        "$python" -m grader check "$staged/$file" --html "${file%.*}.report.html"
    status=$?
    if [ "$status" -gt 1 ] || { [ "$status" -eq 1 ] && [ -n "${FULL_MARKS:-}" ]; }; then
        worst=$status
    fi
done
exit "$worst"
