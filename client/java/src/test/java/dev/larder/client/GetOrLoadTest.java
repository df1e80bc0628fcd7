package dev.larder.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.larder.client.Answer.Source;
import dev.larder.v1.PutObjectRequest;
import io.grpc.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Who asks, who shares a load, and whose thread it runs in, with a server that knows no fills. */
class GetOrLoadTest extends LoadFixture {
  @Test
  void getOrLoad_nothingCached_loadsAndCaches() {
    Answer<String> first = loadBy(this::load);
    Answer<String> second = loadBy(this::load);
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), first);
    assertEquals(new Answer<>("loaded 1", Source.CACHE), second);
    assertEquals(1, loads.get());
  }

  @Test
  void getOrLoad_loaderBringsOptions_putsThemWithTheTimeOfTheLoad() {
    loadBy(key -> Loaded.of("value").with(BROUGHT));
    PutObjectRequest put = cache.puts.get(0);
    assertBrought(put);
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
    Answer<String> first = loadBy(none);
    Answer<String> second = loadBy(none);
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
    assertEquals("loaded 1", loadBy(this::load).valueOrNull());
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
}
