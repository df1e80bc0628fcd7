package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts that differ only in case are one. */
class CaseFoldingTest {
  @ParameterizedTest
  @CsvSource({
    "alice, ALICE",
    "Straße, STRASSE",
    "όσος, ΌΣΟΣ",
    "οδοσ, οδος",
    "ПРИВЕТ, привет",
    "Ǆ, ǅ",
    "𐐨, 𐐀"
  })
  void fold_differentCase_isEqual(String one, String other) {
    assertEquals(CaseFolding.fold(one), CaseFolding.fold(other));
  }

  @ParameterizedTest
  @CsvSource({"alice, alicé", "a, b"})
  void fold_differentLetters_differ(String one, String other) {
    assertNotEquals(CaseFolding.fold(one), CaseFolding.fold(other));
  }

  @Test
  void fold_turkishMachine_isTheSame() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertEquals("istanbul", CaseFolding.fold("ISTANBUL"));
    } finally {
      Locale.setDefault(before);
    }
  }
}
