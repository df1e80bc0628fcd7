package dev.larder.transport;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the calls in flight on the whole server. A call is in flight until its answer has been
 * sent, so that readers who do not read cannot pile answers up without end.
 *
 * <p>Thread-safe.
 */
final class Admission {
  private final int limit;
  private final AtomicInteger inFlight = new AtomicInteger();

  @Inject
  Admission(CallLimits limits) {
    this.limit = limits.maxCallsInFlight();
  }

  /** One admitted call. */
  final class Ticket {
    private final AtomicBoolean given = new AtomicBoolean(true);

    private Ticket() {}

    /** The call is over; a second time is without effect. */
    void giveBack() {
      if (given.compareAndSet(true, false)) {
        inFlight.decrementAndGet();
      }
    }
  }

  /** Admits a call; OVERLOADED when there are too many. */
  Ticket enter() {
    if (inFlight.incrementAndGet() > limit) {
      inFlight.decrementAndGet();
      throw new CacheException(Reason.OVERLOADED, "too many calls are in flight; nothing was done");
    }
    return new Ticket();
  }

  int inFlight() {
    return inFlight.get();
  }
}
