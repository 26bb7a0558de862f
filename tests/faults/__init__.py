"""Rounds of faults that take too long for the tests: make faults."""
