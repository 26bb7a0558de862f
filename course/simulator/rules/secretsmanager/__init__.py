"""Rules of AWS Secrets Manager."""
