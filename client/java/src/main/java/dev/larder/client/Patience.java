package dev.larder.client;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Until when somebody waits, by the clock of this process. */
record Patience(Deadline end) {
  /** For so long from now on. */
  static Patience of(Duration time) {
    return new Patience(Deadline.after(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS));
  }

  /** What is left of it, zero or more. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, end.timeRemaining(TimeUnit.NANOSECONDS)));
  }

  /** This time, or what is left where that is less. */
  Duration within(Duration time) {
    Duration left = left();
    return time.compareTo(left) < 0 ? time : left;
  }

  /** True when there is time left after this pause. */
  boolean outlasts(Duration pause) {
    return pause.compareTo(left()) < 0;
  }
}
