package dev.larder.client;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * The objects of one kind in one namespace, with their codec, asynchronously. Obtained from {@link
 * LarderClient#kind}, whose Javadoc holds for the methods of the same name. Thread-safe and cheap
 * to make.
 */
public final class TypedKind<T> {
  private final LarderClient client;
  private final String namespace;
  private final String kind;
  private final Codec<T> codec;

  TypedKind(LarderClient client, String namespace, String kind, Codec<T> codec) {
    this.client = client;
    this.namespace = Objects.requireNonNull(namespace, "namespace");
    this.kind = Objects.requireNonNull(kind, "kind");
    this.codec = Objects.requireNonNull(codec, "codec");
  }

  /** The key of an id. */
  public Key key(String id) {
    return new Key(namespace, kind, id);
  }

  /** Reads an object as the kind's policy says. */
  public CompletableFuture<Read<T>> get(String id) {
    return client.get(key(id), codec);
  }

  /** Reads an object. */
  public CompletableFuture<Read<T>> get(String id, ReadOptions options) {
    return client.get(key(id), codec, options);
  }

  /** Reads many objects, in the order of the ids. */
  public CompletableFuture<List<BatchItem<Read<T>>>> batchGet(
      Collection<String> ids, ReadOptions options) {
    return client.batchGet(keys(ids), codec, options);
  }

  /** Stores a value as the kind's policy says. */
  public CompletableFuture<PutResult> put(String id, T value) {
    return client.put(key(id), value, codec);
  }

  /** Stores a value. */
  public CompletableFuture<PutResult> put(String id, T value, PutOptions options) {
    return client.put(key(id), value, codec, options);
  }

  /** Stores the origin's answer that the object does not exist. */
  public CompletableFuture<PutResult> putNegative(String id) {
    return client.put(Put.negative(key(id)), codec);
  }

  /** Stores many values in one transaction. {@link #key} makes their keys. */
  public CompletableFuture<List<BatchItem<PutResult>>> batchPut(List<Put<T>> puts, BatchMode mode) {
    return client.batchPut(puts, codec, mode);
  }

  /** The origin said 'not modified': the objects are fresh again. */
  public CompletableFuture<List<TouchResult>> touch(Collection<String> ids, Lifetime lifetime) {
    return client.touch(keys(ids), lifetime);
  }

  /** Deletes an object, leaving a tombstone. */
  public CompletableFuture<DeleteResult> delete(String id) {
    return client.delete(key(id));
  }

  /** Makes objects stale, or removes them. */
  public CompletableFuture<InvalidateResult> invalidate(
      Collection<String> ids, InvalidateMode mode) {
    return client.invalidate(keys(ids), mode);
  }

  /** Makes all objects of the kind stale, or removes them. */
  public CompletableFuture<InvalidateResult> invalidateAll(InvalidateMode mode) {
    return client.invalidateKind(namespace, kind, mode);
  }

  /**
   * Asks for the objects that have a value in one of these fields, or in any when none is named.
   */
  public CompletableFuture<Page<CachedObject<T>>> lookup(
      String pageToken, String value, String... fields) {
    return client.lookup(Lookup.of(namespace, kind, value, fields), codec, pageToken);
  }

  /** Reads an object, and loads it when nothing acceptable is cached. */
  public CompletableFuture<Answer<T>> getOrLoad(String id, AsyncLoader<T> loader) {
    return getOrLoad(id, loader, LoadOptions.defaults());
  }

  /** Reads an object, and loads it when nothing acceptable is cached. */
  public CompletableFuture<Answer<T>> getOrLoad(
      String id, AsyncLoader<T> loader, LoadOptions options) {
    return client.getOrLoad(key(id), codec, loader, options);
  }

  /** The same with a loader that may ask whether what is cached still holds. */
  public CompletableFuture<Answer<T>> getOrLoad(
      String id, AsyncConditionalLoader<T> loader, LoadOptions options) {
    return client.getOrLoad(key(id), codec, loader, options);
  }

  /** The same with a loader that blocks; it runs on the client's loader executor. */
  public CompletableFuture<Answer<T>> getOrLoadBlocking(
      String id, Loader<T> loader, LoadOptions options) {
    return client.getOrLoadBlocking(key(id), codec, loader, options);
  }

  /** The same with a loader that blocks and may ask whether what is cached still holds. */
  public CompletableFuture<Answer<T>> getOrLoadBlocking(
      String id, ConditionalLoader<T> loader, LoadOptions options) {
    return client.getOrLoadBlocking(key(id), codec, loader, options);
  }

  private List<Key> keys(Collection<String> ids) {
    return ids.stream().map(this::key).toList();
  }
}
