package dev.larder.integration;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Clients in a process of their own, which may be killed or stopped. */
final class HerdProcess implements Herd {
  private static final List<String> NODE_FILES = List.of("package.json", "larder.mjs", "fill.mjs");

  private final Process process;
  private final BufferedWriter input;
  private final int size;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final BlockingQueue<CompletableFuture<String>> asked = new LinkedBlockingQueue<>();

  private HerdProcess(List<String> command, Path directory, int size) {
    this.size = size;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    input =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    Thread reader = new Thread(this::readAnswers, "herd-output");
    reader.setDaemon(true);
    reader.start();
  }

  static HerdProcess java(
      String target, String origin, int count, Duration lease, Duration backoff) {
    return new HerdProcess(
        List.of(
            ServerProcess.java(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            HerdOfClients.class.getName(),
            target,
            origin,
            Integer.toString(count),
            Long.toString(lease.toMillis()),
            Long.toString(backoff.toMillis())),
        Command.ROOT,
        count);
  }

  /** Copies what Node needs; false when Node is not there or its packages cannot be had. */
  static boolean prepareNode(Path directory) throws IOException {
    if (!Command.exists("node") || !Command.exists("npm")) {
      return false;
    }
    for (String file : NODE_FILES) {
      Files.copy(Command.ROOT.resolve("client/node").resolve(file), directory.resolve(file));
    }
    Path herd = Command.ROOT.resolve("integration-tests/src/test/node/herd.mjs");
    Files.copy(herd, directory.resolve("herd.mjs"));
    return Command.npmInstall(directory);
  }

  static HerdProcess node(
      Path directory, String target, String origin, int count, Duration lease, Duration backoff) {
    return new HerdProcess(
        List.of(
            "node",
            "herd.mjs",
            target,
            Command.ROOT.toString(),
            origin,
            Integer.toString(count),
            Long.toString(lease.toMillis()),
            Long.toString(backoff.toMillis())),
        directory,
        count);
  }

  /** Waits until its clients are connected. */
  void awaitReady() {
    ready.orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public List<CompletableFuture<String>> ask(String id) {
    List<CompletableFuture<String>> answers =
        IntStream.range(0, size).mapToObj(client -> new CompletableFuture<String>()).toList();
    asked.addAll(answers);
    try {
      input.write(id + "\n");
      input.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
    return answers;
  }

  /** SIGKILL. Waits until it is gone. */
  void kill() {
    process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** SIGSTOP, after which it does nothing, or SIGCONT. */
  void signal(String name) {
    Command.Result result =
        Command.run(Command.ROOT, 10, "sh", "-c", "kill -" + name + " " + process.pid());
    if (result.exitCode() != 0) {
      throw new IllegalStateException(result.output());
    }
  }

  private void readAnswers() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        hear(line);
      }
    } catch (IOException gone) {
      ready.completeExceptionally(gone);
    }
    ready.completeExceptionally(new IllegalStateException("the herd ended"));
    List<CompletableFuture<String>> unanswered = new ArrayList<>();
    asked.drainTo(unanswered);
    unanswered.forEach(answer -> answer.complete("failure the herd ended"));
  }

  private void hear(String line) {
    if (line.equals("ready")) {
      ready.complete(null);
      return;
    }
    CompletableFuture<String> next = asked.poll();
    if (next != null) {
      next.complete(line);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
