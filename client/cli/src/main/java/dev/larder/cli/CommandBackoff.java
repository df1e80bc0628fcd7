package dev.larder.cli;

import dev.larder.client.Backoff;
import dev.larder.client.LarderException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/**
 * How long nobody runs a command again that brought no value, or one that cannot be stored: each
 * who waits would run it in turn, and be no better off. No time at all where it was not run, for
 * the one who was to run it had its answer already.
 *
 * @param time 0 to 1 h
 */
record CommandBackoff(Duration time) implements Backoff {
  @Override
  public Duration after(Throwable failure) {
    if (failure instanceof RejectedExecutionException) {
      return Duration.ZERO;
    }
    return failure instanceof CommandFailure ended ? ended.backoff(time) : time;
  }

  @Override
  public Duration afterRefusal(LarderException refusal) {
    return time;
  }
}
