package dev.larder.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Patience that begins when there is first need of it, and is not had again. Thread-safe. */
final class LatePatience {
  private final Duration time;
  private @Nullable Patience begun;

  /** Not yet begun. */
  LatePatience(Duration time) {
    this.time = time;
  }

  /** Begins it now, unless it has begun. */
  synchronized Patience begin() {
    Patience patience = begun == null ? Patience.of(time) : begun;
    begun = patience;
    return patience;
  }

  /** What is left of it: all of it before it has begun. */
  synchronized Duration left() {
    return begun == null ? time : begun.left();
  }
}
