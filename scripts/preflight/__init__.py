"""Asks the account of a deployment, read-only, whether a first apply would succeed: `make preflight STACK=...`."""
