"""Terraform root modules: each deployment has two, the infrastructure and the application."""
