package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.store.Invalidation;
import dev.larder.store.Invalidations;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists come back from their column as they were. */
class JsonTextsTest {
  @Test
  void invalidations_comeBackInOrder() {
    Invalidations several =
        Invalidations.NONE
            .plus(new Invalidation(3, Instant.parse("1969-12-31T23:59:59.999999Z")))
            .plus(new Invalidation(1L << 40, Instant.parse("2026-01-15T12:00:00.000001Z")));
    assertEquals(several, JsonTexts.invalidations(JsonTexts.ofInvalidations(several)));
    assertEquals("[]", JsonTexts.ofInvalidations(Invalidations.NONE));
    assertEquals(Invalidations.NONE, JsonTexts.invalidations("[]"));
  }

  @Test
  void texts_comeBack() {
    assertEquals(List.of(), JsonTexts.strings(JsonTexts.ofTexts(List.of())));
    List<String> texts =
        List.of("", "quote \" backslash \\ [brackets], comma", "line\nbreak\ttab\u0001", "中文 𐐀");
    assertEquals(texts, JsonTexts.strings(JsonTexts.ofTexts(texts)));
  }
}
