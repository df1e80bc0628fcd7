package dev.larder.store.sqlite;

import java.util.Locale;

/** Makes texts that differ only in case equal, in every script, whatever the machine's language. */
final class CaseFolding {
  private CaseFolding() {}

  /**
   * Upper case first, because some letters meet only there: both sigmas of Greek, the sharp s and
   * SS. The root locale, because in Turkish the capital of i is another letter.
   */
  static String fold(String text) {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
