"""A pytest plugin for snapshot tests of deployments and apps. Installed with the extra `testing`."""
