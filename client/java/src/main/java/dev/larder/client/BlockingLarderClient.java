package dev.larder.client;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Larder server, for threads that may wait. Each method is the one of the same name of {@link
 * LarderClient}, to which it belongs and whose Javadoc holds here.
 *
 * <p>Thread-safe. A failed call throws {@link LarderException} with the stack of its caller. An
 * interrupt cancels the call: the exception's code is CANCELLED, and the thread's interrupt status
 * is set.
 */
public final class BlockingLarderClient implements AutoCloseable {
  private final LarderClient client;
  private final ClientParts parts;
  private final Caller caller;

  BlockingLarderClient(LarderClient client, ClientParts parts, Caller caller) {
    this.client = client;
    this.parts = parts;
    this.caller = caller;
  }

  /** The same server, asynchronously. */
  public LarderClient async() {
    return client;
  }

  /** Namespaces, policies, clearing and figures. */
  public BlockingAdminClient admin() {
    return new BlockingAdminClient(parts, caller);
  }

  /** Collections: sets of objects that are read and replaced whole. */
  public BlockingCollections collections() {
    return new BlockingCollections(caller);
  }

  /** The objects of one kind, with their codec. */
  public <T> BlockingTypedKind<T> kind(String namespace, String kind, Codec<T> codec) {
    return new BlockingTypedKind<>(this, namespace, kind, codec);
  }

  /** This client with another deadline for every call; see {@link LarderClient#withDeadline}. */
  public BlockingLarderClient withDeadline(Duration deadline) {
    return client.withDeadline(deadline).blocking();
  }

  /** Reads an object as the kind's policy says. */
  public <T> Read<T> get(Key key, Codec<T> codec) {
    return get(key, codec, ReadOptions.defaults());
  }

  /** Reads an object. */
  public <T> Read<T> get(Key key, Codec<T> codec, ReadOptions options) {
    return caller.await(ObjectOperations.get(key, codec, options));
  }

  /** Reads many objects; see {@link LarderClient#batchGet}. */
  public <T> List<BatchItem<Read<T>>> batchGet(
      List<Key> keys, Codec<T> codec, ReadOptions options) {
    BatchRead<T> batch = new BatchRead<>(keys, codec, options);
    boolean more;
    do {
      more = caller.await(batch.nextRound());
    } while (more);
    return batch.items();
  }

  /**
   * Reads one page of the objects that have a value. {@code pageToken} is empty for the first page.
   */
  public <T> Page<CachedObject<T>> lookup(Lookup lookup, Codec<T> codec, String pageToken) {
    return caller.await(ObjectOperations.lookup(lookup, codec, pageToken));
  }

  /**
   * All objects that have a value. Pages are fetched as the stream is read, each a snapshot of its
   * own.
   */
  public <T> Stream<CachedObject<T>> lookupAll(Lookup lookup, Codec<T> codec) {
    return Pages.stream(token -> lookup(lookup, codec, token));
  }

  /** Stores a value as the kind's policy says. */
  public <T> PutResult put(Key key, T value, Codec<T> codec) {
    return put(Put.of(key, value), codec);
  }

  /** Stores a value. */
  public <T> PutResult put(Key key, T value, Codec<T> codec, PutOptions options) {
    return put(Put.of(key, value).with(options), codec);
  }

  /** Stores a value or a negative answer. */
  public <T> PutResult put(Put<T> put, Codec<T> codec) {
    return caller.awaitAfter(supersede(Set.of(put.key())), ObjectOperations.put(put, codec));
  }

  /** Stores many values in one transaction; see {@link LarderClient#batchPut}. */
  public <T> List<BatchItem<PutResult>> batchPut(
      List<Put<T>> puts, Codec<T> codec, BatchMode mode) {
    return caller.awaitAfter(
        supersede(puts.stream().map(Put::key).toList()),
        ObjectOperations.batchPut(puts, codec, mode));
  }

  /** The origin said 'not modified': the objects are fresh again, their values untouched. */
  public List<TouchResult> touch(List<Key> keys, Lifetime lifetime) {
    return caller.await(ObjectOperations.touch(keys, lifetime));
  }

  /** Deletes an object, leaving a tombstone. Deleting what is not there is not an error. */
  public DeleteResult delete(Key key) {
    return delete(key, DeleteMode.TOMBSTONE, null);
  }

  /** Deletes an object; see {@link LarderClient#delete(Key, DeleteMode, Precondition)}. */
  public DeleteResult delete(Key key, DeleteMode mode, @Nullable Precondition precondition) {
    return caller.awaitAfter(
        supersede(Set.of(key)), ObjectOperations.delete(key, mode, precondition));
  }

  /** Makes objects of one namespace stale, or removes them. Absent ones are passed over. */
  public InvalidateResult invalidate(Collection<Key> keys, InvalidateMode mode) {
    return caller.awaitAfter(supersede(keys), ObjectOperations.invalidate(keys, mode));
  }

  /** Makes all objects of a kind stale, or removes them, in constant time. */
  public InvalidateResult invalidateKind(String namespace, String kind, InvalidateMode mode) {
    return caller.awaitAfter(
        parts.loading().supersede(Key.ofKind(namespace, kind)),
        ObjectOperations.invalidateKind(namespace, kind, mode));
  }

  /** Makes all objects with any of these tags stale; see {@link LarderClient#invalidateTags}. */
  public InvalidateResult invalidateTags(
      String namespace, Collection<String> tags, InvalidateMode mode) {
    return caller.await(ObjectOperations.invalidateTags(namespace, tags, mode));
  }

  /** What the server is, has and allows. */
  public Capabilities capabilities() {
    return caller.await(ObjectOperations.capabilities());
  }

  /** {@link #getOrLoad(Key, Codec, Loader, LoadOptions)} with the default options. */
  public <T> Answer<T> getOrLoad(Key key, Codec<T> codec, Loader<T> loader) {
    return getOrLoad(key, codec, loader, LoadOptions.defaults());
  }

  /**
   * Reads an object, and when nothing acceptable is cached asks the origin, caches its answer and
   * returns it; see {@link LarderClient#getOrLoad}. The loader runs in this thread, unless another
   * thread's is already running. An interrupt of this thread ends this call alone: others who wait
   * for its loader ask their own.
   *
   * @throws LoadFailedException when the loader failed, in whichever thread
   */
  public <T> Answer<T> getOrLoad(Key key, Codec<T> codec, Loader<T> loader, LoadOptions options) {
    return getOrLoad(key, codec, (same, previous) -> loader.load(same), options);
  }

  /** The same with a loader that may ask whether what is cached still holds. */
  public <T> Answer<T> getOrLoad(
      Key key, Codec<T> codec, ConditionalLoader<T> loader, LoadOptions options) {
    CallerThread here = new CallerThread();
    AsyncConditionalLoader<T> loadHere = here.orElse(parts.loaders(), loader);
    Caller callHere = caller.withCallbacks(here.orElse(caller.callbacks()));
    CompletableFuture<Answer<T>> answer =
        parts.loading().getOrLoad(callHere, key, codec, loadHere, options);
    try {
      here.runUntilDone(answer);
    } catch (InterruptedException interrupted) {
      throw Failures.interrupted(interrupted);
    }
    return Futures.resultOf(answer);
  }

  /** Closes the client; see {@link LarderClient#close}. */
  @Override
  public void close() {
    client.close();
  }

  private CompletableFuture<Void> supersede(Collection<Key> keys) {
    return parts.loading().supersede(new HashSet<>(keys)::contains);
  }
}
