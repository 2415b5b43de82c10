#!/bin/sh
# Sets up .venv and node_modules, and with the word `policy` the scanners; next to nothing when all is up to date.
# Looking at all prerequisites takes half a second, so an environment that is up to date is asked for the tools alone.
cd "$(dirname "$0")/.." || exit 1
if command -v node >/dev/null && command -v terraform >/dev/null && [ -x .venv/bin/python ]; then
    .venv/bin/python -I scripts/setup.py --is-current "$@" 2>/dev/null && exit 0
fi
python=$(sh scripts/prerequisites.sh) && exec "$python" -I scripts/setup.py "$@"
