package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.cache.Follower.Turn;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FillCoordinatorTest {
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final Duration INSTANT = Duration.ofNanos(1);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final FillKey KEY = FillKey.ofObject(new ObjectKey("acme", "users", "U1"));
  private static final FillRequest REQUEST =
      new FillRequest(true, "", LEASE, Duration.ofMinutes(1));

  private final List<Scheduled> later = new ArrayList<>();
  private Instant now = START;
  private Duration step = Duration.ZERO;
  private int cancelled;
  private final FillCoordinator coordinator =
      new FillCoordinator(
          this::readClock,
          new RecordingTimer(),
          FillConfig.DEFAULT,
          new FillCounters(),
          new FillTokens("0".repeat(32), 1),
          key -> 0);

  private record Scheduled(Duration delay, Runnable action) {}

  /** Does nothing by itself, but what is to be done soon at once. */
  private final class RecordingTimer implements FillTimer {
    @Override
    public Timeout after(Duration delay, Runnable action) {
      later.add(new Scheduled(delay, action));
      return () -> cancelled++;
    }

    @Override
    public void execute(Runnable action) {
      action.run();
    }
  }

  /** A real clock goes on between two looks at it. */
  private Instant readClock() {
    Instant read = now;
    now = now.plus(step);
    return read;
  }

  private Scheduled last() {
    return later.get(later.size() - 1);
  }

  @Test
  void lease_thatEndsWhileItIsLookedAt_isLookedAtAgainAtOnce() {
    assertInstanceOf(FillPart.Lead.class, coordinator.join(KEY, REQUEST, null));
    Scheduled lease = last();
    Follower follower = new Follower(REQUEST, Cancellation.NEVER);
    assertInstanceOf(FillPart.Wait.class, coordinator.join(KEY, REQUEST, follower));
    now = START.plus(LEASE).minus(INSTANT);
    step = INSTANT;
    lease.action().run();
    assertEquals(Duration.ZERO, last().delay());
    last().action().run();
    assertInstanceOf(Turn.Led.class, follower.turn.getNow(null));
  }

  private void assertRefused(Reason reason, Fill fill) {
    CacheException refused =
        assertThrows(
            CacheException.class,
            () -> coordinator.leaders().require(coordinator.leaders().token(fill)));
    assertEquals(reason, refused.reason());
  }

  /** A key that is put and led again without end, all within one lease. */
  @Test
  void superseded_moreThanAreKept_theEarliestIsLost() {
    Fill earliest = leading();
    coordinator.supersessions().supersede(KEY::equals);
    Fill next = leading();
    coordinator.supersessions().supersede(KEY::equals);
    for (int i = 1; i < FillTable.MOST_SUPERSEDED; i++) {
      assertRefused(Reason.FILL_SUPERSEDED, earliest);
      leading();
      coordinator.supersessions().supersede(KEY::equals);
    }
    assertRefused(Reason.FILL_LOST, earliest);
    assertRefused(Reason.FILL_SUPERSEDED, next);
    assertEquals(1, cancelled, "leases that nobody looks at any more");
  }

  @Test
  void superseded_whenItsLeaseWouldHaveEnded_isLost() {
    Fill fill = leading();
    Scheduled lease = last();
    coordinator.supersessions().supersede(KEY::equals);
    now = START.plus(LEASE);
    lease.action().run();
    assertRefused(Reason.FILL_LOST, fill);
  }

  private Fill leading() {
    return assertInstanceOf(FillPart.Lead.class, coordinator.join(KEY, REQUEST, null)).fill();
  }

  /** A group of writes is rolled back for one of them, and they are done one by one. */
  @Test
  void landing_thatWasRolledBack_isAfterTheRevisionOfTheLastTry() {
    Fill fill = leading();
    FillClaim claim = coordinator.leaders().claim(fill);
    claim.landing(9);
    claim.landing(5);
    assertEquals(5, fill.landingAfter);
  }

  @Test
  void landing_ofTwoTries_isAfterTheEarlier() {
    Fill fill = leading();
    FillClaim first = coordinator.leaders().claim(fill);
    FillClaim second = coordinator.leaders().claim(fill);
    first.landing(8);
    second.landing(9);
    assertEquals(8, fill.landingAfter);
    first.landing(5);
    second.landing(6);
    assertEquals(5, fill.landingAfter);
    first.notLanding();
    second.landing(6);
    assertEquals(6, fill.landingAfter);
  }
}
