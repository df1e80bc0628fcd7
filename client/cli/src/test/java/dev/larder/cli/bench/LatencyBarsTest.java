package dev.larder.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class LatencyBarsTest {
  @Test
  void lines_ofLatencies_haveOneForEachDoubling() {
    Histogram latencies = new Histogram(3);
    latencies.recordValueWithCount(900_000, 3);
    latencies.recordValueWithCount(3_000_000, 1);
    assertEquals(
        List.of(
            "<  1.02ms   75.00%  " + "#".repeat(50),
            "<  2.05ms    0.00%",
            "<   4.1ms   25.00%  " + "#".repeat(17)),
        LatencyBars.lines(latencies));
  }

  @Test
  void lines_ofNothing_areNone() {
    assertEquals(List.of(), LatencyBars.lines(new Histogram(3)));
  }

  @Test
  void zipf_ofManyDraws_prefersTheFirstKeysAndStaysInRange() {
    long seed = 42;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    KeyChooser zipf = KeyChooser.Distribution.ZIPF.of(1_000);
    int[] drawn = new int[1_000];
    for (int draw = 0; draw < 100_000; draw++) {
      drawn[zipf.next(random)]++;
    }
    assertTrue(drawn[0] > 5 * drawn[9] && drawn[9] > 2 * drawn[99], "not zipf");
  }
}
