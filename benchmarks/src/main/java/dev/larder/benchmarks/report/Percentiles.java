package dev.larder.benchmarks.report;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Latencies in milliseconds at the percentiles that are drawn.
 *
 * @param millis one for each of {@link #DRAWN}
 */
public record Percentiles(List<Double> millis) {
  /** From the median to one call in ten thousand. */
  public static final List<Double> DRAWN = List.of(50.0, 90.0, 99.0, 99.9, 99.99);

  /** Reads them off a distribution. */
  public static Percentiles of(DoubleUnaryOperator millisAt) {
    return new Percentiles(DRAWN.stream().map(millisAt::applyAsDouble).toList());
  }
}
