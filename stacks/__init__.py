"""The stacks of this app's deployments. The library builds them; additions of your own belong here."""
