package dev.larder.cli;

import dev.larder.client.Freshness;
import dev.larder.client.ReadOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a read accepts. */
final class ReadPolicyOptions {
  @Option(
      names = "--freshness",
      paramLabel = "RULE",
      description =
          "What may be served: ${COMPLETION-CANDIDATES}. Default: what the kind's policy says.")
  private @Nullable FreshnessName freshness;

  @Option(names = "--max-age", paramLabel = "TIME", description = "Nothing older than this.")
  private @Nullable Duration maxAge;

  @Option(
      names = "--max-stale",
      paramLabel = "TIME",
      description = "Also what is stale by at most this.")
  private @Nullable Duration maxStale;

  @Option(
      names = "--min-fresh",
      paramLabel = "TIME",
      description = "Nothing that will be stale within this time.")
  private @Nullable Duration minFresh;

  @Option(
      names = "--include-deleted",
      description = "Serve deleted objects too, while their tombstones are kept.")
  private boolean includeDeleted;

  ReadOptions options() {
    return ReadOptions.of(freshness == null ? Freshness.KIND_DEFAULT : freshness.freshness())
        .withMaxAge(maxAge)
        .withMaxStale(maxStale)
        .withMinFresh(minFresh)
        .withIncludeDeleted(includeDeleted);
  }
}
