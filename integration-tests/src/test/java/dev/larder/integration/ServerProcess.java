package dev.larder.integration;

import dev.larder.client.LarderClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runnable server jar in a process of its own, on a port of its own choice or a given one. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listens on\\s+127\\.0\\.0\\.1:(\\d+)");

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it and waits until it serves. */
  public static ServerProcess start(Path dataDirectory, String... flags) {
    return startAt(0, dataDirectory, flags);
  }

  /** The same on this port. */
  static ServerProcess startAt(int port, Path dataDirectory, String... flags) {
    List<String> command =
        new ArrayList<>(
            List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-jar",
                System.getProperty("larder.server.jar"),
                "--data-dir",
                dataDirectory.toString(),
                "--port",
                Integer.toString(port)));
    command.addAll(List.of(flags));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new ServerProcess(process, awaitPort(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The java that runs this test. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static int awaitPort(Process process) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.append(line).append('\n');
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        drain(output);
        return Integer.parseInt(matcher.group(1));
      }
    }
    throw new IllegalStateException("the server ended before it served:\n" + said);
  }

  /** Nobody reads on, and a full pipe would stop the server. */
  private static void drain(BufferedReader output) {
    Thread reader =
        new Thread(
            () -> {
              try (output) {
                output.lines().forEach(line -> {});
              } catch (IOException | UncheckedIOException endOfProcess) {
                Thread.currentThread().interrupt();
              }
            },
            "server-output");
    reader.setDaemon(true);
    reader.start();
  }

  public int port() {
    return port;
  }

  /** Its address for a client. */
  public String target() {
    return "127.0.0.1:" + port;
  }

  /** A client of it, with a minute for each call. */
  public LarderClient connect() {
    return PatientClients.connect(target());
  }

  /** SIGKILL: it gets no chance to do anything more. Waits until it is gone. */
  public void kill() {
    CompletableFuture<Process> exit = process.onExit();
    process.destroyForcibly();
    exit.orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** SIGTERM; answers the exit code once it has ended. */
  public int stop() {
    CompletableFuture<Process> exit = process.onExit();
    process.destroy();
    return exit.orTimeout(60, TimeUnit.SECONDS).join().exitValue();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
