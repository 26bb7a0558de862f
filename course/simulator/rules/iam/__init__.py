"""Rules of AWS IAM."""
