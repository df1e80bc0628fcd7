package dev.larder.cli;

import dev.larder.client.Freshness;
import java.util.Arrays;
import java.util.Locale;

/** How fresh an answer must be, as it is written on the command line. */
enum FreshnessName {
  FRESH_ONLY(Freshness.FRESH_ONLY),
  STALE_WHILE_REVALIDATE(Freshness.STALE_WHILE_REVALIDATE),
  STALE_IF_ERROR(Freshness.STALE_IF_ERROR),
  ANY(Freshness.ANY),
  REFRESH(Freshness.REFRESH);

  private final Freshness freshness;

  FreshnessName(Freshness freshness) {
    this.freshness = freshness;
  }

  Freshness freshness() {
    return freshness;
  }

  /** The name of what a server said. */
  static String of(Freshness freshness) {
    return Arrays.stream(values())
        .filter(name -> name.freshness == freshness)
        .map(FreshnessName::toString)
        .findFirst()
        .orElse(freshness == Freshness.KIND_DEFAULT ? FRESH_ONLY.toString() : "unknown");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
