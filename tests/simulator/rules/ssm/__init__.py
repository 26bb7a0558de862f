"""Tests of the rules of AWS Systems Manager."""
