// Which task answered? The footer asks /api/version, once or ten times, and so makes a load balancer visible.

import { useState } from 'react';
import { ask, useAnswer } from './api.js';

const TIMES = 10;
const short = (id) => id.slice(0, 12);

export function Footer() {
  const { data: about, error, again } = useAnswer('/api/version');
  const [tally, setTally] = useState(null);
  const [asking, setAsking] = useState(false);

  async function askTen() {
    setAsking(true);
    const counts = new Map();
    for (let i = 0; i < TIMES; i += 1) {
      const who = await ask('/api/version').then(
        (answer) => `${short(answer.task ?? answer.hostname)} · ${answer.version}`,
        (failure) => `no answer (${failure.status || 'network'})`,
      );
      counts.set(who, (counts.get(who) ?? 0) + 1);
      setTally(new Map(counts));
    }
    setAsking(false);
    again();
  }

  return (
    <footer className="footer">
      <div className="wrap footer-row">
        <div>
          <p className="footer-brand">Wanderly</p>
          <p className="small">The running example of “ECS in 30 Days”. No trip here can really be booked.</p>
        </div>
        <section className="served" aria-labelledby="served-title">
          <h2 id="served-title">Who answered</h2>
          {error && <p className="small">The API does not answer: {error.message}</p>}
          {about && (
            <dl>
              <dt>API version</dt>
              <dd data-testid="api-version">{about.version}</dd>
              <dt>{about.task ? 'Task' : 'Host'}</dt>
              <dd data-testid="served-by">{short(about.task ?? about.hostname)}</dd>
              {about.revision && (
                <>
                  <dt>Task definition</dt>
                  <dd>{about.revision}</dd>
                </>
              )}
              {about.zone && (
                <>
                  <dt>Zone</dt>
                  <dd>{about.zone}</dd>
                </>
              )}
              <dt>Data from</dt>
              <dd data-testid="store">{about.store === 'mysql' ? 'MySQL' : 'memory (no DB_HOST)'}</dd>
            </dl>
          )}
          {tally && (
            <ul className="tally" role="status">
              {[...tally].map(([who, n]) => (
                <li key={who}>
                  <meter min="0" max={TIMES} value={n} aria-label={who} />
                  <span>
                    {n} × {who}
                  </span>
                </li>
              ))}
            </ul>
          )}
          <button type="button" className="button quiet small-button" onClick={askTen} disabled={asking}>
            Ask ten times
          </button>
        </section>
      </div>
    </footer>
  );
}
