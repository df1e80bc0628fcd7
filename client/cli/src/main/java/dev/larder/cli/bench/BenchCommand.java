package dev.larder.cli.bench;

import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.Progress;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.UsageException;
import dev.larder.client.BatchItem;
import dev.larder.client.BatchMode;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.Codec;
import dev.larder.client.LarderClient;
import dev.larder.client.LarderException;
import dev.larder.client.Put;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code larder bench}. */
@Command(
    name = "bench",
    header = "Put a server under load and print its throughput and latencies.",
    description =
        "A closed loop: each call is followed by the next, so a server that is slow is asked less. It works in a"
            + " namespace of its own, which it deletes at the end.")
public final class BenchCommand extends ServerCommand {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int FILL_ITEMS = 200;
  private static final int FILL_BYTES = 1 << 20;
  private static final long DRAIN_SECONDS = 60;

  @Mixin private final LoadOptions options = new LoadOptions();

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      description = "Where it works; must not exist. Default: larder-bench- and the seed.")
  private @Nullable String namespace;

  @Option(names = "--keep", description = "Leave the namespace as it is at the end.")
  private boolean keep;

  /** For picocli. */
  public BenchCommand() {}

  @Override
  protected Duration defaultDeadline() {
    return DEADLINE;
  }

  @Override
  protected int run(BlockingLarderClient client) throws InterruptedException {
    LoadPlan plan = options.plan();
    String name = namespace == null ? "larder-bench-" + plan.seed() : namespace;
    requireNew(client, name);
    Workload workload = plan.workload(name);
    Thread cleaner = new Thread(() -> delete(client, name), "larder-bench-cleaner");
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      fill(client, workload, plan);
      BenchReport report = load(workload, plan);

      if (options().isJson()) {
        console().line(report.json());
      } else {
        report.table().forEach(console()::line);
      }
    } finally {
      removeHook(cleaner);
      delete(client, name);
    }
    return ExitCodes.DONE;
  }

  private void delete(BlockingLarderClient client, String name) {
    if (!keep) {
      client.admin().deleteNamespace(name, "");
    }
  }

  /** Ctrl-C leaves nothing behind either: once that has begun, the hook does the work. */
  private static void removeHook(Thread cleaner) {
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException alreadyEnding) {
      throw new UsageException("interrupted", alreadyEnding);
    }
  }

  private static void requireNew(BlockingLarderClient client, String name) {
    try {
      client.admin().getNamespace(name);
    } catch (LarderException failure) {
      if (failure.code() == LarderException.Code.NOT_FOUND) {
        client.admin().updateNamespace(name, settings -> settings);
        return;
      }
      throw failure;
    }
    throw new UsageException("the namespace " + name + " exists: choose another with --namespace");
  }

  private static void fill(BlockingLarderClient client, Workload workload, LoadPlan plan) {
    SplittableRandom random = new SplittableRandom(plan.seed());
    int step = Math.max(1, Math.min(FILL_ITEMS, FILL_BYTES / Math.max(1, plan.valueBytes())));
    for (int start = 0; start < workload.keys(); start += step) {
      List<Put<byte[]>> puts =
          IntStream.range(start, Math.min(workload.keys(), start + step))
              .mapToObj(number -> Put.of(workload.key(number), workload.nextValue(random)))
              .toList();
      client.batchPut(puts, Codec.bytes(), BatchMode.PER_ITEM).forEach(BatchItem::result);
    }
  }

  private BenchReport load(Workload workload, LoadPlan plan) throws InterruptedException {
    List<LarderClient> connections = new ArrayList<>();
    LoadRun run = new LoadRun(workload, plan.connections() * plan.inFlight(), plan.operations());
    try (Progress progress =
        new Progress(console(), "operation", run::completed, () -> 0, 0).start()) {
      for (int count = 0; count < plan.connections(); count++) {
        connections.add(options().connect(DEADLINE));
      }
      run.start(connections, plan.inFlight(), new SplittableRandom(plan.seed()));
      run.await(plan.warmUp().toNanos(), TimeUnit.NANOSECONDS);
      long start = System.nanoTime();
      run.measure();
      run.await(plan.duration().toNanos(), TimeUnit.NANOSECONDS);
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      run.stop();
      if (!run.await(DRAIN_SECONDS, TimeUnit.SECONDS) || run.isFailed()) {
        throw run.failure();
      }
      return new BenchReport(plan, run.latencies(), elapsed, run.failures());
    } finally {
      run.stop();
      connections.forEach(LarderClient::close);
    }
  }
}
