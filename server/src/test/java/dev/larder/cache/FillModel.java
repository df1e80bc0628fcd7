package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.cache.ReferenceModel.Value;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Freshness;
import dev.larder.model.ObjectKey;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import dev.larder.store.WriteCommand.DeleteResult;
import dev.larder.store.WriteCommand.InvalidateResult;
import dev.larder.store.WriteCommand.PutResult;
import dev.larder.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Random steps of everything that touches a fill, and who leads each key by the model's reckoning.
 * What must hold:
 *
 * <ul>
 *   <li><b>Never two live leaders of one fence</b>, nor of one key: nobody is made leader of a key
 *       while another's lease is on, and each under a higher fence than all before, over restarts
 *       too.
 *   <li><b>Never a value older than an invalidation after it.</b> A completion is accepted exactly
 *       when its token is the live one and nothing that it carries was invalidated since it was
 *       given out. So what is served is what was written last, and never what was computed before
 *       an invalidation, a delete or a clear; what was written last and is fresh is always found.
 *   <li><b>Revision order is commit order</b>: revisions of acknowledged writes grow, over restarts
 *       too.
 *   <li>Whoever waits is answered, at the latest when its patience ends.
 * </ul>
 */
final class FillModel {
  static final List<String> IDS = List.of("a", "b", "c");

  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final List<Freshness> FRESHNESSES =
      List.of(
          Freshness.FRESH_ONLY,
          Freshness.REFRESH,
          Freshness.STALE_WHILE_REVALIDATE,
          Freshness.STALE_IF_ERROR);

  final StepJournal journal;
  final FakeClock clock;
  final ReferenceModel reference;
  private TestingRun run;
  private int runs;
  private final Map<String, Live> live = new HashMap<>();
  private final Map<String, Long> fences = new HashMap<>();
  private final List<Live> tokens = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private long highestFenceBefore;
  private int tagInvalidated = -1;
  private long revision;

  /** What was completed in this step, and overtaken: who waited may have been given it before. */
  private String overtaken = "";

  FillModel(StepJournal journal, FakeClock clock, TestingRun run) {
    this.journal = journal;
    this.clock = clock;
    this.reference = new ReferenceModel(clock);
    this.run = run;
  }

  /** A leader. Not a record: two that are alike are two. */
  private static final class Live {
    final int run;
    final String id;
    final String token;

    /** The step in which it began. */
    final int since;

    /** What was stored then carried the tag. */
    final boolean overTagged;

    Instant expiry;

    Live(int run, String id, String token, int since, boolean overTagged, Instant expiry) {
      this.run = run;
      this.id = id;
      this.token = token;
      this.since = since;
      this.overTagged = overTagged;
      this.expiry = expiry;
    }
  }

  private record Waiting(String id, Instant ends, CompletableFuture<ReadAnswer> answer) {}

  TestingRun run() {
    return run;
  }

  /** How many runs there were before this. */
  int runs() {
    return runs;
  }

  void doSomething() {
    String id = journal.pick(IDS);
    switch (journal.random.nextInt(16)) {
      case 0, 1, 2, 3 -> read(id);
      case 4, 5 -> completeSome();
      case 6 -> failSome();
      case 7 -> renewSome();
      case 8 -> put(id);
      case 9 -> delete(id);
      case 10 -> invalidate(id);
      case 11 -> invalidateKindOrClear();
      case 12 -> invalidateTag();
      default -> advance();
    }
  }

  private void advance() {
    Duration step = Duration.ofMillis(journal.random.nextInt(2_000));
    journal.note("advance " + step);
    clock.advance(step);
  }

  private void read(String id) {
    Freshness freshness = journal.pick(FRESHNESSES);
    Duration patience = journal.random.nextBoolean() ? PATIENCE : Duration.ZERO;
    FillRequest fill = new FillRequest(journal.random.nextInt(5) > 0, "model", LEASE, patience);
    journal.note(
        "read %s %s, acquire %s, wait %s".formatted(id, freshness, fill.acquire(), patience));
    boolean hit = freshness != Freshness.REFRESH && reference.isFresh(id);
    CompletableFuture<ReadAnswer> answer =
        run.cache.get(
            new ReadRequest(TestingEntries.key(id), ReadPolicy.of(freshness), "", fill),
            Cancellation.NEVER);
    waiting.add(new Waiting(id, clock.instant().plus(patience), answer));
    if (hit) {
      assertTrue(answer.isDone(), "one that finds something fresh waits");
      assertEquals(Outcome.FRESH, answer.join().outcome());
    }
  }

  /** What is due happens, and everybody who was answered by it is heard. */
  void settle() {
    run.fillTimer.run();
    Instant now = clock.instant();
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting caller = each.next();
      assertTrue(caller.answer().isDone() || now.isBefore(caller.ends()), "one waits for ever");
      if (caller.answer().isDone()) {
        each.remove();
        answered(caller.id(), caller.answer().join());
      }
    }
    assertEquals(waiting.size(), run.fills.waiting());
    overtaken = "";
  }

  private void answered(String id, ReadAnswer answer) {
    journal.note(
        "told %s %s, %s".formatted(id, TestingEntries.text(answer), shortly(answer.ticket())));
    ServedEntry served = answer.entry();
    if (served != null) {
      served(id, served);
      assertTrue(
          answer.outcome() != Outcome.FRESH
              || reference.isFresh(id)
              || TestingEntries.text(served.entry()).equals(overtaken),
          "fresh, and is not");
    }
    if (answer.ticket() instanceof FillTicket.Leader leader) {
      begins(id, leader);
    }
  }

  private static String shortly(@Nullable FillTicket ticket) {
    return ticket instanceof FillTicket.Leader leader ? leader.token() : String.valueOf(ticket);
  }

  private void served(String id, ServedEntry served) {
    String text = TestingEntries.text(served.entry());
    assertTrue(
        reference.mayServe(id, text) || text.equals(overtaken),
        () -> "serves " + text + ", which is over");
  }

  private void begins(String id, FillTicket.Leader leader) {
    Live before = live.get(id);
    assertTrue(before == null || isOver(before), "two leaders");
    long fence = Long.parseLong(leader.token(), 0, leader.token().indexOf('.'), 16);
    assertTrue(fence > fences.getOrDefault(id, highestFenceBefore), "a fence that does not grow");
    fences.put(id, fence);
    if (leader.previous() != null) {
      served(id, leader.previous());
    }
    boolean tagged = run.fills.leaders().require(leader.token()).tags.contains(ReferenceModel.TAG);
    assertTrue(tagged || !reference.isThereTagged(id), "the tag of what is stored is not known");
    Instant expiry = clock.instant().plus(LEASE);
    Live now = new Live(runs, id, leader.token(), journal.step(), tagged, expiry);
    live.put(id, now);
    tokens.add(now);
  }

  private boolean isOver(Live leader) {
    return !clock.instant().isBefore(leader.expiry);
  }

  private boolean leads(Live leader) {
    return leader.equals(live.get(leader.id)) && !isOver(leader);
  }

  private @Nullable Live some() {
    if (tokens.isEmpty()) {
      return null;
    }
    int last = tokens.size() - 1;
    return tokens.get(journal.random.nextInt(3) > 0 ? last : journal.random.nextInt(tokens.size()));
  }

  /** What is written in this step. */
  Value value(Instant fetched) {
    return new Value(Integer.toString(journal.step()), journal.random.nextBoolean(), fetched);
  }

  private void completeSome() {
    Live leader = some();
    if (leader != null) {
      Value value = value(clock.instant());
      journal.note("complete %s with %s".formatted(leader.token, value));
      completed(leader, value, complete(leader, value));
    }
  }

  private void completed(Live leader, Value value, CompletableFuture<PutResult> done) {
    boolean expected = leads(leader) && !isOvertaken(leader, value);
    Reason refusal = acknowledged(done, PutResult::revision);
    assertEquals(expected, refusal == null, () -> "a completion is accepted, " + refusal);
    if (expected) {
      wrote(leader.id, value);
    } else {
      refused(leader, refusal);
      // If it led still, the next is sent.
      live.remove(leader.id, leader);
    }
  }

  private CompletableFuture<PutResult> complete(Live leader, Value value) {
    FillResult result = new FillResult.Value(value.put(leader.id));
    return run.cache.completeFill(leader.token, result, Cancellation.NEVER);
  }

  private record Both<S>(CompletableFuture<PutResult> completion, CompletableFuture<S> other) {}

  /**
   * A completion and what overtakes it are handed to the writer one behind the other, so that they
   * may share a transaction.
   */
  void overtakeACompletion(AwaitedStore store) {
    Live leader = some();
    if (leader == null || !leads(leader)) {
      return;
    }
    Value value = value(clock.instant());
    overtaken = value.text();
    switch (journal.random.nextInt(4)) {
      case 0 -> completeAndInvalidate(leader, value, store);
      case 1 -> completeAndInvalidateTag(leader, value, store);
      case 2 -> completeAndPut(leader, value, store);
      default -> putAndComplete(leader, value, store);
    }
  }

  /** Whichever is first, nothing is left of the value. */
  private void completeAndInvalidate(Live leader, Value value, AwaitedStore store) {
    boolean hard = journal.random.nextBoolean();
    journal.note(
        "complete %s with %s and invalidate, hard %s".formatted(leader.token, value, hard));
    Both<InvalidateResult> both =
        store.together(
            () -> new Both<>(complete(leader, value), beginInvalidation(leader.id, hard)));
    Reason refusal = acknowledged(both.completion(), PutResult::revision);
    if (refusal == null) {
      assertFalse(isOvertaken(leader, value), "a completion is accepted");
      wrote(leader.id, value);
    } else {
      assertEquals(Reason.FILL_SUPERSEDED, refusal);
    }
    invalidated(leader.id, hard, both.other());
  }

  private void completeAndInvalidateTag(Live leader, Value value, AwaitedStore store) {
    boolean hard = journal.random.nextBoolean();
    journal.note("complete %s with %s and tag, hard %s".formatted(leader.token, value, hard));
    Both<InvalidateResult> both =
        store.together(() -> new Both<>(complete(leader, value), beginTagInvalidation(hard)));
    completed(leader, value, both.completion());
    tagWasInvalidated(hard, both.other());
  }

  private void completeAndPut(Live leader, Value value, AwaitedStore store) {
    Value other = other();
    journal.note("complete %s with %s and put %s".formatted(leader.token, value, other));
    Both<PutResult> both =
        store.together(() -> new Both<>(complete(leader, value), beginPut(leader.id, other)));
    completed(leader, value, both.completion());
    wrote(leader.id, other, both.other());
  }

  private void putAndComplete(Live leader, Value value, AwaitedStore store) {
    Value other = other();
    journal.note("put %s and complete %s with %s".formatted(other, leader.token, value));
    Both<PutResult> both =
        store.together(
            () -> {
              CompletableFuture<PutResult> put = beginPut(leader.id, other);
              return new Both<>(complete(leader, value), put);
            });
    wrote(leader.id, other, both.other());
    assertEquals(Reason.FILL_SUPERSEDED, refusal(both.completion()));
  }

  /** What is put beside the value of this step. */
  private Value other() {
    return new Value(journal.step() + "+", journal.random.nextBoolean(), clock.instant());
  }

  private boolean isOvertaken(Live leader, Value value) {
    return tagInvalidated > leader.since && (value.tagged() || leader.overTagged);
  }

  /** Tokens of before a restart name fences that nobody holds any more. */
  private void refused(Live leader, @Nullable Reason why) {
    boolean ofThisRun = leader.run == runs;
    assertTrue(ofThisRun ? why != null : why == Reason.FILL_LOST, () -> "refused with " + why);
  }

  /** Whoever leads the key is superseded. */
  void wrote(String id, Value value) {
    reference.put(id, value);
    live.remove(id);
  }

  /** What it was refused with; null when it was done, at a revision after all others. */
  <R> @Nullable Reason acknowledged(CompletableFuture<R> write, Function<R, Long> revisionOf) {
    Reason refusal = refusal(write);
    if (refusal == null) {
      long done = revisionOf.apply(write.join());
      assertTrue(done > revision, "a revision that does not grow");
      revision = done;
    }
    return refusal;
  }

  static @Nullable Reason refusal(CompletableFuture<?> call) {
    AwaitedStore.await(call);
    try {
      Object unused = call.join();
      return null;
    } catch (CompletionException e) {
      if (e.getCause() instanceof CacheException refused) {
        return refused.reason();
      }
      throw e;
    }
  }

  private void failSome() {
    Live leader = some();
    if (leader == null) {
      return;
    }
    Duration backoff = journal.random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(3);
    journal.note("fail %s, backoff %s".formatted(leader.token, backoff));
    if (told(leader, () -> run.cache.failFill(leader.token, new OriginError(14, ""), backoff))) {
      live.remove(leader.id);
    }
  }

  private void renewSome() {
    Live leader = some();
    if (leader == null) {
      return;
    }
    journal.note("renew " + leader.token);
    if (told(leader, () -> run.cache.renewFill(leader.token, LEASE))) {
      leader.expiry = clock.instant().plus(LEASE);
    }
  }

  /** True when it was let do it, which is to be when it leads. */
  private boolean told(Live leader, Runnable call) {
    boolean expected = leads(leader);
    try {
      call.run();
      assertTrue(expected, "one who leads no more is listened to");
    } catch (CacheException e) {
      assertFalse(expected, "one who leads is refused");
      refused(leader, e.reason());
    }
    return expected;
  }

  /** Some come late: what an invalidation of the tag overtook on its way is to count as reached. */
  private void put(String id) {
    boolean late = journal.random.nextInt(4) == 0;
    Duration age = Duration.ofMillis(late ? journal.random.nextInt(4_000) : 0);
    Value value = value(clock.instant().minus(age));
    journal.note("put %s %s".formatted(id, value));
    wrote(id, value, beginPut(id, value));
  }

  private CompletableFuture<PutResult> beginPut(String id, Value value) {
    return run.cache.put(value.put(id), Cancellation.NEVER);
  }

  private void wrote(String id, Value value, CompletableFuture<PutResult> done) {
    assertNull(acknowledged(done, PutResult::revision));
    wrote(id, value);
  }

  private void delete(String id) {
    boolean purge = journal.random.nextBoolean();
    DeleteResult done =
        run.cache.delete(TestingEntries.key(id), purge, null, Cancellation.NEVER).join();
    journal.note("delete %s, purge %s: %s".formatted(id, purge, done));
    assertTrue(done.deleted() || !reference.isThere(id), "what is there is not deleted");
    if (done.deleted()) {
      reference.delete(id, purge);
      sawRevision(done.revision());
    } else {
      reference.leaveCollections(id);
    }
    live.remove(id);
  }

  private void invalidate(String id) {
    boolean hard = journal.random.nextBoolean();
    journal.note("invalidate %s, hard %s".formatted(id, hard));
    invalidated(id, hard, beginInvalidation(id, hard));
  }

  private CompletableFuture<InvalidateResult> beginInvalidation(String id, boolean hard) {
    List<ObjectKey> keys = List.of(TestingEntries.key(id));
    return run.cache.invalidate(TestingEntries.NAMESPACE, keys, hard, Cancellation.NEVER);
  }

  private void invalidated(String id, boolean hard, CompletableFuture<InvalidateResult> done) {
    invalidated(done.join());
    reference.invalidate(id, hard);
    live.remove(id);
  }

  void invalidated(InvalidateResult result) {
    sawRevision(result.revision());
  }

  private void sawRevision(long seen) {
    assertTrue(seen >= revision, "a revision that goes back");
    revision = seen;
  }

  private void invalidateKindOrClear() {
    if (journal.random.nextInt(4) > 0) {
      return;
    }
    if (journal.random.nextBoolean()) {
      invalidateKind(journal.random.nextBoolean());
      supersedeAll();
    } else if (namespaceExists()) {
      journal.note("clear");
      run.administration.clear(TestingEntries.NAMESPACE, null, Cancellation.NEVER).join();
      reference.clear();
      supersedeAll();
    }
  }

  private void invalidateKind(boolean hard) {
    journal.note("invalidate kind, hard " + hard);
    invalidated(
        run.cache
            .invalidateKind(TestingEntries.NAMESPACE, TestingEntries.KIND, hard, Cancellation.NEVER)
            .join());
    if (hard) {
      reference.clear();
    } else {
      reference.invalidateKind();
    }
  }

  private void supersedeAll() {
    live.clear();
  }

  /** Whoever leads one of these is superseded. */
  void supersede(Collection<String> ids) {
    live.keySet().removeAll(ids);
  }

  private boolean namespaceExists() {
    return run.store.catalogue().namespace(TestingEntries.NAMESPACE) != null;
  }

  private void invalidateTag() {
    if (!namespaceExists()) {
      return;
    }
    boolean hard = journal.random.nextBoolean();
    journal.note("invalidate tag, hard " + hard);
    tagWasInvalidated(hard, beginTagInvalidation(hard));
  }

  private CompletableFuture<InvalidateResult> beginTagInvalidation(boolean hard) {
    List<String> tags = List.of(ReferenceModel.TAG);
    return run.cache.invalidateTags(TestingEntries.NAMESPACE, tags, hard, Cancellation.NEVER);
  }

  private void tagWasInvalidated(boolean hard, CompletableFuture<InvalidateResult> done) {
    invalidated(done.join());
    tagInvalidated = journal.step();
    reference.invalidateTag(hard);
    live.values().removeIf(leader -> leader.overTagged);
  }

  /** Whoever waits is told, and nobody leads any more. */
  void stop() {
    journal.note("stop");
    run.cache.stopWaiting();
    run.fillTimer.run();
    for (Waiting caller : waiting) {
      assertTrue(caller.answer().isDone(), "one waits for a server that has stopped");
      assertEquals(Reason.SHUTTING_DOWN, refusal(caller.answer()));
    }
    waiting.clear();
    live.clear();
  }

  /** Goes on with another run over what the one that was stopped has left. */
  void goOn(TestingRun next) {
    assertEquals(run.cache.epoch(), next.cache.epoch());
    run = next;
    runs++;
    highestFenceBefore = fences.values().stream().reduce(highestFenceBefore, Math::max);
    fences.clear();
  }

  /** Nobody waits for ever. */
  void end() {
    clock.advance(PATIENCE.plus(LEASE));
    settle();
    assertEquals(List.of(), waiting);
  }

  static <T> T require(@Nullable T found) {
    assertNotNull(found);
    return found;
  }
}
