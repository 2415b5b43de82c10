"""The adoption of a deployment of the official AWS module v2.x to v8.x."""

from __future__ import annotations

from .plan import Plan, plan_adoption

__all__ = ["Plan", "plan_adoption"]
