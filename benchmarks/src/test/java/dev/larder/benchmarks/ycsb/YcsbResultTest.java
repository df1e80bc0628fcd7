package dev.larder.benchmarks.ycsb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class YcsbResultTest {
  private static final String OUTPUT =
      """
      [OVERALL], RunTime(ms), 2058
      [OVERALL], Throughput(ops/sec), 4859.08
      [TOTAL_GCS_G1_Young_Generation], Count, 4
      [READ], Operations, 5000
      [READ], AverageLatency(us), 1350.5
      [READ], 95thPercentileLatency(us), 2000
      [READ], 99thPercentileLatency(us), 4095
      [READ], Return=OK, 5000
      [CLEANUP], AverageLatency(us), 9.5
      [CLEANUP], 99thPercentileLatency(us), 100
      """;

  @Test
  void output_givesThroughputAndLatencies() {
    assertEquals(
        new YcsbResult(4859.08, Map.of("READ", new YcsbResult.Operation(1350.5, 4095))),
        YcsbResult.parse(OUTPUT));
  }

  @Test
  void failedOperations_spoilTheRun() {
    assertThrows(
        IllegalStateException.class,
        () -> YcsbResult.parse(OUTPUT + "[READ], Return=NOT_FOUND, 3\n"));
    assertThrows(
        IllegalStateException.class,
        () -> YcsbResult.parse(OUTPUT + "[INSERT-FAILED], Operations, 1\n"));
  }

  @Test
  void otherOutput_isNoResult() {
    assertThrows(IllegalStateException.class, () -> YcsbResult.parse("Unknown DB"));
  }
}
