package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.function.Predicate;
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
 *       fresh by that page, and never comes back by it; and what was put or touched stays.
 *   <li>The answer to a commit says that it is complete exactly when it is.
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

    /** By page: when it came first. */
    final Map<Integer, Came> came = new HashMap<>();

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

  /** How much had been taken back, and changed, when a page came. */
  private record Came(int takenBack, long changes) {}

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
      staged.came.putIfAbsent(page, new Came(reference.takenBack.size(), reference.changes()));
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
    } else if (staged.hasExactly(pages) && isOvertaken(staged)) {
      assertEquals(Reason.VERSION_CONFLICT, refusal);
    } else if (staged.hasExactly(pages)) {
      assertNull(model.revisions.acknowledged(done, view -> view.collection().revision()));
      staged.committed = done.join();
      staged.keptUntil = keptUntil();
      committed(staged, done.join());
    } else {
      assertEquals(Reason.SNAPSHOT_INCOMPLETE, refusal);
    }
  }

  private void meet(String what) {
    met.merge(what, 1, Integer::sum);
  }

  /** It was taken back, and the collection was committed anew. */
  private boolean isOvertaken(Staged staged) {
    Since since = sinceBegun(staged);
    return !since.isNothing() && reference.isCommittedAfter(staged.name, since.last());
  }

  private void committed(Staged staged, CollectionView committed) {
    Map<String, ReadAnswer> found = new HashMap<>();
    staged.ids().forEach(id -> found.put(id, find(id)));
    Set<String> members = new TreeSet<>();
    Map<String, Came> own = new HashMap<>();
    staged.pages.forEach(
        (page, values) ->
            values.forEach(
                (id, value) -> {
                  Came came = FillModel.require(staged.came.get(page));
                  Member member = new Member(staged.name, id, value, came, own);
                  if (lands(member, FillModel.require(found.get(id)))) {
                    members.add(id);
                  }
                }));
    assertEquals(members.size(), committed.collection().memberCount());
    found.forEach(this::check);
    assertEquals(isComplete(committed.collection(), members, found), committed.complete());
    commitSet(staged, members, committed.collection());
  }

  private boolean isComplete(
      StoredCollection committed, Set<String> members, Map<String, ReadAnswer> found) {
    return model.clock.instant().isBefore(committed.validity().hardExpiry())
        && members.stream().allMatch(id -> FillModel.require(found.get(id)).entry() != null);
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
   * A member of a page that is being committed.
   *
   * @param own the pages from which members were stored by this commit, by id
   */
  private record Member(String set, String id, Value value, Came came, Map<String, Came> own) {}

  /**
   * What was taken back after a page came.
   *
   * @param last place of the last; -1: nothing was
   * @param gone it was removed
   * @param deleted the last time that it was removed by itself it was deleted
   * @param byTag its tag was invalidated
   * @param time of the last of all
   */
  private record Since(int last, boolean gone, boolean deleted, boolean byTag, Instant time) {
    static final Since NOTHING = new Since(-1, false, false, false, Instant.MIN);

    Since and(int place, TakenBack next) {
      boolean removed = next.gone() && !next.tag();
      return new Since(
          place,
          gone || next.gone(),
          removed ? next.deleted() : deleted,
          byTag || next.tag(),
          next.time());
    }

    boolean isNothing() {
      return last < 0;
    }
  }

  private Since since(int first, Predicate<TakenBack> concerns) {
    Since since = Since.NOTHING;
    for (int i = first; i < reference.takenBack.size(); i++) {
      TakenBack each = reference.takenBack.get(i);
      since = concerns.test(each) ? since.and(i, each) : since;
    }
    return since;
  }

  private Since since(Member member, Came came) {
    return since(
        came.takenBack(),
        each -> each.concerns(member.set(), member.id(), member.value().tagged()));
  }

  /** Of the set. */
  private Since sinceBegun(Staged staged) {
    int first =
        staged.came.values().stream()
            .map(Came::takenBack)
            .min(Integer::compare)
            .orElse(reference.takenBack.size());
    return since(first, each -> each.concerns(staged.name));
  }

  /**
   * A member is stored, or what has come since stays.
   *
   * @param found what is stored after the commit
   * @return true: it is in the set
   */
  private boolean lands(Member member, ReadAnswer found) {
    String id = member.id();
    Since since = since(member, member.came());
    if (isThere(id, found) && isNewer(member, since)) {
      meet("member newer");
      return true;
    } else if (since.gone()) {
      meet("member gone since");
      return !since.deleted();
    }
    model.wrote(id, member.value());
    member.own().put(id, member.came());
    if (!since.isNothing()) {
      meet("member stale since");
      landsStale(member, since, found);
    }
    return true;
  }

  /** What is there was changed since, or is of a page that came after what was taken back. */
  private boolean isNewer(Member member, Since since) {
    Came own = member.own().get(member.id());
    return own == null
        ? reference.isChangedAfter(member.id(), member.came().changes())
        : since.gone() || (!since.isNothing() && since(member, own).isNothing());
  }

  /** Where the model cannot know, what is there tells. */
  private boolean isThere(String id, ReadAnswer found) {
    return reference.isThere(id)
        || (reference.mayBeThere(id)
            && found.entry() != null
            && reference.mayServe(id, TestingEntries.text(found)));
  }

  private void landsStale(Member member, Since since, ReadAnswer found) {
    if (!since.byTag()) {
      reference.staleFrom(member.id(), since.time());
      return;
    }
    reference.staleByTag(member.id());
    if (found.entry() == null) {
      reference.lose(member.id());
    }
  }

  private void check(String id, ReadAnswer found) {
    if (found.entry() != null) {
      assertTrue(reference.mayServe(id, TestingEntries.text(found)), "comes back");
    }
    assertTrue(found.entry() != null || !reference.isThere(id), "is lost");
    assertTrue(found.outcome() != Outcome.FRESH || reference.isFresh(id), "fresh, and is not");
  }

  private void commitSet(Staged staged, Set<String> members, StoredCollection committed) {
    Since since = sinceBegun(staged);
    if (since.gone()) {
      meet("set gone since");
      reference.commitGone(staged.name);
    } else if (since.isNothing()) {
      reference.commit(staged.name, members, staged.softExpiry);
    } else {
      meet("set stale since");
      Instant softExpiry = committed.validity().softExpiry();
      assertEquals(
          since.time().isBefore(staged.softExpiry) ? since.time() : staged.softExpiry, softExpiry);
      reference.commit(staged.name, members, softExpiry);
    }
  }
}
