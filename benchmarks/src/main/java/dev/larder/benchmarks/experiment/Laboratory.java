package dev.larder.benchmarks.experiment;

import dev.larder.benchmarks.load.Call;
import dev.larder.benchmarks.load.Calls;
import dev.larder.benchmarks.load.GrpcLoad;
import dev.larder.benchmarks.load.LoadResult;
import dev.larder.benchmarks.load.LoadShape;
import dev.larder.benchmarks.load.Numbers;
import dev.larder.benchmarks.process.Servers;
import dev.larder.benchmarks.process.Servers.Running;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where experiments are made: what they need to start servers, fill them, and measure fairly.
 *
 * @param servers starts them
 * @param scale by how much all loads are multiplied: 1 for figures, less to try the benchmarks
 */
public record Laboratory(Servers servers, double scale) {
  /** Objects in a store, unless an experiment says otherwise. */
  public static final int OBJECTS = 100_000;

  /** Bytes of each. */
  public static final int BYTES = 200;

  private static final int LOAD_BATCH = 100;

  /**
   * Rounds before the first that counts. On two processors, which it shares with the load, a JVM
   * has compiled what a call needs after about a million of them.
   */
  private static final int WARM_ROUNDS = 3;

  /** So many calls, at this scale. */
  public long calls(long atFullScale) {
    return Math.max(1_000, (long) (atFullScale * scale));
  }

  /**
   * One measurement.
   *
   * @param throughput calls a second
   * @param cpuMicros of the server, for each call
   */
  public record Measured(double throughput, double cpuMicros) {
    /** The median of each figure by itself. */
    static Measured median(List<Measured> rounds) {
      return new Measured(
          Laboratory.median(rounds.stream().map(Measured::throughput)),
          Laboratory.median(rounds.stream().map(Measured::cpuMicros)));
    }
  }

  /** The middle one of some values. */
  static double median(Stream<Double> values) {
    List<Double> sorted = values.sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  /** Puts a load on a server and reckons its CPU. */
  public static Measured measure(Running server, long calls, Supplier<Double> throughput) {
    long before = server.process().cpuMicros();
    double rate = throughput.get();
    return new Measured(rate, (server.process().cpuMicros() - before) / (double) calls);
  }

  /** Puts a load of our own generator on a server, which must answer all of it as it should. */
  public static Measured load(Running server, Call call, LoadShape shape) {
    return measure(
        server,
        shape.requests(),
        () -> requireGood(GrpcLoad.run(server.target(), call, shape)).throughput());
  }

  /** Measures so many times after some that do not count; the median of each figure. */
  public static Measured median(int rounds, Supplier<Measured> once) {
    return inTurn(rounds, Map.of("", once)).values().iterator().next();
  }

  /**
   * Measures several servers in turn, over and over, so that a machine whose speed drifts does no
   * one a favour; the first rounds, in which JVMs warm up, do not count.
   */
  public static Map<String, Measured> inTurn(int rounds, Map<String, Supplier<Measured>> servers) {
    Map<String, List<Measured>> all = new LinkedHashMap<>();
    for (int round = 0; round < WARM_ROUNDS + rounds; round++) {
      for (Map.Entry<String, Supplier<Measured>> server : servers.entrySet()) {
        Measured measured = server.getValue().get();
        if (round >= WARM_ROUNDS) {
          all.computeIfAbsent(server.getKey(), name -> new ArrayList<>()).add(measured);
        }
      }
    }
    Map<String, Measured> medians = new LinkedHashMap<>();
    all.forEach((name, each) -> medians.put(name, Measured.median(each)));
    return Collections.unmodifiableMap(medians);
  }

  /** Fills the product with objects {@code 0} to {@code count - 1}. */
  public static void fill(Running larder, long count, int bytes) {
    fill(larder, count, Calls.batchPut(Numbers.inTurn(count), LOAD_BATCH, bytes));
  }

  /** The same, tagged; all of them carry {@link Calls#TAG_OF_ALL}. */
  public static void fillTagged(Running larder, long count, int bytes) {
    fill(larder, count, Calls.batchPutTagged(Numbers.inTurn(count), LOAD_BATCH, bytes));
  }

  private static void fill(Running larder, long count, Call batches) {
    LoadShape shape = LoadShape.closed(2, 4, count / LOAD_BATCH);
    requireGood(GrpcLoad.run(larder.target(), batches, shape));
  }

  /** Fails when a call of a load was not answered as it should. */
  public static LoadResult requireGood(LoadResult result) {
    if (result.failed() > 0) {
      throw new IllegalStateException(
          "%d of %d calls failed".formatted(result.failed(), result.failed() + result.answered()));
    }
    return result;
  }
}
