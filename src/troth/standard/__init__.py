"""The room of standard."""
