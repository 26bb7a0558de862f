"""Tests of the rules of AWS Secrets Manager."""
