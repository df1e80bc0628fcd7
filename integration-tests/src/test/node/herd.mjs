// Clients with a connection each that ask for a key at once, over and over: for each line of standard input, a key's id,
// one line of output for each client. Arguments: target, root of the repository, URL of the origin, how many clients,
// lease and backoff in milliseconds.
import { createInterface } from 'node:readline';
import { Larder } from './larder.mjs';
import { getOrLoad } from './fill.mjs';

const [target, root, origin, count, lease, backoff] = process.argv.slice(2);
// The conditional service has a connection of its own; clients of the other would share one.
const service = 'conditional';
const options = { service, lease: Number(lease), backoff: Number(backoff), timeout: 60_000 };
const clients = Array.from({ length: Number(count) }, () => new Larder(target, root));

async function load(id) {
  const response = await fetch(`${origin}/${id}`);
  if (response.status !== 200) {
    throw new Error(`origin answered ${response.status}`);
  }
  return { payload: { data: Buffer.from(await response.text()) } };
}

async function ask(client, id) {
  const began = performance.now();
  let source = 'CACHE';
  const loader = () => {
    source = 'ORIGIN';
    return load(id);
  };
  try {
    const key = { namespace: 'acme', kind: 'herd', id };
    const payload = await getOrLoad(client, key, loader, options);
    console.log(`answer ${source} ${Math.round(performance.now() - began)} ${payload.data}`);
  } catch (error) {
    console.log(`failure ${error.message}`);
  }
}

await Promise.all(clients.map((client) => client.ready(60_000, service)));
console.log('ready');
for await (const id of createInterface({ input: process.stdin })) {
  await Promise.all(clients.map((client) => ask(client, id)));
}
clients.forEach((client) => client.close());
