"""The parts of W&B Server on Azure, one component a file. Each stands alone: plain arguments, ids out, no settings."""
