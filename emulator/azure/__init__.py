"""The emulator of Azure."""
