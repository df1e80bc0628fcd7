package dev.larder.cache;

import dev.larder.model.Entry;
import dev.larder.store.Catalogue;
import dev.larder.store.Commit;
import dev.larder.store.CommitListener;
import dev.larder.store.EntryAddress;
import dev.larder.store.ObjectStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What has been committed, as far as readers may know. A commit is published in this order: the
 * running reads of what it changed are detached, the hot tier takes its changes over, the catalogue
 * is advanced, the revisions are. A reader goes the other way: revision first, then catalogue, then
 * hot tier or store; so it sees at least what its revision says.
 *
 * <p>The sequence is odd while a commit is being published and moves with every publication: two
 * equal, even readings with looks in between prove that the looks saw one state.
 *
 * <p>Thread-safe: one writer thread publishes, anybody reads.
 */
final class Publication implements CommitListener {
  private final HotTier hotTier;
  private final ReadFlights flights;
  private final AtomicLong sequence = new AtomicLong();
  private final Map<String, Long> revisions;
  private volatile Catalogue catalogue;

  private Publication(
      HotTier hotTier, ReadFlights flights, Catalogue catalogue, Map<String, Long> revisions) {
    this.hotTier = hotTier;
    this.flights = flights;
    this.catalogue = catalogue;
    this.revisions = new ConcurrentHashMap<>(revisions);
  }

  /**
   * Begins where the store stands and follows its commits from there; only before its first write.
   */
  static Publication following(ObjectStore store, HotTier hotTier, ReadFlights flights) {
    Publication publication =
        new Publication(hotTier, flights, store.catalogue(), store.initialRevisions());
    store.addCommitListener(publication);
    return publication;
  }

  /** In force now. Never goes back. */
  Catalogue catalogue() {
    return catalogue;
  }

  /**
   * True while nothing has replaced this catalogue; the store makes a new one only when something
   * in it changed.
   */
  @SuppressWarnings("ReferenceEquality")
  boolean inForce(Catalogue earlier) {
    return catalogue == earlier;
  }

  /** The revision up to which a namespace's changes are published; 0 while it does not exist. */
  long revision(String namespace) {
    return revisions.getOrDefault(namespace, 0L);
  }

  /** Odd while a commit is being published. */
  long sequence() {
    return sequence.get();
  }

  @Override
  public void committed(Commit commit) {
    sequence.incrementAndGet();
    try {
      lastOfEach(commit.changes()).forEach(this::publish);
      commit.overhauled().forEach(this::publishOverhaul);
      catalogue = commit.catalogue();
      revisions.putAll(commit.revisions());
      forgetDeletedNamespaces(commit.catalogue());
    } finally {
      sequence.incrementAndGet();
    }
  }

  /**
   * Detached first: a read that began before the commit must not be joined by one who has seen the
   * change in the hot tier.
   */
  private void publish(EntryAddress address, @Nullable Entry entry) {
    flights.detach(address);
    hotTier.change(address, entry);
  }

  private void publishOverhaul(long generation) {
    flights.detachAll(generation);
    hotTier.overhaul(generation);
  }

  /** The states in between were never visible in the store, so they must not be here. */
  private static Map<EntryAddress, @Nullable Entry> lastOfEach(List<Commit.Change> changes) {
    Map<EntryAddress, @Nullable Entry> last = new HashMap<>();
    for (Commit.Change change : changes) {
      last.put(change.address(), change.entry());
    }
    return last;
  }

  private void forgetDeletedNamespaces(Catalogue current) {
    if (revisions.size() > current.namespaces().size()) {
      revisions.keySet().retainAll(current.namespaces().keySet());
    }
  }
}
