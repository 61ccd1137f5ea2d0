#!/bin/sh
# Prints the path of the first Python that is new enough, or says what was found and what is needed.
needed="3.11"
test_it='import sys; sys.exit(sys.version_info < (3, 11))'
found=""
for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
    path=$(command -v "$name") || continue
    if "$path" -c "$test_it" 2>/dev/null; then
        printf '%s\n' "$path"
        exit 0
    fi
    [ -n "$found" ] || found=$("$path" --version 2>&1)
done
printf 'quizapp needs Python %s or newer; found: %s.\n' "$needed" "${found:-no Python}" >&2
printf 'Get one from https://www.python.org/downloads/ or name yours: make run PYTHON=/path/to/python3\n' >&2
exit 3
