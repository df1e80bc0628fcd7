package dev.larder.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.client.Capabilities;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ImportLimitsTest {
  @Test
  void within_aServerOfSmallMessages_staysAtHalfOfOne() {
    assertEquals(
        new ImportLimits(100, 256 << 10, 4, false),
        ImportLimits.within(server(512 << 10, 100), 500, 4, false));
  }

  @Test
  void within_aServerOfLargeMessages_staysAtWhatWasAskedFor() {
    assertEquals(
        new ImportLimits(500, 1 << 20, 4, true),
        ImportLimits.within(server(1 << 30, 1_000), 500, 4, true));
  }

  private static Capabilities server(long maxMessageBytes, int maxBatchItems) {
    return new Capabilities("1", "epoch", Set.of(), 1 << 10, maxMessageBytes, maxBatchItems);
  }
}
