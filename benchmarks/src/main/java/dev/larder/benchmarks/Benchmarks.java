package dev.larder.benchmarks;

import dev.larder.benchmarks.experiment.BatchesExperiment;
import dev.larder.benchmarks.experiment.Experiment;
import dev.larder.benchmarks.experiment.FillsExperiment;
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
import dev.larder.benchmarks.process.Children;
import dev.larder.benchmarks.process.Servers;
import dev.larder.benchmarks.process.Tool;
import dev.larder.benchmarks.report.Chapter;
import dev.larder.benchmarks.report.Charts;
import dev.larder.benchmarks.report.Machine;
import dev.larder.benchmarks.report.Report;
import dev.larder.benchmarks.report.StolenTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
          new FillsExperiment(),
          new SteadyExperiment(),
          new StartExperiment(),
          new FootprintExperiment(),
          new GrowthExperiment(),
          new YcsbExperiment(),
          new JmhExperiment());

  private static final List<String> NAMES = ALL.stream().map(Experiment::name).toList();

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
      description =
          "A folder for databases, which may grow by 20 GB, and for the report of a trial.")
  private Path work;

  @Option(names = "--docs", required = true, description = "The folder of the report.")
  private Path docs;

  @Option(
      names = "--scale",
      defaultValue = "1",
      description = "Multiplies every load; what is not 1 is a trial, whose report goes to --work.")
  private double scale;

  @Spec private CommandSpec specification;

  /** Runs from the command line. */
  public static void main(String[] arguments) {
    Children.endWithThisProcess();
    System.exit(commandLine().execute(arguments));
  }

  /** Speaks of a mistake in one line, without the usage. */
  static CommandLine commandLine() {
    return new CommandLine(new Benchmarks())
        .setParameterExceptionHandler(
            (mistake, none) -> {
              mistake.getCommandLine().getErr().println(mistake.getMessage());
              return CommandLine.ExitCode.USAGE;
            });
  }

  @Override
  public Integer call() throws IOException {
    List<Experiment> chosen =
        ALL.stream().filter(each -> only.isEmpty() || only.contains(each.name())).toList();
    Optional<String> mistake = mistake().or(() -> missing(chosen));
    if (mistake.isPresent()) {
      throw new ParameterException(specification.commandLine(), mistake.get());
    }
    measure(chosen);
    return CommandLine.ExitCode.OK;
  }

  private Optional<String> mistake() {
    if (!NAMES.containsAll(only)) {
      return Optional.of("There is no such chapter. There are: " + String.join(", ", NAMES));
    }
    return scale > 0 && scale < Double.POSITIVE_INFINITY
        ? Optional.empty()
        : Optional.of("The scale is %s, but it must be more than 0.".formatted(scale));
  }

  private static Optional<String> missing(List<Experiment> chosen) {
    return chosen.stream().flatMap(Benchmarks::missing).findFirst();
  }

  private static Stream<String> missing(Experiment experiment) {
    return experiment.packages().entrySet().stream()
        .filter(program -> !Tool.exists(program.getKey()))
        .map(
            program ->
                "%s is not installed: install the package %s, or measure other chapters than %s with ONLY."
                    .formatted(program.getKey(), program.getValue(), experiment.name()));
  }

  private void measure(List<Experiment> experiments) throws IOException {
    Path folder = Files.createDirectories(scale == 1 ? docs : work);
    Path file = folder.resolve("benchmarks.md");
    Report report = new Report(file, NAMES);
    Charts charts = new Charts(folder.resolve("benchmarks"), "benchmarks");
    Servers servers = new Servers(work.resolve("servers"), serverJar, benchmarksJar);
    Laboratory laboratory = new Laboratory(servers, scale);
    // What a run left behind that was killed.
    servers.deleteFolders();
    for (Experiment experiment : experiments) {
      System.out.println("Measuring: " + experiment.title() + " ...");
      Chapter chapter = new Chapter(experiment.name(), experiment.title(), charts);
      StolenTime before = StolenTime.now();
      try {
        experiment.run(laboratory, chapter);
      } finally {
        servers.deleteFolders();
      }
      report.put(chapter, Machine.describe(before) + command(experiment));
      System.out.println("  wrote it into " + file);
    }
  }

  private String command(Experiment experiment) {
    return scale == 1
        ? " `make bench ONLY=%s`".formatted(experiment.name())
        : " `make bench ONLY=%s SCALE=%s`, so with less load than figures deserve."
            .formatted(experiment.name(), scale);
  }
}
