"""May this principal do this? IAM's evaluation of policies, pure: no records, no clock of its own."""
