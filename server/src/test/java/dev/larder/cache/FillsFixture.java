package dev.larder.cache;

import static dev.larder.cache.TestingFills.AT_ONCE;
import static dev.larder.cache.TestingFills.WAITING;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.ReadPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What tests of fills of objects say most, on the fake clock. */
abstract class FillsFixture {
  final TestingCache cache = TestingCache.withHotTier();

  final CompletableFuture<ReadAnswer> begin(ReadPolicy policy, FillRequest fill) {
    return cache.cache.get(
        new ReadRequest(TestingEntries.key("a"), policy, "", fill), Cancellation.NEVER);
  }

  final CompletableFuture<ReadAnswer> begin(FillRequest fill) {
    return begin(ReadPolicy.DEFAULT, fill);
  }

  final ReadAnswer get(FillRequest fill) {
    return begin(fill).join();
  }

  static ReadAnswer ended(CompletableFuture<ReadAnswer> read) {
    assertTrue(read.isDone(), "still waiting");
    return read.join();
  }

  static FillTicket.Leader leader(ReadAnswer answer) {
    return TestingFills.leader(answer.ticket());
  }

  final String lead() {
    return leader(get(AT_ONCE)).token();
  }

  final CompletableFuture<?> beginComplete(String token, FillResult result) {
    return cache.cache.completeFill(token, result, Cancellation.NEVER);
  }

  final void complete(String token, String text) {
    beginComplete(token, new FillResult.Value(TestingEntries.put("a", text))).join();
    cache.fillTimer.run();
  }

  final Reason refusal(CompletableFuture<?> write) {
    CompletionException failure = assertThrows(CompletionException.class, write::join);
    return assertInstanceOf(CacheException.class, failure.getCause()).reason();
  }

  final Reason refusedCompletion(String token) {
    return refusal(beginComplete(token, new FillResult.Value(TestingEntries.put("a", "old"))));
  }

  final List<CompletableFuture<ReadAnswer>> followers(int count) {
    List<CompletableFuture<ReadAnswer>> waiting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waiting.add(begin(WAITING));
      assertFalse(waiting.get(i).isDone(), "does not wait");
    }
    return waiting;
  }

  final void invalidateTag() {
    cache
        .cache
        .invalidateTags(TestingEntries.NAMESPACE, List.of("red"), false, Cancellation.NEVER)
        .join();
  }

  /** What became of all fills so far. */
  final Map<FillEvent, Long> events() {
    return cache.administration.statistics(null, null).join().fills().events();
  }
}
