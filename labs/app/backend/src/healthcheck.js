// What the Dockerfile's HEALTHCHECK runs: exit code 0 if the API in this container answers, else 1.
// In a task definition: "healthCheck": {"command": ["CMD", "node", "src/healthcheck.js"], …}

const port = process.env.PORT || 3000;

try {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2000) });
  process.exit(answer.ok ? 0 : 1);
} catch {
  process.exit(1);
}
