package dev.larder.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that moves only when a test moves it, backwards too. */
public final class FakeClock implements InstantSource {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-15T12:00:00Z"));

  @Override
  public Instant instant() {
    return now.get();
  }

  /** Moves the clock; a negative step is a clock set back. */
  public void advance(Duration step) {
    now.updateAndGet(instant -> instant.plus(step));
  }
}
