"""Rules of Elastic Load Balancing."""
