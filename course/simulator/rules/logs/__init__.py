"""Rules of Amazon CloudWatch Logs."""
