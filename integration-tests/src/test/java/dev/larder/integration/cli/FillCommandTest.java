package dev.larder.integration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.integration.RunningServer;
import dev.larder.integration.ServerProcess;
import dev.larder.integration.cli.TestingCommandLine.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FillCommandTest {
  private static final int CALLERS = 8;

  @TempDir private Path directory;
  private RunningServer server;
  private TestingCommandLine larder;

  @BeforeEach
  void start() {
    server = RunningServer.start(directory.resolve("data"));
    larder = new TestingCommandLine(server.target());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void fill_ofAMiss_runsTheCommandOnceAndStoresWhatItPrints() throws IOException {
    assertEquals(new Result(0, "{\"a\": 1}\n", ""), fill("echo '{\"a\": 1}'"));
    assertEquals(new Result(0, "{\"a\": 1}\n", ""), fill("echo '{\"a\": 2}'"));
    assertEquals(1, runs());
    assertEquals("{\"a\": 1}\n", larder.run("get", "acme", "users", "U1").out());
  }

  @Test
  void fill_byManyAtOnce_runsOneCommand() throws Exception {
    Path go = directory.resolve("go");
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      List<CompletableFuture<Result>> results =
          IntStream.range(0, CALLERS)
              .mapToObj(
                  caller ->
                      CompletableFuture.supplyAsync(
                          () ->
                              fill(
                                  "echo value "
                                      + caller
                                      + "; while [ ! -e "
                                      + go
                                      + " ]; do :; done"),
                          callers))
              .toList();
      awaitRuns(1);
      Files.createFile(go);
      String first = results.get(0).get(60, TimeUnit.SECONDS).out();
      for (CompletableFuture<Result> result : results) {
        assertEquals(new Result(0, first, ""), result.get(60, TimeUnit.SECONDS));
      }
      assertEquals(1, runs());
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void fill_whoseCommandFails_exitsAsItDidAndThenBacksOff() throws IOException {
    Result failed = fill("exit 7", "--backoff", "1h");
    assertEquals(7, failed.code());
    assertEquals("larder: command exited with 7\n", failed.error());
    Result again = fill("echo value");
    assertEquals(5, again.code());
    assertEquals("", again.out());
    assertTrue(again.error().contains("command exited with 7"), again.error());
    assertEquals(1, runs());
  }

  @Test
  void fill_whoseCommandFailsWithSomethingStale_printsItAndExitsAsTheCommandDid() {
    Result put =
        larder.run(
            "put",
            "acme",
            "users",
            "U1",
            "--text",
            "old",
            "--fresh",
            "1s",
            "--stale-if-error",
            "1d",
            "--fetch-time",
            Instant.now().minus(Duration.ofHours(1)).toString());
    assertEquals(0, put.code(), put.error());
    Result stale = fill("exit 7", "--or-stale", "--backoff", "1h");
    assertEquals(7, stale.code());
    assertEquals("old", stale.out());
    Result backoff = fill("echo value", "--or-stale");
    assertEquals(5, backoff.code());
    assertEquals("old", backoff.out());
  }

  @Test
  void fill_ofACommandThatIsNotThere_saysSoAndHasTheNextRun() {
    Result missing = larder.run("fill", "acme", "users", "U1", "--", "/no/such/command");
    assertEquals(127, missing.code());
    assertTrue(missing.error().contains("/no/such/command"), missing.error());
    assertEquals(new Result(0, "value\n", ""), fill("echo value"));
  }

  @Test
  void fill_whoseCommandOutlastsItsTime_stopsIt() {
    Result late = fill("sleep 300", "--wait", "1s", "--backoff", "0");
    assertEquals(4, late.code());
  }

  @Test
  void fill_withLifetimeAndType_storesThem() {
    fill("echo '[]'", "--fresh", "5m", "--content-type", "application/json");
    String stored = larder.run("get", "acme", "users", "U1", "-o", "json").out();
    assertTrue(stored.contains("\"content_type\":\"application/json\""), stored);
    assertTrue(stored.contains("5m"), stored);
  }

  @Test
  void fill_withoutAServer_runsTheCommandAndWarns() {
    TestingCommandLine alone = new TestingCommandLine("unix:" + directory.resolve("none.sock"));
    Result result = alone.run("fill", "acme", "users", "U1", "--", "echo", "value");
    assertEquals(0, result.code());
    assertEquals("value\n", result.out());
    assertTrue(
        result.error().startsWith("larder: running the command without the cache"), result.error());
  }

  @Test
  void fill_terminatedWhileItsCommandRuns_endsItAndHasTheNextRunAtOnce() throws Exception {
    Process leader =
        new ProcessBuilder(
                ServerProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("larder.cli.jar"),
                "--target",
                server.target(),
                "fill",
                "acme",
                "users",
                "U1",
                "--lease",
                "5m",
                "--",
                "sh",
                "-c",
                counted("exec sleep 300"))
            .redirectErrorStream(true)
            .start();
    awaitRuns(1);
    List<ProcessHandle> command = leader.descendants().toList();
    leader.destroy();
    assertTrue(leader.waitFor(60, TimeUnit.SECONDS), "it goes on");
    assertNotEquals(0, leader.exitValue());
    assertTrue(command.stream().noneMatch(ProcessHandle::isAlive), "the command goes on");
    assertEquals(new Result(0, "value\n", ""), fill("echo value"));
    assertEquals(2, runs());
  }

  private Result fill(String script, String... options) {
    return larder.run(
        Stream.of(
                Stream.of("fill", "acme", "users", "U1"),
                Stream.of(options),
                Stream.of("--", "sh", "-c", counted(script)))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private String counted(String script) {
    return "echo run >> " + log() + "; " + script;
  }

  private Path log() {
    return directory.resolve("runs");
  }

  private int runs() throws IOException {
    return Files.exists(log()) ? Files.readAllLines(log()).size() : 0;
  }

  private void awaitRuns(int count) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (runs() < count) {
      assertTrue(System.nanoTime() < end, "the command was not run");
      Thread.onSpinWait();
    }
  }
}
