"""Which versions of a deployment are out of support, or will be: `make upgrades STACK=...`."""
