package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What is known of members that a set lacks. */
class MissingMembersTest {
  private final MissingMembers missing = new MissingMembers();

  @Test
  void broughtLater_isNotMissing() {
    missing.note("a", true);
    assertFalse(missing.isNone());
    missing.note("a", false);
    assertTrue(missing.isNone());
  }

  @Test
  void moreThanAreRemembered_areMissingToTheEnd() {
    for (int i = 0; i <= MissingMembers.MOST; i++) {
      missing.note("a" + i, true);
    }
    for (int i = 0; i <= MissingMembers.MOST; i++) {
      missing.note("a" + i, false);
    }
    assertFalse(missing.isNone());
  }
}
