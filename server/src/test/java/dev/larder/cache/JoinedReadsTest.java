package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.store.EntryAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Concurrent misses of one object: who shares a store read, and who does not. With and without a
 * hot tier.
 */
final class JoinedReadsTest {
  static Stream<TestingCache> caches() {
    return Stream.of(TestingCache.withHotTier(), TestingCache.withoutHotTier());
  }

  private static void holdColdObject(TestingCache cache) {
    cache.put("a", "old");
    cache.evictAll();
    cache.store.holdAnswers();
  }

  @ParameterizedTest
  @MethodSource("caches")
  void get_manyMissesAtOnce_shareOneStoreRead(TestingCache cache) {
    holdColdObject(cache);
    var answers = Stream.generate(() -> cache.begin("a")).limit(100).toList();
    cache.store.releaseAnswers();

    answers.forEach(answer -> assertEquals("old", TestingEntries.text(answer.join())));
    assertEquals(1, cache.store.reads());
  }

  @ParameterizedTest
  @MethodSource("caches")
  void get_absentObject_isJoinedToo(TestingCache cache) {
    holdColdObject(cache);
    var one = cache.begin("b");
    var other = cache.begin("b");
    cache.store.releaseAnswers();

    assertEquals("MISS_ABSENT", TestingEntries.text(one.join()));
    assertEquals("MISS_ABSENT", TestingEntries.text(other.join()));
    assertEquals(1, cache.store.reads());
  }

  @ParameterizedTest
  @MethodSource("caches")
  void get_readBeganBeforeAcknowledgedPut_isNotJoined(TestingCache cache) {
    holdColdObject(cache);
    var early = cache.begin("a");
    cache.put("a", "new");
    cache.evictAll();
    var late = cache.begin("a");
    cache.store.releaseAnswers();

    assertEquals("old", TestingEntries.text(early.join()));
    assertEquals("new", TestingEntries.text(late.join()));
    assertEquals(2, cache.store.reads());
  }

  @ParameterizedTest
  @MethodSource("caches")
  void get_detachedReadEnds_laterReadIsStillJoined(TestingCache cache) {
    holdColdObject(cache);
    var early = cache.begin("a");
    cache.put("a", "new");
    cache.evictAll();
    var late = cache.begin("a");
    cache.store.releaseOldestAnswer();
    assertTrue(early.isDone());
    var later = cache.begin("a");
    cache.store.releaseAnswers();

    assertEquals("new", TestingEntries.text(late.join()));
    assertEquals("new", TestingEntries.text(later.join()));
    assertEquals(2, cache.store.reads());
  }

  @ParameterizedTest
  @MethodSource("caches")
  void get_otherObjectChanged_readIsStillJoined(TestingCache cache) {
    holdColdObject(cache);
    var one = cache.begin("a");
    cache.put("b", "other");
    var other = cache.begin("a");
    cache.store.releaseAnswers();

    assertEquals("old", TestingEntries.text(one.join()));
    assertEquals("old", TestingEntries.text(other.join()));
    assertEquals(1, cache.store.reads());
  }

  @ParameterizedTest
  @MethodSource("caches")
  void get_oneCallerGone_othersAreAnswered(TestingCache cache) {
    holdColdObject(cache);
    AtomicBoolean gone = new AtomicBoolean();
    var leaver = cache.cache.get(TestingEntries.read("a"), gone::get);
    var stayer = cache.begin("a");
    gone.set(true);
    assertTrue(leaver.cancel(false));
    cache.store.releaseAnswers();

    assertEquals("old", TestingEntries.text(stayer.join()));
  }

  @ParameterizedTest
  @MethodSource("caches")
  void get_allCallersGone_readIsCancelled(TestingCache cache) {
    holdColdObject(cache);
    AtomicBoolean gone = new AtomicBoolean();
    var one = cache.cache.get(TestingEntries.read("a"), gone::get);
    var other = cache.cache.get(TestingEntries.read("a"), gone::get);
    gone.set(true);
    cache.store.releaseAnswers();

    assertEquals(Reason.CANCELLED, reason(one));
    assertEquals(Reason.CANCELLED, reason(other));
  }

  @Test
  void join_readAbandonedButNotEnded_newCallerGetsAReadOfItsOwn() {
    ReadFlights flights = new ReadFlights();
    var address = new EntryAddress(1, TestingEntries.key("a"));
    var abandoned = new CompletableFuture<Optional<Entry>>();
    var fresh = new CompletableFuture<Optional<Entry>>();
    Cancellation[] seen = new Cancellation[1];
    var first =
        flights.join(
            address,
            () -> true,
            cancellation -> {
              seen[0] = cancellation;
              return abandoned;
            });
    assertTrue(seen[0].isCancelled());
    var second = flights.join(address, Cancellation.NEVER, cancellation -> fresh);
    abandoned.completeExceptionally(new CacheException(Reason.CANCELLED, "dropped"));
    fresh.complete(Optional.empty());

    assertTrue(first.isCompletedExceptionally());
    assertTrue(second.join().isEmpty());
    assertEquals(0, flights.size());
  }

  @ParameterizedTest
  @MethodSource("caches")
  void get_storeFails_allCallersFailAndNothingIsLeft(TestingCache cache) {
    cache.put("a", "old");
    cache.evictAll();
    CacheException failure = new CacheException(Reason.OVERLOADED, "the queue is full");
    cache.store.failReads(failure);
    var failed = cache.begin("a");
    cache.store.failReads(null);

    assertSame(failure, assertThrows(CompletionException.class, failed::join).getCause());
    assertEquals(0, cache.injector.getInstance(ReadFlights.class).size());
    assertEquals("old", cache.text("a"));
  }

  @Test
  void join_readThrowsInsteadOfFailing_callerFailsAndNothingIsLeft() {
    ReadFlights flights = new ReadFlights();
    var address = new EntryAddress(1, TestingEntries.key("a"));
    IllegalStateException fault = new IllegalStateException("fault");
    var failed =
        flights.join(
            address,
            Cancellation.NEVER,
            cancellation -> {
              throw fault;
            });

    assertSame(fault, assertThrows(CompletionException.class, failed::join).getCause());
    assertEquals(0, flights.size());
  }

  @ParameterizedTest
  @MethodSource("caches")
  void get_callerCompletesItsFuture_othersDoNotSeeIt(TestingCache cache) {
    holdColdObject(cache);
    var meddler = cache.begin("a");
    var other = cache.begin("a");
    assertTrue(meddler.completeExceptionally(new IllegalStateException("mine")));
    assertFalse(other.isDone());
    cache.store.releaseAnswers();

    assertEquals("old", TestingEntries.text(other.join()));
  }

  private static Reason reason(CompletableFuture<?> failed) {
    Throwable cause = assertThrows(CompletionException.class, failed::join).getCause();
    return assertInstanceOf(CacheException.class, cause).reason();
  }
}
