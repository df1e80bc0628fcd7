package dev.larder.benchmarks.experiment;

import dev.larder.benchmarks.report.Chapter;

/** One call of the origin for all who miss, and one tag for all objects. */
public final class FillsExperiment implements Experiment {
  @Override
  public String name() {
    return "fills";
  }

  @Override
  public String title() {
    return "One fetch for everyone";
  }

  @Override
  public void run(Laboratory laboratory, Chapter chapter) {
    StampedeMeasurement.run(laboratory, chapter);
    TagMeasurement.run(laboratory, chapter);
  }
}
