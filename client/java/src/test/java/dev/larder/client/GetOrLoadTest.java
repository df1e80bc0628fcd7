package dev.larder.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.Answer.Source;
import dev.larder.v1.PutObjectRequest;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GetOrLoadTest {
  private static final Key KEY = Key.of("acme", "users", "U1");
  private static final Key OTHER = Key.of("acme", "users", "U2");
  private static final LoadOptions DEFAULTS = LoadOptions.defaults();
  private static final Instant NOW = Instant.parse("2020-02-02T20:20:20.123456Z");

  private final TestingCacheService cache = new TestingCacheService();
  private final TestingServer server = TestingServer.start(cache);
  private final RecordingListener listener = new RecordingListener();
  private final LarderClient client = server.client().listener(listener).clock(() -> NOW).build();
  private final AtomicInteger loads = new AtomicInteger();
  private @Nullable Server inProcess;
  private @Nullable ManagedChannel channel;

  @AfterEach
  void close() throws InterruptedException {
    client.close();
    server.close();
    if (channel != null && inProcess != null) {
      channel.shutdownNow();
      inProcess.shutdownNow();
    }
  }

  @Test
  void getOrLoad_nothingCached_loadsAndCaches() {
    Answer<String> first = client.blocking().getOrLoad(KEY, Codec.text(), this::load);
    Answer<String> second = client.blocking().getOrLoad(KEY, Codec.text(), this::load);
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), first);
    assertEquals(new Answer<>("loaded 1", Source.CACHE), second);
    assertEquals(1, loads.get());
  }

  @Test
  void getOrLoad_loaderBringsOptions_putsThemWithTheTimeOfTheLoad() {
    PutOptions options =
        PutOptions.defaults()
            .withLifetime(Lifetime.freshFor(Duration.ofMinutes(3)))
            .withIndexTerms(IndexTerm.of("name", "Ada"))
            .withOriginValidator("W/\"7\"");
    client.blocking().getOrLoad(KEY, Codec.text(), key -> Loaded.of("value").with(options));
    PutObjectRequest put = cache.puts.get(0);
    assertEquals(180, put.getLifetime().getFresh().getSeconds());
    assertEquals("Ada", put.getIndexTerms(0).getValue());
    assertEquals("W/\"7\"", put.getOriginValidator());
    assertEquals(NOW, WireTime.instant(put.getFetchTime()));
    assertTrue(put.getPrecondition().getNewerFetchTime());
  }

  @Test
  void getOrLoad_originHasNone_cachesTheNegativeAnswer() {
    Loader<String> none =
        key -> {
          loads.incrementAndGet();
          return Loaded.notFound();
        };
    Answer<String> first = client.blocking().getOrLoad(KEY, Codec.text(), none);
    Answer<String> second = client.blocking().getOrLoad(KEY, Codec.text(), none);
    assertEquals(new Answer<>(null, Source.ORIGIN), first);
    assertEquals(Optional.empty(), second.value());
    assertEquals(Source.CACHE, second.source());
    assertTrue(cache.puts.get(0).getNegative());
    assertEquals(1, loads.get());
  }

  @Test
  void getOrLoad_manyAtOnce_loadOnce() throws Exception {
    HeldLoader held = new HeldLoader();
    List<CompletableFuture<Answer<String>>> answers = new ArrayList<>();
    for (int caller = 0; caller < 100; caller++) {
      answers.add(client.getOrLoad(KEY, Codec.text(), held, DEFAULTS));
    }
    held.next().complete(Loaded.of("value"));
    for (CompletableFuture<Answer<String>> answer : answers) {
      assertEquals("value", answer.get(10, TimeUnit.SECONDS).valueOrNull());
    }
    assertEquals(1, held.calls.get());
    assertEquals(1, cache.puts.size());
  }

  @Test
  void getOrLoad_otherOptionsAtOnce_shareTheLoad() throws Exception {
    LarderClient client = synchronous();
    HeldLoader held = new HeldLoader();
    CompletableFuture<Answer<String>> first = client.getOrLoad(KEY, Codec.text(), held, DEFAULTS);
    CompletableFuture<Loaded<String>> load = held.next();
    CompletableFuture<Answer<String>> second =
        client.getOrLoad(KEY, Codec.text(), held, DEFAULTS.withStaleIfError(true));
    load.complete(Loaded.of("value"));
    assertEquals("value", first.get(10, TimeUnit.SECONDS).valueOrNull());
    assertEquals("value", second.get(10, TimeUnit.SECONDS).valueOrNull());
    assertEquals(1, held.calls.get());
  }

  @Test
  void getOrLoad_otherCodecAtOnce_waitsAndReadsWhatWasCached() throws Exception {
    LarderClient client = synchronous();
    HeldLoader held = new HeldLoader();
    CompletableFuture<Answer<String>> text = client.getOrLoad(KEY, Codec.text(), held, DEFAULTS);
    CompletableFuture<Loaded<String>> load = held.next();
    CompletableFuture<Answer<byte[]>> bytes =
        client.getOrLoadBlocking(
            KEY,
            Codec.bytes(),
            key -> {
              throw new AssertionError("loaded again");
            },
            DEFAULTS);
    load.complete(Loaded.of("value"));
    assertEquals("value", text.get(10, TimeUnit.SECONDS).valueOrNull());
    assertEquals("value", new String(bytes.get(10, TimeUnit.SECONDS).value().orElseThrow(), UTF_8));
  }

  @Test
  void getOrLoad_loaderHangs_otherKeysGoOn() throws Exception {
    HeldLoader held = new HeldLoader();
    CompletableFuture<Answer<String>> hung = client.getOrLoad(KEY, Codec.text(), held, DEFAULTS);
    CompletableFuture<Loaded<String>> load = held.next();
    assertEquals(
        "loaded 1", client.blocking().getOrLoad(OTHER, Codec.text(), this::load).valueOrNull());
    assertFalse(hung.isDone());
    load.complete(Loaded.of("late"));
    assertEquals("late", hung.get(10, TimeUnit.SECONDS).valueOrNull());
  }

  @Test
  void getOrLoad_loaderHangsBeyondItsTimeout_failsAndTheNextCallerLoadsAnew() throws Exception {
    HeldLoader held = new HeldLoader();
    LoadOptions hasty = DEFAULTS.withTimeout(Duration.ofMillis(20));
    CompletableFuture<Answer<String>> hung = client.getOrLoad(KEY, Codec.text(), held, hasty);
    LoadFailedException failure = loadFailure(hung);
    assertInstanceOf(TimeoutException.class, failure.getCause());
    assertEquals(
        "loaded 1", client.blocking().getOrLoad(KEY, Codec.text(), this::load).valueOrNull());
  }

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
    assertEquals(
        "loaded 1", client.blocking().getOrLoad(KEY, Codec.text(), this::load).valueOrNull());
  }

  @Test
  void getOrLoad_blockingLoaderFails_throwsWithTheCallersStack() {
    IOException cause = new IOException("origin is down");
    LoadFailedException failure =
        assertThrows(
            LoadFailedException.class,
            () ->
                client
                    .blocking()
                    .getOrLoad(
                        KEY,
                        Codec.text(),
                        key -> {
                          throw cause;
                        }));
    assertSame(cause, failure.getCause());
    assertEquals(KEY, failure.key());
    assertTrue(
        List.of(failure.getStackTrace()).stream()
            .anyMatch(element -> element.getClassName().startsWith(GetOrLoadTest.class.getName())));
  }

  @Test
  void getOrLoad_blocking_loadsInTheCallersThread() {
    Thread[] loader = new Thread[1];
    client
        .blocking()
        .getOrLoad(
            KEY,
            Codec.text(),
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
                    assertThrows(
                        LarderException.class,
                        () -> client.blocking().getOrLoad(KEY, Codec.text(), hung, staleIfError))));
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
  void getOrLoad_staleAndNobodyMayRefreshIt_answersAndReports() throws Exception {
    CompletableFuture<Throwable> refresh = new CompletableFuture<>();
    LarderListener hearing =
        new LarderListener() {
          @Override
          public void refreshFailed(Key key, Throwable loaderFailure) {
            refresh.complete(loaderFailure);
          }
        };
    Executor full =
        work -> {
          throw new RejectedExecutionException("full");
        };
    client.blocking().put(KEY, "old", Codec.text());
    cache.stale = true;
    LoadOptions options = DEFAULTS.withRead(ReadOptions.of(Freshness.STALE_WHILE_REVALIDATE));
    try (LarderClient narrow = server.client().loaderExecutor(full).listener(hearing).build()) {
      assertEquals(
          new Answer<>("old", Source.STALE_CACHE),
          narrow.blocking().getOrLoad(KEY, Codec.text(), this::load, options));
      LoadFailedException failure =
          assertInstanceOf(LoadFailedException.class, refresh.get(10, TimeUnit.SECONDS));
      assertInstanceOf(RejectedExecutionException.class, failure.getCause());
    }
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
  void getOrLoad_contextOfTheFirstIsCancelled_othersStillGetTheAnswer() throws Exception {
    HeldLoader held = new HeldLoader();
    Context.CancellableContext context = Context.current().withCancellation();
    context.cancel(null);
    CompletableFuture<Answer<String>> first =
        context.call(() -> client.getOrLoad(KEY, Codec.text(), held, DEFAULTS));
    CompletableFuture<Answer<String>> second = client.getOrLoad(KEY, Codec.text(), held, DEFAULTS);
    held.next().complete(Loaded.of("value"));
    assertEquals("value", first.get(10, TimeUnit.SECONDS).valueOrNull());
    assertEquals("value", second.get(10, TimeUnit.SECONDS).valueOrNull());
    assertEquals("value", client.blocking().get(KEY, Codec.text()).value().orElseThrow());
  }

  @Test
  void getOrLoad_loaderFailsAndStaleIsWelcome_servesStale() {
    client.blocking().put(KEY, "old", Codec.text());
    cache.stale = true;
    Answer<String> answer =
        client
            .blocking()
            .getOrLoad(
                KEY,
                Codec.text(),
                key -> {
                  throw new IOException("origin is down");
                },
                DEFAULTS.withStaleIfError(true));
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
        () ->
            client
                .blocking()
                .getOrLoad(
                    KEY,
                    Codec.text(),
                    key -> {
                      throw new IOException("origin is down");
                    },
                    DEFAULTS.withStaleIfError(true)));
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

  @Test
  void getOrLoad_putFails_callerStillGetsWhatWasLoaded() {
    cache.putFailures.add(
        TestingCacheService.failure(Status.Code.RESOURCE_EXHAUSTED, "QUOTA_EXCEEDED"));
    assertEquals(
        "loaded 1", client.blocking().getOrLoad(KEY, Codec.text(), this::load).valueOrNull());
    assertEquals(List.of("cacheWriteFailed QUOTA_EXCEEDED"), listener.events);
  }

  @Test
  void getOrLoad_serverIsTooBusyForThePut_doesNotRepeatIt() {
    cache.putFailures.add(TestingCacheService.refusal("OVERLOADED"));
    assertEquals(
        "loaded 1", client.blocking().getOrLoad(KEY, Codec.text(), this::load).valueOrNull());
    assertEquals(1, cache.puts.size());
    assertEquals(List.of("cacheWriteFailed OVERLOADED"), listener.events);
  }

  @Test
  void getOrLoad_valueCannotBeEncoded_callerStillGetsIt() {
    Codec<Object> broken =
        Codec.json(
            JsonMapper.of(
                value -> {
                  throw new IOException("no");
                },
                json -> json));
    Object value = new Object();
    assertSame(
        value, client.blocking().getOrLoad(KEY, broken, key -> Loaded.of(value)).valueOrNull());
    assertEquals(List.of("cacheWriteFailed ENCODE_FAILED"), listener.events);
  }

  @Test
  void getOrLoad_cacheIsTooBusy_asksTheOriginAndCachesNothing() {
    for (int attempt = 0; attempt < 4; attempt++) {
      cache.failures.add(TestingCacheService.refusal("OVERLOADED"));
    }
    assertEquals(
        "loaded 1", client.blocking().getOrLoad(KEY, Codec.text(), this::load).valueOrNull());
    assertEquals(List.of("cacheReadFailed OVERLOADED"), listener.events);
    assertTrue(cache.puts.isEmpty());
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"INTERNAL", "UNKNOWN", "CANCELLED", "DATA_LOSS", "RESOURCE_EXHAUSTED"})
  void getOrLoad_cacheFails_asksTheOrigin(Status.Code code) {
    cache.failures.add(code.toStatus().asRuntimeException());
    assertEquals(
        "loaded 1", client.blocking().getOrLoad(KEY, Codec.text(), this::load).valueOrNull());
    assertEquals(List.of("cacheReadFailed "), listener.events);
  }

  @Test
  void getOrLoad_clientIsClosedWhileLoading_callerStillGetsWhatWasLoaded() throws Exception {
    LarderClient client = synchronous();
    HeldLoader held = new HeldLoader();
    CompletableFuture<Answer<String>> answer = client.getOrLoad(KEY, Codec.text(), held, DEFAULTS);
    client.close();
    held.next().complete(Loaded.of("value"));
    assertEquals(new Answer<>("value", Source.ORIGIN), answer.get(10, TimeUnit.SECONDS));
    assertEquals(List.of("cacheWriteFailed CLIENT_CLOSED"), listener.events);
  }

  @Test
  void getOrLoad_clientIsClosed_isRefusedAndDoesNotLoad() {
    client.close();
    LarderException failure =
        assertThrows(
            LarderException.class,
            () -> client.blocking().getOrLoad(KEY, Codec.text(), this::load));
    assertEquals(LarderException.CLIENT_CLOSED, failure.reason());
    assertEquals(0, loads.get());
  }

  @Test
  void getOrLoad_cachedPayloadCannotBeDecoded_loadsInItsPlace() {
    client.blocking().put(KEY, "not a number", Codec.jsonText());
    Codec<Integer> numbers = Codec.json(JsonMapper.of(String::valueOf, Integer::valueOf));
    Answer<Integer> answer = client.blocking().getOrLoad(KEY, numbers, key -> Loaded.of(7));
    assertEquals(new Answer<>(7, Source.ORIGIN), answer);
    assertEquals("7", client.blocking().get(KEY, Codec.jsonText()).value().orElseThrow());
  }

  @Test
  void getOrLoad_codecFailsWithAnError_loadsAndLeavesTheKeyFree() throws Exception {
    client.blocking().put(KEY, "old", Codec.text());
    Codec<String> broken =
        Codec.json(
            JsonMapper.of(
                value -> {
                  throw new AssertionError("cannot write");
                },
                json -> {
                  throw new StackOverflowError();
                }));
    for (int call = 1; call <= 2; call++) {
      Answer<String> answer =
          client.getOrLoadBlocking(KEY, broken, this::load, DEFAULTS).get(10, TimeUnit.SECONDS);
      assertEquals(new Answer<>("loaded " + call, Source.ORIGIN), answer);
    }
  }

  @Test
  void getOrLoad_requestIsRefused_failsAndDoesNotLoad() {
    cache.failures.add(TestingCacheService.failure(Status.Code.INVALID_ARGUMENT, "KEY_INVALID"));
    LarderException failure =
        assertThrows(
            LarderException.class,
            () -> client.blocking().getOrLoad(KEY, Codec.text(), this::load));
    assertEquals("KEY_INVALID", failure.reason());
    assertEquals(0, loads.get());
  }

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

  @Test
  void getOrLoad_listenerThrows_callerStillGetsItsAnswer() {
    cache.failures.add(Status.INTERNAL.asRuntimeException());
    listener.broken = true;
    Logger quiet = Logger.getLogger(LarderClient.class.getPackageName());
    quiet.setLevel(Level.OFF);
    assertEquals(
        "loaded 1", client.blocking().getOrLoad(KEY, Codec.text(), this::load).valueOrNull());
  }

  @Test
  void getOrLoad_allIsQuiet_holdsNoKey() throws Exception {
    SingleFlight<Key> flights = new SingleFlight<>(failure -> false);
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletableFuture<String> first = flights.join(KEY, "a", flight -> work, () -> work);
    CompletableFuture<String> second = flights.join(KEY, "a", flight -> work, () -> work);
    assertTrue(first.cancel(true));
    assertEquals(1, flights.size());
    work.complete("done");
    assertEquals("done", second.get(10, TimeUnit.SECONDS));
    assertEquals(0, flights.size());
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

  // Every callback runs in the thread that causes it: when getOrLoad returns, it waits for the
  // loader.
  private LarderClient synchronous() throws IOException {
    inProcess = InProcessServerBuilder.forName("load").directExecutor().addService(cache).build();
    var unused = inProcess.start();
    channel = InProcessChannelBuilder.forName("load").directExecutor().build();
    LarderClient synchronous =
        LarderClient.builder()
            .channel(channel)
            .deadline(Duration.ofMinutes(1))
            .listener(listener)
            .callbackExecutor(Runnable::run)
            .loaderExecutor(Runnable::run)
            .build();
    assertEquals(Outcome.MISS_ABSENT, synchronous.blocking().get(OTHER, Codec.text()).outcome());
    return synchronous;
  }

  private static void awaitRefusal(LarderClient client) {
    while (!client.get(OTHER, Codec.text()).isCompletedExceptionally()) {
      Thread.onSpinWait();
    }
  }

  /** Waits to be interrupted, and says so as a loader does, or as many libraries do. */
  private static Exception interrupted(boolean wrapped) {
    try {
      new CountDownLatch(1).await();
      throw new AssertionError("nobody interrupted");
    } catch (InterruptedException interrupted) {
      if (!wrapped) {
        return interrupted;
      }
      Thread.currentThread().interrupt();
      return new InterruptedIOException();
    }
  }

  private Loaded<String> load(Key key) {
    return Loaded.of("loaded " + loads.incrementAndGet());
  }

  private static LoadFailedException loadFailure(CompletableFuture<?> future) {
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
    return assertInstanceOf(LoadFailedException.class, failure.getCause());
  }

  /** Answers when it is told to. */
  private static final class HeldLoader implements AsyncLoader<String> {
    final AtomicInteger calls = new AtomicInteger();
    private final BlockingQueue<CompletableFuture<Loaded<String>>> held =
        new LinkedBlockingQueue<>();

    @Override
    public CompletableFuture<Loaded<String>> load(Key key) {
      calls.incrementAndGet();
      CompletableFuture<Loaded<String>> answer = new CompletableFuture<>();
      held.add(answer);
      return answer;
    }

    CompletableFuture<Loaded<String>> next() throws InterruptedException {
      CompletableFuture<Loaded<String>> next = held.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("the loader was not called");
      }
      return next;
    }
  }

  private static final class RecordingListener implements LarderListener {
    final List<String> events = new ArrayList<>();
    volatile boolean broken;

    @Override
    public void cacheReadFailed(Key key, LarderException failure) {
      hear("cacheReadFailed " + failure.reason());
    }

    @Override
    public void cacheWriteFailed(Key key, LarderException failure) {
      hear("cacheWriteFailed " + failure.reason());
    }

    @Override
    public void staleServed(Key key, Throwable loaderFailure) {
      hear("staleServed");
    }

    private synchronized void hear(String event) {
      if (broken) {
        throw new IllegalStateException("a broken listener");
      }
      events.add(event);
    }
  }
}
