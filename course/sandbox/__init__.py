"""The local AWS: one background process with one endpoint on loopback. Start and stop it through `process`."""
