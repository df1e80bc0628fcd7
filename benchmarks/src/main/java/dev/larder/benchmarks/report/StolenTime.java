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

  /** Up to now; nothing where the kernel does not tell. */
  public static StolenTime now() {
    try {
      return parse(Files.readAllLines(Path.of("/proc/stat")).get(0));
    } catch (IOException e) {
      return new StolenTime(0, 0);
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
    return new StolenTime(ticks[STEAL], Arrays.stream(ticks).sum());
  }

  /** What was stolen from then to this, in words. */
  String since(StolenTime before) {
    double share = (double) (stolen - before.stolen) / Math.max(1, all - before.all);
    return String.format(
        Locale.ROOT, "the hypervisor held back %.1f %% of the processors' time", 100 * share);
  }
}
