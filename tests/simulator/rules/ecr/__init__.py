"""Tests of the rules of Amazon ECR."""
