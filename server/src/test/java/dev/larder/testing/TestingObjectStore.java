package dev.larder.testing;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.store.Catalogue;
import dev.larder.store.Commit;
import dev.larder.store.CommitListener;
import dev.larder.store.EntryAddress;
import dev.larder.store.KindState;
import dev.larder.store.Lookup;
import dev.larder.store.NamespaceState;
import dev.larder.store.ObjectStore;
import dev.larder.store.StoreStatistics;
import dev.larder.store.TagMarks;
import dev.larder.store.WriteCommand;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory that a test can hold up at the two places that matter: between the snapshot of
 * a read and its answer, and between the commit of a write and its publication. Everything happens
 * on the calling thread, so an interleaving is simply the order of the test's statements.
 *
 * <p>Thread-safe.
 */
public final class TestingObjectStore implements ObjectStore {
  /** There is no database, but a store that has none would be unlike any other. */
  private static final long DATABASE_BYTES = 4_096;

  private final TestingStoreState state = new TestingStoreState();
  private final TestingStoreCommands commands;
  private final List<CommitListener> listeners = new ArrayList<>();
  private final Queue<Runnable> heldAnswers = new ArrayDeque<>();
  private final Queue<Runnable> heldPublications = new ArrayDeque<>();
  private boolean holdingAnswers;
  private boolean holdingPublications;
  private @Nullable RuntimeException readFailure;
  private int reads;
  private int lookups;
  private final List<EntryAddress> accesses = new ArrayList<>();
  private int lookupPageLimit = Integer.MAX_VALUE;
  private long mostReadBytes = MOST_READ_BYTES;

  public TestingObjectStore(InstantSource clock) {
    this.commands = new TestingStoreCommands(state, clock);
  }

  /** From now on reads take their snapshot, and answer only when released. */
  public synchronized void holdAnswers() {
    holdingAnswers = true;
  }

  /** Answers every held read, oldest first; later ones answer at once. */
  public synchronized void releaseAnswers() {
    holdingAnswers = false;
    drain(heldAnswers);
  }

  /** Answers the held read that began first; later ones are held still. */
  public synchronized void releaseOldestAnswer() {
    heldAnswers.remove().run();
  }

  /** Answers the held read that began last; later ones are held still. */
  public synchronized void releaseNewestAnswer() {
    ArrayDeque<Runnable> answers = (ArrayDeque<Runnable>) heldAnswers;
    answers.removeLast().run();
  }

  /** From now on writes are committed, and published and acknowledged only when released. */
  public synchronized void holdPublications() {
    holdingPublications = true;
  }

  /** Publishes and acknowledges every held write; later ones are at once. */
  public synchronized void releasePublications() {
    holdingPublications = false;
    drain(heldPublications);
  }

  private static void drain(Queue<Runnable> held) {
    for (Runnable next = held.poll(); next != null; next = held.poll()) {
      next.run();
    }
  }

  /** Makes every read fail at once; null: no more. */
  public synchronized void failReads(@Nullable RuntimeException failure) {
    readFailure = failure;
  }

  /** Makes pages of a lookup shorter, as a bound in bytes would. */
  public synchronized void limitLookupPages(int entries) {
    lookupPageLimit = entries;
  }

  /** Makes a read stop once it has found so many bytes. */
  public synchronized void limitReads(long bytes) {
    mostReadBytes = bytes;
  }

  /** What is stored there, without a read that counts; null: nothing. */
  public synchronized @Nullable Entry stored(EntryAddress address) {
    return state.entries().get(address);
  }

  /** Writes the effect of the invalidated tags into the entries, and publishes that. */
  public synchronized void sweepTags(String namespace) {
    state.writeTagMarksDown(namespace);
    Commit commit = state.commit();
    listeners.forEach(listener -> listener.committed(commit));
  }

  /** Forgets that tags were invalidated, as a store does some time after their sweep. */
  public synchronized void dropTags(String namespace) {
    TagMarks marks = state.requireNamespace(namespace).tagMarks();
    state.setTagMarks(namespace, marks.without(marks.marks().keySet()));
    Commit commit = state.commit();
    listeners.forEach(listener -> listener.committed(commit));
  }

  /** How many reads were made. */
  public synchronized int reads() {
    return reads;
  }

  /** How many lookups were made. */
  public synchronized int lookups() {
    return lookups;
  }

  @Override
  public synchronized Catalogue catalogue() {
    return state.catalogue();
  }

  @Override
  public long incarnation() {
    return 1;
  }

  @Override
  public synchronized Map<String, Long> initialRevisions() {
    return state.revisions();
  }

  @Override
  public synchronized void addCommitListener(CommitListener listener) {
    listeners.add(listener);
  }

  @Override
  public synchronized CompletableFuture<List<Optional<Entry>>> read(
      List<EntryAddress> addresses, Cancellation cancellation) {
    reads++;
    if (readFailure != null) {
      return CompletableFuture.failedFuture(readFailure);
    }
    List<Optional<Entry>> found = find(addresses);
    CompletableFuture<List<Optional<Entry>>> answer = new CompletableFuture<>();
    Runnable answering = () -> answer(answer, found, cancellation);
    if (holdingAnswers) {
      heldAnswers.add(answering);
    } else {
      answering.run();
    }
    return answer;
  }

  private List<Optional<Entry>> find(List<EntryAddress> addresses) {
    List<Optional<Entry>> found = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < addresses.size() && bytes < mostReadBytes; i++) {
      Optional<Entry> entry = Optional.ofNullable(state.entries().get(addresses.get(i)));
      bytes += entry.map(Entry::weight).orElse(0L);
      found.add(entry);
    }
    return found;
  }

  private static <T> void answer(CompletableFuture<T> answer, T found, Cancellation cancellation) {
    if (cancellation.isCancelled()) {
      answer.completeExceptionally(callerGone());
    } else {
      answer.complete(found);
    }
  }

  private static CacheException callerGone() {
    return new CacheException(Reason.CANCELLED, "the caller has gone");
  }

  @Override
  public synchronized void accessed(EntryAddress address) {
    accesses.add(address);
  }

  /** The entries that were served without this store, in order. */
  public synchronized List<EntryAddress> accesses() {
    return List.copyOf(accesses);
  }

  @Override
  public synchronized CompletableFuture<Lookup.Page> lookup(
      Lookup lookup, Cancellation cancellation) {
    lookups++;
    List<Entry> matches =
        state.entries().entrySet().stream()
            .filter(stored -> stored.getKey().generation() == lookup.generation())
            .map(Map.Entry::getValue)
            .filter(entry -> matches(entry, lookup))
            .sorted(Comparator.comparing(entry -> entry.key().id(), TestingStoreState.BYTE_ORDER))
            .toList();
    int most = Math.min(lookup.limit(), lookupPageLimit);
    List<Entry> page = matches.stream().limit(most).toList();
    String next = matches.size() > most ? page.get(most - 1).key().id() : null;
    CompletableFuture<Lookup.Page> answer = new CompletableFuture<>();
    answer(answer, new Lookup.Page(page, next), cancellation);
    return answer;
  }

  private static boolean matches(Entry entry, Lookup lookup) {
    return !entry.goneAt(lookup.now())
        && !entry.content().negative()
        && (lookup.tombstones() || !entry.tombstone())
        && (lookup.afterId() == null
            || TestingStoreState.BYTE_ORDER.compare(entry.key().id(), lookup.afterId()) > 0)
        && (lookup.value() == null
            || entry.content().indexTerms().stream().anyMatch(term -> matches(term, lookup)));
  }

  private static boolean matches(IndexTerm term, Lookup lookup) {
    boolean fold = lookup.foldCaseFields().contains(term.field());
    return (lookup.fields().isEmpty() || lookup.fields().contains(term.field()))
        && (fold
            ? fold(term.value()).equals(fold(String.valueOf(lookup.value())))
            : term.value().equals(lookup.value()));
  }

  private static String fold(String text) {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  @Override
  public synchronized <R> CompletableFuture<R> write(
      WriteCommand<R> command, Cancellation cancellation) {
    if (cancellation.isCancelled()) {
      return CompletableFuture.failedFuture(callerGone());
    }
    CompletableFuture<R> answer = new CompletableFuture<>();
    try {
      R result = commands.run(command);
      Commit commit = state.commit();
      heldPublications.add(() -> publish(commit, answer, result));
    } catch (CacheException e) {
      answer.completeExceptionally(e);
    }
    if (!holdingPublications) {
      drain(heldPublications);
    }
    return answer;
  }

  private <R> void publish(Commit commit, CompletableFuture<R> answer, R result) {
    listeners.forEach(listener -> listener.committed(commit));
    answer.complete(result);
  }

  @Override
  public synchronized CompletableFuture<StoreStatistics> statistics() {
    List<StoreStatistics.Kind> kinds = new ArrayList<>();
    for (NamespaceState namespace : state.catalogue().namespaces().values()) {
      namespace.kinds().forEach((name, kind) -> kinds.add(statistics(namespace, name, kind)));
    }
    return CompletableFuture.completedFuture(
        new StoreStatistics(kinds, DATABASE_BYTES, 0, 0, List.of()));
  }

  private StoreStatistics.Kind statistics(NamespaceState namespace, String name, KindState kind) {
    List<Entry> stored =
        state.entries().entrySet().stream()
            .filter(entry -> entry.getKey().generation() == kind.generation())
            .map(Map.Entry::getValue)
            .toList();
    return new StoreStatistics.Kind(
        namespace.name(),
        name,
        stored.size(),
        stored.stream().mapToLong(Entry::weight).sum(),
        stored.stream().mapToLong(e -> e.validity().fetchTime().getEpochSecond()).sum(),
        state.writes(namespace.name(), name),
        0,
        0);
  }

  @Override
  public void close() {}
}
