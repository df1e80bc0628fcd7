package dev.larder.bootstrap;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own. What it prints is read as it comes. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("listens on  127\\.0\\.0\\.1:(\\d+).*");
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> err = new LinkedBlockingQueue<>();

  ServerProcess(String... flags) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(flags));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("LARDER_"));
    process = builder.start();
    read(process.getInputStream(), out);
    read(process.getErrorStream(), err);
  }

  private static void read(InputStream stream, BlockingQueue<String> lines) {
    Thread reader =
        new Thread(
            () ->
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                    .lines()
                    .forEach(lines::add),
            "output-of-the-server");
    reader.setDaemon(true);
    reader.start();
  }

  /** Waits until it has said where it listens. */
  int port() throws InterruptedException {
    Matcher address = ADDRESS.matcher(awaitLine(out, "listens on"));
    if (!address.find()) {
      throw new AssertionError("no port in what the server printed");
    }
    return Integer.parseInt(address.group(1));
  }

  /** Waits for a line of the log. */
  String awaitLog(String part) throws InterruptedException {
    return awaitLine(err, part);
  }

  /** Waits for a line of the standard output. */
  String awaitOutput(String part) throws InterruptedException {
    return awaitLine(out, part);
  }

  private String awaitLine(BlockingQueue<String> lines, String part) throws InterruptedException {
    String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    while (line != null && !line.contains(part)) {
      line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    if (line == null) {
      throw new AssertionError("the server never printed '" + part + "'; stderr: " + err);
    }
    return line;
  }

  /** Asks it to end, as {@code kill} does; unlike Process.destroy it leaves its output open. */
  void terminate() {
    assertTrue(process.toHandle().destroy(), "the signal was not sent");
  }

  /** Waits for its end; its exit code. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the server does not end; stderr: " + err);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }
}
