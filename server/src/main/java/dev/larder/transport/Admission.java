package dev.larder.transport;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the calls in flight on the whole server, and the bytes of their large answers. A call is
 * in flight until its answer has been sent, so that readers who do not read cannot pile answers up
 * without end: gRPC copies each into buffers of its own when it is handed over.
 *
 * <p>Thread-safe.
 */
final class Admission {
  private final int limit;
  private final long maxUnreadBytes;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong unread = new AtomicLong();

  @Inject
  Admission(CallLimits limits) {
    this.limit = limits.maxCallsInFlight();
    this.maxUnreadBytes = limits.maxUnreadBytes();
  }

  /** One admitted call. */
  final class Ticket {
    private static final long GIVEN_BACK = -1;

    /** Of its answer, until it has been sent. */
    private final AtomicLong bytes = new AtomicLong();

    private Ticket() {}

    /** So many bytes of the answer are handed over to be sent. */
    void answers(long size) {
      if (bytes.getAndUpdate(held -> held == GIVEN_BACK ? held : held + size) != GIVEN_BACK) {
        unread.addAndGet(size);
      }
    }

    /** The call is over; a second time is without effect. */
    void giveBack() {
      long held = bytes.getAndSet(GIVEN_BACK);
      if (held != GIVEN_BACK) {
        inFlight.decrementAndGet();
        unread.addAndGet(-held);
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

  /** OVERLOADED when those who are being answered have so much to read that no more is sent. */
  void requireRoomForLargeAnswer() {
    if (unread.get() >= maxUnreadBytes) {
      throw new CacheException(
          Reason.OVERLOADED, "too many large answers are still to be read by their callers");
    }
  }

  int inFlight() {
    return inFlight.get();
  }

  long unreadBytes() {
    return unread.get();
  }
}
