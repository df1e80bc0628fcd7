package dev.larder.testing;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Entry;
import dev.larder.model.ObjectKey;
import dev.larder.model.Precondition;
import dev.larder.model.Validity;
import dev.larder.store.Invalidation;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import dev.larder.store.WriteCommand;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Carries out the commands of {@link WriteCommand} on a {@link TestingStoreState}. */
final class TestingStoreCommands {
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
    if (command instanceof WriteCommand.Put put) {
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

  private WriteCommand.PutResult put(WriteCommand.Put put) {
    ObjectKey key = put.key();
    Entry before = state.entry(key);
    Entry current = live(before);
    check(put, current);
    KindState kind = state.ensureKind(key.namespace(), key.kind());
    long revision = state.nextRevision(key.namespace());
    state.store(kind, new Entry(key, put.content(), put.validity(), revision, null));
    String etag = put.content().etag();
    return new WriteCommand.PutResult(
        revision, etag, before == null || !before.content().etag().equals(etag));
  }

  private void check(WriteCommand.Put put, @Nullable Entry current) {
    if (put.precondition() instanceof Precondition.NewerFetchTime
        && current != null
        && !put.validity().fetchTime().isAfter(current.validity().fetchTime())) {
      throw new CacheException(Reason.VERSION_CONFLICT, "fetched before the current entry");
    }
    check(put.precondition(), current);
  }

  private static void check(@Nullable Precondition precondition, @Nullable Entry current) {
    if (precondition instanceof Precondition.Absent && current != null) {
      throw new CacheException(Reason.ALREADY_EXISTS, "already there");
    }
    boolean revisionDiffers =
        precondition instanceof Precondition.RevisionIs is
            && (current == null || current.revision() != is.revision());
    boolean etagDiffers =
        precondition instanceof Precondition.EtagIs is
            && (current == null || !current.content().etag().equals(is.etag()));
    if (revisionDiffers || etagDiffers) {
      throw new CacheException(Reason.VERSION_CONFLICT, "not the current entry");
    }
  }

  private List<WriteCommand.PutBatch.Item> putBatch(WriteCommand.PutBatch batch) {
    List<WriteCommand.PutBatch.Item> items = new ArrayList<>();
    Runnable undo = batch.atomic() ? state.savepoint() : () -> {};
    boolean refused = false;
    for (WriteCommand.Put put : batch.puts()) {
      try {
        items.add(new WriteCommand.PutBatch.Stored(put(put)));
      } catch (CacheException e) {
        refused = true;
        items.add(new WriteCommand.PutBatch.Refused(e));
      }
    }
    if (batch.atomic() && refused) {
      undo.run();
      items.replaceAll(TestingStoreCommands::orAborted);
    }
    return items;
  }

  private static WriteCommand.PutBatch.Item orAborted(WriteCommand.PutBatch.Item item) {
    return item instanceof WriteCommand.PutBatch.Refused
        ? item
        : new WriteCommand.PutBatch.Refused(
            new CacheException(Reason.BATCH_ABORTED, "another item failed"));
  }

  private OptionalLong touch(WriteCommand.Touch.Item item) {
    Entry current = live(state.entry(item.key()));
    if (current == null) {
      return OptionalLong.empty();
    }
    Validity validity = current.content().negative() ? item.negativeValidity() : item.validity();
    return OptionalLong.of(replace(current, validity, null));
  }

  private long replace(Entry current, Validity validity, @Nullable Instant deleteTime) {
    ObjectKey key = current.key();
    long revision = state.nextRevision(key.namespace());
    state.store(
        state.ensureKind(key.namespace(), key.kind()),
        new Entry(key, current.content(), validity, revision, deleteTime));
    return revision;
  }

  private WriteCommand.DeleteResult delete(WriteCommand.Delete delete) {
    Entry stored = state.entry(delete.key());
    check(delete.precondition(), live(stored));
    if (stored == null || (!delete.purge() && live(stored) == null)) {
      return new WriteCommand.DeleteResult(false, 0);
    }
    return new WriteCommand.DeleteResult(
        true, delete.purge() ? purge(stored) : replace(stored, stored.validity(), clock.instant()));
  }

  private long purge(Entry stored) {
    ObjectKey key = stored.key();
    state.remove(state.ensureKind(key.namespace(), key.kind()), key);
    return state.nextRevision(key.namespace());
  }

  private WriteCommand.InvalidateResult invalidate(WriteCommand.InvalidateKeys invalidation) {
    long reached = 0;
    for (ObjectKey key : invalidation.keys()) {
      Entry stored = state.entry(key);
      if (stored != null) {
        reached++;
        long unused =
            invalidation.hard()
                ? purge(stored)
                : replace(
                    stored, stored.validity().staleFrom(clock.instant()), stored.deleteTime());
      }
    }
    return new WriteCommand.InvalidateResult(state.revision(invalidation.namespace()), reached);
  }

  private WriteCommand.InvalidateResult invalidate(WriteCommand.InvalidateKind invalidation) {
    String namespace = invalidation.namespace();
    KindState kind = state.kind(namespace, invalidation.kind());
    if (kind == null) {
      return new WriteCommand.InvalidateResult(state.revision(namespace), 0);
    }
    long reached = state.count(kind.generation());
    long revision = state.nextRevision(namespace);
    if (invalidation.hard()) {
      state.clearKind(namespace, invalidation.kind());
    } else {
      state.invalidateSoftly(
          namespace, invalidation.kind(), new Invalidation(revision, clock.instant()));
    }
    return new WriteCommand.InvalidateResult(revision, reached);
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
      for (String kind : state.requireNamespace(name).kinds().keySet()) {
        if (clear.kind() == null || kind.equals(clear.kind())) {
          gone += state.clearKind(name, kind);
        }
      }
      long unused = state.nextRevision(name);
    }
    return gone;
  }

  /** The current entry in the sense of {@link Precondition}. */
  private @Nullable Entry live(@Nullable Entry stored) {
    return stored == null || stored.tombstone() || stored.goneAt(clock.instant()) ? null : stored;
  }
}
