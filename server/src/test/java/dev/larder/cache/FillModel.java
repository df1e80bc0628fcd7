package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.cache.ModelLeaders.Live;
import dev.larder.cache.ReferenceModel.Value;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Freshness;
import dev.larder.model.Outcome;
import dev.larder.model.ReadPolicy;
import dev.larder.store.WriteCommand.PutResult;
import dev.larder.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Random steps of everything that touches a fill, held against what a {@link ReferenceModel} has
 * stored, and who leads each key by the reckoning of {@link ModelLeaders}. What must hold:
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

  private static final Duration LEASE = ModelLeaders.LEASE;
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
  final ModelLeaders leaders;
  final RevisionOrder revisions = new RevisionOrder();
  final ModelWithdrawals withdrawals = new ModelWithdrawals(this);
  private TestingRun run;
  private final List<Waiting> waiting = new ArrayList<>();

  /** What was completed in this step, and overtaken: who waited may have been given it before. */
  private String overtaken = "";

  FillModel(StepJournal journal, FakeClock clock, TestingRun run) {
    this.journal = journal;
    this.clock = clock;
    this.reference = new ReferenceModel(clock);
    this.leaders = new ModelLeaders(journal, clock);
    this.run = run;
  }

  private record Waiting(String id, Instant ends, CompletableFuture<ReadAnswer> answer) {}

  TestingRun run() {
    return run;
  }

  void doSomething() {
    String id = journal.pick(IDS);
    switch (journal.random.nextInt(16)) {
      case 0, 1, 2, 3 -> read(id);
      case 4, 5 -> completeSome();
      case 6 -> failSome();
      case 7 -> renewSome();
      case 8 -> put(id);
      case 9 -> withdrawals.delete(id);
      case 10 -> withdrawals.invalidate(id);
      case 11 -> withdrawals.invalidateKindOrClear();
      case 12 -> withdrawals.invalidateTag();
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

  private void begins(String id, FillTicket.Leader leader) {
    if (leader.previous() != null) {
      served(id, leader.previous());
    }
    boolean tagged = run.fills.leaders().require(leader.token()).tags.contains(ReferenceModel.TAG);
    assertTrue(tagged || !reference.isThereTagged(id), "the tag of what is stored is not known");
    leaders.begins(id, leader.token(), tagged);
  }

  /** What is completed in this step is overtaken by what else is done in it. */
  void overtakes(Value value) {
    overtaken = value.text();
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

  /** What is written in this step. */
  Value value(Instant fetched) {
    return new Value(Integer.toString(journal.step()), journal.random.nextBoolean(), fetched);
  }

  private void completeSome() {
    Live leader = leaders.some();
    if (leader != null) {
      Value value = value(clock.instant());
      journal.note("complete %s with %s".formatted(leader.token, value));
      completed(leader, value, complete(leader, value));
    }
  }

  void completed(Live leader, Value value, CompletableFuture<PutResult> done) {
    boolean expected = leaders.leads(leader) && !leaders.isOvertaken(leader, value);
    Reason refusal = revisions.acknowledged(done, PutResult::revision);
    assertEquals(expected, refusal == null, () -> "a completion is accepted, " + refusal);
    if (expected) {
      wrote(leader.id, value);
    } else {
      leaders.refused(leader, refusal);
      // If it led still, the next is sent.
      leaders.end(leader);
    }
  }

  CompletableFuture<PutResult> complete(Live leader, Value value) {
    FillResult result = new FillResult.Value(value.put(leader.id));
    return run.cache.completeFill(leader.token, result, Cancellation.NEVER);
  }

  /** Whoever leads the key is superseded. */
  void wrote(String id, Value value) {
    reference.put(id, value);
    leaders.end(id);
  }

  private void failSome() {
    Live leader = leaders.some();
    if (leader == null) {
      return;
    }
    Duration backoff = journal.random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(3);
    journal.note("fail %s, backoff %s".formatted(leader.token, backoff));
    if (told(leader, () -> run.cache.failFill(leader.token, new OriginError(14, ""), backoff))) {
      leaders.end(leader.id);
    }
  }

  private void renewSome() {
    Live leader = leaders.some();
    if (leader == null) {
      return;
    }
    journal.note("renew " + leader.token);
    if (told(leader, () -> run.cache.renewFill(leader.token, LEASE))) {
      leaders.renew(leader);
    }
  }

  /** True when it was let do it, which is to be when it leads. */
  private boolean told(Live leader, Runnable call) {
    boolean expected = leaders.leads(leader);
    try {
      call.run();
      assertTrue(expected, "one who leads no more is listened to");
    } catch (CacheException e) {
      assertFalse(expected, "one who leads is refused");
      leaders.refused(leader, e.reason());
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

  CompletableFuture<PutResult> beginPut(String id, Value value) {
    return run.cache.put(value.put(id), Cancellation.NEVER);
  }

  void wrote(String id, Value value, CompletableFuture<PutResult> done) {
    assertNull(revisions.acknowledged(done, PutResult::revision));
    wrote(id, value);
  }

  /** Whoever waits is told, and nobody leads any more. */
  void stop() {
    journal.note("stop");
    run.cache.stopWaiting();
    run.fillTimer.run();
    for (Waiting caller : waiting) {
      assertTrue(caller.answer().isDone(), "one waits for a server that has stopped");
      assertEquals(Reason.SHUTTING_DOWN, RevisionOrder.refusal(caller.answer()));
    }
    waiting.clear();
    leaders.endAll();
  }

  /** Goes on with another run over what the one that was stopped has left. */
  void goOn(TestingRun next) {
    assertEquals(run.cache.epoch(), next.cache.epoch());
    run = next;
    leaders.goOn();
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
