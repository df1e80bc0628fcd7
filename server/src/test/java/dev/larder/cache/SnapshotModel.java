package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.cache.ReferenceModel.TakenBack;
import dev.larder.cache.ReferenceModel.Value;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Freshness;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import dev.larder.store.StoredCollection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Those of the random steps of a {@link CollectionModel} that replace a collection by pages. What
 * must hold:
 *
 * <ul>
 *   <li>A snapshot is committed exactly when all of its pages have come, in whatever order and
 *       however often; nothing of one that is not committed is ever seen, and none outlives a
 *       restart.
 *   <li>What was deleted, invalidated or cleared after a page came, and before the commit, is never
 *       fresh by that page, and never comes back by it.
 * </ul>
 */
final class SnapshotModel {
  private static final int MOST_PAGES = 3;
  private static final int REMEMBERED_SNAPSHOTS = 4;

  private final FillModel model;
  private final StepJournal journal;
  private final ReferenceModel reference;
  private final Map<String, Integer> met;
  private final List<Staged> snapshots = new ArrayList<>();

  SnapshotModel(FillModel model, Map<String, Integer> met) {
    this.model = model;
    this.journal = model.journal;
    this.reference = model.reference;
    this.met = met;
  }

  /** A snapshot that is being put together, or was committed. */
  private static final class Staged {
    final int run;
    final String name;
    final String id;
    final Instant softExpiry;
    final Map<Integer, Map<String, Value>> pages = new TreeMap<>();

    /** By page: how much had been taken back when it came first. */
    final Map<Integer, Integer> takenBack = new HashMap<>();

    Instant keptUntil;
    @Nullable CollectionView committed;

    Staged(int run, String name, String id, Instant softExpiry, Instant keptUntil) {
      this.run = run;
      this.name = name;
      this.id = id;
      this.softExpiry = softExpiry;
      this.keptUntil = keptUntil;
    }

    boolean hasExactly(int pageCount) {
      return pages.size() == pageCount
          && pages.keySet().stream().allMatch(page -> page < pageCount);
    }

    Set<String> ids() {
      Set<String> ids = new TreeSet<>();
      pages.values().forEach(page -> ids.addAll(page.keySet()));
      return ids;
    }
  }

  static Map<String, Value> someMembers(FillModel model) {
    Map<String, Value> members = new TreeMap<>();
    for (String id : FillModel.IDS) {
      if (model.journal.random.nextInt(3) > 0) {
        members.put(id, model.value(model.clock.instant()));
      }
    }
    return members;
  }

  static List<PutRequest> puts(Map<String, Value> members) {
    List<PutRequest> puts = new ArrayList<>();
    members.forEach((id, value) -> puts.add(value.put(id)));
    return puts;
  }

  static LifetimeRequest someLifetime(FillModel model) {
    return ReferenceModel.lifetime(
        ReferenceModel.FRESH.plusSeconds(model.journal.random.nextInt(5)));
  }

  static Instant softExpiry(FillModel model, LifetimeRequest lifetime) {
    Duration fresh = lifetime.fresh();
    return model.clock.instant().plus(fresh == null ? Duration.ZERO : fresh);
  }

  void append(String name) {
    Staged staged =
        snapshots.isEmpty() || journal.random.nextInt(4) == 0
            ? begin(name)
            : journal.pick(snapshots);
    int page = journal.random.nextInt(MOST_PAGES);
    Map<String, Value> members = someMembers(model);
    Reason refusal =
        RevisionOrder.refusal(
            model.run().collections.append(staged.id, page, puts(members), Cancellation.NEVER));
    journal.note("append %s to %s: %s".formatted(members, page(staged, page), refusal));
    assertEquals(isKept(staged) ? null : Reason.SNAPSHOT_NOT_FOUND, refusal);
    if (refusal == null) {
      staged.pages.put(page, members);
      staged.takenBack.putIfAbsent(page, reference.takenBack.size());
      staged.keptUntil = keptUntil();
    }
  }

  private static String page(Staged staged, int page) {
    return "page %d of %s of %s".formatted(page, staged.id, staged.name);
  }

  /** With the oldest being forgotten: that one is abandoned. */
  private Staged begin(String name) {
    LifetimeRequest lifetime = someLifetime(model);
    String id =
        model
            .run()
            .collections
            .begin(new CollectionReplacement(CollectionModel.ref(name), lifetime, null, null))
            .join();
    Staged begun =
        new Staged(model.leaders.runs(), name, id, softExpiry(model, lifetime), keptUntil());
    if (snapshots.size() == REMEMBERED_SNAPSHOTS) {
      snapshots.remove(0);
    }
    snapshots.add(begun);
    return begun;
  }

  private Instant keptUntil() {
    return model.clock.instant().plus(CollectionCache.SNAPSHOT_KEPT);
  }

  private boolean isKept(Staged staged) {
    return staged.run == model.leaders.runs() && model.clock.instant().isBefore(staged.keptUntil);
  }

  void commit() {
    if (snapshots.isEmpty()) {
      return;
    }
    Staged staged = journal.pick(snapshots);
    int pages =
        journal.random.nextInt(4) == 0
            ? journal.random.nextInt(MOST_PAGES + 1)
            : staged.pages.size();
    CompletableFuture<CollectionView> done = model.run().collections.commit(staged.id, pages);
    Reason refusal = RevisionOrder.refusal(done);
    journal.note("commit %d pages of %s: %s".formatted(pages, staged.id, refusal));
    meet("commit " + refusal);
    if (!isKept(staged)) {
      assertEquals(Reason.SNAPSHOT_NOT_FOUND, refusal);
    } else if (staged.committed != null) {
      assertEquals(staged.committed.collection(), done.join().collection());
    } else if (staged.hasExactly(pages)) {
      assertNull(model.revisions.acknowledged(done, view -> view.collection().revision()));
      staged.committed = done.join();
      staged.keptUntil = keptUntil();
      committed(staged, done.join().collection());
    } else {
      assertEquals(Reason.SNAPSHOT_INCOMPLETE, refusal);
    }
  }

  private void meet(String what) {
    met.merge(what, 1, Integer::sum);
  }

  private void committed(Staged staged, StoredCollection committed) {
    Map<String, ReadAnswer> found = new HashMap<>();
    staged.ids().forEach(id -> found.put(id, find(id)));
    Set<String> members = new TreeSet<>();
    staged.pages.forEach(
        (page, values) ->
            values.forEach(
                (id, value) -> {
                  Since since = since(staged.takenBack.getOrDefault(page, 0), staged.name, id);
                  if (lands(id, value, since, FillModel.require(found.get(id)))) {
                    members.add(id);
                  }
                }));
    assertEquals(members.size(), committed.memberCount());
    found.forEach(this::check);
    commitSet(staged, members, committed);
  }

  private ReadAnswer find(String id) {
    ReadPolicy any = ReadPolicy.of(Freshness.ANY);
    return model
        .run()
        .cache
        .get(new ReadRequest(TestingEntries.key(id), any, ""), Cancellation.NEVER)
        .join();
  }

  /**
   * What was taken back after a page came.
   *
   * @param last place of the last; -1: nothing was
   * @param gone it was removed
   * @param deleted the last time that it was removed it was deleted
   */
  private record Since(int last, boolean gone, boolean deleted) {
    boolean isNothing() {
      return last < 0;
    }
  }

  /**
   * What concerns a collection.
   *
   * @param member one of its objects too; null: the set alone
   */
  private Since since(int first, String name, @Nullable String member) {
    Since since = new Since(-1, false, false);
    for (int i = first; i < reference.takenBack.size(); i++) {
      TakenBack each = reference.takenBack.get(i);
      if (member == null ? each.concerns(name) : each.concerns(name, member)) {
        since =
            each.gone()
                ? new Since(i, true, each.deleted())
                : new Since(i, since.gone, since.deleted);
      }
    }
    return since;
  }

  /**
   * A member is stored, or what has come since stays.
   *
   * @param found what is stored after the commit
   * @return true: it is in the set
   */
  private boolean lands(String id, Value value, Since since, ReadAnswer found) {
    if (since.isNothing()) {
      model.wrote(id, value);
      return true;
    }
    meet(since.gone() ? "member gone since" : "member stale since");
    if (isThere(id, found) && (since.gone() || reference.isWrittenAfter(id, since.last()))) {
      return true;
    } else if (since.gone()) {
      return !since.deleted();
    }
    model.wrote(id, value);
    landsStale(id, value, found);
    return true;
  }

  /** Where the model cannot know, what is there tells. */
  private boolean isThere(String id, ReadAnswer found) {
    return reference.isThere(id)
        || (reference.mayBeThere(id)
            && found.entry() != null
            && reference.mayServe(id, TestingEntries.text(found)));
  }

  private void landsStale(String id, Value value, ReadAnswer found) {
    Instant now = model.clock.instant();
    reference.staleFrom(id, now);
    if (found.entry() == null) {
      Instant gone = value.fetched().plus(ReferenceModel.LONGEST_STALE);
      assertTrue(value.tagged() || !now.isBefore(gone), "is lost");
      reference.lose(id);
    } else if (TestingEntries.text(found).equals(value.text())) {
      reference.staleFrom(id, found.entry().entry().validity().softExpiry());
    }
  }

  private void check(String id, ReadAnswer found) {
    if (found.entry() != null) {
      assertTrue(reference.mayServe(id, TestingEntries.text(found)), "comes back");
    }
    assertTrue(found.outcome() != Outcome.FRESH || reference.isFresh(id), "fresh, and is not");
  }

  private void commitSet(Staged staged, Set<String> members, StoredCollection committed) {
    int first =
        staged.takenBack.values().stream().min(Integer::compare).orElse(reference.takenBack.size());
    Since since = since(first, staged.name, null);
    if (since.gone()) {
      meet("set gone since");
      reference.commitGone(staged.name);
    } else if (since.isNothing()) {
      reference.commit(staged.name, members, staged.softExpiry);
    } else {
      meet("set stale since");
      Instant softExpiry = committed.validity().softExpiry();
      assertFalse(model.clock.instant().isBefore(softExpiry), "a fresh set");
      reference.commit(staged.name, members, softExpiry);
    }
  }
}
