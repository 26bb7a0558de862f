"""The load balancers that a browser opens: Application Load Balancers as a proxy for HTTP/1.1, Network Load Balancers for TCP.

The way of a request: listening.py accepts it, client.py reads it, desync.py and request.py judge it, listener.py finds the
rule (conditions.py) and its action (actions.py), forwarding.py chooses a target group, choosing.py a target in it, and
exchange.py holds the two connections together until the answer (upstream.py) has gone.

Why no server library: aiohttp's server and client parse each message into objects of their own and run a task for each request,
which costs several times what forwarding does. Here asyncio protocols of our own (course/dataplane/balancer/client.py and
upstream.py) feed httptools, which is Node's llhttp, and hand bytes on as they come; uvloop moves them. No task is made for a
request whose target has a free connection. tests/bench/bench_balancer.py compares it with nginx.
"""
