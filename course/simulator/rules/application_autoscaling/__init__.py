"""Rules of Application Auto Scaling."""
