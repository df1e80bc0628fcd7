package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.ObjectKey;
import dev.larder.store.Commit;
import dev.larder.store.EntryAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told of entries that were invalidated with their collection. */
class WithdrawnEntriesTest {
  private final WithdrawnEntries withdrawn = new WithdrawnEntries();

  private static EntryAddress entry(long generation, String id) {
    return new EntryAddress(generation, new ObjectKey("acme", "users", id));
  }

  @Test
  void few_areToldOneByOne() {
    withdrawn.add(entry(1, "a"));
    assertTrue(withdrawn.contains(entry(1, "a")));
    assertFalse(withdrawn.contains(entry(1, "b")));
    assertFalse(withdrawn.contains(entry(2, "a")));
    assertEquals(new Commit.Withdrawn(Set.of(entry(1, "a")), Set.of()), withdrawn.told());
  }

  @Test
  void many_areToldByTheirGeneration() {
    for (int i = 0; i <= WithdrawnEntries.MOST; i++) {
      withdrawn.add(entry(1, "id" + i));
    }
    withdrawn.add(entry(1, "later"));
    withdrawn.add(entry(2, "a"));
    assertTrue(withdrawn.contains(entry(1, "any")));
    assertFalse(withdrawn.contains(entry(2, "any")));
    assertEquals(new Commit.Withdrawn(Set.of(entry(2, "a")), Set.of(1L)), withdrawn.told());
  }

  @Test
  void copy_isIndependent() {
    withdrawn.add(entry(1, "a"));
    WithdrawnEntries copy = withdrawn.copy();
    withdrawn.add(entry(1, "b"));
    assertTrue(copy.contains(entry(1, "a")));
    assertFalse(copy.contains(entry(1, "b")));
  }
}
