"""Tests of the rules of Application Auto Scaling."""
