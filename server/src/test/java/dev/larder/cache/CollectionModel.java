package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.cache.ReferenceModel.Committed;
import dev.larder.cache.ReferenceModel.Value;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.model.Freshness;
import dev.larder.model.LifetimeRequest;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Random steps of everything that touches a collection, among those of a {@link FillModel}, whose
 * keys are its members. What must hold besides (and what {@link SnapshotModel} says):
 *
 * <ul>
 *   <li><b>A complete collection never lacks a member that its commit had</b> unless that was
 *       deleted, neither in what is answered at once nor in pages with anything in between, a
 *       restart too; and it never has another member.
 *   <li>A collection is fresh exactly when its set is, no member is missing, and, where all are
 *       asked for to be fresh, every member is; so one without members hits.
 * </ul>
 */
final class CollectionModel {
  static final List<String> NAMES = List.of("all", "some");

  private static final List<Freshness> FRESHNESSES =
      List.of(Freshness.FRESH_ONLY, Freshness.FRESH_ONLY, Freshness.ANY);

  private final FillModel model;
  private final StepJournal journal;
  private final ReferenceModel reference;
  private final SnapshotModel snapshots;
  private @Nullable Reading reading;

  /** How often each was met: a model that never sees a hit shows nothing. */
  final Map<String, Integer> met = new TreeMap<>();

  CollectionModel(FillModel model) {
    this.model = model;
    this.journal = model.journal;
    this.reference = model.reference;
    this.snapshots = new SnapshotModel(model, met);
  }

  /** Somebody in the middle of a collection's pages. */
  private record Reading(String name, CollectionCursor cursor) {}

  static CollectionRef ref(String name) {
    return new CollectionRef(TestingEntries.NAMESPACE, TestingEntries.KIND, name);
  }

  void doSomething() {
    String name = journal.pick(NAMES);
    switch (journal.random.nextInt(12)) {
      case 0, 1, 2, 3 -> read(name);
      case 4, 5 -> readPage(name);
      case 6, 7 -> replace(name);
      case 8, 9 -> snapshots.append(name);
      case 10 -> snapshots.commit();
      default -> invalidate(name);
    }
  }

  private void meet(String what) {
    met.merge(what, 1, Integer::sum);
  }

  private void replace(String name) {
    Map<String, Value> members = SnapshotModel.someMembers(model);
    LifetimeRequest lifetime = SnapshotModel.someLifetime(model);
    journal.note("replace %s, %s, by %s".formatted(name, lifetime, members));
    CompletableFuture<CollectionView> done =
        model
            .run()
            .collections
            .replace(
                new CollectionReplacement(ref(name), lifetime, null, null),
                SnapshotModel.puts(members),
                Cancellation.NEVER);
    assertNull(model.revisions.acknowledged(done, view -> view.collection().revision()));
    committed(name, members, SnapshotModel.softExpiry(model, lifetime));
    assertEquals(members.size(), done.join().collection().memberCount());
  }

  private void committed(String name, Map<String, Value> members, Instant softExpiry) {
    members.forEach(model::wrote);
    reference.commit(name, members.keySet(), softExpiry);
  }

  private void invalidate(String name) {
    boolean hard = journal.random.nextBoolean();
    journal.note("invalidate %s, hard %s".formatted(name, hard));
    Committed set = reference.collection(name);
    model.revisions.invalidated(
        model.run().collections.invalidate(ref(name), hard, Cancellation.NEVER));
    reference.invalidateCollection(name, hard);
    if (set != null) {
      model.leaders.endAll(set.members());
    }
  }

  private CollectionAnswer get(CollectionRequest request) {
    CollectionAnswer answer = model.run().collections.get(request, Cancellation.NEVER).join();
    journal.note(
        "read %s %s, all fresh %s, after %s: %s %s"
            .formatted(
                request.ref().name(),
                request.policy().freshness(),
                request.allFresh(),
                request.cursor(),
                answer.outcome(),
                TestingCollections.ids(answer)));
    return answer;
  }

  private static CollectionRequest request(
      String name, Freshness freshness, boolean allFresh, @Nullable CollectionCursor cursor) {
    return new CollectionRequest(ref(name), ReadPolicy.of(freshness), allFresh, "", 1, cursor);
  }

  /** All pages at once. */
  private void read(String name) {
    Freshness freshness = journal.pick(FRESHNESSES);
    boolean allFresh = journal.random.nextBoolean();
    CollectionAnswer first = get(request(name, freshness, allFresh, null));
    Committed committed = reference.collection(name);
    meet(first.outcome() + (allFresh ? " of all" : ""));
    checkFreshness(committed, allFresh, first.outcome());
    checkView(committed, first.view());
    if (first.cursor() != null) {
      assertNotNull(committed, "it was cleared");
      assertEquals(
          committed.members(), rest(first, request(name, freshness, allFresh, null), committed));
    }
  }

  private void checkFreshness(@Nullable Committed set, boolean allFresh, Outcome outcome) {
    Set<String> members = set == null ? Set.of() : set.members();
    boolean fresh =
        set != null
            && reference.isFresh(set)
            && (!allFresh || members.stream().allMatch(reference::isFresh));
    boolean hit = outcome == Outcome.FRESH;
    assertTrue(hit || !fresh || !members.stream().allMatch(reference::isThere), "no hit");
    assertTrue(!hit || fresh, "fresh, and is not");
    assertTrue(!hit || members.stream().allMatch(reference::mayBeThere), "fresh, and lacks one");
  }

  private void checkView(@Nullable Committed set, @Nullable CollectionView view) {
    if (view == null) {
      return;
    }
    assertNotNull(set, "it was cleared");
    assertEquals(set.members().size(), view.collection().memberCount());
    assertTrue(
        !view.complete() || set.members().stream().allMatch(reference::mayBeThere),
        "complete, and lacks one");
  }

  /** The ids of this page and of all after it. */
  private Set<String> rest(CollectionAnswer first, CollectionRequest request, Committed set) {
    Set<String> ids = new TreeSet<>(given(first));
    CollectionAnswer page = first;
    for (int pages = 0; !page.last() && pages <= set.members().size(); pages++) {
      page = get(next(request, page.cursor()));
      ids.addAll(given(page));
    }
    assertTrue(page.last(), "pages without end");
    return ids;
  }

  private static CollectionRequest next(
      CollectionRequest request, @Nullable CollectionCursor cursor) {
    return new CollectionRequest(
        request.ref(), request.policy(), request.allFresh(), "", 1, cursor);
  }

  private Collection<String> given(CollectionAnswer page) {
    Map<String, String> texts = new HashMap<>();
    page.entries().forEach(e -> texts.put(e.entry().key().id(), TestingEntries.text(e.entry())));
    texts.forEach((id, text) -> assertTrue(reference.mayServe(id, text), "serves what is over"));
    return texts.keySet();
  }

  /** One page, with anything between it and the next. */
  private void readPage(String name) {
    Reading begun = reading;
    if (begun == null) {
      beginReading(name);
    } else {
      goOn(begun);
    }
  }

  private void beginReading(String name) {
    CollectionAnswer first = get(request(name, Freshness.ANY, false, null));
    if (first.cursor() != null) {
      reference.owed.clear();
      reference.owed.addAll(FillModel.require(reference.collection(name)).members());
      given(name, first);
    }
  }

  private void goOn(Reading begun) {
    CollectionRequest request = request(begun.name(), Freshness.ANY, false, begun.cursor());
    CompletableFuture<CollectionAnswer> page =
        model.run().collections.get(request, Cancellation.NEVER);
    Reason refusal = RevisionOrder.refusal(page);
    journal.note("go on with %s: %s".formatted(begun, refusal));
    meet("pages apart " + refusal);
    if (refusal == null) {
      given(begun.name(), page.join());
    } else {
      assertEquals(Reason.PAGE_TOKEN_INVALID, refusal);
      reading = null;
    }
  }

  private void given(String name, CollectionAnswer page) {
    reference.owed.removeAll(given(page));
    if (page.last()) {
      assertEquals(Set.of(), reference.owed);
      meet("all pages");
      reading = null;
    } else {
      reading = new Reading(name, FillModel.require(page.cursor()));
    }
  }
}
