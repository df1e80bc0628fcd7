package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import dev.larder.store.WriteCommand.CommitPages;
import dev.larder.store.WriteCommand.CommitResult;
import dev.larder.store.WriteCommand.InvalidateCollection;
import dev.larder.store.WriteCommand.InvalidateKeys;
import dev.larder.store.WriteCommand.InvalidateKind;
import dev.larder.store.WriteCommand.StagePage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Pages of a snapshot, and what is done before they are committed. */
public abstract class TestingStagedPages extends TestingCollections {
  static final Duration KEPT = Duration.ofMinutes(5);

  void stage(int page, String... ids) {
    write(new StagePage(ALL, "s", page, members("staged", ids), KEPT));
    clock.advance(Duration.ofSeconds(1));
  }

  StoredCollection commit(int pages) {
    clock.advance(Duration.ofSeconds(1));
    return result(pages).collection();
  }

  CommitResult result(int pages) {
    return write(new CommitPages(collection(null), "s", pages));
  }

  void invalidate(boolean hard, String... ids) {
    List<ObjectKey> keys = List.of(ids).stream().map(id -> user(id)).toList();
    write(new InvalidateKeys(WORKSPACE, keys, hard));
  }

  void invalidateCollection(boolean hard) {
    write(new InvalidateCollection(ALL, hard));
  }

  void invalidateKind(boolean hard) {
    write(new InvalidateKind(WORKSPACE, USERS, hard));
  }

  Instant staleFrom(String id) {
    return kind(WORKSPACE, USERS).apply(read(user(id))).validity().softExpiry();
  }

  boolean isFresh(String id) {
    return staleFrom(id).isAfter(clock.instant());
  }

  Validity ofSet(StoredCollection committed) {
    return kind(WORKSPACE, USERS).apply(committed.validity(), committed.revision(), List.of());
  }

  void assertGone(StoredCollection committed) {
    assertTrue(ofSet(committed).hardExpiry().isBefore(clock.instant()));
  }

  void assertStale(StoredCollection committed) {
    assertFalse(ofSet(committed).softExpiry().isAfter(clock.instant()));
    assertTrue(ofSet(committed).hardExpiry().isAfter(clock.instant()));
  }

  void assertFresh(StoredCollection committed) {
    assertTrue(ofSet(committed).softExpiry().isAfter(clock.instant()));
  }
}
