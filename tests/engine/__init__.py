"""What tests need of a container engine: a running one, and base images where no registry can be reached."""
