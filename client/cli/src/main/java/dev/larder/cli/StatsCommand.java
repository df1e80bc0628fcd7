package dev.larder.cli;

import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.UsageException;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.Statistics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "stats",
    header = "Print figures: hit rate, age, sizes, fills, collections, queues.",
    description = {
      "Counters run since the server started; sizes are of now. Hits are reads that were answered from the cache:"
          + " fresh, stale, not modified or negative.",
      "Fills: callers were led (sent to the origin), followed (told at once that another asks), waited, or promoted"
          + " (sent while they waited); what they were sent for was completed, failed, lost (the lease ran out) or"
          + " superseded.",
      "With --output json the first line is the total of what was selected, and a line for each kind follows."
    })
final class StatsCommand extends ServerCommand {
  private static final String CURSOR_HOME = "\033[H";
  private static final String CLEAR_TO_LINE_END = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";
  private static final String CLEAR_SCREEN = "\033[2J";

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAMESPACE",
      description = "Only this namespace. Default: all.")
  private String namespace = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "KIND",
      description = "Only this kind. Default: all.")
  private String kind = "";

  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "2",
      paramLabel = "SECONDS",
      description =
          "Print them again every so many seconds, 2 when none are named, with what happened a second;"
              + " write --watch=SECONDS. On a terminal in place. Ctrl-C ends it.")
  private @Nullable Double watch;

  @Override
  protected int run(BlockingLarderClient client) throws InterruptedException {
    if (watch != null) {
      watch(client, watch);
    }
    print(client.admin().statistics(namespace, kind), null);
    return ExitCodes.DONE;
  }

  private void watch(BlockingLarderClient client, double seconds) throws InterruptedException {
    if (!(seconds >= 0.1 && seconds <= 86_400)) {
      throw new UsageException("--watch must be 0.1 to 86400 seconds");
    }
    if (console().terminals().out() && !options().isJson()) {
      console().line(CLEAR_SCREEN);
    }
    StatisticsSample before = null;
    while (true) {
      StatisticsSample now =
          new StatisticsSample(client.admin().statistics(namespace, kind), System.nanoTime());
      print(now.statistics(), before == null ? null : StatisticsRates.between(before, now));
      console().flush();
      before = now;
      TimeUnit.NANOSECONDS.sleep((long) (seconds * Duration.ofSeconds(1).toNanos()));
    }
  }

  private void print(Statistics statistics, @Nullable StatisticsRates rates) {
    boolean inPlace = watch != null && console().terminals().out();
    if (options().isJson()) {
      StatisticsJson.lines(namespace, kind, statistics, rates).forEach(console()::line);
    } else if (inPlace) {
      List<String> lines = new StatisticsTable(options().target(), statistics, rates).lines();
      console().line(CURSOR_HOME + String.join(CLEAR_TO_LINE_END + "\n", lines) + CLEAR_BELOW);
    } else {
      new StatisticsTable(options().target(), statistics, rates).lines().forEach(console()::line);
    }
  }
}
