"""Tests of the rules of Elastic Load Balancing."""
