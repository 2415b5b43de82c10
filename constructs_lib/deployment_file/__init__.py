"""Reads a deployment file: text in; plain values, their lines and problems out. Knows no settings model."""
