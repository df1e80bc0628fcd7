package dev.larder.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UptimeTest {
  @Test
  void elapsed_anyStart_isReckonedFromThere() {
    AtomicLong nanoseconds = new AtomicLong(-5);
    Uptime uptime = new Uptime(nanoseconds::get);
    nanoseconds.addAndGet(Duration.ofMinutes(3).toNanos());

    assertEquals(Duration.ofMinutes(3), uptime.elapsed());
  }
}
