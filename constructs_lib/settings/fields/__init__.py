"""How a setting is declared, converted and checked, the same on every cloud."""
