/**
 * The Java client of Larder, a persistent object cache.
 *
 * <h2>Connect</h2>
 *
 * <p>Make one client for a program, keep it, close it at the end. It connects on its first call.
 *
 * <pre>{@code
 * try (LarderClient larder = LarderClient.connect("localhost:7070")) {
 *   BlockingLarderClient cache = larder.blocking();
 *   ...
 * }
 * }</pre>
 *
 * <p>{@link dev.larder.client.LarderClient} answers with futures, {@link
 * dev.larder.client.BlockingLarderClient} waits; they are two faces of one client and have the same
 * methods. {@link dev.larder.client.LarderClientBuilder} has the options; a channel or executor
 * that it is given is never closed.
 *
 * <h2>Put and get</h2>
 *
 * <p>An object has a {@link dev.larder.client.Key}: a namespace (the tenant), a kind (its type,
 * which carries the policy) and an id. A {@link dev.larder.client.Codec} turns its value into bytes
 * and back; for the objects of one kind keep a {@link dev.larder.client.BlockingTypedKind}, which
 * knows both.
 *
 * <pre>{@code
 * Codec<User> codec = Codec.json(
 *     JsonMapper.of(jackson::writeValueAsString, json -> jackson.readValue(json, User.class)));
 * BlockingTypedKind<User> users = cache.kind("acme", "users", codec);
 *
 * users.put("U1", ada, PutOptions.defaults()
 *     .withLifetime(Lifetime.freshFor(Duration.ofHours(1)))
 *     .withIndexTerms(IndexTerm.of("name", "Ada"), IndexTerm.of("email", "ada@example.com")));
 *
 * Read<User> read = users.get("U1");
 * }</pre>
 *
 * <p>The answer says what was found and how old it is. A miss is an {@link
 * dev.larder.client.Outcome}, not an exception, and its name says why it missed.
 *
 * <pre>{@code
 * switch (read.outcome()) {
 *   case FRESH, STALE -> show(read.value().orElseThrow(), read.object().orElseThrow().age());
 *   case NEGATIVE -> showUnknown();    // the origin said that there is none
 *   default -> askTheOrigin();         // MISS_ABSENT, MISS_STALE, MISS_DELETED, ...
 * }
 * }</pre>
 *
 * <h2>Say how fresh</h2>
 *
 * <p>By default a read is served nothing that is past its lifetime. {@link
 * dev.larder.client.ReadOptions} says otherwise: how fresh, how old at most, how stale at most. An
 * etag that the caller has spares the payload.
 *
 * <pre>{@code
 * users.get("U1", ReadOptions.of(Freshness.STALE_IF_ERROR).withMaxAge(Duration.ofHours(6)));
 * users.get("U1", ReadOptions.defaults().withIfNoneMatch(etag));    // NOT_MODIFIED or the new one
 * }</pre>
 *
 * <h2>Let the cache ask the origin</h2>
 *
 * <p>{@code getOrLoad} reads, and on a miss calls the loader, caches what it brings and returns it.
 * However many threads and processes ask for a key, one of them calls its loader and the others
 * wait for what it brings. When the cache is away the loader is called all the same; when the
 * loader fails, its failure reaches everyone who waits and is not cached.
 *
 * <pre>{@code
 * Answer<User> answer = users.getOrLoad("U1", key -> {
 *   Response response = origin.fetchUser(key.id());
 *   return response.status() == 404
 *       ? Loaded.notFound()                  // cached too, for the kind's negative lifetime
 *       : Loaded.of(response.user());
 * });
 * }</pre>
 *
 * <p>A {@link dev.larder.client.ConditionalLoader} is given what is cached and no longer fresh, and
 * may answer that it still holds. {@link dev.larder.client.LoadOptions} says how long all this may
 * take, and how long the origin is left alone after a failure.
 *
 * <pre>{@code
 * users.getOrLoad("U1", (key, previous) -> {
 *   Response response = origin.fetchUser(
 *       key.id(), previous.map(CachedObject::originValidator).orElse(""));
 *   return response.status() == 304
 *       ? Loaded.notModified()
 *       : Loaded.of(response.user()).with(
 *             PutOptions.defaults().withOriginValidator(response.etag()));
 * }, LoadOptions.defaults().withStaleIfError(true).withBackoff(Duration.ofSeconds(5)));
 * }</pre>
 *
 * <h2>Many at once</h2>
 *
 * <p>A batch is one round trip and one transaction; each item has its own result or error. A lookup
 * finds the objects that have a value in an index field, and its stream fetches page after page.
 *
 * <pre>{@code
 * users.batchGet(List.of("U1", "U2"), ReadOptions.defaults());
 * users.lookup("ada", "name", "nick").map(CachedObject::key).forEach(this::show);
 * }</pre>
 *
 * <h2>Keep writers from each other's way</h2>
 *
 * <p>A {@link dev.larder.client.Precondition} makes a write depend on what is there. When it does
 * not hold, the write fails with the code ABORTED and the reason VERSION_CONFLICT, or with
 * ALREADY_EXISTS.
 *
 * <pre>{@code
 * users.put("U1", changed,
 *     PutOptions.defaults().withPrecondition(new Precondition.Revision(object.revision())));
 * }</pre>
 *
 * <h2>When a call fails</h2>
 *
 * <p>Every failed call is a {@link dev.larder.client.LarderException}: its code says what kind of
 * failure it is, its reason which one exactly, {@link
 * dev.larder.client.LarderException#isRetryable} whether the same call may succeed later. Calls
 * have a deadline (5 s by default). Reads are made again when the server is too busy or the
 * connection was lost, changes only when the server says that it did nothing; what is thrown is
 * what was left after that. The rules for reads are in the resource {@code
 * larder-service-config.json} of this package, a gRPC service config that clients in every language
 * can use.
 *
 * <h2>Threads</h2>
 *
 * <p>Everything here is thread-safe, except the builder and a stream. Futures complete on the
 * client's callback executor ({@code larder-callback-N}). A blocking call needs no thread but its
 * caller's, and may be made inside a callback.
 *
 * <h2>Generated types</h2>
 *
 * <p>Nothing here needs them. Programs that want the wire itself use the stubs in {@code
 * dev.larder.v1} with a channel of their own.
 */
@NullMarked
package dev.larder.client;

import org.jspecify.annotations.NullMarked;
