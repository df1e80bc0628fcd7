package dev.larder.integration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.api.Test;

final class FillCommandTest extends CommandLineFixture {
  private static final int CALLERS = 8;

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
    assertEquals(122, again.code());
    assertEquals("", again.out());
    assertTrue(
        again.error().matches("larder: not run again for (1h|59m \\d+s): command exited with 7\n"),
        again.error());
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
    assertEquals(122, backoff.code());
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
    assertEquals(124, late.code());
  }

  @Test
  void fill_whoseOutputCannotBeStored_printsItAndBacksOff() throws IOException {
    Result broken = fill("echo '{'", "--backoff", "1h");
    assertEquals(0, broken.code());
    assertEquals("{\n", broken.out());
    assertTrue(
        broken.error().startsWith("larder: not stored: INVALID_ARGUMENT / JSON_INVALID"),
        broken.error());
    assertTrue(broken.error().contains("--as data"), broken.error());
    Result next = fill("echo value");
    assertEquals(122, next.code());
    assertTrue(next.error().contains("JSON_INVALID"), next.error());
    assertEquals(1, runs());
  }

  @Test
  void fill_whoseOutputIsTooLarge_printsTheWholeOfIt() {
    Result large = fill("head -c 3000000 /dev/zero | tr '\\0' a", "--backoff", "1h");
    assertEquals(0, large.code());
    assertEquals(3_000_000, large.out().length());
    assertTrue(large.error().contains("VALUE_TOO_LARGE"), large.error());
    assertEquals(122, fill("echo value").code());
  }

  @Test
  void fill_whoseOutputIsNotOfItsForm_printsItAndBacksOff() {
    Result broken = fill("printf 'a\\377'", "--as", "json", "--backoff", "1h");
    assertEquals(0, broken.code());
    assertEquals("a\uFFFD", broken.out());
    assertTrue(broken.error().contains("was not stored: the value is not JSON"), broken.error());
    assertEquals(122, fill("echo value").code());
  }

  @Test
  void fill_ofWhatTheOriginHasNot_saysSo() {
    larder.run("put", "acme", "users", "U1", "--negative");
    Result negative = fill("echo value");
    assertEquals(123, negative.code());
    assertTrue(negative.error().startsWith("NEGATIVE: acme/users/U1"), negative.error());
  }

  @Test
  void fill_withALeaseThatTheServerRefuses_namesTheOption() {
    Result refused = fill("echo value", "--lease", "1h");
    assertEquals(125, refused.code());
    assertEquals(
        "larder: --lease must not be longer than 600000 ms, says the server\n", refused.error());
  }

  @Test
  void fill_isOneRead_whetherItFindsOrFills() {
    fill("echo value");
    fill("echo value");
    String total = larder.run("stats", "-o", "json").lines().get(0);
    assertTrue(total.contains("\"reads_by_outcome\":{\"FRESH\":1,\"MISS_ABSENT\":1}"), total);
  }

  /** The one who finds it is chosen to refresh it, and has nobody who would wait for that. */
  @Test
  void fill_ofWhatIsDueForARefresh_printsItAndLeavesNoLease() throws IOException {
    larder.run("kinds", "set", "acme", "users", "--fresh", "1h", "--refresh-ahead", "0.9");
    String fetched = Instant.now().minus(Duration.ofMinutes(30)).toString();
    larder.run("put", "acme", "users", "U1", "--text", "value", "--fetch-time", fetched);
    for (int i = 0; i < 2; i++) {
      assertEquals(new Result(0, "value", ""), fill("echo anew"));
    }
    assertEquals(0, runs());
    String total = larder.run("stats", "-o", "json").lines().get(0);
    assertTrue(total.contains("\"LED\":2,"), total);
    assertTrue(total.contains("\"FAILED\":2,"), total);
    assertTrue(total.contains("\"fills_held\":0,"), total);
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
