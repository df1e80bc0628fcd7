package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.larder.cache.ModelLeaders.Live;
import dev.larder.cache.ReferenceModel.Value;
import dev.larder.model.CacheException.Reason;
import dev.larder.store.WriteCommand.InvalidateResult;
import dev.larder.store.WriteCommand.PutResult;
import java.util.concurrent.CompletableFuture;

/**
 * Random steps in which a completion and what overtakes it are handed to the writer one behind the
 * other, so that they may share a transaction.
 */
final class OvertakenCompletions {
  private final FillModel model;
  private final StepJournal journal;

  OvertakenCompletions(FillModel model) {
    this.model = model;
    this.journal = model.journal;
  }

  private record Both<S>(CompletableFuture<PutResult> completion, CompletableFuture<S> other) {}

  void doSomething(AwaitedStore store) {
    Live leader = model.leaders.someLive();
    if (leader == null) {
      return;
    }
    Value value = model.value(model.clock.instant());
    model.overtakes(value);
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
            () ->
                new Both<>(
                    model.complete(leader, value),
                    model.withdrawals.beginInvalidation(leader.id, hard)));
    Reason refusal = model.revisions.acknowledged(both.completion(), PutResult::revision);
    if (refusal == null) {
      assertFalse(model.leaders.isOvertaken(leader, value), "a completion is accepted");
      model.wrote(leader.id, value);
    } else {
      assertEquals(Reason.FILL_SUPERSEDED, refusal);
    }
    model.withdrawals.invalidated(leader.id, hard, both.other());
  }

  private void completeAndInvalidateTag(Live leader, Value value, AwaitedStore store) {
    boolean hard = journal.random.nextBoolean();
    journal.note("complete %s with %s and tag, hard %s".formatted(leader.token, value, hard));
    Both<InvalidateResult> both =
        store.together(
            () ->
                new Both<>(
                    model.complete(leader, value), model.withdrawals.beginTagInvalidation(hard)));
    model.completed(leader, value, both.completion());
    model.withdrawals.tagWasInvalidated(hard, both.other());
  }

  private void completeAndPut(Live leader, Value value, AwaitedStore store) {
    Value other = other();
    journal.note("complete %s with %s and put %s".formatted(leader.token, value, other));
    Both<PutResult> both =
        store.together(
            () -> new Both<>(model.complete(leader, value), model.beginPut(leader.id, other)));
    model.completed(leader, value, both.completion());
    model.wrote(leader.id, other, both.other());
  }

  private void putAndComplete(Live leader, Value value, AwaitedStore store) {
    Value other = other();
    journal.note("put %s and complete %s with %s".formatted(other, leader.token, value));
    Both<PutResult> both =
        store.together(
            () -> {
              CompletableFuture<PutResult> put = model.beginPut(leader.id, other);
              return new Both<>(model.complete(leader, value), put);
            });
    model.wrote(leader.id, other, both.other());
    assertEquals(Reason.FILL_SUPERSEDED, RevisionOrder.refusal(both.completion()));
  }

  /** What is put beside the value of this step. */
  private Value other() {
    return new Value(journal.step() + "+", journal.random.nextBoolean(), model.clock.instant());
  }
}
