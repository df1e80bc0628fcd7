package dev.larder.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that was started to be measured, as a process of its own. Its figures are those of the
 * kernel, which nobody inside can embellish. Linux only.
 */
public final class MeasuredProcess implements AutoCloseable {
  /** USER_HZ, which Linux keeps at this for all who read /proc. */
  private static final int TICKS_PER_SECOND = 100;

  private static final long START_SECONDS = 120;
  private static final long STOP_SECONDS = 60;
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern LARGEST_RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private final Process process;
  private final Path log;

  private MeasuredProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a command whose output goes to a file. */
  public static MeasuredProcess start(List<String> command, Path log) {
    try {
      Process process =
          Children.start(
              new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
      return new MeasuredProcess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  /** Waits until its output matches; answers the first group. */
  public String await(Pattern line) {
    String[] found = new String[1];
    await(
        () -> {
          Matcher matcher = line.matcher(output());
          boolean matches = matcher.find();
          found[0] = matches ? matcher.group(1) : "";
          return matches;
        });
    return found[0];
  }

  /** Waits until it is ready; fails when it ends before. */
  public void await(BooleanSupplier ready) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!ready.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException("a server did not start:\n" + output());
      }
      Pauses.millis(5);
    }
  }

  private String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** User and system time since its start, in microseconds; to 10 ms. */
  public long cpuMicros() {
    String stat = read("stat");
    // The name of the command, in parentheses, may hold blanks.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return ticks * (1_000_000 / TICKS_PER_SECOND);
  }

  /** Memory that it has now, in bytes. */
  public long residentBytes() {
    return kilobytes(RESIDENT) << 10;
  }

  /** The most memory that it ever had, in bytes. */
  public long largestResidentBytes() {
    return kilobytes(LARGEST_RESIDENT) << 10;
  }

  private long kilobytes(Pattern field) {
    Matcher matcher = field.matcher(read("status"));
    if (!matcher.find()) {
      throw new IllegalStateException("no " + field + " for process " + process.pid());
    }
    return Long.parseLong(matcher.group(1));
  }

  private String read(String file) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException("the process has ended:\n" + output(), e);
    }
  }

  /** Has it stand still, without its connections being closed. */
  public void suspend() {
    Tool.run(List.of("kill", "-STOP", Long.toString(process.pid())));
  }

  /** Kills it, which gives it no chance to do anything more, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks it to end and waits until it has. */
  @Override
  public void close() {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
