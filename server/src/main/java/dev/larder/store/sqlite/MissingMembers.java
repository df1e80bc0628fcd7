package dev.larder.store.sqlite;

import java.util.HashSet;
import java.util.Set;

/**
 * The ids that a set has and of which nothing is stored, while it is being put together: a later
 * page may bring what an earlier one lacks. Where there are too many to be remembered, some are
 * taken to be missing to the end.
 */
final class MissingMembers {
  /** The most that are remembered. */
  static final int MOST = 10_000;

  private final Set<String> ids = new HashSet<>();
  private boolean tooMany;

  void note(String id, boolean missing) {
    if (!missing) {
      ids.remove(id);
    } else if (ids.size() < MOST) {
      ids.add(id);
    } else {
      tooMany = true;
    }
  }

  boolean isNone() {
    return ids.isEmpty() && !tooMany;
  }
}
