"""Tests of the rules of Amazon CloudWatch Logs."""
