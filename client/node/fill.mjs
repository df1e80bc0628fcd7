// Reads through the cache: of all who miss an object at once, in whatever process and language, one asks the origin.
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { LarderError } from './larder.mjs';

const HOLDER = `${hostname()}:${process.pid}`;
const LEAST_PAUSE = 10;
const UNTOLD_PAUSE = 100;
const PASSING = ['UNAVAILABLE', 'DEADLINE_EXCEEDED'];
const TRANSIENT = [...PASSING, 'CANCELLED', 'ABORTED'];
const OVER = ['FILL_LOST', 'FILL_SUPERSEDED'];
const DEFAULTS = { lease: 10_000, wait: 10_000, patience: 5_000, timeout: 30_000, backoff: 1_000, service: 'cache' };

/**
 * The payload of an object, or null when the origin says that there is none. `load(previous)` asks the origin: it answers
 * { payload, ... } as in a PutObjectRequest, { not_modified: true }, or null. All times are in milliseconds. `patience` is how
 * long a server may be silent beyond `wait`, refuse from its first refusal on, or be away since the connection was first lost,
 * before the caller calls `load` by itself; and no longer than `timeout` in all.
 */
export async function getOrLoad(larder, key, load, options = {}) {
  const chosen = { ...DEFAULTS, ...options };
  const end = Date.now() + chosen.timeout;
  while (Date.now() < end) {
    const answer = await ask(larder, key, chosen, end);
    if (answer === undefined) {
      return payload(await load(null), null);
    }
    if (answer.outcome === 'OUTCOME_FRESH' || answer.outcome === 'OUTCOME_STALE') {
      if (answer.fill?.role === 'FILL_ROLE_LEADER') {
        lead(larder, key, load, answer.fill, chosen).catch(() => {});
      }
      return answer.entry.payload;
    }
    if (answer.outcome === 'OUTCOME_NEGATIVE') {
      return null;
    }
    switch (answer.fill?.role) {
      case 'FILL_ROLE_LEADER':
        return lead(larder, key, load, answer.fill, chosen);
      case 'FILL_ROLE_FOLLOWER':
        await pause(jittered(milliseconds(answer.fill.retry_after)));
        break;
      case 'FILL_ROLE_BACKOFF':
        throw new Error(`the origin failed a short while ago: ${answer.fill.last_error.message}`);
      default:
        return payload(await load(null), null);
    }
  }
  throw new Error('another process still asks the origin');
}

/**
 * Undefined: the server is away, or patience is at its end. A connection that was lost is waited for: mostly the server is
 * being restarted.
 */
async function ask(larder, key, { lease, wait, patience, service }, end) {
  let refusedUntil = Infinity;
  let lostUntil = Infinity;
  let until = Infinity;
  for (;;) {
    const now = Date.now();
    const parked = Math.max(0, Math.min(wait, end - now));
    const time = Math.min(Math.min(patience, until - now) + parked, end - now);
    const fill = { acquire: true, holder: HOLDER, lease: duration(lease), wait: duration(parked) };
    try {
      return await larder.call(service, 'getObject', { key, fill }, time);
    } catch (error) {
      if (!PASSING.includes(error.code)) {
        throw error;
      }
      if (error.code === 'DEADLINE_EXCEEDED' && Date.now() + UNTOLD_PAUSE >= now + time) {
        return undefined; // The server has had the time of the call.
      }
      const begun = Date.now() + patience;
      if (error.code === 'UNAVAILABLE' && !error.reason) {
        until = lostUntil = Math.min(lostUntil, begun);
        try {
          await larder.ready(Math.min(until, end) - Date.now(), service);
        } catch {
          return undefined;
        }
      } else {
        until = refusedUntil = Math.min(refusedUntil, begun);
      }
      const again = jittered(retryAfter(error));
      if (Date.now() + again >= Math.min(until, end)) {
        return undefined;
      }
      await pause(again);
    }
  }
}

/** What an overloaded server says, or a pause where nobody says anything. */
function retryAfter(error) {
  const told = error.details?.find((detail) => detail.type === 'google.rpc.RetryInfo')?.retry_delay;
  return told ? milliseconds(told) : UNTOLD_PAUSE;
}

async function lead(larder, key, load, { token, previous }, { lease, backoff, service }) {
  const renewal = setInterval(
    () => larder.call(service, 'renewFill', { token, lease: duration(lease) }).catch(() => {}), lease / 3);
  const fail = (error, pause) => larder.call(service, 'failFill',
    { token, error: { code: 2, message: String(error).slice(0, 1000) }, backoff: duration(pause) }).catch(() => {});
  let loaded;
  let answer;
  try {
    loaded = await load(previous);
    answer = payload(loaded, previous);
  } catch (error) {
    await fail(error, backoff);
    throw error;
  } finally {
    clearInterval(renewal);
  }
  await larder.call(service, 'completeFill', { token, ...result(key, loaded) }).catch(async (error) => {
    if (!(error instanceof LarderError && OVER.includes(error.reason))) {
      console.error(`not cached: ${error.message}`);
      // What is refused for good would be refused those who wait, one after the other.
      await fail(error, TRANSIENT.includes(error.code) ? 0 : backoff);
    }
  });
  return answer;
}

function result(key, loaded) {
  if (loaded === null) {
    return { origin_not_found: {} };
  }
  return loaded.not_modified ? { not_modified: {} } : { value: { ...loaded, key } };
}

/** What `load` has answered, or a TypeError where that is nothing of what it may. */
function payload(loaded, previous) {
  if (loaded === null) {
    return null;
  }
  if (loaded?.not_modified && previous) {
    return previous.payload ?? null;
  }
  if (loaded?.payload) {
    return loaded.payload;
  }
  throw new TypeError('load answers { payload, ... }, null, or { not_modified: true } when there is a previous entry');
}

function jittered(time) {
  return Math.max(LEAST_PAUSE, time) * (1 + Math.random() / 4);
}

function duration(time) {
  return { seconds: Math.trunc(time / 1000), nanos: Math.round((time % 1000) * 1e6) };
}

function milliseconds(wire) {
  return wire ? Number(wire.seconds) * 1000 + wire.nanos / 1e6 : 0;
}
