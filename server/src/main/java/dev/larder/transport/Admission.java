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
 * <p>Of those bytes one connection may have no more than are left for all others: alone half of
 * them, two a third each, and so on. So there is always room for one who has none yet, unless many
 * connections have their share.
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
  final class Ticket implements AnswerRoom {
    private static final long GIVEN_BACK = -1;

    /** Of its answer, until it has been sent. */
    private final AtomicLong bytes = new AtomicLong();

    /** Of its connection's answers, this one's included. */
    private final AtomicLong ofConnection;

    private Ticket(AtomicLong ofConnection) {
      this.ofConnection = ofConnection;
    }

    @Override
    public void require() {
      if (ofConnection.get() >= maxUnreadBytes - unread.get()) {
        throw new CacheException(
            Reason.OVERLOADED,
            ofConnection.get() == 0
                ? "too many large answers are still to be read by their callers"
                : "too many large answers are still to be read on this connection");
      }
    }

    /** So many bytes of the answer are handed over to be sent. */
    void answers(long size) {
      if (bytes.getAndUpdate(held -> held == GIVEN_BACK ? held : held + size) != GIVEN_BACK) {
        unread.addAndGet(size);
        ofConnection.addAndGet(size);
      }
    }

    /** The call is over; a second time is without effect. */
    void giveBack() {
      long held = bytes.getAndSet(GIVEN_BACK);
      if (held != GIVEN_BACK) {
        inFlight.decrementAndGet();
        unread.addAndGet(-held);
        ofConnection.addAndGet(-held);
      }
    }
  }

  /**
   * Admits a call; OVERLOADED when there are too many.
   *
   * @param unreadOfConnection see {@link ConnectionUnread}
   */
  Ticket enter(AtomicLong unreadOfConnection) {
    if (inFlight.incrementAndGet() > limit) {
      inFlight.decrementAndGet();
      throw new CacheException(Reason.OVERLOADED, "too many calls are in flight; nothing was done");
    }
    return new Ticket(unreadOfConnection);
  }

  int inFlight() {
    return inFlight.get();
  }

  long unreadBytes() {
    return unread.get();
  }
}
