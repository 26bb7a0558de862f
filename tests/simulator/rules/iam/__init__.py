"""Tests of the rules of AWS IAM."""
