package dev.larder.store.sqlite;

import static dev.larder.store.sqlite.TestingDatabase.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Bytes;
import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.model.Content;
import dev.larder.model.Lifetime;
import dev.larder.model.NamespaceLimits;
import dev.larder.model.NamespaceSettings;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import dev.larder.store.Commit;
import dev.larder.store.KindState;
import dev.larder.store.MemberScan;
import dev.larder.store.StoreStatistics;
import dev.larder.store.StoredCollection;
import dev.larder.store.WriteCommand;
import dev.larder.store.WriteCommand.CommitPages;
import dev.larder.store.WriteCommand.NewCollection;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.WriteCommand.ReplaceCollection;
import dev.larder.store.WriteCommand.StagePage;
import dev.larder.store.sqlite.SqliteStoreConfig.Upkeep;
import dev.larder.testing.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store does with collections and snapshots of its own accord. */
class CollectionUpkeepTest {
  private static final CollectionRef ALL = new CollectionRef("acme", "users", "all");
  private static final Duration KEPT = Duration.ofMinutes(5);

  @TempDir Path directory;
  private final FakeClock clock = new FakeClock();
  private final List<Commit> commits = new CopyOnWriteArrayList<>();
  private SqliteObjectStore store;

  @BeforeEach
  void openStore() {
    Upkeep often =
        new Upkeep(
            Duration.ofMillis(20), 1 << 20, 100, Duration.ofMillis(5), Duration.ofMillis(20));
    store = SqliteObjectStore.open(TestingSqliteConfigs.of(directory, often), clock);
    store.addCommitListener(commits::add);
  }

  @AfterEach
  void closeAndAudit() throws Exception {
    store.close();
    StoreAudit.check(directory);
  }

  @Test
  void replaced_afterItsGrace_goes() throws Exception {
    StoredCollection before = replace(0, 600);
    StoredCollection after = replace(0, 5);
    clock.advance(ReplaceCollection.GRACE.minusMillis(1));
    assertTrue(scan(before).isPresent());
    clock.advance(Duration.ofMillis(1));
    await(() -> rows("collection_member") == 5);
    assertTrue(scan(before).isEmpty());
    assertEquals(5, scan(after).orElseThrow().entries().size());
    await(() -> rows("collection_set") == 1);
  }

  @Test
  void expired_goesAndIsCountedNoMore() throws Exception {
    replace(0, 20);
    clock.advance(Duration.ofDays(2));
    await(() -> figures().collections() == 0);
    assertEquals(0, figures().collectionMembers());
    clock.advance(ReplaceCollection.GRACE);
    await(() -> rows("collection_member") == 0 && rows("collection_set") == 0);
  }

  @Test
  void cleared_givesItsRowsBack() throws Exception {
    replace(0, 300);
    replace(0, 300);
    write(new WriteCommand.Clear("acme", null));
    await(() -> rows("collection_member") == 0 && rows("cleared_generation") == 0);
    clock.advance(Duration.ofDays(2));
    await(() -> rows("collection_set") == 0);
  }

  @Test
  void evictedMember_isMissing() throws Exception {
    StoredCollection committed = replace(0, 20);
    write(
        new WriteCommand.PutNamespace(
            new NamespaceSettings(
                "acme", new NamespaceLimits(0, 10, NamespaceLimits.Eviction.LRU), new TreeMap<>()),
            null));
    await(() -> figures().objects() <= 10);
    MemberScan.Page page = scan(committed).orElseThrow();
    assertEquals(20, page.entries().size() + page.missing().size());
    assertEquals(20, page.collection().memberCount());
    assertFalse(page.missing().isEmpty());
  }

  @Test
  void expiredMember_isMissing() throws Exception {
    Put brief = put("brief", Duration.ofMinutes(1));
    StoredCollection committed =
        write(new ReplaceCollection(collection(), List.of(brief, put("id", Duration.ofDays(9)))));
    clock.advance(Duration.ofHours(25));
    await(() -> figures().objects() == 1);
    assertEquals("brief", scan(committed).orElseThrow().missing().get(0).key().id());
  }

  @Test
  void snapshot_abandoned_goes() throws Exception {
    stage(0);
    clock.advance(KEPT.minusMillis(1));
    stage(1);
    clock.advance(KEPT.minusMillis(1));
    assertEquals(2, rows("snapshot_page"));
    clock.advance(Duration.ofMillis(1));
    await(() -> rows("snapshot_page") == 0 && rows("snapshot") == 0);
  }

  @Test
  void snapshot_committed_leavesNoPages() throws Exception {
    stage(0);
    stage(1);
    write(new CommitPages(collection(), "s", 2));
    await(() -> rows("snapshot_page") == 0 && rows("snapshot") == 0);
    assertEquals(20, figures().collectionMembers());
  }

  @Test
  void snapshot_ofAnEarlierRun_goes() throws Exception {
    stage(0);
    store.close();
    openStore();
    await(() -> rows("snapshot_page") == 0 && rows("snapshot") == 0);
  }

  @Test
  void commit_ofMoreThanIsToldOneByOne_overhaulsTheGeneration() throws Exception {
    String large = "x".repeat(1 << 20);
    write(new WriteCommand.PutBatch(List.of(put("a", Duration.ofHours(1))), true));
    commits.clear();
    write(
        new WriteCommand.PutBatch(
            IntStream.range(0, 20)
                .mapToObj(i -> put("id" + i, large, Duration.ofHours(1)))
                .toList(),
            true));
    Commit commit = commits.get(0);
    assertEquals(List.of(), commit.changes());
    assertEquals(Set.of(kind().generation()), commit.overhauled());
  }

  private void stage(int page) throws Exception {
    write(new StagePage(ALL, "s", page, puts(10 * page, 10 * page + 10), KEPT));
  }

  private StoredCollection replace(int from, int to) throws Exception {
    return write(new ReplaceCollection(collection(), puts(from, to)));
  }

  private List<Put> puts(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> put("id%04d".formatted(i), Duration.ofDays(9)))
        .toList();
  }

  private NewCollection collection() {
    return new NewCollection(ALL, validity(Duration.ofHours(1)), null, true);
  }

  private Put put(String id, Duration fresh) {
    return put(id, "x", fresh);
  }

  private Put put(String id, String text, Duration fresh) {
    Payload payload = new Payload(Payload.Form.DATA, Bytes.utf8(text), "", "");
    return new Put(ALL.member(id), Content.of(payload, List.of(), ""), validity(fresh), null);
  }

  private Validity validity(Duration fresh) {
    Lifetime lifetime = new Lifetime(fresh, Duration.ZERO, Duration.ofHours(24));
    return new Validity(clock.instant(), lifetime, clock.instant().plus(fresh));
  }

  private Optional<MemberScan.Page> scan(StoredCollection collection) throws Exception {
    MemberScan scan = new MemberScan(kind().address(ALL), collection.setId(), null, 1000, false);
    return answer(store.scanMembers(scan, Cancellation.NEVER));
  }

  private KindState kind() {
    KindState kind = store.catalogue().kind("acme", "users");
    assertNotNull(kind);
    return kind;
  }

  private StoreStatistics.Kind figures() throws Exception {
    return answer(store.statistics()).kinds().get(0);
  }

  private long rows(String table) throws Exception {
    return StoreAudit.number(directory, "SELECT count(*) FROM " + table);
  }

  private <R> R write(WriteCommand<R> command) throws Exception {
    return answer(store.write(command, Cancellation.NEVER));
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "it does not come to be");
      Thread.onSpinWait();
    }
  }
}
