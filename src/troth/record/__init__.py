"""The room of record."""
