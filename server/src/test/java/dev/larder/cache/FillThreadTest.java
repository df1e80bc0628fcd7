package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FillThreadTest {
  private static final Duration NEVER = ChronoUnit.FOREVER.getDuration();
  private static final int THREADS = 8;
  private static final int EACH = 5_000;

  private final FillThread thread = new FillThread();
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    thread.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until what was planned before this, and is due, has been done. */
  private void settle() {
    CountDownLatch settled = new CountDownLatch(1);
    thread.execute(settled::countDown);
    await(settled);
  }

  /** Has the thread busy until the latch is let go. */
  private CountDownLatch hold() {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    thread.execute(
        () -> {
          held.countDown();
          await(letGo);
        });
    await(held);
    return letGo;
  }

  @Test
  void execute_isDoneInTheOrderInWhichItCame() {
    CountDownLatch letGo = hold();
    IntStream.range(0, 100).forEach(i -> thread.execute(() -> done.add("" + i)));
    letGo.countDown();
    settle();
    assertEquals(IntStream.range(0, 100).mapToObj(i -> "" + i).toList(), done);
  }

  @Test
  void after_notPositive_isDoneSoon_andForEver_isNot() throws Exception {
    CompletableFuture<Boolean> past = new CompletableFuture<>();
    FillTimer.Timeout never = thread.after(NEVER, () -> done.add("never"));
    FillTimer.Timeout soon = thread.after(Duration.ofMillis(-1), () -> past.complete(true));
    assertTrue(past.get(30, TimeUnit.SECONDS));
    settle();
    assertEquals(List.of(), done);
    List.of(never, soon).forEach(FillTimer.Timeout::cancel);
  }

  /** The thread sleeps for ever by then, and for long. */
  @Test
  void after_whatIsPlannedForMuchLater_isDoneInTime() throws Exception {
    CompletableFuture<Boolean> soon = new CompletableFuture<>();
    settle();
    FillTimer.Timeout later = thread.after(Duration.ofHours(1), () -> done.add("later"));
    FillTimer.Timeout sooner = thread.after(Duration.ofMillis(1), () -> soon.complete(true));
    assertTrue(soon.get(30, TimeUnit.SECONDS));
    assertEquals(List.of(), done);
    List.of(later, sooner).forEach(FillTimer.Timeout::cancel);
  }

  @Test
  void cancelled_isNotDone() {
    CountDownLatch letGo = hold();
    FillTimer.Timeout timeout = thread.after(Duration.ZERO, () -> done.add("cancelled"));
    timeout.cancel();
    timeout.cancel();
    letGo.countDown();
    settle();
    assertEquals(List.of(), done);
  }

  @Test
  void failure_leavesTheThreadAlive() {
    thread.execute(
        () -> {
          throw new IllegalStateException("a fault, to be logged");
        });
    settle();
  }

  /** None is lost, as one would be that is planned just as the thread goes to sleep. */
  @Test
  void execute_byManyAtOnce_isDoneOnceEach() {
    CountDownLatch all = new CountDownLatch(THREADS * EACH);
    AtomicInteger count = new AtomicInteger();
    List<Thread> callers =
        IntStream.range(0, THREADS)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          for (int each = 0; each < EACH; each++) {
                            thread.execute(
                                () -> {
                                  count.incrementAndGet();
                                  all.countDown();
                                });
                          }
                        }))
            .toList();
    callers.forEach(Thread::start);
    await(all);
    assertEquals(THREADS * EACH, count.get());
  }

  @Test
  void close_doesWhatIsDueAndNothingLater() throws Exception {
    CompletableFuture<Boolean> due = new CompletableFuture<>();
    CountDownLatch letGo = hold();
    FillTimer.Timeout later = thread.after(Duration.ofHours(1), () -> done.add("later"));
    thread.execute(() -> due.complete(true));
    thread.close();
    thread.execute(() -> done.add("after the end"));
    assertFalse(due.isDone());
    letGo.countDown();
    assertTrue(due.get(30, TimeUnit.SECONDS));
    assertEquals(List.of(), done);
    later.cancel();
  }
}
