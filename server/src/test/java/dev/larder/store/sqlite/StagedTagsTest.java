package dev.larder.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CollectionRef;
import dev.larder.model.Content;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Validity;
import dev.larder.store.KindState;
import dev.larder.store.TagMark;
import dev.larder.store.WriteCommand.CommitPages;
import dev.larder.store.WriteCommand.CommitResult;
import dev.larder.store.WriteCommand.NewCollection;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.WriteCommand.StagePage;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A tag that is invalidated after a page came, and whose mark is dropped before its commit. */
class StagedTagsTest extends TestingTagSweep {
  private static final CollectionRef ALL = new CollectionRef(NAMESPACE, "users", "all");
  private static final ObjectKey MEMBER = ALL.member("new");
  private static final Duration STEP = Duration.ofMinutes(4);

  private int pages;

  private void stage(Put... members) throws SQLException {
    write(new StagePage(ALL, "s", pages++, List.of(members), Duration.ofMinutes(5)));
  }

  private void stageTagged() throws SQLException {
    Content content = put(MEMBER, database.clock.instant(), TAG).content();
    stage(new Put(MEMBER, content, aDay(), null));
  }

  private Validity aDay() {
    Instant now = database.clock.instant();
    return new Validity(now, Lifetime.DEFAULT, now.plus(Duration.ofDays(1)));
  }

  private void waitUntilTheMarkIsDropped() throws SQLException {
    Duration waited = Duration.ZERO;
    while (waited.compareTo(TagSweep.KEPT) <= 0) {
      database.clock.advance(STEP);
      waited = waited.plus(STEP);
      stage();
    }
    runToTheEnd();
    runToTheEnd();
    assertEquals(Map.<String, TagMark>of(), marks().marks());
  }

  private CommitResult commit() throws SQLException {
    CommitPages command = new CommitPages(new NewCollection(ALL, aDay(), null, true), "s", pages);
    return (CommitResult) transact(transaction -> WriteCommands.execute(transaction, command));
  }

  private @Nullable EntryHead stored() throws SQLException {
    return new ObjectDao(new PreparedStatements(database.writing)).findHead(kind().address(MEMBER));
  }

  private KindState kind() {
    KindState kind = state.catalogue().kind(NAMESPACE, "users");
    assertNotNull(kind);
    return kind;
  }

  private boolean isFresh() throws SQLException {
    EntryHead row = stored();
    assertNotNull(row);
    Validity validity = kind().apply(row.validity(), row.revision(), row.tags());
    return validity.softExpiry().isAfter(database.clock.instant());
  }

  @Test
  void softly_landsStale() throws SQLException {
    putAll("other");
    stageTagged();
    invalidate(false, TAG);
    waitUntilTheMarkIsDropped();
    commit();
    assertFalse(isFresh());
  }

  @Test
  void hard_isMissing() throws SQLException {
    putAll("other");
    stageTagged();
    invalidate(true, TAG);
    waitUntilTheMarkIsDropped();
    assertFalse(commit().complete());
    assertNull(stored());
  }

  @Test
  void pageThatCameAfterIt_landsFresh() throws SQLException {
    putAll("other");
    stage();
    invalidate(true, TAG);
    waitUntilTheMarkIsDropped();
    stageTagged();
    assertTrue(commit().complete());
    assertTrue(isFresh());
  }
}
