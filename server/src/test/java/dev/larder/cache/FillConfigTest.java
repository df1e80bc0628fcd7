package dev.larder.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many may wait beside other calls. */
class FillConfigTest {
  @ParameterizedTest
  @CsvSource({"100000, 2048", "4096, 2048", "1000, 500", "3, 1", "1, 0"})
  void withinCalls_leavesHalfOfThemToOthers(int calls, int waiting) {
    FillConfig config = FillConfig.DEFAULT.withinCalls(calls);
    assertEquals(waiting, config.maxWaiting());
    assertEquals(FillConfig.DEFAULT.maxHeld(), config.maxHeld());
  }
}
