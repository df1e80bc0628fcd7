package dev.larder.client;

import java.time.Duration;
import java.util.Objects;

/**
 * How {@code getOrLoad} works. Callers share a read only when theirs are equal, so keep one for a
 * use.
 *
 * @param read what is accepted from the cache; without {@code ifNoneMatch}, with {@link
 *     PayloadView#STORED}. What is stale and accepted is returned at once; the one whom the server
 *     chooses refreshes it in the background
 * @param staleIfError true to return what is stale within its stale-if-error window when the loader
 *     fails, here or in another process; the default is false
 * @param timeout how long those who wait give the origin, positive; the default is 30 s. It counts
 *     from the first read, whether this process or another asks the origin; while the cache is away
 *     it counts from the loader's call. When it passes those who wait fail, and others may be sent
 *     to the origin; the loader itself is not interrupted. No longer than this is a server waited
 *     for that hangs, though the client's deadline be longer: then the loader is called without it,
 *     and has as much time again
 * @param lease how long this process may be silent, as the one that asks the origin, before another
 *     is sent in its place, positive; the default is 10 s. It is renewed while the loader runs, so
 *     it bounds how long others wait for a process that died, not how long a load may take. The
 *     server refuses more than its {@code max_lease} with {@code POLICY_INVALID}
 * @param maxWait how long one call waits at the server for another process's load, zero or more;
 *     the default is 10 s. Such a call may take so much longer than the client's deadline, after
 *     which the loader is called without the server. When the wait is over the client asks again,
 *     until {@code timeout} has passed. Of a server that refuses so long a wait the client learns
 *     its {@code max_wait}, and waits no longer at a time
 * @param backoff how long nobody is to ask the origin after this process's load has failed, at most
 *     1 h; the default is 1 s, which also holds where it throws: that is a suppressed exception of
 *     the load's failure then
 * @param holder who this process is, for the server's log and for people, at most 256 bytes; the
 *     default is "host:pid"
 */
public record LoadOptions(
    ReadOptions read,
    boolean staleIfError,
    Duration timeout,
    Duration lease,
    Duration maxWait,
    Backoff backoff,
    String holder) {
  private static final LoadOptions DEFAULTS =
      new LoadOptions(
          ReadOptions.defaults(),
          false,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Backoff.of(Duration.ofSeconds(1)),
          Holder.OF_THIS_PROCESS);

  public LoadOptions {
    Objects.requireNonNull(read, "read");
    Objects.requireNonNull(backoff, "backoff");
    Objects.requireNonNull(holder, "holder");
    if (read.ifNoneMatch() != null || read.view() != PayloadView.STORED) {
      throw new IllegalArgumentException(
          "getOrLoad needs the value: ifNoneMatch must be null and view STORED");
    }
    requirePositive("timeout", timeout);
    requirePositive("lease", lease);
    if (maxWait.isNegative()) {
      throw new IllegalArgumentException("maxWait must not be negative: " + maxWait);
    }
  }

  /** The kind's default freshness, no stale answers for errors, 30 s, leases and waits of 10 s. */
  public static LoadOptions defaults() {
    return DEFAULTS;
  }

  /** This, with other {@link #read} options. */
  public LoadOptions withRead(ReadOptions value) {
    return new LoadOptions(value, staleIfError, timeout, lease, maxWait, backoff, holder);
  }

  /** This, with another {@link #staleIfError}. */
  public LoadOptions withStaleIfError(boolean value) {
    return new LoadOptions(read, value, timeout, lease, maxWait, backoff, holder);
  }

  /** This, with another {@link #timeout}. */
  public LoadOptions withTimeout(Duration value) {
    return new LoadOptions(read, staleIfError, value, lease, maxWait, backoff, holder);
  }

  /** This, with another {@link #lease}. */
  public LoadOptions withLease(Duration value) {
    return new LoadOptions(read, staleIfError, timeout, value, maxWait, backoff, holder);
  }

  /** This, with another {@link #maxWait}. */
  public LoadOptions withMaxWait(Duration value) {
    return new LoadOptions(read, staleIfError, timeout, lease, value, backoff, holder);
  }

  /** This, with another {@link #backoff}. */
  public LoadOptions withBackoff(Backoff value) {
    return new LoadOptions(read, staleIfError, timeout, lease, maxWait, value, holder);
  }

  /** This, with the same {@link #backoff} after every failure. */
  public LoadOptions withBackoff(Duration value) {
    return withBackoff(Backoff.of(value));
  }

  /** This, with another {@link #holder}. */
  public LoadOptions withHolder(String value) {
    return new LoadOptions(read, staleIfError, timeout, lease, maxWait, backoff, value);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }
}
