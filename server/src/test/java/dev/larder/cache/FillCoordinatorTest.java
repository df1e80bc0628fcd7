package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.larder.cache.FillCoordinator.Part;
import dev.larder.cache.Follower.Turn;
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
  private final FillCoordinator coordinator =
      new FillCoordinator(
          this::readClock,
          new RecordingTimer(),
          FillConfig.DEFAULT,
          new FillCounters(),
          new FillTokens("0".repeat(32), 1),
          namespace -> 0);

  private record Scheduled(Duration delay, Runnable action) {}

  /** Does nothing by itself, but what is to be done soon at once. */
  private final class RecordingTimer implements FillTimer {
    @Override
    public Timeout after(Duration delay, Runnable action) {
      later.add(new Scheduled(delay, action));
      return () -> {};
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
    assertInstanceOf(Part.Lead.class, coordinator.join(KEY, REQUEST, null));
    Scheduled lease = last();
    Follower follower = new Follower(REQUEST, Cancellation.NEVER);
    assertInstanceOf(Part.Wait.class, coordinator.join(KEY, REQUEST, follower));
    now = START.plus(LEASE).minus(INSTANT);
    step = INSTANT;
    lease.action().run();
    assertEquals(Duration.ZERO, last().delay());
    last().action().run();
    assertInstanceOf(Turn.Led.class, follower.turn.getNow(null));
  }

  private Fill leading() {
    return assertInstanceOf(Part.Lead.class, coordinator.join(KEY, REQUEST, null)).fill();
  }

  /** A group of writes is rolled back for one of them, and they are done one by one. */
  @Test
  void landing_thatWasRolledBack_isAfterTheRevisionOfTheLastTry() {
    Fill fill = leading();
    FillClaim claim = coordinator.claim(fill);
    claim.landing(9);
    claim.landing(5);
    assertEquals(5, fill.landingAfter);
  }

  @Test
  void landing_ofTwoTries_isAfterTheEarlier() {
    Fill fill = leading();
    FillClaim first = coordinator.claim(fill);
    FillClaim second = coordinator.claim(fill);
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
