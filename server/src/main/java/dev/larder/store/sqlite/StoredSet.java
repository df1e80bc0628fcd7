package dev.larder.store.sqlite;

import dev.larder.model.CollectionRef;
import dev.larder.model.Validity;
import dev.larder.store.KindState;
import dev.larder.store.StoredCollection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * A row of the table {@code collection_set}.
 *
 * @param invalidated see {@link StoredCollection}
 */
record StoredSet(
    long setId,
    CollectionRef ref,
    State state,
    long revision,
    long members,
    IdDigest ids,
    Validity validity,
    boolean invalidated) {
  /** What has become of a set. The numbers are stored: they never change. */
  enum State {
    CURRENT(0),
    REPLACED(1),
    LEAVING(2);

    private final int number;

    State(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    static State of(int number) throws SQLException {
      return switch (number) {
        case 0 -> CURRENT;
        case 1 -> REPLACED;
        case 2 -> LEAVING;
        default -> throw DatabaseCheck.damagedValue("unknown state of a set: " + number, null);
      };
    }
  }

  StoredCollection collection() {
    return new StoredCollection(setId, ref, revision, ids.etag(), members, validity, invalidated);
  }

  /** True past its hard expiry, the invalidations of its kind included. */
  boolean goneAt(KindState kind, Instant now) {
    return !now.isBefore(kind.apply(validity, revision, List.of()).hardExpiry());
  }

  StoredSet withMember(String id) {
    return withMembers(members + 1, ids.plus(id));
  }

  StoredSet withoutMember(String id) {
    return withMembers(members - 1, ids.minus(id));
  }

  private StoredSet withMembers(long count, IdDigest digest) {
    return new StoredSet(setId, ref, state, revision, count, digest, validity, invalidated);
  }

  StoredSet atRevision(long committed) {
    return new StoredSet(setId, ref, state, committed, members, ids, validity, invalidated);
  }

  /** Softly invalidated at that time. */
  StoredSet invalidatedAt(Instant time) {
    return new StoredSet(setId, ref, state, revision, members, ids, validity.staleFrom(time), true);
  }
}
