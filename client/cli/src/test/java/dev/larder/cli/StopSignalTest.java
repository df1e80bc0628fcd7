package dev.larder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StopSignalTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final CountDownLatch heard = new CountDownLatch(1);

  /** An answer that makes the main thread the leader may be on its way. */
  @Test
  void hear_whileTheMainThreadOnlyWaits_staysUntilItHasEnded() throws Exception {
    StopSignal signal = new StopSignal(() -> heard(false), PATIENCE);
    Thread hook = start(signal);
    assertTrue(heard.await(60, TimeUnit.SECONDS));
    events.add("ended");
    signal.end();
    hook.join();
    assertEquals(List.of("asked", "ended", "gone"), events);
  }

  @Test
  void hear_whenItGoesOnWaiting_asksOnceMoreAndGoes() throws Exception {
    StopSignal signal = new StopSignal(() -> heard(false), Duration.ofMillis(1));
    start(signal).join();
    assertEquals(List.of("asked", "asked", "gone"), events);
  }

  @Test
  void hear_whileTheMainThreadWorks_staysUntilItHasEnded() throws Exception {
    StopSignal signal = new StopSignal(() -> heard(true), Duration.ZERO);
    Thread hook = start(signal);
    assertTrue(heard.await(60, TimeUnit.SECONDS));
    signal.end();
    hook.join();
    assertEquals(List.of("asked", "gone"), events);
  }

  @Test
  void end_withoutASignal_forgetsTheHook() {
    StopSignal signal = StopSignal.listen(() -> heard(true));
    signal.end();
    assertEquals(List.of(), events);
  }

  private boolean heard(boolean answer) {
    events.add("asked");
    heard.countDown();
    return answer;
  }

  private Thread start(StopSignal signal) {
    Thread hook =
        new Thread(
            () -> {
              signal.hear();
              events.add("gone");
            });
    hook.start();
    return hook;
  }
}
