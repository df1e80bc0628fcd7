// Walks through a Larder server and checks each answer.
// Exit codes: 0 every check holds, 1 one does not, 2 wrong usage or no proto files, 3 the server cannot be reached.
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { Larder, LarderError } from './larder.mjs';

const USAGE = 'usage: node example.mjs [--target HOST:PORT|unix:/PATH] [--root REPOSITORY] [--namespace NAME]';

function options() {
  try {
    return parseArgs({
      options: {
        target: { type: 'string', default: 'localhost:7070' },
        root: { type: 'string' },
        namespace: { type: 'string', default: `node-example-${process.pid}` },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

function client() {
  try {
    return new Larder(target, root);
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}

const { target, root, namespace, help } = options();
if (help) {
  console.log(USAGE);
  process.exit(0);
}
const larder = client();
const call = (method, request) => larder.call('cache', method, request);
const callOnce = (method, request) => larder.call('conditional', method, request);
const key = (kind, id) => ({ namespace, kind, id });
const get = (kind, id, more = {}) => call('getObject', { key: key(kind, id), ...more });

const checks = {
  async 'the server says what it can do'() {
    const capabilities = await call('getCapabilities', {});
    assert.notEqual(capabilities.server_version, '');
    assert.ok(Number(capabilities.max_message_bytes) > Number(capabilities.max_payload_bytes));
    assert.ok(capabilities.max_batch_items > 0);
  },

  async 'what was never put is a miss, not an error'() {
    const answer = await get('blobs', 'nothing');
    assert.equal(answer.outcome, 'OUTCOME_MISS_ABSENT');
    assert.equal(answer.entry, null);
  },

  async 'bytes come back byte for byte'() {
    const data = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7) % 256));
    const put = await call('putObject', {
      key: key('blobs', 'B1'),
      payload: { data, content_type: 'application/octet-stream' },
      lifetime: { fresh: { seconds: 60 } },
    });
    assert.equal(put.payload_changed, true);
    const { outcome, entry } = await get('blobs', 'B1');
    assert.equal(outcome, 'OUTCOME_FRESH');
    assert.ok(data.equals(entry.payload.data));
    assert.equal(entry.payload.content_type, 'application/octet-stream');
    assert.equal(entry.etag, put.etag);
    assert.equal(entry.revision, put.revision);
    assert.ok(Number(entry.fresh_for.seconds) <= 60);
  },

  async 'JSON keeps its spaces, its order and its characters'() {
    const json = '{ "b": 1.0,\n  "a": "žluťoučký 🐎", "big": 9007199254740993 }';
    await call('putObject', { key: key('documents', 'D1'), payload: { json } });
    const { entry } = await get('documents', 'D1');
    assert.equal(entry.payload.form, 'json');
    assert.equal(entry.payload.json, json);
  },

  async 'a copy that is still the current one is not sent again'() {
    const first = await get('blobs', 'B1');
    const again = await get('blobs', 'B1', { if_none_match: first.entry.etag });
    assert.equal(again.outcome, 'OUTCOME_NOT_MODIFIED');
    assert.equal(again.entry.payload, null);
    const other = await get('blobs', 'B1', { if_none_match: 'another' });
    assert.equal(other.outcome, 'OUTCOME_FRESH');
  },

  async 'an error carries its reason and the field at fault'() {
    const error = await failureOf(get('blobs', ''));
    assert.equal(error.code, 'INVALID_ARGUMENT');
    assert.equal(error.reason, 'KEY_INVALID');
    assert.equal(error.domain, 'larder.dev');
    const badRequest = error.details.find((detail) => detail.type === 'google.rpc.BadRequest');
    assert.equal(badRequest.field_violations[0].field, 'key.id');
  },

  async 'a precondition that does not hold refuses the put'() {
    const put = { key: key('blobs', 'B1'), payload: { data: Buffer.from('x') } };
    const exists = await failureOf(callOnce('putObject', { ...put, precondition: { absent: true } }));
    assert.equal(exists.code, 'ALREADY_EXISTS');
    assert.equal(exists.reason, 'ALREADY_EXISTS');
    const conflict = await failureOf(
      callOnce('putObject', { ...put, precondition: { etag: 'another' } }));
    assert.equal(conflict.code, 'ABORTED');
    assert.equal(conflict.reason, 'VERSION_CONFLICT');
  },

  async 'one bad item of a batch loses no other'() {
    const json = (id) => ({ key: key('documents', id), payload: { json: `"${id}"` } });
    const bad = { key: key('documents', 'bad'), payload: { json: '{' } };
    const puts = await call('batchPutObjects', { requests: [json('D2'), bad, json('D3')] });
    assert.deepEqual(puts.items.map((item) => item.result), ['response', 'error', 'response']);
    assert.equal(puts.items[1].error.code, 3);
    const gets = await call('batchGetObjects', {
      requests: ['D3', 'bad', 'D2'].map((id) => ({ key: key('documents', id) })),
    });
    assert.deepEqual(
      gets.items.map((item) => item.response.outcome),
      ['OUTCOME_FRESH', 'OUTCOME_MISS_ABSENT', 'OUTCOME_FRESH']);
    assert.equal(gets.items[0].response.entry.payload.json, '"D3"');
  },

  async 'people are found by any of their names in any case'() {
    await larder.call('admin', 'putNamespace', {
      namespace: { name: namespace, kinds: [{ kind: 'users', fold_case_fields: ['name', 'nick'] }] },
    });
    const user = (id, name, nick) => call('putObject', {
      key: key('users', id),
      payload: { json: JSON.stringify({ name, nick }) },
      index_terms: [{ field: 'name', value: name }, { field: 'nick', value: nick }],
    });
    await user('U1', 'Ada', 'Countess');
    await user('U2', 'Grace', 'ADA');
    await user('U3', 'Alan', 'Prof');
    const find = (request) => call('lookupObjects', { namespace, kind: 'users', ...request });
    const found = await find({ fields: ['name', 'nick'], value: 'aDa' });
    assert.deepEqual(found.entries.map((entry) => entry.key.id), ['U1', 'U2']);
    assert.equal(found.next_page_token, '');
    assert.deepEqual(await allPages(find, { page_size: 2 }), ['U1', 'U2', 'U3']);
  },

  async 'what was deleted says so'() {
    const deleted = await call('deleteObject', { key: key('blobs', 'B1') });
    assert.equal(deleted.deleted, true);
    assert.equal((await get('blobs', 'B1')).outcome, 'OUTCOME_MISS_DELETED');
  },
};

async function allPages(find, request) {
  const ids = [];
  let token = '';
  do {
    const page = await find({ ...request, page_token: token });
    ids.push(...page.entries.map((entry) => entry.key.id));
    token = page.next_page_token;
  } while (token !== '');
  return ids;
}

async function failureOf(promise) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof LarderError, `not a failed call: ${error}`);
    return error;
  }
  return assert.fail('the call succeeded');
}

async function run() {
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(`ok - ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`not ok - ${name}`);
      console.error(error);
    }
  }
  await larder.call('admin', 'deleteNamespace', { name: namespace });
  return failed;
}

try {
  await larder.ready();
} catch {
  console.error(`No Larder server answers at ${target}`);
  process.exit(3);
}
try {
  const failed = await run();
  console.log(failed === 0 ? 'All checks hold.' : `${failed} checks do not hold.`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  larder.close();
}
