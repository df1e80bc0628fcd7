// A Larder client made at run time from the proto files: nothing is generated.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const SERVICE_CONFIG = 'client/java/src/main/resources/dev/larder/client/larder-service-config.json';
const UNPACKED = 'proto/target/protobuf-maven-plugin/generate/default/archives';
// A server that is restarted is back within a second or two, and those who wait for it must not wait for gRPC's own pauses.
const RECONNECTION = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 250 };
const DETAILS_TRAILER = 'grpc-status-details-bin';

/** Where the .proto files are: ours, and google/rpc as the build of the proto module unpacks it. */
function includes(root) {
  const unpacked = join(root, UNPACKED);
  const archives = existsSync(unpacked) ? readdirSync(unpacked) : [];
  const google = archives.find((name) => name.startsWith('proto-google-common-protos-'));
  if (!google) {
    throw new Error(`google/rpc/*.proto are not below ${unpacked}: build the proto module first`);
  }
  return [join(root, 'proto/src/main/proto'), join(unpacked, google)];
}

/** The services and messages of larder.v1. */
export class Larder {
  constructor(target, root = REPOSITORY) {
    this.definition = protoLoader.loadSync(
      ['larder/v1/cache.proto', 'larder/v1/admin.proto', 'google/rpc/error_details.proto'],
      { includeDirs: includes(root), keepCase: true, longs: String, enums: String, defaults: true, oneofs: true });
    const { CacheService, AdminService } = grpc.loadPackageDefinition(this.definition).larder.v1;
    const credentials = grpc.credentials.createInsecure();
    // The service config repeats calls that the server was too busy for. It cannot see preconditions: a write with one
    // goes over a channel without it, since an answer that was lost on the way would turn success into a conflict.
    const options = {
      ...RECONNECTION,
      'grpc.service_config': readFileSync(join(root, SERVICE_CONFIG), 'utf8'),
      'grpc.service_config_disable_resolution': 1,
    };
    this.cache = new CacheService(target, credentials, options);
    this.conditional = new CacheService(target, credentials, {
      ...RECONNECTION,
      'grpc.enable_retries': 0,
      'grpc.service_config_disable_resolution': 1,
      'grpc.use_local_subchannel_pool': 1,
    });
    this.admin = new AdminService(target, credentials, options);
  }

  /** Waits until the server can be reached. */
  ready(milliseconds = 10_000, service = 'cache') {
    return new Promise((resolve, reject) => {
      this[service].waitForReady(Date.now() + milliseconds, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Makes a call: `call('cache', 'getObject', {...})`. Fails with a LarderError. */
  call(service, method, request, milliseconds = 5_000) {
    return new Promise((resolve, reject) => {
      this[service][method](request, { deadline: Date.now() + milliseconds }, (error, response) =>
        error ? reject(this.#larderError(error)) : resolve(response));
    });
  }

  close() {
    this.cache.close();
    this.conditional.close();
    this.admin.close();
  }

  #larderError(error) {
    const [packed] = error.metadata?.get(DETAILS_TRAILER) ?? [];
    const details = packed ? this.#decode('google.rpc.Status', packed).details : [];
    return new LarderError(error, details.map((any) => this.#unpack(any)).filter(Boolean));
  }

  #unpack(any) {
    const type = any.type_url.slice(any.type_url.lastIndexOf('/') + 1);
    return this.definition[type] ? { type, ...this.#decode(type, any.value) } : undefined;
  }

  #decode(type, bytes) {
    return this.definition[type].deserialize(bytes);
  }
}

/** A failed call: gRPC's code by name, Larder's reason, and the standard details. */
export class LarderError extends Error {
  constructor(error, details) {
    super(error.details, { cause: error });
    this.code = grpc.status[error.code];
    this.details = details;
    const info = details.find((detail) => detail.type === 'google.rpc.ErrorInfo');
    this.reason = info?.reason ?? '';
    this.domain = info?.domain ?? '';
    this.metadata = info?.metadata ?? {};
  }
}
