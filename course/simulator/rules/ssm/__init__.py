"""Rules of AWS Systems Manager."""
