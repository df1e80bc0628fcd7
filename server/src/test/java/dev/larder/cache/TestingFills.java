package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What callers of fills say and are told, as tests need it. */
final class TestingFills {
  static final Duration LEASE = Duration.ofSeconds(10);
  static final Duration WAIT = Duration.ofSeconds(30);
  static final FillRequest WAITING = new FillRequest(true, "test", LEASE, WAIT);
  static final FillRequest AT_ONCE = new FillRequest(true, "test", LEASE, Duration.ZERO);
  static final FillRequest ONLY_WAITING = new FillRequest(false, "test", LEASE, WAIT);
  static final OriginError ERROR = new OriginError(14, "the origin is down");

  private TestingFills() {}

  /** That of a leader, or the test fails. */
  static FillTicket.Leader leader(@Nullable FillTicket ticket) {
    return assertInstanceOf(FillTicket.Leader.class, ticket);
  }
}
