package dev.larder.store.sqlite;

import static dev.larder.store.sqlite.TestingDatabase.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.Bytes;
import dev.larder.model.Cancellation;
import dev.larder.model.CollectionRef;
import dev.larder.model.Content;
import dev.larder.model.Entry;
import dev.larder.model.IndexTerm;
import dev.larder.model.Lifetime;
import dev.larder.model.ObjectKey;
import dev.larder.model.Payload;
import dev.larder.model.Validity;
import dev.larder.store.EntryAddress;
import dev.larder.store.StoredCollection;
import dev.larder.store.WriteCommand;
import dev.larder.store.sqlite.SqliteStoreConfig.Durability;
import dev.larder.store.sqlite.SqliteStoreConfig.Lanes;
import dev.larder.store.sqlite.SqliteStoreConfig.Memory;
import dev.larder.store.sqlite.SqliteStoreConfig.OnCorruption;
import dev.larder.store.sqlite.SqliteStoreConfig.Upkeep;
import dev.larder.testing.FakeClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a thousand requests cost in statements and transactions, under a schedule that is the same
 * on every machine: a measure of the store's work that needs no clock. A change that makes a
 * request dearer has to change a figure here, and to say why.
 */
class StatementCostTest {
  private static final int REQUESTS = 1_000;

  /** Puts in one commit: 512 and the 488 that are left. */
  private static final int COMMITS = 2;

  /** Its head is found, its row is written, its change is logged. */
  private static final int STATEMENTS_PER_PUT = 3;

  /** And its one index term is written. */
  private static final int STATEMENTS_PER_INDEXED_PUT = 4;

  /** BEGIN and COMMIT, the namespace's revision, the kind's figures. */
  private static final int STATEMENTS_PER_COMMIT = 4;

  /** Gets in one transaction: 64, 15 times, and the 40 that are left. */
  private static final int READ_TRANSACTIONS = 16;

  @TempDir Path directory;
  private final FakeClock clock = new FakeClock();
  private final CountedStatements statements = new CountedStatements();

  /** One thread for each lane, so that the schedule is fixed; no upkeep of its own accord. */
  private SqliteStoreConfig config() {
    return new SqliteStoreConfig(
        directory,
        Durability.PROCESS,
        OnCorruption.FAIL,
        new Lanes(1, 4096, 1, 256, 4096, 64L << 20),
        new Memory(4L << 20, 0),
        new Upkeep(Duration.ofDays(1), 1L << 30, 1_000, Duration.ofMillis(10), Duration.ofDays(1)));
  }

  private WriteCommand.Put put(String id, String text, List<IndexTerm> terms) {
    return put(id, text, terms, List.of());
  }

  private WriteCommand.Put put(String id, String text, List<IndexTerm> terms, List<String> tags) {
    Instant now = clock.instant();
    Payload payload = new Payload(Payload.Form.DATA, Bytes.utf8(text), "", "");
    return new WriteCommand.Put(
        new ObjectKey("acme", "users", id),
        Content.of(payload, terms, tags, ""),
        new Validity(now, Lifetime.DEFAULT, now.plus(Duration.ofHours(1))),
        null);
  }

  /** A writer, without its housekeeping, that can be held while writes gather behind it. */
  private final class Writing implements AutoCloseable {
    private final DatabaseFile file;
    private final Connection connection;
    private final GroupCommitWriter writer;

    Writing() throws Exception {
      file = DatabaseFile.open(config(), clock);
      connection = file.pragmas().writer().getConnection();
      writer =
          new GroupCommitWriter(
              config(),
              statements.around(connection),
              CatalogueLoader.load(connection, file.epoch()),
              clock,
              List.of(),
              failure -> {});
      answer(writer.submit(put("first", "", List.of()), Cancellation.NEVER));
    }

    /** Has these written, all of which are there before the first of them is begun. */
    void gathered(List<WriteCommand.Put> puts) throws Exception {
      CountDownLatch letGo = new CountDownLatch(1);
      CountDownLatch held = hold(letGo);
      List<CompletableFuture<?>> answers = new ArrayList<>();
      await(held);
      statements.forget();
      puts.forEach(put -> answers.add(writer.submit(put, Cancellation.NEVER)));
      letGo.countDown();
      for (CompletableFuture<?> put : answers) {
        answer(put);
      }
    }

    /** A write that is given up; that its caller has gone is what the writer asks first. */
    private CountDownLatch hold(CountDownLatch letGo) {
      CountDownLatch held = new CountDownLatch(1);
      var unused = writer.submit(put("held", "", List.of()), () -> heldUntil(letGo, held));
      return held;
    }

    @Override
    public void close() throws Exception {
      writer.close();
      connection.close();
      file.close();
    }
  }

  /** True, to a lane that asks whether the caller has gone, but not before the latch lets go. */
  private static boolean heldUntil(CountDownLatch letGo, CountDownLatch held) {
    held.countDown();
    await(letGo);
    return true;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(TestingDatabase.PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<WriteCommand.Put> puts(String text, List<IndexTerm> terms) {
    List<WriteCommand.Put> puts = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      puts.add(put("U" + i, text, terms));
    }
    return puts;
  }

  private void assertCost(int statementsPerPut) {
    assertEquals(COMMITS, statements.count("COMMIT"), statements::toString);
    assertEquals(
        REQUESTS * statementsPerPut + COMMITS * STATEMENTS_PER_COMMIT,
        statements.count(""),
        statements::toString);
  }

  @Test
  void putsThatGather_shareCommits() throws Exception {
    try (Writing writing = new Writing()) {
      writing.gathered(puts("before", List.of()));
      assertCost(STATEMENTS_PER_PUT);
      writing.gathered(puts("after", List.of()));
      assertCost(STATEMENTS_PER_PUT);
    }
  }

  @Test
  void putsWithAnIndexTerm_costOneStatementMore() throws Exception {
    try (Writing writing = new Writing()) {
      writing.gathered(puts("text", List.of(new IndexTerm("name", "Ada"))));
      assertCost(STATEMENTS_PER_INDEXED_PUT);
      writing.gathered(puts("other text", List.of(new IndexTerm("name", "Ada"))));
      assertCost(STATEMENTS_PER_PUT);
    }
  }

  @Test
  void putsWithATag_costOneStatementMoreTheFirstTime() throws Exception {
    try (Writing writing = new Writing()) {
      writing.gathered(tagged("text", "team"));
      assertCost(STATEMENTS_PER_INDEXED_PUT);
      writing.gathered(tagged("other text", "team"));
      assertCost(STATEMENTS_PER_PUT);
    }
  }

  private List<WriteCommand.Put> tagged(String text, String tag) {
    return puts(text, List.of()).stream()
        .map(put -> put(put.key().id(), text, List.of(), List.of(tag)))
        .toList();
  }

  /** However many entries carry the tag. */
  @Test
  void tagInvalidated_costsItsMarkAndItsChange() throws Exception {
    try (Writing writing = new Writing()) {
      writing.gathered(tagged("text", "team"));
      statements.forget();
      answer(
          writing.writer.submit(
              new WriteCommand.InvalidateTags("acme", List.of("team"), false), Cancellation.NEVER));
      // BEGIN and COMMIT, the namespace's revision, the mark, the change.
      assertEquals(5, statements.count(""), statements::toString);
    }
  }

  @Test
  void putsOneAfterTheOther_areACommitEach() throws Exception {
    try (Writing writing = new Writing()) {
      statements.forget();
      for (WriteCommand.Put put : puts("text", List.of())) {
        answer(writing.writer.submit(put, Cancellation.NEVER));
      }
      assertEquals(REQUESTS, statements.count("COMMIT"), statements::toString);
      assertEquals(
          REQUESTS * (STATEMENTS_PER_PUT + STATEMENTS_PER_COMMIT),
          statements.count(""),
          statements::toString);
    }
  }

  /** What is asked of the set alone is asked once; of a member no more than of a put. */
  @Test
  void membersOfAFill_costNoMoreThanOthers() throws Exception {
    try (Writing writing = new Writing()) {
      StoredCollection first = answer(writing.writer.submit(collection(), Cancellation.NEVER));
      statements.forget();
      answer(writing.writer.submit(collection(), Cancellation.NEVER));
      int unclaimed = statements.count("");
      statements.forget();
      long since = first.revision() + REQUESTS + 1;
      answer(
          writing.writer.submit(
              new WriteCommand.Claimed<>(collection(), new TestingClaim(since, clock.instant())),
              Cancellation.NEVER));
      assertEquals(unclaimed + 1, statements.count(""), statements::toString);
    }
  }

  private WriteCommand.ReplaceCollection collection() {
    CollectionRef ref = new CollectionRef("acme", "users", "all");
    Validity validity = puts("", List.of()).get(0).validity();
    return new WriteCommand.ReplaceCollection(
        new WriteCommand.NewCollection(ref, validity, null, true), puts("text", List.of()));
  }

  private SqliteObjectStore filledStore() throws Exception {
    SqliteObjectStore store = SqliteObjectStore.open(config(), clock, statements::around);
    for (WriteCommand.Put put : puts("text", List.of())) {
      var unused = store.write(put, Cancellation.NEVER);
    }
    answer(store.write(put("last", "", List.of()), Cancellation.NEVER));
    return store;
  }

  private static List<EntryAddress> address(SqliteObjectStore store, int number) {
    var kind = Objects.requireNonNull(store.catalogue().kind("acme", "users"));
    return List.of(kind.address(new ObjectKey("acme", "users", "U" + number)));
  }

  @Test
  void getsThatGather_shareTransactionsAndStatements() throws Exception {
    try (SqliteObjectStore store = filledStore()) {
      CountDownLatch letGo = new CountDownLatch(1);
      CountDownLatch held = new CountDownLatch(1);
      var unused = store.read(address(store, 0), () -> heldUntil(letGo, held));
      await(held);
      List<CompletableFuture<List<Optional<Entry>>>> gets = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        gets.add(store.read(address(store, i), Cancellation.NEVER));
      }
      letGo.countDown();
      for (CompletableFuture<List<Optional<Entry>>> get : gets) {
        assertTrue(answer(get).get(0).isPresent());
      }
      assertEquals(READ_TRANSACTIONS, statements.count("BEGIN"), statements::toString);
      assertEquals(READ_TRANSACTIONS, statements.count("COMMIT"), statements::toString);
      assertEquals(READ_TRANSACTIONS, statements.count("SELECT"), statements::toString);
      assertEquals(3 * READ_TRANSACTIONS, statements.count(""), statements::toString);
    }
  }

  @Test
  void getsOneAfterTheOther_areATransactionEach() throws Exception {
    try (SqliteObjectStore store = filledStore()) {
      for (int i = 0; i < REQUESTS; i++) {
        assertTrue(answer(store.read(address(store, i), Cancellation.NEVER)).get(0).isPresent());
      }
      assertEquals(REQUESTS, statements.count("BEGIN"), statements::toString);
      assertEquals(3 * REQUESTS, statements.count(""), statements::toString);
    }
  }
}
