"""The rough monthly price of a deployment, from its synthesized stacks and a list of prices."""
