"""Rules of Amazon ECR."""
