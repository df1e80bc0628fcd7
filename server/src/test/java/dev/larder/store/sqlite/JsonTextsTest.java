package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.larder.model.IndexTerm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists come back from their column as they were. */
class JsonTextsTest {
  @Test
  void terms_anyCharacters_comeBackInOrder() {
    List<IndexTerm> terms =
        List.of(
            new IndexTerm("name", "quote \" backslash \\ [brackets], comma"),
            new IndexTerm("name", "line\nbreak\ttab\u0001"),
            new IndexTerm("élan", "中文 𐐀"));
    assertEquals(terms, JsonTexts.terms(JsonTexts.ofTerms(terms)));
  }

  @Test
  void terms_none_areNull() {
    assertNull(JsonTexts.ofTerms(List.of()));
    assertEquals(List.of(), JsonTexts.terms(null));
  }

  @Test
  void texts_comeBack() {
    assertEquals(List.of(), JsonTexts.strings(JsonTexts.ofTexts(List.of())));
    assertEquals(List.of("a", ""), JsonTexts.strings(JsonTexts.ofTexts(List.of("a", ""))));
  }
}
