package dev.larder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShellCommandTest {
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
  void run_ofACommandThatIsNotThere_costsOthersNoTime() {
    CommandFailure failure = failure(new ShellCommand(List.of("/no/such/command")), PATIENCE);
    assertEquals(127, failure.exitCode());
    assertEquals(Duration.ZERO, failure.backoff(BACKOFF));
  }

  @Test
  void run_ofACommandThatIsInterrupted_costsOthersNoTime() {
    CommandFailure failure = failure(shell("kill -INT $$; sleep 300"), PATIENCE);
    assertEquals(130, failure.exitCode());
    assertEquals(Duration.ZERO, failure.backoff(BACKOFF));
  }

  @Test
  void run_ofACommandThatTakesTooLong_endsItWithWhatItHasStarted() {
    CommandFailure failure = failure(shell("sleep 300; echo late"), Duration.ofMillis(50));
    assertEquals("command took too long", failure.toString());
    assertEquals(BACKOFF, failure.backoff(BACKOFF));
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
  }

  @Test
  void end_withoutASignal_forgetsTheHook() {
    StopSignal signal = StopSignal.listen(() -> true);
    signal.end();
    assertFalse(signal.wasGiven());
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
