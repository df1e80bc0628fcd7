package dev.larder.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class StolenTimeTest {
  @Test
  void parse_lineOfTheKernel_countsEachTickOnce() {
    assertEquals(new StolenTime(80, 360), StolenTime.parse("cpu  10 20 30 40 50 60 70 80 90 100"));
  }

  @Test
  void parse_kernelThatDoesNotTell_isNothing() {
    assertEquals(new StolenTime(0, 0), StolenTime.parse("cpu  10 20 30"));
    assertEquals(new StolenTime(0, 0), StolenTime.parse(""));
  }

  @Test
  void since_nothingKnown_saysSo() {
    StolenTime nothing = new StolenTime(0, 0);

    assertEquals("what a hypervisor held back is not known", nothing.since(nothing));
  }

  @Test
  void since_aTenthStolen_saysSo() {
    StolenTime before = new StolenTime(80, 360);

    assertEquals(
        "the hypervisor held back 10.0 % of the processors' time",
        new StolenTime(90, 460).since(before));
  }
}
