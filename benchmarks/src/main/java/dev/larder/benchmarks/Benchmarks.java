package dev.larder.benchmarks;

import dev.larder.benchmarks.experiment.BatchesExperiment;
import dev.larder.benchmarks.experiment.Experiment;
import dev.larder.benchmarks.experiment.FootprintExperiment;
import dev.larder.benchmarks.experiment.GrowthExperiment;
import dev.larder.benchmarks.experiment.JmhExperiment;
import dev.larder.benchmarks.experiment.Laboratory;
import dev.larder.benchmarks.experiment.ReadsExperiment;
import dev.larder.benchmarks.experiment.StallsExperiment;
import dev.larder.benchmarks.experiment.StartExperiment;
import dev.larder.benchmarks.experiment.SteadyExperiment;
import dev.larder.benchmarks.experiment.WritesExperiment;
import dev.larder.benchmarks.experiment.YcsbExperiment;
import dev.larder.benchmarks.process.Servers;
import dev.larder.benchmarks.report.Chapter;
import dev.larder.benchmarks.report.Charts;
import dev.larder.benchmarks.report.Machine;
import dev.larder.benchmarks.report.Report;
import dev.larder.benchmarks.report.StolenTime;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures Larder and its peers and writes the report. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    description =
        "Measures Larder, its floor, the seed's designs and its peers, and writes a report.")
public final class Benchmarks implements Callable<Integer> {
  private static final List<Experiment> ALL =
      List.of(
          new ReadsExperiment(),
          new WritesExperiment(),
          new BatchesExperiment(),
          new StallsExperiment(),
          new SteadyExperiment(),
          new StartExperiment(),
          new FootprintExperiment(),
          new GrowthExperiment(),
          new YcsbExperiment(),
          new JmhExperiment());

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "Only these chapters; by default all of them.")
  private Set<String> only = Set.of();

  @Option(names = "--server-jar", required = true, description = "The product.")
  private Path serverJar;

  @Option(names = "--benchmarks-jar", required = true, description = "This program.")
  private Path benchmarksJar;

  @Option(
      names = "--work",
      required = true,
      description = "A folder for databases; it may grow by 20 GB.")
  private Path work;

  @Option(names = "--docs", required = true, description = "The folder of the report.")
  private Path docs;

  @Option(
      names = "--scale",
      defaultValue = "1",
      description = "Multiplies every load; less than 1 is for trying, not for figures.")
  private double scale;

  /** Runs from the command line. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Benchmarks()).execute(arguments));
  }

  @Override
  public Integer call() {
    List<String> names = ALL.stream().map(Experiment::name).toList();
    if (!names.containsAll(only)) {
      System.err.println("There is no such chapter. There are: " + String.join(", ", names));
      return 2;
    }
    Report report = new Report(docs.resolve("benchmarks.md"), names);
    Charts charts = new Charts(docs.resolve("benchmarks"), "benchmarks");
    Laboratory laboratory = new Laboratory(new Servers(work, serverJar, benchmarksJar), scale);
    for (Experiment experiment : ALL) {
      if (only.isEmpty() || only.contains(experiment.name())) {
        System.out.println("Measuring: " + experiment.title() + " ...");
        Chapter chapter = new Chapter(experiment.name(), experiment.title(), charts);
        StolenTime before = StolenTime.now();
        try {
          experiment.run(laboratory, chapter);
        } finally {
          laboratory.servers().deleteFolders();
        }
        report.put(chapter, Machine.describe(before) + command(experiment));
        System.out.println("  wrote it into " + docs.resolve("benchmarks.md"));
      }
    }
    return 0;
  }

  private String command(Experiment experiment) {
    return scale == 1
        ? " `make bench ONLY=%s`".formatted(experiment.name())
        : " `make bench ONLY=%s SCALE=%s`, so with less load than figures deserve."
            .formatted(experiment.name(), scale);
  }
}
