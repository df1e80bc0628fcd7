package dev.larder.client;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;

/**
 * The longest that the server keeps a caller waiting, which is a setting of the server. It is asked
 * for it when it has refused a wait, so that most clients never ask. Thread-safe.
 */
final class LongestWait {
  private static final String FIELD = "fill.wait";

  private volatile Duration known = ChronoUnit.FOREVER.getDuration();

  /** This wait, or the longest where that is known to be less. */
  Duration within(Duration wait) {
    return wait.compareTo(known) < 0 ? wait : known;
  }

  /** True when a read was refused for how long it was to wait. */
  static boolean isWhy(LarderException refused) {
    return refused.violations().stream().anyMatch(violation -> violation.field().equals(FIELD));
  }

  /** Asks the server. True when it takes a wait that is shorter than this one, which it refused. */
  CompletableFuture<Boolean> isLessThan(Duration refused, Caller caller) {
    return caller
        .start(FillOperations.longestWait())
        .thenApply(longest -> isLess(longest, refused));
  }

  private boolean isLess(Duration longest, Duration refused) {
    boolean isLess = !longest.isZero() && longest.compareTo(refused) < 0;
    if (isLess) {
      known = longest;
    }
    return isLess;
  }
}
