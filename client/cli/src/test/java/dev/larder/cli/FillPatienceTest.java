package dev.larder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FillPatienceTest {
  @ParameterizedTest
  @CsvSource({"10m, PT1M", "2m, PT1M", "1m, PT30S", "3s, PT1.5S"})
  void defaultDeadline_ofAFillThatWaits_isAMinuteAndNoMoreThanHalfOfTheWait(
      String wait, Duration expected) {
    assertEquals(expected, fill("--wait", wait).defaultDeadline());
  }

  @Test
  void defaultDeadline_ofAFill_isAMinute() {
    assertEquals(Duration.ofMinutes(1), fill().defaultDeadline());
  }

  private static FillCommand fill(String... options) {
    FillCommand command = new FillCommand();
    List<String> words = new ArrayList<>(List.of("acme", "users", "U1"));
    words.addAll(List.of(options));
    words.addAll(List.of("--", "true"));
    var unused =
        ArgumentTypes.register(new CommandLine(command)).parseArgs(words.toArray(String[]::new));
    return command;
  }
}
