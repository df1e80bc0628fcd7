package dev.larder.benchmarks.report;

import dev.larder.benchmarks.process.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** What it was measured on, in a line. */
public final class Machine {
  private Machine() {}

  /**
   * Day, processors, memory, kernel, the versions of what was compared, and how much of the machine
   * there was.
   *
   * @param before when the measurement began
   */
  public static String describe(StolenTime before) {
    return "Measured on %s: %d processors (%s), %s of memory, Linux %s, JDK %s; %s; %s."
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            Runtime.getRuntime().availableProcessors(),
            field("/proc/cpuinfo", "model name"),
            memory(),
            System.getProperty("os.version"),
            System.getProperty("java.version"),
            versions(),
            StolenTime.now().since(before));
  }

  private static String versions() {
    return String.join(
        ", ",
        version("h2load", "--version", "not installed: h2load"),
        version("redis-server", "--version", "not installed: Redis"),
        version("etcd", "--version", "not installed: etcd"));
  }

  private static String version(String program, String flag, String absent) {
    return Tool.exists(program)
        ? Tool.run(List.of(program, flag)).lines().findFirst().orElse(program)
        : absent;
  }

  private static String memory() {
    String kilobytes = field("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
    return kilobytes.isEmpty() ? "?" : Long.parseLong(kilobytes) / (1 << 20) + " GiB";
  }

  private static String field(String file, String name) {
    try {
      return Files.readString(Path.of(file))
          .lines()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("?");
    } catch (IOException e) {
      return "?";
    }
  }
}
