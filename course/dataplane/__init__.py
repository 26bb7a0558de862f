"""The data plane: the registry that `docker push` reaches and the load balancers that a browser opens. A process of its own."""
