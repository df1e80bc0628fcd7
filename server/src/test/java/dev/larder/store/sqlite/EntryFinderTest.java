package dev.larder.store.sqlite;

import static dev.larder.store.sqlite.TestingDatabase.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.store.Lookup;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A lookup takes no more than a page and stops for a caller who has gone; what it finds is the
 * store contract's matter.
 */
class EntryFinderTest {
  private static final int MEGABYTE = 1 << 20;

  @TempDir Path directory;
  private TestingDatabase database;
  private GroupCommitWriter writer;
  private CommittedState state;
  private ReaderPool pool;
  private ReadOffload lane;

  @BeforeEach
  void open() throws SQLException {
    database = new TestingDatabase(directory);
    state = database.state();
    writer =
        new GroupCommitWriter(
            database.config, database.writing, state, database.clock, List.of(), failure -> {});
    pool = new ReaderPool("test-scan", database.file.pragmas().reader(), 1);
    lane = new ReadOffload("test-scan", pool, 1, 8, 1, failure -> {});
  }

  @AfterEach
  void close() throws SQLException {
    lane.close();
    pool.close();
    writer.close();
    database.close();
  }

  private void put(String id, int size) throws Exception {
    answer(writer.submit(database.putText(id, "x".repeat(size)), Cancellation.NEVER));
  }

  private Lookup everything(@Nullable String afterId, int limit) {
    return lookup(null, afterId, limit);
  }

  private Lookup lookup(@Nullable String value, @Nullable String afterId, int limit) {
    long generation = Objects.requireNonNull(state.catalogue().kind("acme", "users")).generation();
    return new Lookup(
        "acme",
        "users",
        generation,
        Set.of(),
        value,
        Set.of(),
        false,
        database.clock.instant(),
        afterId,
        limit);
  }

  private Lookup.Page find(Lookup lookup, Cancellation cancellation) throws Exception {
    return answer(lane.submit(reader -> new EntryFinder(lookup, reader).find(), cancellation));
  }

  @Test
  void find_largeEntries_pagesAreBoundedInBytesAndMissNothing() throws Exception {
    for (int i = 0; i < 9; i++) {
      put("id" + i, MEGABYTE);
    }
    List<String> ids = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String afterId = null;
    do {
      Lookup.Page page = find(everything(afterId, 1_000), Cancellation.NEVER);
      page.entries().forEach(entry -> ids.add(entry.key().id()));
      sizes.add(page.entries().size());
      afterId = page.nextAfterId();
    } while (afterId != null);
    assertEquals(List.of("id0", "id1", "id2", "id3", "id4", "id5", "id6", "id7", "id8"), ids);
    assertEquals(List.of(4, 4, 1), sizes);
  }

  @Test
  void find_callerGoesInTheMiddle_stops() throws Exception {
    for (int i = 0; i < 20; i++) {
      put("id" + i, 10);
    }
    AtomicInteger looks = new AtomicInteger();
    Cancellation afterAFew = () -> looks.incrementAndGet() > 5;
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> find(everything(null, 1_000), afterAFew));
    assertEquals(
        Reason.CANCELLED, assertInstanceOf(CacheException.class, failure.getCause()).reason());
    assertTrue(looks.get() < 20, () -> looks + " looks");
  }

  @Test
  void find_termsWithoutTheirEntries_arePassedOver() throws Exception {
    for (int i = 0; i < 9; i++) {
      answer(writer.submit(database.putNamed("id" + i, "x"), Cancellation.NEVER));
    }
    try (Statement statement = database.writing.createStatement()) {
      statement.executeUpdate("DELETE FROM entry WHERE id NOT IN ('id4', 'id8')");
    }
    List<String> ids = new ArrayList<>();
    String afterId = null;
    do {
      Lookup.Page page = find(lookup("x", afterId, 2), Cancellation.NEVER);
      page.entries().forEach(entry -> ids.add(entry.key().id()));
      afterId = page.nextAfterId();
    } while (afterId != null);
    assertEquals(List.of("id4", "id8"), ids);
  }
}
