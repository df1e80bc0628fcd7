package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.Answer.Source;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of callers whose server is slow, overloaded, hung, restarted or away. */
class PatientReadTest extends FillFixture {
  private static final Answer<String> THEIRS = new Answer<>("theirs", Source.CACHE);
  private static final Answer<String> MINE = new Answer<>("loaded 1", Source.ORIGIN);

  /** So often gRPC itself makes a read that finds the server unavailable. */
  private static final int ATTEMPTS = 4;

  private static final Duration SHORT = Duration.ofMillis(200);
  private static final LoadOptions UNPARKED = DEFAULTS.withMaxWait(Duration.ZERO);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void release() {
    released.countDown();
  }

  @Test
  void getOrLoad_serverHasNoRoomForLong_asksUntilItHas() {
    failReads(3 * ATTEMPTS, TestingCacheService.refusal("OVERLOADED"));
    answers.add(fresh("theirs"));
    assertEquals(THEIRS, load(DEFAULTS));
    assertEquals(3 * ATTEMPTS + 1, cache.gets.size());
    assertNobodyLoaded();
  }

  @Test
  void getOrLoad_serverHasNoRoomForLongerThanItsPatience_loadsAtOnceAndCachesNothing() {
    failReads(ATTEMPTS, TestingCacheService.refusal("OVERLOADED", Duration.ofHours(1)));
    assertEquals(MINE, load(DEFAULTS));
    assertEquals(List.of("cacheReadFailed OVERLOADED"), listener.events);
    assertTrue(cache.puts.isEmpty());
    assertTrue(cache.completions.isEmpty());
  }

  @Test
  void getOrLoad_serverNeverHasRoom_loadsWhenItsPatienceIsOver() {
    Duration retryAfter = Duration.ofMillis(20);
    cache.answer =
        request -> {
          throw TestingCacheService.refusal("OVERLOADED", retryAfter);
        };
    try (LarderClient hasty = hasty()) {
      assertEquals(MINE, hasty.blocking().getOrLoad(KEY, Codec.text(), this::load, UNPARKED));
    }
    assertEquals(1, listener.readFailures.size());
    long rounds = SHORT.dividedBy(retryAfter) + 1;
    assertTrue(cache.gets.size() <= rounds * ATTEMPTS, "a busy loop: " + cache.gets.size());
  }

  @Test
  void getOrLoad_isRefusedAfterItWasParkedForLong_asksAgain() throws Exception {
    cache.answer =
        request -> {
          cache.answer = next -> fresh("theirs");
          park(SHORT.multipliedBy(2));
          throw TestingCacheService.refusal("SHUTTING_DOWN");
        };
    assertEquals(THEIRS, loadUnrepeated(DEFAULTS));
    assertNobodyLoaded();
  }

  @Test
  void getOrLoad_deadlineOfAnotherPasses_asksAgain() {
    failReads(2, TestingCacheService.failure(Status.Code.DEADLINE_EXCEEDED, ""));
    answers.add(fresh("theirs"));
    assertEquals(THEIRS, load(DEFAULTS));
    assertNobodyLoaded();
  }

  @Test
  void getOrLoad_timeoutPassesBeforeItMayAskAgain_loads() {
    failReads(ATTEMPTS, TestingCacheService.refusal("OVERLOADED", Duration.ofSeconds(20)));
    assertEquals(MINE, load(DEFAULTS.withTimeout(Duration.ofSeconds(10))));
  }

  @Test
  void getOrLoad_serverHangs_asksOnceAndLoadsWhenItsPatienceIsOver() {
    holdReads();
    try (LarderClient hasty = hasty()) {
      assertEquals(MINE, hasty.blocking().getOrLoad(KEY, Codec.text(), this::load, UNPARKED));
    }
    assertEquals(LarderException.Code.DEADLINE_EXCEEDED, take(listener.readFailures).code());
    assertTrue(cache.gets.size() <= 1);
  }

  @Test
  void getOrLoad_serverHangsForItsTimeout_loadsThoughItsPatienceIsLonger() throws Exception {
    holdReads();
    assertEquals(MINE, ask(client, DEFAULTS.withTimeout(SHORT)).get(30, TimeUnit.SECONDS));
    assertEquals(LarderException.Code.DEADLINE_EXCEEDED, take(listener.readFailures).code());
  }

  @Test
  void getOrLoad_serverHangsBeforeTheConnectionIsUp_loadsWhenItsPatienceIsOver() throws Exception {
    try (HeldProxy proxy = HeldProxy.before(server);
        LarderClient hasty = builder().target(proxy.target()).deadline(SHORT).build()) {
      assertEquals(MINE, hasty.blocking().getOrLoad(KEY, Codec.text(), this::load, UNPARKED));
    }
    assertEquals(LarderException.Code.DEADLINE_EXCEEDED, take(listener.readFailures).code());
  }

  @Test
  void getOrLoad_connectionIsSlowToComeUp_waitsForIt() throws Exception {
    answers.add(fresh("theirs"));
    try (HeldProxy proxy = HeldProxy.before(server);
        LarderClient patient = builder().target(proxy.target()).build()) {
      CompletableFuture<Answer<String>> answer = ask(patient, DEFAULTS);
      proxy.awaitConnection();
      assertFalse(answer.isDone());
      proxy.open();
      assertEquals(THEIRS, answer.get(30, TimeUnit.SECONDS));
    }
    assertNobodyLoaded();
  }

  @Test
  void getOrLoad_connectionIsClosedBeforeItIsUp_makesAnother() throws Exception {
    answers.add(fresh("theirs"));
    try (HeldProxy proxy = HeldProxy.before(server);
        LarderClient patient = builder().target(proxy.target()).build()) {
      proxy.dropNext();
      proxy.open();
      assertEquals(THEIRS, ask(patient, DEFAULTS).get(30, TimeUnit.SECONDS));
    }
    assertNobodyLoaded();
  }

  @Test
  void getOrLoad_serverIsKilledWhileItWaits_asksTheOneThatComesAfterIt() throws Exception {
    holdReads();
    try (HeldProxy killed = HeldProxy.before(server);
        LarderClient patient = builder().target(killed.target()).build()) {
      killed.open();
      CompletableFuture<Answer<String>> answer = ask(patient, DEFAULTS);
      asked.await();
      killed.close();
      assertServedAt(killed.port(), answer);
    }
  }

  @Test
  void getOrLoad_serverStopsWhileItWaits_asksTheOneThatComesAfterIt() throws Exception {
    cache.answer =
        request -> {
          asked.countDown();
          awaitUninterrupted(released);
          throw TestingCacheService.refusal("SHUTTING_DOWN");
        };
    CompletableFuture<Answer<String>> answer = ask(client, DEFAULTS);
    asked.await();
    server.stop();
    released.countDown();
    server.awaitEnd();
    assertServedAt(server.port(), answer);
  }

  @Test
  void getOrLoad_serverIsKilledAndDoesNotComeBack_loadsWhenItsPatienceIsOver() throws Exception {
    holdReads();
    try (HeldProxy killed = HeldProxy.before(server);
        LarderClient hasty = builder().target(killed.target()).deadline(SHORT).build()) {
      killed.open();
      CompletableFuture<Answer<String>> answer = ask(hasty, DEFAULTS);
      asked.await();
      killed.close();
      assertEquals(MINE, answer.get(30, TimeUnit.SECONDS));
    }
    assertEquals(LarderException.Code.UNAVAILABLE, take(listener.readFailures).code());
  }

  @Test
  void getOrLoad_connectionIsLostOverAndOver_asksUntilItIsAnswered() {
    failReads(3 * ATTEMPTS, TestingCacheService.connectionLost());
    answers.add(fresh("theirs"));
    assertEquals(THEIRS, load(DEFAULTS));
    assertNobodyLoaded();
  }

  @Test
  void getOrLoad_connectionIsLostAgainAndAgain_loadsWhenItsPatienceIsOver() {
    cache.answer =
        request -> {
          throw TestingCacheService.connectionLost();
        };
    assertEquals(MINE, loadUnrepeated(UNPARKED));
    assertEquals(1, listener.readFailures.size());
    // The second is made at once.
    long rounds = SHORT.dividedBy(PatientRead.UNTOLD_PAUSE) + 2;
    assertTrue(cache.gets.size() <= rounds, "a busy loop: " + cache.gets.size());
  }

  @Test
  void getOrLoad_connectionIsBackAndItIsParked_connectsNoMore() throws Exception {
    holdReads();
    CountDownLatch askedAgain = new CountDownLatch(1);
    TestingCacheService next = new TestingCacheService();
    next.answer =
        request -> {
          askedAgain.countDown();
          awaitUninterrupted(released);
          return fresh("theirs");
        };
    try (HeldProxy killed = HeldProxy.before(server)) {
      killed.open();
      Channels channels = Channels.made(channel(killed.target()));
      CompletableFuture<Answer<String>> answer = askThrough(channels);
      asked.await();
      killed.close();
      try (TestingServer restarted = TestingServer.startAt(killed.port(), next)) {
        askedAgain.await();
        assertFalse(Objects.requireNonNull(channels.reconnection()).isTrying());
        released.countDown();
        assertEquals(THEIRS, answer.get(30, TimeUnit.SECONDS));
      } finally {
        channels.close(Deadline.after(0, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void getOrLoad_givenChannelIsShutDown_loadsAtOnce() throws Exception {
    ManagedChannel shut = channel(server.target());
    shut.shutdownNow();
    try (LarderClient without = LarderClient.builder().channel(shut).listener(listener).build()) {
      assertEquals(MINE, ask(without, DEFAULTS).get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void getOrLoad_serverCannotBeReached_loadsOnceAndSaysSo() throws Exception {
    ExecutorService single = Executors.newSingleThreadExecutor();
    CompletableFuture<Loaded<String>> load = new CompletableFuture<>();
    AsyncLoader<String> loader =
        key -> {
          loads.incrementAndGet();
          return load;
        };
    try (LarderClient away = server.client().listener(listener).callbackExecutor(single).build()) {
      server.close();
      CompletableFuture<Answer<String>> first = away.getOrLoad(KEY, Codec.text(), loader, DEFAULTS);
      CompletableFuture<Answer<String>> second =
          away.getOrLoad(KEY, Codec.text(), loader, DEFAULTS.withStaleIfError(true));
      take(listener.readFailures);
      take(listener.readFailures);
      // What is told is told before the load is joined, in one task of the executor.
      single.submit(() -> {}).get(30, TimeUnit.SECONDS);
      load.complete(Loaded.of("value"));
      assertEquals(new Answer<>("value", Source.ORIGIN), first.get(30, TimeUnit.SECONDS));
      assertEquals(new Answer<>("value", Source.ORIGIN), second.get(30, TimeUnit.SECONDS));
      assertEquals(1, loads.get());
    } finally {
      single.shutdown();
    }
  }

  /** By a channel that repeats nothing by itself. */
  private Answer<String> loadUnrepeated(LoadOptions options) {
    ManagedChannel given = channel(server.target());
    try (LarderClient hasty =
        LarderClient.builder().channel(given).deadline(SHORT).listener(listener).build()) {
      // It takes as long as it takes to connect.
      hasty.withDeadline(Duration.ofMinutes(1)).capabilities().join();
      return hasty.blocking().getOrLoad(KEY, Codec.text(), this::load, options);
    } finally {
      given.shutdownNow();
    }
  }

  private CompletableFuture<Answer<String>> askThrough(Channels channels) {
    AsyncConditionalLoader<String> loader =
        (key, previous) -> CompletableFuture.completedFuture(loaded());
    return new Loading(listener, () -> NOW)
        .getOrLoad(caller(channels), KEY, Codec.text(), loader, DEFAULTS);
  }

  /** As a server does while somebody else loads. */
  private void park(Duration time) {
    try {
      assertFalse(released.await(time.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void failReads(int times, RuntimeException failure) {
    for (int read = 0; read < times; read++) {
      cache.failures.add(failure);
    }
  }

  private void holdReads() {
    cache.answer =
        request -> {
          asked.countDown();
          awaitUninterrupted(released);
          return fresh("late");
        };
  }

  private void assertServedAt(int port, CompletableFuture<Answer<String>> answer) throws Exception {
    TestingCacheService next = new TestingCacheService();
    next.answer = request -> fresh("theirs");
    try (TestingServer restarted = TestingServer.startAt(port, next)) {
      assertEquals(THEIRS, answer.get(30, TimeUnit.SECONDS));
    }
    assertEquals(1, next.gets.size());
    assertNobodyLoaded();
  }

  private LarderClient hasty() {
    return builder().deadline(SHORT).build();
  }

  private LarderClientBuilder builder() {
    return server.client().listener(listener);
  }

  private CompletableFuture<Answer<String>> ask(LarderClient asking, LoadOptions options) {
    return asking.getOrLoadBlocking(KEY, Codec.text(), this::load, options);
  }

  private void assertNobodyLoaded() {
    assertEquals(0, loads.get());
    assertEquals(List.of(), listener.events);
  }
}
