package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EventLoopStallsTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
  private final EventLoopStalls stalls = new EventLoopStalls(now::get);
  private final LoopLateness loop = stalls.watchOne();

  private void tickAfter(Duration time) {
    loop.tick(now.addAndGet(time.toNanos()));
  }

  @Test
  void loop_thatTicksInTime_isNotLate() {
    for (int i = 0; i < 1000; i++) {
      tickAfter(Duration.ofMillis(100));
    }
    assertEquals(Duration.ZERO, stalls.longest());
  }

  @Test
  void tick_thatIsLate_countsForAMinute() {
    tickAfter(Duration.ofMillis(350));
    assertEquals(Duration.ofMillis(250), stalls.longest());
    for (int i = 0; i < 590; i++) {
      tickAfter(Duration.ofMillis(100));
    }
    assertEquals(Duration.ofMillis(250), stalls.longest());
    for (int i = 0; i < 20; i++) {
      tickAfter(Duration.ofMillis(100));
    }
    assertEquals(Duration.ZERO, stalls.longest());
  }

  @Test
  void loop_thatStandsStill_isLateAlready() {
    stalls.watchOne();
    tickAfter(Duration.ofMillis(100));
    now.addAndGet(Duration.ofSeconds(3).toNanos());
    assertEquals(Duration.ofSeconds(3), stalls.longest());
  }

  @Test
  void longest_ofManyLateTicksInOneSecond_isTheLongest() {
    tickAfter(Duration.ofMillis(150));
    tickAfter(Duration.ofMillis(400));
    tickAfter(Duration.ofMillis(120));
    assertEquals(Duration.ofMillis(300), stalls.longest());
  }

  @Test
  void close_forgetsTheLoops() {
    tickAfter(Duration.ofSeconds(1));
    stalls.close();
    assertEquals(Duration.ZERO, stalls.longest());
  }
}
