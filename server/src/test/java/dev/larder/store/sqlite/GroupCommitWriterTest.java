package dev.larder.store.sqlite;

import static dev.larder.store.sqlite.TestingDatabase.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.model.CacheException.Reason;
import dev.larder.model.Precondition;
import dev.larder.store.WriteCommand.PutBatch;
import dev.larder.store.WriteCommand.PutResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The writer's mechanics; what each command means is the store contract's matter. */
class GroupCommitWriterTest extends TestingWriter {
  @Test
  void writesThatGather_areCommittedTogetherInOrder() throws Exception {
    Busy busy = new Busy();
    List<CompletableFuture<PutResult>> gathered =
        List.of(submit(database.put("a")), submit(database.put("b")), submit(database.put("c")));
    busy.letGo();
    for (int i = 0; i < gathered.size(); i++) {
      assertEquals(i + 2, answer(gathered.get(i)).revision());
    }
    assertEquals(2, commits.size());
    assertEquals(3, commits.get(1).changes().size());
    assertEquals(Map.of("acme", 4L), commits.get(1).revisions());
  }

  @Test
  void refusedCommandOfAGroup_changesNothingAndKeepsTheOthersTogether() throws Exception {
    Busy busy = new Busy();
    CompletableFuture<PutResult> refused =
        submit(database.put("a", new Precondition.RevisionIs(77)));
    CompletableFuture<PutResult> stored = submit(database.put("b"));
    busy.letGo();
    assertEquals(Reason.VERSION_CONFLICT, reason(refused));
    assertEquals(2, answer(stored).revision());
    assertEquals(2, commits.size());
    assertEquals(0, database.number("SELECT count(*) FROM entry WHERE id = 'a'"));
  }

  @Test
  void refusedOnly_isNoCommit() throws Exception {
    CompletableFuture<PutResult> refused =
        submit(database.put("a", new Precondition.RevisionIs(77)));
    assertEquals(Reason.VERSION_CONFLICT, reason(refused));
    assertEquals(List.of(), commits);
    assertEquals(0, database.number("SELECT count(*) FROM namespace"));
  }

  @Test
  void atomicBatchRefused_isUndoneWholeAmongOthersOfItsGroup() throws Exception {
    Busy busy = new Busy();
    CompletableFuture<PutResult> before = submit(database.put("before"));
    CompletableFuture<List<PutBatch.Item>> batch =
        submit(
            new PutBatch(
                List.of(
                    database.put("x"),
                    database.put("x", new Precondition.Absent()),
                    database.put("y")),
                true));
    CompletableFuture<PutResult> after = submit(database.put("after"));
    busy.letGo();
    assertEquals(
        List.of(Reason.BATCH_ABORTED, Reason.ALREADY_EXISTS, Reason.BATCH_ABORTED),
        answer(batch).stream().map(item -> ((PutBatch.Refused) item).why().reason()).toList());
    assertEquals(2, answer(before).revision());
    assertEquals(3, answer(after).revision());
    assertEquals(3, database.number("SELECT count(*) FROM entry"));
    assertEquals(2, commits.get(1).changes().size());
  }

  @ParameterizedTest
  @CsvSource({"1, 10, sqlite-writer", "17, 10, sqlite-answer", "1, 100000, sqlite-answer"})
  void answer_comesAfterTheListenersAndOfManyOnAnotherThread(int puts, int size, String thread)
      throws Exception {
    CompletableFuture<String> answeredOn = new CompletableFuture<>();
    AtomicBoolean answeredTooSoon = new AtomicBoolean();
    writer.addListener(commit -> answeredTooSoon.compareAndSet(false, answeredOn.isDone()));
    Busy busy = new Busy();
    CompletableFuture<PutResult> first = submit(database.putText("a", "x".repeat(size)));
    var unused = first.thenAccept(result -> answeredOn.complete(Thread.currentThread().getName()));
    for (int i = 1; i < puts; i++) {
      var unusedAnswer = submit(database.put("b" + i));
    }
    busy.letGo();
    assertTrue(answer(answeredOn).startsWith(thread), answeredOn::join);
    assertEquals(2, commits.size());
    assertFalse(answeredTooSoon.get());
  }

  @Test
  void listenerThatThrows_stopsNobody() throws Exception {
    AtomicInteger told = new AtomicInteger();
    writer.addListener(
        commit -> {
          throw new IllegalStateException("a listener that breaks its contract");
        });
    writer.addListener(commit -> told.incrementAndGet());
    answer(submit(database.put("a")));
    answer(submit(database.put("b")));
    assertEquals(2, told.get());
  }

  @Test
  void queueFull_isRefusedAtOnce() throws Exception {
    Busy busy = new Busy();
    for (int i = 0; i < TestingDatabase.WRITE_QUEUE_ENTRIES; i++) {
      assertFalse(submit(database.put("id" + i)).isDone());
    }
    CompletableFuture<PutResult> refused = submit(database.put("one too many"));
    assertTrue(refused.isCompletedExceptionally());
    assertEquals(Reason.OVERLOADED, reason(refused));
    busy.letGo();
  }

  @Test
  void queueFullOfBytes_isRefusedAtOnce() throws Exception {
    Busy busy = new Busy();
    String half = "x".repeat((int) TestingDatabase.WRITE_QUEUE_BYTES / 2 + 1);
    CompletableFuture<PutResult> accepted = submit(database.putText("a", half));
    assertEquals(Reason.OVERLOADED, reason(submit(database.putText("b", half))));
    busy.letGo();
    assertEquals(2, answer(accepted).revision());
  }

  @Test
  void cancelledInTheQueue_isNotWritten() throws Exception {
    Busy busy = new Busy();
    AtomicBoolean gone = new AtomicBoolean();
    CompletableFuture<PutResult> abandoned = writer.submit(database.put("a"), gone::get);
    CompletableFuture<PutResult> wanted = submit(database.put("b"));
    gone.set(true);
    busy.letGo();
    assertEquals(Reason.CANCELLED, reason(abandoned));
    assertEquals(2, answer(wanted).revision());
    assertEquals(0, database.number("SELECT count(*) FROM entry WHERE id = 'a'"));
  }

  @Test
  void close_commitsAndAnswersWhatWasAccepted() throws Exception {
    Busy busy = new Busy();
    CompletableFuture<PutResult> accepted = submit(database.put("a"));
    busy.letGo();
    writer.close();
    assertTrue(accepted.isDone());
    assertEquals(2, answer(accepted).revision());
    assertEquals(Reason.SHUTTING_DOWN, reason(submit(database.put("b"))));
    assertEquals(2, database.number("SELECT count(*) FROM entry"));
  }

  @Test
  void answeringThread_beforeTheFirstWrite_runs() {
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !threadsBefore.contains(thread))
            .anyMatch(thread -> thread.getName().startsWith("sqlite-answer")));
  }
}
