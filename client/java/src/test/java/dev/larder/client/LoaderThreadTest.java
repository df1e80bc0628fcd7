package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In whose thread loaders and callbacks run. */
class LoaderThreadTest extends LoadFixture {
  @Test
  void getOrLoad_blocking_loadsInTheCallersThread() {
    Thread[] loader = new Thread[1];
    loadBy(
        key -> {
          loader[0] = Thread.currentThread();
          return Loaded.of("value");
        });
    assertSame(Thread.currentThread(), loader[0]);
  }

  @Test
  void callerThread_interruptedWhileItWaits_leavesItsWorkToOthers() {
    CallerThread here = new CallerThread();
    Executor executor = here.orElse(Runnable::run);
    CompletableFuture<String> before = new CompletableFuture<>();
    executor.execute(() -> before.complete("ran"));
    Thread.currentThread().interrupt();
    assertThrows(
        InterruptedException.class, () -> here.runUntilDone(new CompletableFuture<String>()));
    CompletableFuture<String> after = new CompletableFuture<>();
    executor.execute(() -> after.complete("ran"));
    assertTrue(before.isDone());
    assertTrue(after.isDone());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void getOrLoad_leaderIsInterruptedInItsLoader_othersLoadAnew(boolean wrapped) throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    Loader<String> hung =
        key -> {
          loading.countDown();
          throw interrupted(wrapped);
        };
    LoadOptions staleIfError = DEFAULTS.withStaleIfError(true);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread leader =
        new Thread(
            () ->
                thrown.complete(
                    assertThrows(LarderException.class, () -> loadBy(hung, staleIfError))));
    leader.start();
    assertTrue(loading.await(10, TimeUnit.SECONDS));
    AsyncLoader<String> ready = key -> CompletableFuture.completedFuture(Loaded.of("value"));
    CompletableFuture<Answer<String>> same =
        client.getOrLoad(KEY, Codec.text(), ready, staleIfError);
    CompletableFuture<Answer<String>> other = client.getOrLoad(KEY, Codec.text(), ready, DEFAULTS);
    leader.interrupt();
    assertEquals("value", same.get(10, TimeUnit.SECONDS).valueOrNull());
    assertEquals("value", other.get(10, TimeUnit.SECONDS).valueOrNull());
    LarderException failure =
        assertInstanceOf(LarderException.class, thrown.get(10, TimeUnit.SECONDS));
    assertEquals(LarderException.Code.CANCELLED, failure.code());
  }

  @Test
  void callerThread_loadIsRefusedElsewhere_failsItAndRunsTheRest() throws Exception {
    CallerThread here = new CallerThread();
    Executor full =
        work -> {
          throw new RejectedExecutionException("full");
        };
    CompletableFuture<Loaded<String>> refused =
        here.<String>orElse(full, (key, previous) -> load(key))
            .load(KEY, Optional.empty())
            .toCompletableFuture();
    CompletableFuture<String> callback = new CompletableFuture<>();
    here.orElse(full).execute(() -> callback.complete("ran"));
    here.runUntilDone(CompletableFuture.completedFuture("done"));
    ExecutionException failure = assertThrows(ExecutionException.class, refused::get);
    assertInstanceOf(RejectedExecutionException.class, failure.getCause());
    assertTrue(callback.isDone());
    assertEquals(0, loads.get());
  }

  @Test
  void getOrLoad_blockingInACallbackOfTheOnlyThread_isAnswered() throws Exception {
    ExecutorService single = Executors.newSingleThreadExecutor();
    try (LarderClient narrow = server.client().callbackExecutor(single).build()) {
      Answer<String> answer =
          narrow
              .get(OTHER, Codec.text())
              .thenApply(read -> narrow.blocking().getOrLoad(KEY, Codec.text(), this::load))
              .get(10, TimeUnit.SECONDS);
      assertEquals("loaded 1", answer.valueOrNull());
    } finally {
      single.shutdown();
    }
  }

  @Test
  void getOrLoadBlocking_asynchronously_runsOnTheLoaderExecutor() throws Exception {
    CompletableFuture<String> thread = new CompletableFuture<>();
    client
        .getOrLoadBlocking(
            KEY,
            Codec.text(),
            key -> {
              thread.complete(Thread.currentThread().getName());
              return Loaded.of("value");
            },
            DEFAULTS)
        .get(10, TimeUnit.SECONDS);
    assertTrue(thread.join().startsWith("larder-loader-"), thread.join());
  }

  @Test
  void getOrLoadBlocking_moreThanThePoolHolds_failsTheRestAtOnce() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Loader<String> hung =
        key -> {
          release.await();
          return Loaded.of("value");
        };
    List<CompletableFuture<Answer<String>>> answers = new ArrayList<>();
    int capacity = ClientThreads.LOADER_THREADS + ClientThreads.WAITING_LOADS;
    for (int id = 0; id <= capacity; id++) {
      Key key = Key.of("acme", "users", "U" + id);
      answers.add(client.getOrLoadBlocking(key, Codec.text(), hung, DEFAULTS));
    }
    CompletableFuture<Object> first =
        CompletableFuture.anyOf(answers.toArray(CompletableFuture<?>[]::new));
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> first.get(60, TimeUnit.SECONDS));
    LoadFailedException refused =
        assertInstanceOf(LoadFailedException.class, Futures.unwrap(failure));
    assertInstanceOf(RejectedExecutionException.class, refused.getCause());
    release.countDown();
  }
}
