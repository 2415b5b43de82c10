#!/bin/sh
# Sets up .venv and node_modules. Arguments add environments: `policy` the scanners, `docs` the site generator, `preflight`
# the Azure SDK, `cdktn` and `cdktn-023` CDK Terrain. Does nothing if all is up to date.
# The check of all prerequisites takes half a second, so it is skipped if the environments are up to date.
cd "$(dirname "$0")/.." || exit 1
if command -v node >/dev/null && command -v "${TERRAFORM_BINARY_NAME:-terraform}" >/dev/null && [ -x .venv/bin/python ]; then
    .venv/bin/python -I scripts/setup.py --is-current "$@" 2>/dev/null && exit 0
fi
python=$(sh scripts/prerequisites.sh) && exec "$python" -I scripts/setup.py "$@"
