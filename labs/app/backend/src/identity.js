// Who answers: the version and, on ECS, the task. The page's footer shows it, so that one can watch a load balancer at work.

import { hostname } from 'node:os';
import { log } from './log.js';

const METADATA_TIMEOUT_MS = 1000;

/** {version, hostname, task, revision, zone}; the last three are null outside ECS. */
export async function readIdentity({ version, metadataUri }) {
  const self = { version, hostname: hostname(), task: null, revision: null, zone: null };
  if (!metadataUri) {
    return self;
  }
  try {
    // The task metadata endpoint, version 4: ECS tells every container where it is in ECS_CONTAINER_METADATA_URI_V4.
    const answer = await fetch(`${metadataUri}/task`, { signal: AbortSignal.timeout(METADATA_TIMEOUT_MS) });
    const task = await answer.json();
    self.task = task.TaskARN?.split('/').at(-1) ?? null;
    self.revision = task.Family ? `${task.Family}:${task.Revision}` : null;
    self.zone = task.AvailabilityZone ?? null;
  } catch (error) {
    log.warn('the task metadata endpoint did not answer', { error: error.message });
  }
  return self;
}
