"""The least privileges of a deployer, generated from the synthesized stacks: `make deployer-policy STACK=...`."""
