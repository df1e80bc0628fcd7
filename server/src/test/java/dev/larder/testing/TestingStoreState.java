package dev.larder.testing;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Entry;
import dev.larder.model.KindPolicy;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import dev.larder.store.Catalogue;
import dev.larder.store.ChangeType;
import dev.larder.store.Commit;
import dev.larder.store.EntryAddress;
import dev.larder.store.Invalidation;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import dev.larder.store.TagMarks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TestingObjectStore} holds, and the transaction that is being made. Every change
 * goes through a handful of methods here, so that entries, revisions and the commit that is
 * published never differ.
 */
final class TestingStoreState {
  /** The order of the names' UTF-8 bytes, as a catalogue must have it. */
  static final Comparator<String> BYTE_ORDER =
      (one, other) -> Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());

  private SortedMap<String, NamespaceState> namespaces = new TreeMap<>(BYTE_ORDER);
  private Map<String, Long> revisions = new HashMap<>();
  private Map<EntryAddress, Entry> entries = new HashMap<>();

  /** By namespace and kind: entries put, touched, deleted or invalidated. */
  private Map<List<String>, Long> writes = new HashMap<>();

  private Catalogue catalogue = new Catalogue("testing-epoch", new TreeMap<>());
  private long nextGeneration = 1;
  private long nextEtag = 1;
  private long revisionFloor;

  private final List<Commit.Change> changes = new ArrayList<>();
  private final Map<String, Long> changedRevisions = new HashMap<>();
  private boolean catalogueChanged;

  /** Everything as it is now, for an undo. */
  Runnable savepoint() {
    SortedMap<String, NamespaceState> namespacesThen = new TreeMap<>(namespaces);
    Map<String, Long> revisionsThen = new HashMap<>(revisions);
    Map<EntryAddress, Entry> entriesThen = new HashMap<>(entries);
    Map<List<String>, Long> writesThen = new HashMap<>(writes);
    return () -> {
      namespaces = namespacesThen;
      revisions = revisionsThen;
      entries = entriesThen;
      writes = writesThen;
      changes.clear();
      changedRevisions.clear();
      catalogueChanged = false;
    };
  }

  /** Ends the transaction. */
  Commit commit() {
    if (catalogueChanged) {
      catalogue = new Catalogue(catalogue.epoch(), new TreeMap<>(namespaces));
    }
    Commit commit = new Commit(catalogue, List.copyOf(changes), Map.copyOf(changedRevisions));
    changes.clear();
    changedRevisions.clear();
    catalogueChanged = false;
    return commit;
  }

  Catalogue catalogue() {
    return catalogue;
  }

  Map<EntryAddress, Entry> entries() {
    return entries;
  }

  Map<String, Long> revisions() {
    return Map.copyOf(revisions);
  }

  @Nullable NamespaceState namespace(String name) {
    return namespaces.get(name);
  }

  List<String> namespaceNames() {
    return List.copyOf(namespaces.keySet());
  }

  NamespaceState requireNamespace(String name) {
    NamespaceState state = namespaces.get(name);
    if (state == null) {
      throw new CacheException(Reason.NAMESPACE_NOT_FOUND, "no namespace " + name);
    }
    return state;
  }

  void requireKind(ObjectKey key) {
    if (!requireNamespace(key.namespace()).kinds().containsKey(key.kind())) {
      throw new CacheException(Reason.KIND_NOT_FOUND, "no kind " + key.kind());
    }
  }

  @Nullable KindState kind(String namespace, String kind) {
    NamespaceState state = namespaces.get(namespace);
    return state == null ? null : state.kinds().get(kind);
  }

  /** The kind, made with the default policy if need be. */
  KindState ensureKind(String namespace, String kind) {
    NamespaceState state = namespaces.get(namespace);
    if (state == null) {
      state =
          new NamespaceState(namespace, NamespaceLimits.NONE, new TreeMap<>(BYTE_ORDER), newEtag());
      revisions.put(namespace, revisionFloor);
    }
    KindState existing = state.kinds().get(kind);
    if (existing != null) {
      return existing;
    }
    requireRoomForKinds(namespace, state.kinds().size() + 1);
    return setKind(state, kind, KindState.of(nextGeneration++, KindPolicy.DEFAULT));
  }

  private static void requireRoomForKinds(String namespace, int kinds) {
    if (kinds > NamespaceSettings.MAX_KINDS) {
      throw new CacheException(
          Reason.QUOTA_EXCEEDED,
          "too many kinds",
          Map.of(
              CacheException.LIMIT,
              Integer.toString(NamespaceSettings.MAX_KINDS),
              CacheException.RESOURCE,
              namespace));
    }
  }

  private KindState setKind(NamespaceState state, String name, KindState kind) {
    SortedMap<String, KindState> kinds = new TreeMap<>(state.kinds());
    kinds.put(name, kind);
    setNamespace(state.withKinds(kinds));
    return Objects.requireNonNull(kind(state.name(), name));
  }

  private void setNamespace(NamespaceState state) {
    namespaces.put(state.name(), state);
    catalogueChanged = true;
  }

  private String newEtag() {
    return "etag-" + nextEtag++;
  }

  NamespaceState putSettings(NamespaceSettings settings) {
    NamespaceState current = namespaces.get(settings.name());
    SortedMap<String, KindState> kinds = kinds(current, settings);
    requireRoomForKinds(settings.name(), kinds.size());
    if (current != null
        && current.limits().equals(settings.limits())
        && current.kinds().equals(kinds)) {
      return current;
    }
    revisions.putIfAbsent(settings.name(), revisionFloor);
    TagMarks marks = current == null ? TagMarks.NONE : current.tagMarks();
    setNamespace(
        new NamespaceState(
                settings.name(), settings.limits(), new TreeMap<>(BYTE_ORDER), newEtag(), marks)
            .withKinds(kinds));
    return Objects.requireNonNull(namespaces.get(settings.name()));
  }

  /** Those that exist, with the default policy where none is named, and those that are named. */
  private SortedMap<String, KindState> kinds(
      @Nullable NamespaceState current, NamespaceSettings settings) {
    SortedMap<String, KindState> kinds = new TreeMap<>(BYTE_ORDER);
    if (current != null) {
      current.kinds().forEach((name, kind) -> kinds.put(name, kind.withPolicy(KindPolicy.DEFAULT)));
    }
    settings
        .kinds()
        .forEach(
            (name, policy) -> {
              KindState kind = kinds.get(name);
              kinds.put(
                  name,
                  kind == null ? KindState.of(nextGeneration++, policy) : kind.withPolicy(policy));
            });
    return kinds;
  }

  long nextRevision(String namespace) {
    long revision = revisions.merge(namespace, 1L, Long::sum);
    changedRevisions.put(namespace, revision);
    return revision;
  }

  long revision(String namespace) {
    return revisions.getOrDefault(namespace, 0L);
  }

  /** The entry as the invalidations of its kind and tags leave it. */
  @Nullable Entry entry(ObjectKey key) {
    KindState kind = kind(key.namespace(), key.kind());
    Entry stored = kind == null ? null : entries.get(kind.address(key));
    return kind == null || stored == null ? null : kind.apply(stored);
  }

  void store(KindState kind, ChangeType type, Entry entry) {
    EntryAddress address = kind.address(entry.key());
    entries.put(address, entry);
    countWrite(entry.key());
    changes.add(new Commit.Change(address, type, entry));
  }

  void remove(KindState kind, ChangeType type, ObjectKey key) {
    EntryAddress address = kind.address(key);
    entries.remove(address);
    countWrite(key);
    changes.add(new Commit.Change(address, type, null));
  }

  private void countWrite(ObjectKey key) {
    writes.merge(List.of(key.namespace(), key.kind()), 1L, Long::sum);
  }

  long writes(String namespace, String kind) {
    return writes.getOrDefault(List.of(namespace, kind), 0L);
  }

  long objects(NamespaceState namespace) {
    return of(namespace).count();
  }

  long bytes(NamespaceState namespace) {
    return of(namespace).mapToLong(Entry::weight).sum();
  }

  private Stream<Entry> of(NamespaceState namespace) {
    return entries.values().stream()
        .filter(entry -> entry.key().namespace().equals(namespace.name()));
  }

  void invalidateSoftly(String namespace, String name, Invalidation invalidation) {
    KindState kind = ensureKind(namespace, name);
    setKind(requireNamespace(namespace), name, kind.invalidated(invalidation));
  }

  void setTagMarks(String namespace, TagMarks marks) {
    setNamespace(requireNamespace(namespace).withTagMarks(marks));
  }

  /** Writes the effect of all marks into the entries, as a sweep does, without a new revision. */
  void writeTagMarksDown(String namespace) {
    TagMarks marks = requireNamespace(namespace).tagMarks();
    for (Map.Entry<EntryAddress, Entry> stored : entries.entrySet()) {
      Entry entry = stored.getValue();
      Validity applied = marks.apply(entry.validity(), entry.revision(), entry.content().tags());
      if (entry.key().namespace().equals(namespace) && !applied.equals(entry.validity())) {
        stored.setValue(entry.withValidity(applied));
        changes.add(new Commit.Change(stored.getKey(), ChangeType.REMOVED, null));
      }
    }
  }

  /** How many objects went; their changes are not told one by one. */
  long clearKind(String namespace, String name) {
    KindState kind = ensureKind(namespace, name);
    long before = entries.size();
    entries.keySet().removeIf(address -> address.generation() == kind.generation());
    setKind(requireNamespace(namespace), name, KindState.of(nextGeneration++, kind.policy()));
    return before - entries.size();
  }

  long count(long generation) {
    return entries.keySet().stream().filter(address -> address.generation() == generation).count();
  }

  void deleteNamespace(String name) {
    namespaces.remove(name);
    revisionFloor = Math.max(revisionFloor, Objects.requireNonNull(revisions.remove(name)));
    catalogueChanged = true;
  }
}
