package dev.larder.integration;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, within a bounded time. */
final class Command {
  /** The top of the source tree. */
  static final Path ROOT = Path.of(System.getProperty("larder.root"));

  private Command() {}

  /**
   * What a program left behind.
   *
   * @param output of both streams, as they were mixed
   */
  record Result(int exitCode, String output) {}

  static Result run(Path directory, long seconds, String... command) {
    return run(directory, seconds, Map.of(), command);
  }

  static Result run(
      Path directory, long seconds, Map<String, String> environment, String... command) {
    try {
      Path output = Files.createTempFile("command", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(List.of(command))
              .directory(directory.toFile())
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      String text = Files.readString(output);
      Files.delete(output);
      return new Result(
          ended ? process.exitValue() : -1, ended ? text : text + "\n(took too long)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** True when a program of this name can be started here. */
  static boolean exists(String program) {
    return run(ROOT, 30, "sh", "-c", "command -v " + program).exitCode() == 0;
  }

  /** Installs npm packages below a directory; false when the registry cannot be reached. */
  static boolean npmInstall(Path directory, String... packages) {
    String[] command = new String[packages.length + 8];
    List<String> fixed =
        List.of(
            "npm",
            "install",
            "--no-save",
            "--no-package-lock",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--loglevel=error");
    fixed.toArray(command);
    System.arraycopy(packages, 0, command, fixed.size(), packages.length);
    return run(directory, 180, command).exitCode() == 0;
  }
}
