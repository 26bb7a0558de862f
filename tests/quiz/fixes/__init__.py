"""Mends of the bank's faulty documents that look right and are not."""
