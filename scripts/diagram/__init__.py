"""Pictures of a deployment, drawn from its synthesized stacks."""
