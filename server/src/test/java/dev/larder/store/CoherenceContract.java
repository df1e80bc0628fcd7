package dev.larder.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.Cancellation;
import dev.larder.model.Entry;
import dev.larder.model.ObjectKey;
import dev.larder.model.Precondition;
import dev.larder.store.Commit.Change;
import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.InvalidateKeys;
import dev.larder.store.WriteCommand.PutBatch;
import dev.larder.store.WriteCommand.Touch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What readers and listeners see of the writes, and when. */
public abstract class CoherenceContract extends ObjectStoreContract {
  /** Enough to know that reads and writes ran beside each other. */
  private static final int STATES_TO_SEE = 50;

  /** Far more than it takes to see them. */
  private static final int MOST_READS = 100_000;

  private final List<Commit> commits = new CopyOnWriteArrayList<>();

  @Test
  void read_manyAddresses_answersInTheirOrder() {
    write(put(user("a"), "1"));
    write(put(user("b"), "2"));
    EntryAddress otherGeneration =
        new EntryAddress(address(user("a")).generation() + 1_000, user("a"));
    List<Optional<Entry>> answers =
        await(
            store()
                .read(
                    List.of(
                        address(user("b")),
                        otherGeneration,
                        address(user("a")),
                        address(user("absent")),
                        address(user("b"))),
                    Cancellation.NEVER));
    assertEquals(
        List.of("b", "", "a", "", "b"),
        answers.stream().map(answer -> answer.map(entry -> entry.key().id()).orElse("")).toList());
  }

  @Test
  void read_moreThanTheMostBytes_answersTheFirstAndGoesOnWhenAskedAgain() {
    int entries = 6;
    String quarter = "x".repeat((int) (ObjectStore.MOST_READ_BYTES / 4));
    IntStream.range(0, entries).forEach(i -> write(put(user("id" + i), quarter)));
    List<EntryAddress> addresses =
        IntStream.range(0, entries).mapToObj(i -> address(user("id" + i))).toList();
    assertEquals(List.of("id0", "id1", "id2", "id3"), idsOf(addresses));
    assertEquals(List.of("id4", "id5"), idsOf(addresses.subList(4, entries)));
  }

  private List<String> idsOf(List<EntryAddress> addresses) {
    return await(store().read(addresses, Cancellation.NEVER)).stream()
        .map(answer -> answer.orElseThrow().key().id())
        .toList();
  }

  @Test
  void read_nothing_answersNothing() {
    assertEquals(List.of(), await(store().read(List.of(), Cancellation.NEVER)));
  }

  @Test
  void read_batchDuringBatchWrites_isOneSnapshot() {
    List<ObjectKey> keys = IntStream.range(0, 20).mapToObj(i -> user("id" + i)).toList();
    write(batch(keys, 0));
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> writes =
        CompletableFuture.runAsync(
            () ->
                IntStream.iterate(1, i -> !enough.get(), i -> i + 1)
                    .forEach(i -> write(batch(keys, i))));
    Set<String> seen = new HashSet<>();
    for (int i = 0; seen.size() < STATES_TO_SEE && i < MOST_READS; i++) {
      Set<String> etags = etagsOf(keys);
      assertEquals(1, etags.size());
      seen.addAll(etags);
    }
    enough.set(true);
    await(writes);
    assertEquals(STATES_TO_SEE, seen.size());
  }

  private PutBatch batch(List<ObjectKey> keys, int text) {
    return new PutBatch(keys.stream().map(key -> put(key, "" + text)).toList(), true);
  }

  private Set<String> etagsOf(List<ObjectKey> keys) {
    List<EntryAddress> addresses = keys.stream().map(this::address).toList();
    return await(store().read(addresses, Cancellation.NEVER)).stream()
        .map(answer -> answer.orElseThrow().content().etag())
        .collect(Collectors.toSet());
  }

  @Test
  void read_afterTheAcknowledgement_seesTheWrite() {
    for (int i = 0; i < 200; i++) {
      long revision = write(put(user("a"), "text " + i)).revision();
      assertEquals(revision, read(user("a")).revision());
      write(purge(user("a")));
      assertNull(find(user("a")));
    }
  }

  @Test
  void listener_everyChange_isToldInOrderBeforeTheAcknowledgement() {
    store().addCommitListener(commits::add);
    write(put(user("a"), "1"));
    assertEquals(List.of(1L), revisionsOfChanges());
    write(touch(user("a")));
    write(new InvalidateKeys(WORKSPACE, List.of(user("a")), false));
    write(delete(user("a")));
    Entry tombstone = read(user("a"));
    List<Change> changes = changes();
    assertEquals(List.of(1L, 2L, 3L, 4L), revisionsOfChanges());
    assertEquals(new Change(address(user("a")), ChangeType.DELETED, tombstone), changes.get(3));
  }

  @Test
  void listener_removal_isToldWithoutEntry() {
    store().addCommitListener(commits::add);
    write(put(user("a"), "1"));
    write(put(user("b"), "1"));
    EntryAddress a = address(user("a"));
    write(purge(user("a")));
    assertEquals(new Change(a, ChangeType.DELETED, null), changes().get(2));
    write(new InvalidateKeys(WORKSPACE, List.of(user("b")), true));
    assertEquals(new Change(address(user("b")), ChangeType.INVALIDATED, null), changes().get(3));
  }

  @Test
  void listener_manyWrites_seesEveryRevisionOnceAndInOrder() {
    store().addCommitListener(commits::add);
    var writes =
        IntStream.range(0, 1_000).mapToObj(i -> send(put(user("id" + i % 10), "" + i))).toList();
    writes.forEach(ObjectStoreContract::await);
    assertEquals(
        IntStream.rangeClosed(1, 1_000).mapToObj(Long::valueOf).toList(), revisionsOfChanges());
    assertEquals(Map.of(WORKSPACE, 1_000L), commits.get(commits.size() - 1).revisions());
  }

  @Test
  void listener_refusedWrite_hearsNothingOfIt() {
    store().addCommitListener(commits::add);
    write(put(user("a"), "1"));
    assertRefused(
        Reason.ALREADY_EXISTS, send(put(user("a"), content("2"), new Precondition.Absent())));
    assertEquals(1, changes().size());
  }

  @Test
  void listener_catalogue_isTheOneInForceAndChangesOnlyWithIt() {
    store().addCommitListener(commits::add);
    write(put(user("a"), "1"));
    Catalogue first = commits.get(0).catalogue();
    assertSame(store().catalogue(), first);
    write(put(user("a"), "2"));
    assertSame(first, commits.get(1).catalogue());
    write(new Clear(WORKSPACE, USERS));
    KindState cleared = commits.get(2).catalogue().kind(WORKSPACE, USERS);
    assertNotNull(cleared);
    assertEquals(kind(WORKSPACE, USERS), cleared);
    assertTrue(cleared.generation() > kindOf(first).generation());
  }

  private static KindState kindOf(Catalogue catalogue) {
    KindState kind = catalogue.kind(WORKSPACE, USERS);
    assertNotNull(kind);
    return kind;
  }

  private List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    commits.forEach(commit -> changes.addAll(commit.changes()));
    return changes;
  }

  private List<Long> revisionsOfChanges() {
    return changes().stream()
        .map(Change::entry)
        .map(entry -> entry == null ? 0L : entry.revision())
        .toList();
  }

  private Touch touch(ObjectKey key) {
    return new Touch(List.of(new Touch.Item(key, anHour(), anHour())));
  }
}
