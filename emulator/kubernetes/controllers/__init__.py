"""The controllers of a cluster, and what a kubelet and a cloud do for it: one thread that reacts to changes."""

from emulator.kubernetes.controllers.worker import Worker

__all__ = ["Worker"]
