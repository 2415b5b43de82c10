"""Terraform root modules: two a deployment, infrastructure and application."""
