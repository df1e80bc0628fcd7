package dev.larder.client;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Larder server, asynchronously. {@link #blocking()} is the same for threads that may wait.
 *
 * <p>Thread-safe; make one for a program and keep it. Every future fails with a {@link
 * LarderException} and nothing else, unless said otherwise; futures complete on the client's
 * callback executor. Cancelling the future of a single call cancels the call. Every call has a
 * deadline, retries included: 5 s unless the builder or {@link #withDeadline} says otherwise.
 *
 * <p>A read that the server was too busy for, or that lost its connection, is made again up to
 * three times, after a pause that the server may set. A change is made again only when the server
 * says that it did nothing, being too busy or about to stop; what a load brought is put once. When
 * its connection is lost nobody knows whether it was done, and it fails with UNAVAILABLE: done
 * twice, it could undo what somebody else did in between. Whoever knows better may repeat it.
 */
public final class LarderClient implements AutoCloseable {
  private final ClientParts parts;
  private final Caller caller;
  private final boolean view;

  LarderClient(ClientParts parts, Caller caller, boolean view) {
    this.parts = parts;
    this.caller = caller;
    this.view = view;
  }

  /** Makes a client with options. */
  public static LarderClientBuilder builder() {
    return new LarderClientBuilder();
  }

  /**
   * A client with the default options. Connects on its first call.
   *
   * @param target "host:port", "[ipv6]:port" or "unix:/path"
   * @throws IllegalArgumentException when it is neither
   */
  public static LarderClient connect(String target) {
    return builder().target(target).build();
  }

  /** The same server for threads that may wait. Closing either closes both. */
  public BlockingLarderClient blocking() {
    return new BlockingLarderClient(this, parts, caller);
  }

  /** Namespaces, policies, clearing and figures. */
  public AdminClient admin() {
    return new AdminClient(parts, caller);
  }

  /** The objects of one kind, with their codec. */
  public <T> TypedKind<T> kind(String namespace, String kind, Codec<T> codec) {
    return new TypedKind<>(this, namespace, kind, codec);
  }

  /**
   * This client with another deadline for every call, retries included. Shares everything else;
   * closing it closes nothing.
   *
   * @param deadline positive
   */
  public LarderClient withDeadline(Duration deadline) {
    return new LarderClient(
        parts, parts.caller(LarderClientBuilder.requirePositive(deadline)), true);
  }

  /** Reads an object as the kind's policy says. */
  public <T> CompletableFuture<Read<T>> get(Key key, Codec<T> codec) {
    return get(key, codec, ReadOptions.defaults());
  }

  /** Reads an object. */
  public <T> CompletableFuture<Read<T>> get(Key key, Codec<T> codec, ReadOptions options) {
    return caller.start(ObjectOperations.get(key, codec, options));
  }

  /**
   * Reads many objects, each with its own outcome or error, in the order of the keys. They are of
   * one snapshot, unless they are too large for one message: then the server defers some and this
   * asks again for those.
   *
   * @param keys at most {@link Capabilities#maxBatchItems}; they may repeat
   */
  public <T> CompletableFuture<List<BatchItem<Read<T>>>> batchGet(
      List<Key> keys, Codec<T> codec, ReadOptions options) {
    return Futures.follow(finish(new BatchRead<>(keys, codec, options)));
  }

  /**
   * Reads one page of the objects that have a value. {@code pageToken} is empty for the first page.
   */
  public <T> CompletableFuture<Page<CachedObject<T>>> lookup(
      Lookup lookup, Codec<T> codec, String pageToken) {
    return caller.start(ObjectOperations.lookup(lookup, codec, pageToken));
  }

  /**
   * Hands over all objects that have a value, page after page, one at a time. The future ends after
   * the last.
   */
  public <T> CompletableFuture<Void> lookupAll(
      Lookup lookup, Codec<T> codec, Consumer<CachedObject<T>> receiver) {
    return Futures.follow(lookupFrom(lookup, codec, receiver, ""));
  }

  /** Stores a value as the kind's policy says. */
  public <T> CompletableFuture<PutResult> put(Key key, T value, Codec<T> codec) {
    return put(Put.of(key, value), codec);
  }

  /** Stores a value. */
  public <T> CompletableFuture<PutResult> put(
      Key key, T value, Codec<T> codec, PutOptions options) {
    return put(Put.of(key, value).with(options), codec);
  }

  /** Stores a value or a negative answer. */
  public <T> CompletableFuture<PutResult> put(Put<T> put, Codec<T> codec) {
    return caller.startAfter(supersede(Set.of(put.key())), () -> ObjectOperations.put(put, codec));
  }

  /**
   * Stores many values in one transaction; each has its own result or error, in the order of the
   * puts.
   *
   * @param puts at most {@link Capabilities#maxBatchItems}
   */
  public <T> CompletableFuture<List<BatchItem<PutResult>>> batchPut(
      List<Put<T>> puts, Codec<T> codec, BatchMode mode) {
    List<Put<T>> all = List.copyOf(puts);
    return caller.startAfter(
        supersede(all.stream().map(Put::key).toList()),
        () -> ObjectOperations.batchPut(all, codec, mode));
  }

  /** The origin said 'not modified': the objects are fresh again, their values untouched. */
  public CompletableFuture<List<TouchResult>> touch(List<Key> keys, Lifetime lifetime) {
    return caller.start(ObjectOperations.touch(List.copyOf(keys), lifetime));
  }

  /** Deletes an object, leaving a tombstone. Deleting what is not there is not an error. */
  public CompletableFuture<DeleteResult> delete(Key key) {
    return delete(key, DeleteMode.TOMBSTONE, null);
  }

  /**
   * Deletes an object.
   *
   * @param precondition {@link Precondition.Revision}, {@link Precondition.Etag} or null
   */
  public CompletableFuture<DeleteResult> delete(
      Key key, DeleteMode mode, @Nullable Precondition precondition) {
    return caller.startAfter(
        supersede(Set.of(key)), ObjectOperations.delete(key, mode, precondition));
  }

  /** Makes objects of one namespace stale, or removes them. Absent ones are passed over. */
  public CompletableFuture<InvalidateResult> invalidate(Collection<Key> keys, InvalidateMode mode) {
    return caller.startAfter(supersede(keys), ObjectOperations.invalidate(keys, mode));
  }

  /** Makes all objects of a kind stale, or removes them, in constant time. */
  public CompletableFuture<InvalidateResult> invalidateKind(
      String namespace, String kind, InvalidateMode mode) {
    return caller.startAfter(
        parts.loading().supersede(Key.ofKind(namespace, kind)),
        ObjectOperations.invalidateKind(namespace, kind, mode));
  }

  /**
   * Makes all objects of a namespace that carry any of these tags stale, or removes them, in
   * constant time whatever their number; {@link InvalidateResult#invalidated} is -1, for nobody has
   * counted them.
   */
  public CompletableFuture<InvalidateResult> invalidateTags(
      String namespace, Collection<String> tags, InvalidateMode mode) {
    // Which objects carry them only the server knows.
    return caller.startAfter(
        parts.loading().supersede(key -> key.namespace().equals(namespace)),
        ObjectOperations.invalidateTags(namespace, tags, mode));
  }

  /** What the server is, has and allows. */
  public CompletableFuture<Capabilities> capabilities() {
    return caller.start(ObjectOperations.capabilities());
  }

  /**
   * Reads an object, and when nothing acceptable is cached asks the origin, caches its answer and
   * returns it.
   *
   * <p>However many processes ask for a key, one of them calls its loader; the others wait at the
   * server for what it brings. When it fails they fail too, and nobody asks the origin until the
   * backoff is over; when it dies, or is silent for as long as its lease, the next of them is sent.
   * In this process callers with equal options share one wait.
   *
   * <p>A write to the key ends that: who comes after it loads anew, and what was loaded before it
   * is not cached. A cache that is away, fails or does not take the answer is reported to the
   * {@link LarderListener} and fails nobody: the loader is called at once, one call for a key at a
   * time in this process, and nothing is cached. Not so while a server is there, or was there a
   * moment ago: were it slow, overloaded or being restarted, all would go to the origin. It is
   * asked again first, for as long as a call may take ({@link #withDeadline}; 5 s unless it was
   * said otherwise): so long it may be silent beyond the {@code maxWait} of the options, refuse for
   * want of room, or be away when the connection is lost in the middle.
   *
   * <p>The future fails with {@link LoadFailedException} when the loader does, here or elsewhere,
   * and with {@link LarderException} when the request is refused: the key is no key, the namespace
   * not allowed, the client closed. What a loader throws is told to the server, and by it to the
   * other processes, as {@code toString()} describes it.
   */
  public <T> CompletableFuture<Answer<T>> getOrLoad(
      Key key, Codec<T> codec, AsyncLoader<T> loader, LoadOptions options) {
    return getOrLoad(key, codec, (same, previous) -> loader.load(same), options);
  }

  /** The same with a loader that may ask whether what is cached still holds. */
  public <T> CompletableFuture<Answer<T>> getOrLoad(
      Key key, Codec<T> codec, AsyncConditionalLoader<T> loader, LoadOptions options) {
    return parts.loading().getOrLoad(caller, key, codec, loader, options);
  }

  /** The same with a loader that blocks; it runs on the client's loader executor. */
  public <T> CompletableFuture<Answer<T>> getOrLoadBlocking(
      Key key, Codec<T> codec, Loader<T> loader, LoadOptions options) {
    return getOrLoadBlocking(key, codec, (same, previous) -> loader.load(same), options);
  }

  /** The same with a loader that blocks and may ask whether what is cached still holds. */
  public <T> CompletableFuture<Answer<T>> getOrLoadBlocking(
      Key key, Codec<T> codec, ConditionalLoader<T> loader, LoadOptions options) {
    return getOrLoad(key, codec, AsyncConditionalLoader.on(parts.loaders(), loader), options);
  }

  /**
   * Has {@code getOrLoad} wait for other processes no more: callers whom the server keeps waiting,
   * who wait for the server to be back, and who come, fail with CANCELLED. A caller whom it has
   * just chosen to ask the origin does so, and a load that runs goes on. For a program that is told
   * to stop: were it to end while it waits, it might be chosen in its last moment, and all others
   * would wait for its lease to run out. There is no way back.
   */
  public void endWaits() {
    parts.loading().waits().end();
  }

  /**
   * Refuses new calls with {@link LarderException#CLIENT_CLOSED}, waits up to 5 s for those that
   * run, also those that pause or wait for another before they are sent, and lets go of the
   * connection and the executors that the client made. A channel or executor that it was given
   * stays open. Closing twice, or a view, does nothing.
   */
  @Override
  public void close() {
    if (!view) {
      parts.close();
    }
  }

  private CompletableFuture<Void> supersede(Collection<Key> keys) {
    return parts.loading().supersede(new HashSet<>(keys)::contains);
  }

  private <T> CompletableFuture<List<BatchItem<Read<T>>>> finish(BatchRead<T> batch) {
    return caller
        .start(batch.nextRound())
        .thenCompose(
            more -> more ? finish(batch) : CompletableFuture.completedFuture(batch.items()));
  }

  private <T> CompletableFuture<Void> lookupFrom(
      Lookup lookup, Codec<T> codec, Consumer<CachedObject<T>> receiver, String pageToken) {
    return lookup(lookup, codec, pageToken)
        .thenCompose(
            page -> {
              page.items().forEach(receiver);
              return page.hasNext()
                  ? lookupFrom(lookup, codec, receiver, page.nextPageToken())
                  : CompletableFuture.completedFuture(null);
            });
  }
}
