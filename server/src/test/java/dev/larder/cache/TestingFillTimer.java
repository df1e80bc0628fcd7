package dev.larder.cache;

import dev.larder.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The fill thread of a test: does what is due when the test says so, on the test's thread. */
final class TestingFillTimer implements FillTimer {
  private final FakeClock clock;
  private final Queue<Runnable> soon = new ArrayDeque<>();
  private final List<Due> later = new ArrayList<>();

  TestingFillTimer(FakeClock clock) {
    this.clock = clock;
  }

  /** Not a record: two that are alike are two. */
  private static final class Due {
    final Instant time;
    final Runnable action;

    Due(Instant time, Runnable action) {
      this.time = time;
      this.action = action;
    }
  }

  @Override
  public synchronized Timeout after(Duration delay, Runnable action) {
    Due due = new Due(clock.instant().plus(delay), action);
    later.add(due);
    return () -> cancel(due);
  }

  private synchronized void cancel(Due due) {
    later.remove(due);
  }

  @Override
  public synchronized void execute(Runnable action) {
    soon.add(action);
  }

  /** Does everything that is due now, and what that makes due. */
  void run() {
    for (Runnable next = next(); next != null; next = next()) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    if (!soon.isEmpty()) {
      return soon.remove();
    }
    Due first = later.stream().min(Comparator.comparing(due -> due.time)).orElse(null);
    if (first == null || first.time.isAfter(clock.instant())) {
      return null;
    }
    later.remove(first);
    return first.action;
  }

  /** How many things are to be done later. */
  synchronized int pending() {
    return later.size();
  }
}
