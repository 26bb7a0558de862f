"""Rules of Amazon ECS."""
