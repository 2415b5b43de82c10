"""What the Makefile runs: set-up, the demo, and Terraform's environment. Not part of the library."""
