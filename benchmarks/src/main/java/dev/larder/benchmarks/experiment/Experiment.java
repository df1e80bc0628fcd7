package dev.larder.benchmarks.experiment;

import dev.larder.benchmarks.report.Chapter;
import java.util.Map;

/** One chapter of the report: servers that are started, loaded, compared and stopped. */
public interface Experiment {
  /** As it is asked for on the command line. */
  String name();

  /** What its chapter is called. */
  String title();

  /** The packages that it cannot do without, by the name of the program that each is for. */
  default Map<String, String> packages() {
    return Map.of();
  }

  /** Measures, which may take minutes, and writes the chapter. */
  void run(Laboratory laboratory, Chapter chapter);
}
