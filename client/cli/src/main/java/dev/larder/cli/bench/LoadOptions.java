package dev.larder.cli.bench;

import dev.larder.cli.console.ByteSizes;
import dev.larder.cli.console.UsageException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How large the load is and what it is made of. */
final class LoadOptions {
  @Option(
      names = "--connections",
      paramLabel = "COUNT",
      description = "Connections, 1 to 256. Default: ${DEFAULT-VALUE}.")
  private int connections = 2;

  @Option(
      names = "--in-flight",
      paramLabel = "COUNT",
      description = "Calls under way on each connection, 1 to 1024. Default: ${DEFAULT-VALUE}.")
  private int inFlight = 16;

  @Option(
      names = "--keys",
      paramLabel = "COUNT",
      description = "Keys, put before the load begins. Default: ${DEFAULT-VALUE}.")
  private int keys = 10_000;

  @Option(
      names = "--value-size",
      paramLabel = "SIZE",
      description = "Bytes of a value: 200, 20K. Default: ${DEFAULT-VALUE}.")
  private String valueSize = "200";

  @Option(
      names = "--reads",
      paramLabel = "SHARE",
      description = "The share of reads, 0 to 1; the rest are puts. Default: ${DEFAULT-VALUE}.")
  private double readShare = 0.9;

  @Option(
      names = "--distribution",
      paramLabel = "NAME",
      description = "Which keys: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private KeyChooser.Distribution distribution = KeyChooser.Distribution.ZIPF;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "How long it measures. Default: 10s, or until --count is reached.")
  private @Nullable Duration duration;

  @Option(
      names = "--count",
      paramLabel = "COUNT",
      description = "How many operations it measures. Default: as many as there is time for.")
  private @Nullable Long count;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      description = "Load before it measures. Default: 2s.")
  private Duration warmUp = Duration.ofSeconds(2);

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description =
          "For the same keys and values again. Default: another each time; it is printed.")
  private @Nullable Long seed;

  /** What was given, or throws. */
  LoadPlan plan() {
    int bytes = (int) Math.min(Integer.MAX_VALUE, ByteSizes.parse(valueSize));
    require(connections >= 1 && connections <= 256, "--connections must be 1 to 256");
    require(inFlight >= 1 && inFlight <= 1024, "--in-flight must be 1 to 1024");
    require(keys >= 1 && keys <= 10_000_000, "--keys must be 1 to 10000000");
    require(bytes <= 64 << 20, "--value-size must be at most 64M");
    require(readShare >= 0 && readShare <= 1, "--reads must be 0 to 1");
    require(count == null || count > 0, "--count must be at least 1");
    Duration longest =
        duration == null ? (count == null ? Duration.ofSeconds(10) : Duration.ofDays(1)) : duration;
    require(!longest.isZero(), "--duration must be longer than 0");
    return new LoadPlan(
        connections,
        inFlight,
        keys,
        bytes,
        readShare,
        distribution,
        longest,
        count == null ? Long.MAX_VALUE : count,
        warmUp,
        seed == null ? System.nanoTime() & 0xFFFF_FFFFL : seed);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new UsageException(message);
    }
  }
}
