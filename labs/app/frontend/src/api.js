// Talks to the API. The addresses are relative: whoever serves these pages (nginx, a load balancer) knows where /api is.

import { useEffect, useState } from 'react';

/** An answer that is no success; `fields` says what is wrong in a form. */
export class ApiError extends Error {
  constructor(status, message, fields = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

export async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, 'The API cannot be reached.');
  }
  const body = await answer.json().catch(() => null);
  if (!answer.ok || body === null) {
    throw new ApiError(answer.status, body?.error ?? `The API answered with ${answer.status}.`, body?.fields);
  }
  return body;
}

/** Sends an object as JSON. */
export function send(path, body) {
  return ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

/** {data, error, again}: what the API says to a path; `again()` asks once more. */
export function useAnswer(path) {
  const [state, setState] = useState({ data: null, error: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    ask(path, { signal: controller.signal }).then(
      (data) => setState({ data, error: null }),
      (error) => error.name !== 'AbortError' && setState({ data: null, error }),
    );
    return () => controller.abort();
  }, [path, round]);
  return { ...state, again: () => setRound((n) => n + 1) };
}
