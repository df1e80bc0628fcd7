package dev.larder.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A tenant's settings.
 *
 * @param name the namespace's name
 * @param maxBytes the most bytes of keys, payloads and metadata it may hold; 0 for no limit
 * @param maxObjects the most objects it may hold; 0 for no limit
 * @param eviction what happens at a limit
 * @param kinds the policies of its kinds, each kind once; read back, every kind that exists
 * @param etag moves with every change of these settings; in a put, empty for 'whatever is there'
 *     and "0" for 'there must be none yet'
 */
public record Namespace(
    String name,
    long maxBytes,
    long maxObjects,
    Eviction eviction,
    List<KindPolicy> kinds,
    String etag) {
  public Namespace {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(eviction, "eviction");
    Objects.requireNonNull(etag, "etag");
    kinds = List.copyOf(kinds);
  }

  /** A namespace without limits or kinds of its own. */
  public static Namespace of(String name) {
    return new Namespace(name, 0, 0, Eviction.LRU, List.of(), "");
  }

  /** The policy of a kind; empty when the kind does not exist. */
  public Optional<KindPolicy> kind(String kind) {
    return kinds.stream().filter(policy -> policy.kind().equals(kind)).findFirst();
  }

  /** This, with another {@link #maxBytes}. */
  public Namespace withMaxBytes(long value) {
    return new Namespace(name, value, maxObjects, eviction, kinds, etag);
  }

  /** This, with another {@link #maxObjects}. */
  public Namespace withMaxObjects(long value) {
    return new Namespace(name, maxBytes, value, eviction, kinds, etag);
  }

  /** This, with another {@link #eviction}. */
  public Namespace withEviction(Eviction value) {
    return new Namespace(name, maxBytes, maxObjects, value, kinds, etag);
  }

  /** This, with the policy of one kind added, or in place of the one it had. */
  public Namespace withKind(KindPolicy policy) {
    List<KindPolicy> changed = new ArrayList<>(kinds);
    changed.removeIf(existing -> existing.kind().equals(policy.kind()));
    changed.add(policy);
    return new Namespace(name, maxBytes, maxObjects, eviction, changed, etag);
  }

  /** This, with another {@link #etag}. */
  public Namespace withEtag(String value) {
    return new Namespace(name, maxBytes, maxObjects, eviction, kinds, value);
  }
}
