package dev.larder.client;

import dev.larder.client.LarderException.Code;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The attempts of one change. It is made again only when the server says that it did nothing: had
 * just the answer been lost, a second attempt could undo what somebody else did after the first.
 * Used by one thread at a time.
 */
final class Attempts {
  static final int MOST = 4;
  private static final Set<String> NOTHING_WAS_DONE = Set.of("OVERLOADED", "SHUTTING_DOWN");
  private static final Duration UNTOLD_PAUSE = Duration.ofMillis(100);

  private final Deadline deadline;
  private int left;

  private Attempts(Deadline deadline, int left) {
    this.deadline = deadline;
    this.left = left;
  }

  static Attempts one(Deadline deadline) {
    return new Attempts(deadline, 0);
  }

  static Attempts several(Deadline deadline) {
    return new Attempts(deadline, MOST - 1);
  }

  /** Whether the next attempt is the last. */
  boolean nextIsLast() {
    return left == 0;
  }

  /**
   * Whether an attempt that failed so is followed by another, and how long to wait before that.
   * Empty too when the deadline would pass meanwhile.
   */
  Optional<Duration> pauseAfter(LarderException failure) {
    if (left == 0 || !isRefusal(failure)) {
      return Optional.empty();
    }
    left--;
    Duration pause = failure.retryAfter().orElse(UNTOLD_PAUSE);
    return Optional.of(pause).filter(wait -> wait.compareTo(remaining()) < 0);
  }

  private Duration remaining() {
    return Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
  }

  private static boolean isRefusal(LarderException failure) {
    return failure.code() == Code.UNAVAILABLE && NOTHING_WAS_DONE.contains(failure.reason());
  }
}
