"""The W&B server on Kubernetes, whatever cloud the cluster is in."""
