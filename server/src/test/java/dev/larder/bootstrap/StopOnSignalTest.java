package dev.larder.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.observability.Uptime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopOnSignalTest {
  @Test
  void stop_inOrder_isSuccess() {
    AtomicBoolean closed = new AtomicBoolean();

    assertEquals(0, stopping(() -> closed.set(true), Duration.ofSeconds(30)).stop());
    assertTrue(closed.get());
  }

  @Test
  void stop_aClosingThatFails_isFailure() {
    AutoCloseable failing =
        () -> {
          throw new IllegalStateException("on purpose");
        };

    assertEquals(1, stopping(failing, Duration.ofSeconds(30)).stop());
  }

  @Test
  void stop_aClosingThatNeverEnds_isGivenUp() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AutoCloseable hanging =
        () -> {
          begun.countDown();
          never.await();
        };

    assertEquals(1, stopping(hanging, Duration.ofMillis(50)).stop());
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    never.countDown();
  }

  @ParameterizedTest
  @CsvSource({"0, 0s", "61, 1m 1s", "7322, 2h 2m 2s", "3600, 1h", "90000, 25h"})
  void readable_aTime_isShort(long seconds, String expected) {
    assertEquals(expected, StopOnSignal.readable(Duration.ofSeconds(seconds)));
  }

  private static StopOnSignal stopping(AutoCloseable server, Duration timeout) {
    return new StopOnSignal(server, timeout, new Uptime());
  }
}
