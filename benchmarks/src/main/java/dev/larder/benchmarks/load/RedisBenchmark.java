package dev.larder.benchmarks.load;

import dev.larder.benchmarks.process.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Redis' own load generator, without pipelining. */
public final class RedisBenchmark {
  private static final int MOST_ATTEMPTS = 3;
  private static final Pattern RATE = Pattern.compile("\"(?:GET|SET)\",\"([0-9.]+)\"");

  private RedisBenchmark() {}

  /**
   * Sends one kind of command with random keys; answers how many a second.
   *
   * @param where {@code -p PORT} or {@code -s SOCKET}
   * @param command {@code get} or {@code set}
   */
  public static double run(
      List<String> where, String command, int connections, long requests, int keys, int bytes) {
    List<String> line = new ArrayList<>(List.of("timeout", "120", "redis-benchmark"));
    line.addAll(where);
    line.addAll(
        List.of(
            "-t",
            command,
            "-c",
            Integer.toString(connections),
            "-n",
            Long.toString(requests),
            "-r",
            Integer.toString(keys),
            "-d",
            Integer.toString(bytes),
            "--csv"));
    Matcher matcher = RATE.matcher(output(line));
    if (!matcher.find()) {
      throw new IllegalStateException("redis-benchmark printed something else");
    }
    return Double.parseDouble(matcher.group(1));
  }

  /**
   * Its version 7.0.15 was seen to spin for ever, with nothing left to do: then it is run again.
   */
  private static String output(List<String> command) {
    for (int attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
      try {
        return Tool.run(command);
      } catch (IllegalStateException e) {
        System.out.println("  once more, for: " + e.getMessage());
      }
    }
    return Tool.run(command);
  }
}
