package dev.larder.benchmarks.process;

import dev.larder.benchmarks.load.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Starts the servers that are compared, each with a folder of its own below a working folder.
 *
 * <p>Used by one thread.
 */
public final class Servers {
  private static final Pattern LARDER_PORT = Pattern.compile("127\\.0\\.0\\.1:([1-9]\\d*)");
  private static final Pattern BASELINE_PORT =
      Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

  private final Path work;
  private final Path serverJar;
  private final Path benchmarksJar;
  private int started;

  /**
   * @param work holds the files of the servers and nothing else; made when it is not there
   * @param serverJar the product
   * @param benchmarksJar holds the baselines
   */
  public Servers(Path work, Path serverJar, Path benchmarksJar) {
    // Absolute: some of them change their own folder.
    this.work = work.toAbsolutePath();
    this.serverJar = serverJar;
    this.benchmarksJar = benchmarksJar;
  }

  /**
   * A server that listens.
   *
   * @param folder of its own, which outlives it
   */
  public record Running(MeasuredProcess process, Target target, Path folder)
      implements AutoCloseable {
    @Override
    public void close() {
      process.close();
    }
  }

  /** The product, as its user starts it. */
  public Running larder(String... flags) {
    return larderWith(List.of(), newFolder("larder"), flags);
  }

  /** The product on flags of the JVM and on a folder that may hold a database already. */
  public Running larderWith(List<String> jvm, Path folder, String... flags) {
    return larderOn(java(), jvm, folder, flags);
  }

  /** The same on another JVM than this one. */
  public Running larderOn(String java, List<String> jvm, Path folder, String... flags) {
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(jvm);
    command.addAll(List.of("-jar", serverJar.toString()));
    return larder(command, 0, folder, flags);
  }

  /**
   * The product by the launcher that 'make build' has put beside its jar, as an installed one is
   * started.
   *
   * @param environment for it: {@code NAME=VALUE}
   */
  public Running launched(List<String> environment, Path folder, String... flags) {
    return larder(launcher(environment), 0, folder, flags);
  }

  /** The same on this port. */
  Running launchedAt(int port, Path folder) {
    return larder(launcher(List.of()), port, folder);
  }

  private List<String> launcher(List<String> environment) {
    List<String> command = new ArrayList<>(List.of("env"));
    command.add("JAVA_HOME=" + System.getProperty("java.home"));
    command.addAll(environment);
    command.add(serverJar.resolveSibling("larder-server").toString());
    return command;
  }

  private static Running larder(List<String> start, int port, Path folder, String... flags) {
    List<String> command = new ArrayList<>(start);
    command.addAll(List.of("--port", Integer.toString(port), "--data-dir", folder.toString()));
    command.addAll(List.of(flags));
    MeasuredProcess process = MeasuredProcess.start(command, folder.resolve("server.log"));
    return new Running(process, Target.port(Integer.parseInt(process.await(LARDER_PORT))), folder);
  }

  /**
   * One of the baselines: {@code echo}, {@code open-per-call}, {@code pooled-on-loop}, {@code
   * offload}.
   */
  public Running baseline(String design, int objects) {
    Path folder = newFolder(design);
    MeasuredProcess process =
        program(
            List.of(),
            "dev.larder.benchmarks.baseline.BaselineServer",
            folder.resolve("server.log"),
            design,
            folder.toString(),
            Integer.toString(objects));
    return new Running(
        process, Target.port(Integer.parseInt(process.await(BASELINE_PORT))), folder);
  }

  /** One of this program's own with a main method, in a process that is small and soon there. */
  public MeasuredProcess small(Class<?> program, String... arguments) {
    return program(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
        program.getName(),
        newFolder("program").resolve("program.log"),
        arguments);
  }

  private MeasuredProcess program(List<String> jvm, String program, Path log, String... arguments) {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(jvm);
    command.addAll(List.of("-cp", benchmarksJar.toString(), program));
    command.addAll(List.of(arguments));
    return MeasuredProcess.start(command, log);
  }

  /**
   * etcd with a new store; a commit is flushed to the disk before it is answered, as it always is.
   */
  public Running etcd() {
    Path folder = newFolder("etcd");
    int port = freePort();
    String url = "http://127.0.0.1:" + port;
    List<String> command =
        List.of(
            "etcd",
            "--data-dir",
            folder.resolve("data").toString(),
            "--listen-client-urls",
            url,
            "--advertise-client-urls",
            url,
            "--listen-peer-urls",
            "http://127.0.0.1:" + freePort(),
            "--quota-backend-bytes",
            "8000000000",
            "--log-level",
            "error");
    return listening(command, folder, port);
  }

  /** Redis with a new store; its flags as in {@code redis.conf}. */
  public Running redis(String... flags) {
    Path folder = newFolder("redis");
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--unixsocket",
                folder.resolve("redis.sock").toString()));
    command.addAll(List.of(flags));
    return listening(command, folder, port);
  }

  private static Running listening(List<String> command, Path folder, int port) {
    MeasuredProcess process = MeasuredProcess.start(command, folder.resolve("server.log"));
    process.await(() -> listens(port));
    return new Running(process, Target.port(port), folder);
  }

  static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder that nobody else uses. */
  public Path newFolder(String name) {
    try {
      return Files.createDirectories(work.resolve(name + "-" + ++started));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes all folders, which no server may use any more. */
  public void deleteFolders() {
    if (Files.notExists(work)) {
      return;
    }
    try (Stream<Path> files = Files.walk(work)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(work)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JVM that this runs on. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
