package dev.larder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FillPatienceTest {
  @ParameterizedTest
  @CsvSource({"10m, PT1M", "1m, PT1M", "3s, PT3S"})
  void defaultDeadline_ofAFill_isAMinuteAndNoLongerThanTheWait(String wait, Duration expected) {
    FillCommand command = new FillCommand();
    var parsed =
        ArgumentTypes.register(new CommandLine(command))
            .parseArgs("acme", "users", "U1", "--wait", wait, "--", "true");
    assertTrue(parsed.hasMatchedOption("--wait"));
    assertEquals(expected, command.defaultDeadline());
  }
}
