"""A smaller network of the same kind: fewer layers and fewer pieces, taught by the whole one."""
