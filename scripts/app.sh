#!/bin/sh
# The app, as cdktf starts it: with the environment of the engine that WANDB_ENGINE names (docs/engines.md).
case ${WANDB_ENGINE:-} in
    cdktn) python=.setup/cdktn/bin/python setup=setup-cdktn ;;
    *) python=.venv/bin/python setup=setup ;;
esac
if [ ! -x "$python" ]; then
    echo "$python: does not exist; run: make $setup" >&2
    exit 1
fi
exec "$python" main.py
