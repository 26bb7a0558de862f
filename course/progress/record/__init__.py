"""The record of passed labs: taken from the log, chained as the log is, its head signed, and judged by anyone, offline."""
