package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.Answer.Source;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Loads that fail, and what is stale in their place. */
class LoadFailureTest extends LoadFixture {
  @Test
  void getOrLoad_loaderFails_everyoneHearsAndNothingIsCached() throws Exception {
    HeldLoader held = new HeldLoader();
    CompletableFuture<Answer<String>> first = client.getOrLoad(KEY, Codec.text(), held, DEFAULTS);
    CompletableFuture<Answer<String>> second = client.getOrLoad(KEY, Codec.text(), held, DEFAULTS);
    IOException cause = new IOException("origin is down");
    held.next().completeExceptionally(cause);
    assertSame(cause, loadFailure(first).getCause());
    assertSame(cause, loadFailure(second).getCause());
    assertTrue(cache.puts.isEmpty());
    assertEquals("loaded 1", loadBy(this::load).valueOrNull());
  }

  @Test
  void getOrLoad_blockingLoaderFails_throwsWithTheCallersStack() {
    IOException cause = new IOException("origin is down");
    LoadFailedException failure =
        assertThrows(
            LoadFailedException.class,
            () ->
                loadBy(
                    key -> {
                      throw cause;
                    }));
    assertSame(cause, failure.getCause());
    assertEquals(KEY, failure.key());
    assertTrue(
        List.of(failure.getStackTrace()).stream()
            .anyMatch(
                element -> element.getClassName().startsWith(LoadFailureTest.class.getName())));
  }

  @Test
  void getOrLoad_loaderFailsAndStaleIsWelcome_servesStale() {
    client.blocking().put(KEY, "old", Codec.text());
    cache.stale = true;
    Answer<String> answer = loadBy(LoadFixture::broken, DEFAULTS.withStaleIfError(true));
    assertEquals(new Answer<>("old", Source.STALE_CACHE), answer);
    assertEquals(List.of("staleServed"), listener.events);
  }

  @Test
  void getOrLoad_loaderExecutorIsShutDownAndStaleIsWelcome_servesStale() throws Exception {
    client.blocking().put(KEY, "old", Codec.text());
    cache.stale = true;
    CountDownLatch loading = new CountDownLatch(1);
    Loader<String> hung =
        key -> {
          loading.countDown();
          throw interrupted(false);
        };
    ExecutorService single = Executors.newSingleThreadExecutor();
    try (LarderClient narrow = server.client().loaderExecutor(single).listener(listener).build()) {
      CompletableFuture<Answer<String>> answer =
          narrow.getOrLoadBlocking(KEY, Codec.text(), hung, DEFAULTS.withStaleIfError(true));
      assertTrue(loading.await(10, TimeUnit.SECONDS));
      single.shutdownNow();
      assertEquals(new Answer<>("old", Source.STALE_CACHE), answer.get(10, TimeUnit.SECONDS));
    }
    assertEquals(List.of("staleServed"), listener.events);
  }

  @Test
  void getOrLoad_loaderFailsAndNothingStaleIsThere_fails() {
    assertThrows(
        LoadFailedException.class,
        () -> loadBy(LoadFixture::broken, DEFAULTS.withStaleIfError(true)));
  }

  @Test
  void getOrLoad_staleAndNobodyMayRefreshIt_answersAndReports() throws Exception {
    Executor full =
        work -> {
          throw new RejectedExecutionException("full");
        };
    client.blocking().put(KEY, "old", Codec.text());
    cache.stale = true;
    LoadOptions options = DEFAULTS.withRead(ReadOptions.of(Freshness.STALE_WHILE_REVALIDATE));
    try (LarderClient narrow = server.client().loaderExecutor(full).listener(listener).build()) {
      assertEquals(
          new Answer<>("old", Source.STALE_CACHE),
          narrow.blocking().getOrLoad(KEY, Codec.text(), this::load, options));
      LoadFailedException failure =
          assertInstanceOf(LoadFailedException.class, take(listener.refreshFailures));
      assertInstanceOf(RejectedExecutionException.class, failure.getCause());
    }
  }

  @Test
  void getOrLoad_staleWhileRevalidate_answersAtOnceAndRefreshesBehind() throws Exception {
    LarderClient client = synchronous();
    client.blocking().put(KEY, "old", Codec.text());
    cache.stale = true;
    HeldLoader held = new HeldLoader();
    LoadOptions options = DEFAULTS.withRead(ReadOptions.of(Freshness.STALE_WHILE_REVALIDATE));
    CompletableFuture<Answer<String>> stale = client.getOrLoad(KEY, Codec.text(), held, options);
    assertEquals(new Answer<>("old", Source.STALE_CACHE), stale.get(10, TimeUnit.SECONDS));
    CompletableFuture<Loaded<String>> refresh = held.next();
    CompletableFuture<Answer<String>> fresh = client.getOrLoad(KEY, Codec.text(), held, DEFAULTS);
    refresh.complete(Loaded.of("new"));
    assertEquals(new Answer<>("new", Source.ORIGIN), fresh.get(10, TimeUnit.SECONDS));
    assertEquals(1, held.calls.get());
  }
}
