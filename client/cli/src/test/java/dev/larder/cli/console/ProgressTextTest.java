package dev.larder.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ProgressTextTest {
  @Test
  void bar_halfWay_showsRateAndRemainingTime() {
    String bar = new ProgressText("record", 1_000, 80).bar(5_000, 500, Duration.ofSeconds(10));
    assertTrue(bar.matches("\\[(#+)(-+)] {2}50% {2}5,000 records {2}500/s {2}ETA 10s"), bar);
    assertEquals(
        bar.chars().filter(c -> c == '#').count(), bar.chars().filter(c -> c == '-').count());
  }

  @Test
  void bar_withoutKnownEnd_isFiguresAlone() {
    assertEquals(
        "10 records  5/s", new ProgressText("record", 0, 80).bar(10, 99, Duration.ofSeconds(2)));
  }

  @Test
  void bar_onANarrowTerminal_staysOnOneLine() {
    String bar = new ProgressText("record", 1_000, 20).bar(5_000, 500, Duration.ofSeconds(10));
    assertTrue(bar.length() < 20, bar);
  }

  @Test
  void line_pastTheEnd_isWhole() {
    assertEquals(
        "100%  7 records  7/s  ETA 0s",
        new ProgressText("record", 10, 80).line(7, 12, Duration.ofSeconds(1)));
  }
}
