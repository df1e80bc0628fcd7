package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Bytes;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.Content;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceLimits.Eviction;
import dev.larder.model.Payload;
import dev.larder.model.Precondition;
import dev.larder.store.WriteCommand.CommitPages;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.WriteCommand.StagePage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Collections that come in pages. */
public abstract class SnapshotContract extends TestingCollections {
  private static final Duration KEPT = Duration.ofMinutes(5);

  private void stage(String snapshot, int page, List<Put> members) {
    write(new StagePage(ALL, snapshot, page, members, KEPT));
  }

  private CommitPages commit(String snapshot, int pages) {
    return new CommitPages(collection(null), snapshot, pages);
  }

  @Test
  void stage_isSeenByNobody() {
    long before = currentRevision();
    stage("s", 0, members("1", "a"));
    assertNull(find(user("a")));
    assertEquals(before + 1, currentRevision());
  }

  @Test
  void commit_pagesInAnyOrder_isTheirUnion() {
    stage("s", 2, members("1", "a", "e"));
    stage("s", 0, members("1", "b"));
    stage("s", 1, List.of());
    StoredCollection committed = write(commit("s", 3)).collection();
    assertEquals(committed, current());
    assertEquals(List.of("a", "b", "e"), currentIds());
    assertEquals(replace("a", "b", "e").etag(), committed.etag());
  }

  @Test
  void commit_withoutPages_isAnEmptyCollection() {
    assertEquals(0, write(commit("s", 0)).collection().memberCount());
  }

  @Test
  void commit_aPageThatWasSentTwice_hasTheLater() {
    stage("s", 0, members("1", "a", "b"));
    stage("s", 0, members("2", "b", "c"));
    write(commit("s", 1));
    assertEquals(List.of("b", "c"), currentIds());
    assertEquals(content("2"), read(user("b")).content());
    assertNull(find(user("a")));
  }

  @Test
  void commit_anIdInTwoPages_countsOnceAndIsThatOfTheHigher() {
    stage("s", 1, members("2", "a"));
    stage("s", 0, members("1", "a", "b"));
    assertEquals(2, write(commit("s", 2)).collection().memberCount());
    assertEquals(content("2"), read(user("a")).content());
  }

  @Test
  void commit_anIdTwiceInAPage_countsOnceAndIsThatOfTheLater() {
    write(put(user("a"), "0"));
    stage("s", 0, List.of(put(user("b"), "1"), put(user("a"), "1"), put(user("b"), "20")));
    stage("s", 1, List.of(put(user("a"), "20"), put(user("a"), "300"), put(user("b"), "300")));
    assertEquals(2, write(commit("s", 2)).collection().memberCount());
    assertEquals(List.of("a", "b"), currentIds());
    assertEquals(content("300"), read(user("a")).content());
    assertEquals(content("300"), read(user("b")).content());
    assertEquals(2, figures(WORKSPACE, USERS).objects());
    assertEquals(2, figures(WORKSPACE, USERS).collectionMembers());
  }

  @Test
  void commit_everyField_isThatOfThePut() {
    Payload payload =
        new Payload(Payload.Form.DATA, Bytes.wrap(new byte[] {0, -1}), "image/x", "gzip");
    Content content = Content.of(payload, List.of(name("Zoë")), "W/\"origin\"");
    stage("s", 0, List.of(put(user("a"), content, null), put(user("b"), negative(), null)));
    write(commit("s", 1));
    assertEquals(content, read(user("a")).content());
    assertEquals(anHour(), read(user("a")).validity());
    assertTrue(read(user("b")).content().negative());
    assertEquals(List.of("a", "b"), currentIds());
  }

  @Test
  void commit_whoseLastPageIsNotThere_changesNothing() {
    StoredCollection before = replace("x");
    stage("s", 0, members("1", "a"));
    assertRefused(Reason.SNAPSHOT_NOT_FOUND, send(commit("s", 2)));
    assertEquals(before, current());
    assertNull(find(user("a")));
    assertEquals(before.revision() + 1, currentRevision());
  }

  @Test
  void commit_thatWasRefused_canBeDoneLater() {
    write(settings(new NamespaceLimits(0, 2, Eviction.REJECT), Map.of()));
    write(put(user("x"), "1"));
    stage("s", 0, members("1", "a", "b"));
    assertRefused(Reason.QUOTA_EXCEEDED, send(commit("s", 1)));
    assertNull(find(user("a")));
    write(purge(user("x")));
    assertEquals(2, write(commit("s", 1)).collection().memberCount());
  }

  @Test
  void commit_precondition_isThatOfTheCommit() {
    StoredCollection before = replace("x");
    stage("s", 0, members("1", "a"));
    replace("y");
    CommitPages late =
        new CommitPages(collection(new Precondition.RevisionIs(before.revision())), "s", 1);
    assertRefused(Reason.VERSION_CONFLICT, send(late));
    assertEquals(List.of("y"), currentIds());
  }

  @Test
  void snapshots_ofTheSameCollection_doNotMeet() {
    stage("s", 0, members("1", "a"));
    stage("t", 0, members("1", "b"));
    write(commit("s", 1));
    assertEquals(List.of("a"), currentIds());
    write(commit("t", 1));
    assertEquals(List.of("b"), currentIds());
  }
}
