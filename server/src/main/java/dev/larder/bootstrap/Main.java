package dev.larder.bootstrap;

import dev.larder.config.CommandLineFlags;
import dev.larder.config.Configuration;
import dev.larder.config.ConfigurationException;
import dev.larder.config.ConfigurationReader;
import dev.larder.observability.Logging;
import dev.larder.observability.ObservabilityConfig;
import dev.larder.observability.ObservabilityConfig.LogFormat;
import dev.larder.observability.ServerVersion;
import dev.larder.observability.Uptime;
import dev.larder.store.sqlite.SqliteStoreConfig;
import java.io.File;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The command line {@code larder-server}. Its exit code: 0 after an orderly stop, 1 when the server
 * could not be started or stopped in order, 2 when it was configured wrongly.
 */
public final class Main {
  static final int SUCCESS = 0;
  static final int FAILURE = 1;
  static final int WRONG_USE = 2;

  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final String PROGRAM = "larder-server";

  private static final Map<String, String> EXIT_CODES =
      new TreeMap<>(
          Map.of(
              "0", "stopped in order",
              "1", "could not be started, or not be stopped in order",
              "2", "wrongly configured; nothing was started"));

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  Main(PrintStream out, PrintStream err, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  /** Starts a server and runs until the process is asked to stop. */
  public static void main(String[] arguments) throws InterruptedException {
    startFast();
    followNoBuffers();
    Main main = new Main(System.out, System.err, System.getenv());
    int exitCode = main.run(List.of(arguments));
    System.exit(exitCode);
  }

  /**
   * Guice makes a class for each constructor that it calls, which pays only where one is called
   * often; here each is called once.
   */
  private static void startFast() {
    System.setProperty("guice_bytecode_gen_option", "DISABLED");
  }

  /**
   * Netty follows one buffer in some hundred with a stack trace, to find leaks: a tool for whoever
   * looks for one, who says so on the command line.
   */
  private static void followNoBuffers() {
    // The second is its old name, which Netty reads too.
    if (System.getProperty("io.netty.leakDetection.level") == null
        && System.getProperty("io.netty.leakDetectionLevel") == null) {
      System.setProperty("io.netty.leakDetection.level", "disabled");
    }
  }

  /** The command line, for help, completion and the manual. */
  public static CommandSpec specification() {
    CommandSpec specification =
        CommandLineFlags.specification(PROGRAM, ServerSettings.reader().settings());
    specification.version(PROGRAM + " " + ServerVersion.current());
    specification
        .usageMessage()
        .description(
            "Keeps objects of slow origins close at hand: a persistent cache that speaks gRPC.%n",
            "A flag comes before its variable, the variable before the file, the file before the default.")
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(EXIT_CODES);
    return specification;
  }

  /** Answers the exit code; while a server runs, it does not come back. */
  int run(List<String> arguments) throws InterruptedException {
    ConfigurationReader reader = ServerSettings.reader();
    CommandLineFlags flags = CommandLineFlags.parse(reader.settings(), arguments);
    if (flags.helpRequested()) {
      new CommandLine(specification()).usage(out);
      return SUCCESS;
    }
    if (flags.versionRequested()) {
      new CommandLine(specification()).printVersionHelp(out);
      return SUCCESS;
    }
    try {
      Configuration configuration = reader.read(flags, environment);
      return flags.printRequested() ? print(configuration) : serve(configuration);
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> err.println(PROGRAM + ": " + problem));
      err.println("'" + PROGRAM + " --help' lists every flag and variable.");
      return WRONG_USE;
    }
  }

  private int print(Configuration configuration) {
    out.print(configuration.render());
    return SUCCESS;
  }

  private int serve(Configuration configuration) throws InterruptedException {
    Uptime uptime = new Uptime();
    ObservabilityConfig observability = ObservabilityConfig.from(configuration);
    Logging.configure(observability);
    LarderServer server;
    try {
      server = LarderServer.start(configuration);
    } catch (StartException e) {
      return startFailed(e);
    }
    new StopOnSignal(server, StopConfig.from(configuration).timeout(), uptime).install();
    greet(
        Greeting.of(server, SqliteStoreConfig.from(configuration).durability()),
        observability.logFormat());
    awaitSignal();
    return SUCCESS;
  }

  private int startFailed(StartException failure) {
    err.println(PROGRAM + ": " + failure.getMessage());
    if (failure.isFault()) {
      log.error("The start failed in a way that nobody expected", failure.getCause());
    }
    return FAILURE;
  }

  /** A log that machines read has no room for lines that are none of its own. */
  private void greet(Greeting greeting, LogFormat format) {
    switch (format) {
      case TEXT -> out.print(greeting.text(isOnThePath("larder")));
      case JSON -> log.info(greeting.line());
    }
    out.flush();
  }

  private boolean isOnThePath(String program) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> new File(directory, program).canExecute());
  }

  /** For ever: the shutdown hook ends the process. */
  private static void awaitSignal() throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
