package dev.larder.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * The time that a virtual machine's processors were ready to run and not let run, by the kernel's
 * account. A hypervisor that keeps to a quota takes it in pieces of some ten milliseconds, which
 * every latency at the top of a distribution then shows, whosever server it is.
 *
 * @param stolen ticks since the machine started
 * @param all ticks of any kind since then
 */
public record StolenTime(long stolen, long all) {
  private static final int STEAL = 7;
  private static final int GUEST = 8;
  private static final StolenTime NOTHING = new StolenTime(0, 0);

  /** Up to now; nothing where the kernel does not tell. */
  public static StolenTime now() {
    try {
      return parse(Files.readString(Path.of("/proc/stat")).lines().findFirst().orElse(""));
    } catch (IOException e) {
      return NOTHING;
    }
  }

  /** Guests' time is counted as user time already. */
  static StolenTime parse(String line) {
    long[] ticks =
        Arrays.stream(line.strip().split("\\s+"))
            .skip(1)
            .limit(GUEST)
            .mapToLong(Long::parseLong)
            .toArray();
    return ticks.length == GUEST
        ? new StolenTime(ticks[STEAL], Arrays.stream(ticks).sum())
        : NOTHING;
  }

  /** What was stolen from then to this, in words. */
  String since(StolenTime before) {
    if (all <= before.all) {
      return "what a hypervisor held back is not known";
    }
    double share = (double) (stolen - before.stolen) / (all - before.all);
    return String.format(
        Locale.ROOT, "the hypervisor held back %.1f %% of the processors' time", 100 * share);
  }
}
