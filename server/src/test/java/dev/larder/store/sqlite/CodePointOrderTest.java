package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts are in the order of their UTF-8 bytes. */
class CodePointOrderTest {
  private static final List<String> TEXTS =
      List.of(
          "", "a", "aa", "b", "z", "é", "中", "\uFFFD", "𐐀", "𐐨", "a𐐀", "a\uFFFD", "a中", "𐐀a");

  @Test
  void compare_everyPair_agreesWithTheBytes() {
    for (String left : TEXTS) {
      for (String right : TEXTS) {
        int expected = Arrays.compareUnsigned(bytes(left), bytes(right));
        assertEquals(
            Integer.signum(expected),
            Integer.signum(CodePointOrder.INSTANCE.compare(left, right)),
            () -> left + " and " + right);
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
