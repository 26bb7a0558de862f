"""May this task start? Roles, secrets, registry, images, logs, each asked for over the network: pure, in AWS's words."""
