package dev.larder.client;

import java.time.Duration;
import java.util.Objects;

/**
 * How {@code getOrLoad} works.
 *
 * @param read what is accepted from the cache; without {@code ifNoneMatch}, with {@link
 *     PayloadView#STORED}. What is stale and accepted is returned at once; it is refreshed in the
 *     background unless {@link Freshness#ANY} or {@link Freshness#STALE_IF_ERROR} asked for it by
 *     name
 * @param staleIfError true to return what is stale within its stale-if-error window when the loader
 *     fails; the default is false
 * @param timeout how long those who wait give the loader, positive; the default is 30 s. It fails
 *     for them and the next caller loads anew; the loader itself is not interrupted
 */
public record LoadOptions(ReadOptions read, boolean staleIfError, Duration timeout) {
  private static final LoadOptions DEFAULTS =
      new LoadOptions(ReadOptions.defaults(), false, Duration.ofSeconds(30));

  public LoadOptions {
    Objects.requireNonNull(read, "read");
    Objects.requireNonNull(timeout, "timeout");
    if (read.ifNoneMatch() != null || read.view() != PayloadView.STORED) {
      throw new IllegalArgumentException(
          "getOrLoad needs the value: ifNoneMatch must be null and view STORED");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, not " + timeout);
    }
  }

  /** The kind's default freshness, no stale answers for errors, 30 s. */
  public static LoadOptions defaults() {
    return DEFAULTS;
  }

  /** This, with other {@link #read} options. */
  public LoadOptions withRead(ReadOptions value) {
    return new LoadOptions(value, staleIfError, timeout);
  }

  /** This, with another {@link #staleIfError}. */
  public LoadOptions withStaleIfError(boolean value) {
    return new LoadOptions(read, value, timeout);
  }

  /** This, with another {@link #timeout}. */
  public LoadOptions withTimeout(Duration value) {
    return new LoadOptions(read, staleIfError, value);
  }
}
