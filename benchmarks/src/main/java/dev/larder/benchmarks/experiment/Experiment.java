package dev.larder.benchmarks.experiment;

import dev.larder.benchmarks.report.Chapter;

/** One chapter of the report: servers that are started, loaded, compared and stopped. */
public interface Experiment {
  /** As it is asked for on the command line. */
  String name();

  /** What its chapter is called. */
  String title();

  /** Measures, which may take minutes, and writes the chapter. */
  void run(Laboratory laboratory, Chapter chapter);
}
