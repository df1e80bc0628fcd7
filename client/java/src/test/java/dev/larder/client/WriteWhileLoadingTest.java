package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Writes of this process to a key that it loads. */
class WriteWhileLoadingTest extends LoadFixture {
  @Test
  void getOrLoad_deletedWhileLoading_doesNotPutWhatWasLoadedBefore() throws Exception {
    HeldLoader held = new HeldLoader();
    CompletableFuture<Answer<String>> before = client.getOrLoad(KEY, Codec.text(), held, DEFAULTS);
    CompletableFuture<Loaded<String>> load = held.next();
    var unused = client.blocking().delete(KEY);
    CompletableFuture<Answer<String>> after = client.getOrLoad(KEY, Codec.text(), held, DEFAULTS);
    held.next().complete(Loaded.of("new"));
    assertEquals("new", after.get(10, TimeUnit.SECONDS).valueOrNull());
    load.complete(Loaded.of("old"));
    assertEquals("old", before.get(10, TimeUnit.SECONDS).valueOrNull());
    assertEquals("new", client.blocking().get(KEY, Codec.text()).value().orElseThrow());
    assertEquals(1, cache.puts.size());
  }

  @Test
  void getOrLoad_deletedWhileItsPutIsUnderWay_deletesAfterThePut() throws Exception {
    BlockingQueue<Runnable> putsAtTheServer = new LinkedBlockingQueue<>();
    cache.putWork = putsAtTheServer::add;
    LarderClient client = synchronous();
    CompletableFuture<Answer<String>> answer =
        client.getOrLoadBlocking(KEY, Codec.text(), this::load, DEFAULTS);
    Runnable put = putsAtTheServer.remove();
    CompletableFuture<DeleteResult> delete = client.delete(KEY);
    CompletableFuture<DeleteResult> again = client.delete(KEY);
    CompletableFuture<DeleteResult> other = client.delete(OTHER);
    assertEquals(1, cache.deletes.size());
    assertTrue(other.isDone());
    put.run();
    boolean deleted = delete.get(10, TimeUnit.SECONDS).deleted();
    assertNotEquals(deleted, again.get(10, TimeUnit.SECONDS).deleted());
    assertEquals("loaded 1", answer.get(10, TimeUnit.SECONDS).valueOrNull());
    assertEquals(Outcome.MISS_ABSENT, client.blocking().get(KEY, Codec.text()).outcome());
  }

  @Test
  void close_deleteWaitsForThePutOfALoad_leavesItTimeToBeSent() throws Exception {
    BlockingQueue<Runnable> putsAtTheServer = new LinkedBlockingQueue<>();
    cache.putWork = putsAtTheServer::add;
    LarderClient client = synchronous();
    var unused = client.getOrLoadBlocking(KEY, Codec.text(), this::load, DEFAULTS);
    CompletableFuture<DeleteResult> delete = client.delete(KEY);
    Thread closing = new Thread(client::close);
    closing.start();
    awaitRefusal(client);
    putsAtTheServer.remove().run();
    assertTrue(delete.get(10, TimeUnit.SECONDS).deleted());
    closing.join();
  }

  @Test
  void getOrLoad_putFailsWhileADeleteWaits_deletes() throws Exception {
    BlockingQueue<Runnable> putsAtTheServer = new LinkedBlockingQueue<>();
    cache.putWork = putsAtTheServer::add;
    cache.putFailures.add(TestingCacheService.connectionLost());
    LarderClient client = synchronous();
    var unused = client.getOrLoadBlocking(KEY, Codec.text(), this::load, DEFAULTS);
    CompletableFuture<DeleteResult> delete = client.delete(KEY);
    putsAtTheServer.remove().run();
    assertFalse(delete.get(10, TimeUnit.SECONDS).deleted());
  }

  @Test
  void getOrLoad_deleteIsCancelledWhileItWaits_isNotSent() throws Exception {
    BlockingQueue<Runnable> putsAtTheServer = new LinkedBlockingQueue<>();
    cache.putWork = putsAtTheServer::add;
    LarderClient client = synchronous();
    var unused = client.getOrLoadBlocking(KEY, Codec.text(), this::load, DEFAULTS);
    assertTrue(client.delete(KEY).cancel(true));
    putsAtTheServer.remove().run();
    assertTrue(cache.deletes.isEmpty());
  }

  @Test
  void getOrLoad_putOutlastsTheDeadlineOfADelete_failsTheDeleteUnsent() throws Exception {
    cache.putWork = never -> {};
    LarderClient client = synchronous();
    var unused = client.getOrLoadBlocking(KEY, Codec.text(), this::load, DEFAULTS);
    LarderClient hasty = client.withDeadline(Duration.ofMillis(20));
    LarderException failure =
        assertThrows(LarderException.class, () -> hasty.blocking().delete(KEY));
    assertEquals(LarderException.Code.DEADLINE_EXCEEDED, failure.code());
    CompletableFuture<DeleteResult> delete = hasty.delete(KEY);
    assertThrows(ExecutionException.class, () -> delete.get(10, TimeUnit.SECONDS));
    assertTrue(cache.deletes.isEmpty());
  }

  @Test
  void getOrLoad_blockingDeleteInTheOnlyCallbackThread_waitsForThePutAndIsAnswered()
      throws Exception {
    BlockingQueue<Runnable> putsAtTheServer = new LinkedBlockingQueue<>();
    cache.putWork = putsAtTheServer::add;
    ExecutorService single = Executors.newSingleThreadExecutor();
    try (LarderClient narrow = server.client().callbackExecutor(single).build()) {
      var unused = narrow.getOrLoadBlocking(KEY, Codec.text(), this::load, DEFAULTS);
      Runnable put = Objects.requireNonNull(putsAtTheServer.poll(10, TimeUnit.SECONDS));
      CountDownLatch inCallback = new CountDownLatch(1);
      CompletableFuture<DeleteResult> delete =
          narrow
              .get(OTHER, Codec.text())
              .thenApply(
                  read -> {
                    inCallback.countDown();
                    return narrow.blocking().delete(KEY);
                  });
      assertTrue(inCallback.await(10, TimeUnit.SECONDS));
      put.run();
      assertTrue(delete.get(10, TimeUnit.SECONDS).deleted());
    } finally {
      single.shutdown();
    }
  }

  private static void awaitRefusal(LarderClient client) {
    while (!client.get(OTHER, Codec.text()).isCompletedExceptionally()) {
      Thread.onSpinWait();
    }
  }
}
