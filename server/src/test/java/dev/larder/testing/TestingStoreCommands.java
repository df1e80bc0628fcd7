package dev.larder.testing;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Entry;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.ObjectKey;
import dev.larder.model.Precondition;
import dev.larder.model.Validity;
import dev.larder.store.ChangeType;
import dev.larder.store.Invalidation;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import dev.larder.store.TagMark;
import dev.larder.store.WriteCommand;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Carries out the commands of {@link WriteCommand} on a {@link TestingStoreState}. */
final class TestingStoreCommands {
  /** As in every store: how far apart the clocks of those who write may be. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);

  private final TestingStoreState state;
  private final InstantSource clock;

  TestingStoreCommands(TestingStoreState state, InstantSource clock) {
    this.state = state;
    this.clock = clock;
  }

  /**
   * The result has the type that the command names; what is refused is refused before anything has
   * changed.
   */
  @SuppressWarnings("unchecked")
  <R> R run(WriteCommand<R> command) {
    return (R) result(command);
  }

  private Object result(WriteCommand<?> command) {
    if (command instanceof WriteCommand.Claimed<?> claimed) {
      claimed.claim().require();
      refuseIfInvalidatedSince(claimed);
      claimed.claim().landing(state.revisions().getOrDefault(namespace(claimed.command()), 0L));
      try {
        return result(claimed.command());
      } catch (CacheException refusal) {
        claimed.claim().notLanding();
        throw refusal;
      }
    } else if (command instanceof WriteCommand.Put put) {
      return put(put);
    } else if (command instanceof WriteCommand.PutBatch batch) {
      return putBatch(batch);
    } else if (command instanceof WriteCommand.Touch touch) {
      return touch.items().stream().map(this::touch).toList();
    } else if (command instanceof WriteCommand.Delete delete) {
      return delete(delete);
    } else if (command instanceof WriteCommand.InvalidateKeys keys) {
      return invalidate(keys);
    } else if (command instanceof WriteCommand.InvalidateKind kind) {
      return invalidate(kind);
    } else if (command instanceof WriteCommand.InvalidateTags tags) {
      return invalidate(tags);
    } else if (command instanceof WriteCommand.PutNamespace put) {
      checkEtag(put.settings().name(), put.expectedEtag());
      return state.putSettings(put.settings());
    } else if (command instanceof WriteCommand.DeleteNamespace delete) {
      return deleteNamespace(delete);
    } else if (command instanceof WriteCommand.Clear clear) {
      return clear(clear);
    }
    throw new IllegalArgumentException("unknown command " + command);
  }

  private void refuseIfInvalidatedSince(WriteCommand.Claimed<?> claimed) {
    List<String> tags = new ArrayList<>(claimed.claim().tags());
    if (claimed.command() instanceof WriteCommand.Put put) {
      tags.addAll(put.content().tags());
    }
    NamespaceState namespace = state.namespace(namespace(claimed.command()));
    if (namespace != null && namespace.tagMarks().invalidatedSince(tags, claimed.claim().since())) {
      throw new CacheException(Reason.FILL_SUPERSEDED, "a tag was invalidated");
    }
  }

  private static String namespace(WriteCommand<?> claimed) {
    if (claimed instanceof WriteCommand.Put put) {
      return put.key().namespace();
    } else if (claimed instanceof WriteCommand.Touch touch) {
      return touch.items().get(0).key().namespace();
    }
    throw new UnsupportedOperationException("claimed: " + claimed.getClass());
  }

  private WriteCommand.PutResult put(WriteCommand.Put put) {
    ObjectKey key = put.key();
    if (!put.mayCreate()) {
      state.requireKind(key);
    }
    Entry before = state.entry(key);
    Entry current = live(before);
    check(put.precondition(), current, put.validity().fetchTime());
    refuseOverQuota(new Entry(key, put.content(), put.validity(), 0, null), before);
    KindState kind = state.ensureKind(key.namespace(), key.kind());
    long revision = state.nextRevision(key.namespace());
    Validity validity = kind.tagMarks().apply(put.validity(), revision, put.content().tags());
    state.store(kind, ChangeType.PUT, new Entry(key, put.content(), validity, revision, null));
    String etag = put.content().etag();
    return new WriteCommand.PutResult(
        revision, etag, current == null || !current.content().etag().equals(etag));
  }

  private void check(
      @Nullable Precondition precondition, @Nullable Entry current, Instant fetchTime) {
    if (precondition == null || holds(precondition, current, fetchTime)) {
      return;
    }
    if (precondition instanceof Precondition.Absent) {
      throw new CacheException(Reason.ALREADY_EXISTS, "already there");
    }
    throw conflict(current);
  }

  private boolean holds(Precondition precondition, @Nullable Entry current, Instant fetchTime) {
    if (precondition instanceof Precondition.RevisionIs expected) {
      return current != null && current.revision() == expected.revision();
    } else if (precondition instanceof Precondition.EtagIs expected) {
      return current != null && current.content().etag().equals(expected.etag());
    } else if (precondition instanceof Precondition.NewerFetchTime) {
      return current == null || isNewer(fetchTime, current.validity().fetchTime());
    }
    return current == null;
  }

  private boolean isNewer(Instant fetchTime, Instant currentFetchTime) {
    return fetchTime.isAfter(currentFetchTime)
        || currentFetchTime.isAfter(clock.instant().plus(CLOCK_TOLERANCE));
  }

  private static CacheException conflict(@Nullable Entry current) {
    return current == null
        ? new CacheException(Reason.VERSION_CONFLICT, "nothing there")
        : new CacheException(
            Reason.VERSION_CONFLICT,
            "not the current entry",
            Map.of(
                CacheException.CURRENT_REVISION, Long.toString(current.revision()),
                CacheException.CURRENT_ETAG, current.content().etag()));
  }

  private void refuseOverQuota(Entry entry, @Nullable Entry before) {
    NamespaceState namespace = state.namespace(entry.key().namespace());
    if (namespace == null || namespace.limits().eviction() != NamespaceLimits.Eviction.REJECT) {
      return;
    }
    long moreBytes = entry.weight() - (before == null ? 0 : before.weight());
    boolean bytes =
        moreBytes > 0 && namespace.limits().exceededBy(state.bytes(namespace) + moreBytes, 0);
    boolean objects =
        before == null && namespace.limits().exceededBy(0, state.objects(namespace) + 1);
    if (bytes || objects) {
      throw new CacheException(Reason.QUOTA_EXCEEDED, "the namespace is full");
    }
  }

  private List<WriteCommand.PutBatch.Item> putBatch(WriteCommand.PutBatch batch) {
    List<WriteCommand.PutBatch.Item> items = new ArrayList<>();
    Runnable undo = state.savepoint();
    for (WriteCommand.Put put : batch.puts()) {
      try {
        items.add(new WriteCommand.PutBatch.Stored(put(put)));
      } catch (CacheException e) {
        if (batch.atomic()) {
          undo.run();
          return aborted(batch.puts().size(), items.size(), e);
        }
        items.add(new WriteCommand.PutBatch.Refused(e));
      }
    }
    return items;
  }

  private static List<WriteCommand.PutBatch.Item> aborted(
      int size, int refused, CacheException why) {
    CacheException other = new CacheException(Reason.BATCH_ABORTED, "another item failed");
    List<WriteCommand.PutBatch.Item> items =
        new ArrayList<>(Collections.nCopies(size, new WriteCommand.PutBatch.Refused(other)));
    items.set(refused, new WriteCommand.PutBatch.Refused(why));
    return items;
  }

  private OptionalLong touch(WriteCommand.Touch.Item item) {
    Entry current = live(state.entry(item.key()));
    if (current == null) {
      return OptionalLong.empty();
    }
    Validity validity = current.content().negative() ? item.negativeValidity() : item.validity();
    return OptionalLong.of(replace(current, ChangeType.REFRESHED, validity, null));
  }

  private long replace(
      Entry current, ChangeType type, Validity validity, @Nullable Instant deleteTime) {
    ObjectKey key = current.key();
    long revision = state.nextRevision(key.namespace());
    KindState kind = state.ensureKind(key.namespace(), key.kind());
    Validity applied = kind.tagMarks().apply(validity, revision, current.content().tags());
    state.store(kind, type, new Entry(key, current.content(), applied, revision, deleteTime));
    return revision;
  }

  private WriteCommand.DeleteResult delete(WriteCommand.Delete delete) {
    Entry stored = found(delete.key());
    Entry current = live(stored);
    if (delete.precondition() != null && current == null) {
      throw conflict(null);
    }
    check(delete.precondition(), current, clock.instant());
    if (stored == null || (!delete.purge() && current == null)) {
      return new WriteCommand.DeleteResult(false, 0);
    }
    return new WriteCommand.DeleteResult(
        true,
        delete.purge()
            ? purge(stored, ChangeType.DELETED)
            : replace(stored, ChangeType.DELETED, stored.validity(), clock.instant()));
  }

  private long purge(Entry stored, ChangeType type) {
    ObjectKey key = stored.key();
    state.remove(state.ensureKind(key.namespace(), key.kind()), type, key);
    return state.nextRevision(key.namespace());
  }

  private WriteCommand.InvalidateResult invalidate(WriteCommand.InvalidateKeys invalidation) {
    long reached = 0;
    for (ObjectKey key : invalidation.keys()) {
      Entry stored = found(key);
      if (stored != null) {
        reached++;
        long unused =
            invalidation.hard()
                ? purge(stored, ChangeType.INVALIDATED)
                : replace(
                    stored,
                    ChangeType.INVALIDATED,
                    stored.validity().staleFrom(clock.instant()),
                    stored.deleteTime());
      }
    }
    return new WriteCommand.InvalidateResult(state.revision(invalidation.namespace()), reached);
  }

  private WriteCommand.InvalidateResult invalidate(WriteCommand.InvalidateKind invalidation) {
    String namespace = invalidation.namespace();
    KindState kind = state.kind(namespace, invalidation.kind());
    long reached = kind == null ? 0 : state.count(kind.generation());
    if (reached == 0) {
      return new WriteCommand.InvalidateResult(state.revision(namespace), 0);
    }
    long revision = state.nextRevision(namespace);
    if (invalidation.hard()) {
      state.clearKind(namespace, invalidation.kind());
    } else {
      state.invalidateSoftly(
          namespace, invalidation.kind(), new Invalidation(revision, clock.instant()));
    }
    return new WriteCommand.InvalidateResult(revision, reached);
  }

  private WriteCommand.InvalidateResult invalidate(WriteCommand.InvalidateTags invalidation) {
    NamespaceState namespace = state.namespace(invalidation.namespace());
    if (namespace == null) {
      return new WriteCommand.InvalidateResult(0, 0);
    }
    Map<String, TagMark> marked = new HashMap<>();
    for (String tag : new LinkedHashSet<>(invalidation.tags())) {
      Invalidation next = new Invalidation(state.nextRevision(namespace.name()), clock.instant());
      marked.put(tag, namespace.tagMarks().of(tag).plus(next, invalidation.hard()));
    }
    state.setTagMarks(namespace.name(), namespace.tagMarks().with(marked));
    return new WriteCommand.InvalidateResult(
        state.revision(namespace.name()), WriteCommand.InvalidateResult.UNCOUNTED);
  }

  private void checkEtag(String name, @Nullable String expected) {
    NamespaceState current = state.namespace(name);
    String etag = NamespaceState.etagOf(current);
    if (expected != null && !expected.equals(etag)) {
      throw new CacheException(
          Reason.VERSION_CONFLICT, "the etag differs", Map.of(CacheException.CURRENT_ETAG, etag));
    }
  }

  private long deleteNamespace(WriteCommand.DeleteNamespace delete) {
    NamespaceState current = state.requireNamespace(delete.name());
    checkEtag(delete.name(), delete.expectedEtag());
    long gone = 0;
    for (String kind : current.kinds().keySet()) {
      gone += state.clearKind(delete.name(), kind);
    }
    state.deleteNamespace(delete.name());
    return gone;
  }

  private long clear(WriteCommand.Clear clear) {
    String namespace = clear.namespace();
    List<String> names = namespace == null ? state.namespaceNames() : List.of(namespace);
    if (clear.kind() != null
        && namespace != null
        && !state.requireNamespace(namespace).kinds().containsKey(clear.kind())) {
      throw new CacheException(Reason.KIND_NOT_FOUND, "no kind " + clear.kind());
    }
    long gone = 0;
    for (String name : names) {
      gone += clear(state.requireNamespace(name), clear.kind());
    }
    return gone;
  }

  private long clear(NamespaceState namespace, @Nullable String only) {
    long gone = 0;
    for (String kind : namespace.kinds().keySet()) {
      if (only == null || kind.equals(only)) {
        gone += state.clearKind(namespace.name(), kind);
      }
    }
    if (gone > 0) {
      long unused = state.nextRevision(namespace.name());
    }
    return gone;
  }

  /** What is stored and not gone; a tombstone too. */
  private @Nullable Entry found(ObjectKey key) {
    Entry stored = state.entry(key);
    return stored == null || stored.goneAt(clock.instant()) ? null : stored;
  }

  /** The current entry in the sense of {@link Precondition}. */
  private @Nullable Entry live(@Nullable Entry stored) {
    return stored == null || stored.tombstone() || stored.goneAt(clock.instant()) ? null : stored;
  }
}
