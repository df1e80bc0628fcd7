package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Work is refused rather than kept waiting, and what was accepted is never lost. */
class WorkQueueTest {
  private static final int MANY = 1_000;

  private final WorkQueue<String> queue = new WorkQueue<>("test", 3, 100);

  @Test
  void offer_full_isRefusedAsOverload() {
    List.of("a", "b", "c").forEach(work -> queue.offer(work, 1));
    CacheException refusal = assertThrows(CacheException.class, () -> queue.offer("d", 1));
    assertEquals(Reason.OVERLOADED, refusal.reason());
    assertNotNull(refusal.details().get(CacheException.RETRY_AFTER_MILLIS));
    assertEquals(3, queue.figures().depth());
    assertEquals(1, queue.figures().rejected());
  }

  @Test
  void offer_tooManyBytes_isRefusedAsOverload() {
    queue.offer("a", 60);
    CacheException refusal = assertThrows(CacheException.class, () -> queue.offer("b", 60));
    assertEquals(Reason.OVERLOADED, refusal.reason());
    queue.offer("c", 40);
    assertEquals(List.of("a", "c"), queue.take(3, Long.MAX_VALUE));
  }

  @Test
  void offer_largerThanTheWholeQueue_isLetInAlone() {
    queue.offer("huge", 1_000);
    assertThrows(CacheException.class, () -> queue.offer("small", 1));
    assertEquals(List.of("huge"), queue.take(3, Long.MAX_VALUE));
  }

  @Test
  void take_makesRoomAgain() {
    List.of("a", "b", "c").forEach(work -> queue.offer(work, 33));
    queue.take(2, Long.MAX_VALUE);
    queue.offer("d", 33);
    queue.offer("e", 33);
    assertEquals(List.of("c", "d", "e"), queue.take(3, Long.MAX_VALUE));
  }

  @Test
  void take_manyBytes_stopsAtItsBound() {
    List.of("a", "b", "c").forEach(work -> queue.offer(work, 30));
    assertEquals(List.of("a", "b"), queue.take(3, 31));
    assertEquals(List.of("c"), queue.take(3, 31));
  }

  @Test
  void take_nothingThere_returnsEmptyAfterTheWait() {
    assertEquals(List.of(), queue.take(3, Long.MAX_VALUE, Duration.ZERO));
    assertFalse(queue.isFinished());
  }

  @Test
  void close_handsOutWhatWasAcceptedAndRefusesTheRest() {
    queue.offer("a", 1);
    queue.close();
    CacheException refusal = assertThrows(CacheException.class, () -> queue.offer("b", 1));
    assertEquals(Reason.SHUTTING_DOWN, refusal.reason());
    assertFalse(queue.isFinished());
    assertEquals(List.of("a"), queue.take(3, Long.MAX_VALUE));
    assertTrue(queue.isFinished());
    assertEquals(List.of(), queue.take(3, Long.MAX_VALUE));
  }

  @Test
  void close_wakesEveryThreadThatWaits() throws Exception {
    List<FutureTask<List<String>>> takes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      takes.add(new FutureTask<>(() -> queue.take(3, Long.MAX_VALUE)));
    }
    takes.stream().map(WorkQueueTest::startThread).toList().forEach(WorkQueueTest::awaitWaiting);
    queue.close();
    for (FutureTask<List<String>> take : takes) {
      assertEquals(List.of(), take.get(TestingDatabase.PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
  }

  private static Thread startThread(Runnable work) {
    Thread thread = new Thread(work, "taker");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Only its state tells that a thread waits. */
  private static void awaitWaiting(Thread thread) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TestingDatabase.PATIENCE_SECONDS);
    while (thread.getState() != Thread.State.WAITING) {
      assertTrue(System.nanoTime() - deadline < 0, () -> thread + " never waited");
      Thread.onSpinWait();
    }
  }

  @Test
  void manyThreads_everyAcceptedPieceOfWorkIsHandedOutOnce() throws Exception {
    WorkQueue<Integer> wide = new WorkQueue<>("wide", MANY, Long.MAX_VALUE);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      CountDownLatch start = new CountDownLatch(1);
      Future<Set<Integer>> accepted = threads.submit(() -> offerAll(wide, start, 0));
      Future<Set<Integer>> acceptedToo = threads.submit(() -> offerAll(wide, start, 10 * MANY));
      Future<List<Integer>> taken = threads.submit(() -> takeAll(wide));
      Future<List<Integer>> takenToo = threads.submit(() -> takeAll(wide));
      start.countDown();
      Set<Integer> expected = new HashSet<>(accepted.get());
      expected.addAll(acceptedToo.get());
      wide.close();
      List<Integer> handedOut = new ArrayList<>(taken.get());
      handedOut.addAll(takenToo.get());
      assertEquals(expected.size(), handedOut.size());
      assertEquals(expected, new HashSet<>(handedOut));
    } finally {
      threads.shutdownNow();
    }
  }

  private static Set<Integer> offerAll(WorkQueue<Integer> wide, CountDownLatch start, int first)
      throws InterruptedException {
    Set<Integer> accepted = new HashSet<>();
    start.await();
    for (int i = first; i < first + 10 * MANY; i++) {
      try {
        wide.offer(i, 1);
        accepted.add(i);
      } catch (CacheException refusal) {
        assertEquals(Reason.OVERLOADED, refusal.reason());
      }
    }
    return accepted;
  }

  private static List<Integer> takeAll(WorkQueue<Integer> wide) {
    List<Integer> taken = new ArrayList<>();
    while (!wide.isFinished()) {
      taken.addAll(wide.take(7, Long.MAX_VALUE));
    }
    return taken;
  }
}
