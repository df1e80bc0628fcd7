package dev.larder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShellCommandTest {
  @TempDir private Path directory;

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration BACKOFF = Duration.ofSeconds(7);

  @Test
  void run_ofACommandThatEndsWell_answersWhatItPrinted() throws Exception {
    byte[] output = shell("printf 'a\\nb'").run(PATIENCE);
    assertEquals("a\nb", new String(output, StandardCharsets.UTF_8));
  }

  @Test
  void run_ofACommandThatFails_failsWithItsExitCodeAndTheBackoff() {
    CommandFailure failure = failure(shell("echo lost; exit 3"), PATIENCE);
    assertEquals("command exited with 3", failure.toString());
    assertEquals(3, failure.exitCode());
    assertEquals(BACKOFF, failure.backoff(BACKOFF));
  }

  @Test
  void run_withNoTimeLeft_failsAsLateAndStartsNothing() {
    Path started = directory.resolve("started");
    CommandFailure failure = failure(shell("echo > " + started), Duration.ZERO);
    assertEquals(124, failure.exitCode());
    assertFalse(Files.exists(started));
  }

  @Test
  void run_ofACommandThatIsNotThere_costsOthersNoTime() {
    CommandFailure failure = failure(new ShellCommand(List.of("/no/such/command")), PATIENCE);
    assertEquals(127, failure.exitCode());
    assertEquals(Duration.ZERO, failure.backoff(BACKOFF));
  }

  @Test
  void run_ofAFileThatCannotBeRun_isToldFromOneThatIsNotThere() throws IOException {
    Path file = Files.createFile(directory.resolve("plain"));
    CommandFailure failure = failure(new ShellCommand(List.of(file.toString())), PATIENCE);
    assertEquals(126, failure.exitCode());
    assertEquals(Duration.ZERO, failure.backoff(BACKOFF));
  }

  /** It says so by its exit code alone: a process in the background may ignore SIGINT itself. */
  @ParameterizedTest
  @ValueSource(ints = {130, 143})
  void run_ofACommandThatASignalEnds_costsOthersNoTime(int code) {
    CommandFailure failure = failure(shell("exit " + code), PATIENCE);
    assertEquals(code, failure.exitCode());
    assertEquals(Duration.ZERO, failure.backoff(BACKOFF));
  }

  @Test
  void run_ofACommandThatTakesTooLong_endsItWithWhatItHasStarted() {
    CommandFailure failure = failure(shell("sleep 300; echo late"), Duration.ofMillis(50));
    assertEquals("command took longer than --wait says", failure.toString());
    assertEquals(124, failure.exitCode());
    assertEquals(BACKOFF, failure.backoff(BACKOFF));
  }

  /** Whoever holds the output is no child of the command any more, so it is not ended with it. */
  @Test
  @Timeout(60)
  void stop_ofACommandWhoseOutputIsHeldOpen_endsItAllTheSame() throws Exception {
    Path pids = directory.resolve("pids");
    ShellCommand shell =
        shell(
            "(sleep 300 & echo $$ $! > %1$s.new; mv %1$s.new %1$s); exec sleep 300"
                .formatted(pids));
    CompletableFuture<CommandFailure> failure =
        CompletableFuture.supplyAsync(() -> failure(shell, PATIENCE));
    awaitWhileItRuns(failure, () -> Files.exists(pids));
    String[] both = Files.readString(pids).strip().split(" ");
    ProcessHandle command = process(both[0]);
    ProcessHandle holder = process(both[1]);
    try {
      awaitWhileItRuns(failure, () -> command.descendants().noneMatch(holder::equals));
      assertTrue(shell.stop());
      assertEquals("command was stopped", failure.get().toString());
      assertTrue(holder.isAlive(), "the output was not held open");
    } finally {
      holder.destroy();
    }
  }

  private static ProcessHandle process(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static void awaitWhileItRuns(CompletableFuture<?> run, BooleanSupplier condition)
      throws InterruptedException {
    while (!condition.getAsBoolean()) {
      assertFalse(run.isDone(), () -> "the command ended: " + run);
      if (Thread.interrupted()) {
        throw new InterruptedException("it took too long");
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void run_ofACommandThatPrintsTooMuch_endsIt() {
    CommandFailure failure =
        failure(
            shell("head -c " + (ShellCommand.MOST_BYTES + 1) + " /dev/zero; sleep 300"), PATIENCE);
    assertEquals("command printed more than 67108864 bytes", failure.toString());
  }

  @Test
  void stop_beforeItRuns_keepsItFromBeingStarted() {
    ShellCommand shell = shell("echo ran");
    assertFalse(shell.stop());
    assertEquals("command was stopped", failure(shell, PATIENCE).toString());
    assertTrue(shell.stop(), "it was to be run since");
  }

  private static ShellCommand shell(String script) {
    return new ShellCommand(List.of("/bin/sh", "-c", script));
  }

  private static CommandFailure failure(ShellCommand shell, Duration most) {
    CommandFailure failure = assertThrows(CommandFailure.class, () -> shell.run(most));
    assertTrue(failure.exitCode() != 0);
    return failure;
  }
}
