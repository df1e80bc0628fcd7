package dev.larder.benchmarks.jmh;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;

/**
 * What a call allocates, which is the same on a busy machine as on an idle one: a regression gate
 * that needs no clock. Each bound is the figure that was measured and about 15% more, for another
 * JVM. It is to be lowered when a call becomes cheaper, and raised only with a reason.
 */
class AllocationTest {
  @Test
  void hotGet_allocatesNoMoreThanItDid() {
    // Measured: 2,920 B.
    assertAllocates(3_400, "hotGet", 20_000);
  }

  @Test
  void put_allocatesNoMoreThanItDid() {
    // Measured: 9,470 B.
    assertAllocates(10_900, "put", 5_000);
  }

  /**
   * An iteration is so many calls, however long they take: after the first ones everything is
   * compiled.
   */
  private static void assertAllocates(double bound, String benchmark, int calls) {
    var figures =
        JmhRun.run(
            JmhRun.options()
                .include(CallBenchmark.class.getName() + "." + benchmark + "$")
                .mode(Mode.SingleShotTime)
                .warmupBatchSize(calls)
                .warmupIterations(3)
                .measurementBatchSize(calls)
                .measurementIterations(2)
                // Compiling in the foreground: when the code is ready must not depend on the load.
                .jvmArgsAppend("-Xbatch", "-Xmx256m"));
    double bytes = Objects.requireNonNull(figures.get(benchmark)).bytes() / calls;
    assertTrue(
        bytes <= bound,
        () -> "%s allocates %.0f B, more than %.0f B".formatted(benchmark, bytes, bound));
    System.out.printf("%s allocates %.0f B%n", benchmark, bytes);
  }
}
