package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.client.Answer.Source;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cache that fails, or does not take what was loaded, fails no caller. */
class CacheFailureTest extends LoadFixture {
  @Test
  void getOrLoad_putFails_callerStillGetsWhatWasLoaded() {
    cache.putFailures.add(
        TestingCacheService.failure(Status.Code.RESOURCE_EXHAUSTED, "QUOTA_EXCEEDED"));
    assertEquals("loaded 1", loadBy(this::load).valueOrNull());
    assertEquals(List.of("cacheWriteFailed QUOTA_EXCEEDED"), listener.events);
  }

  @Test
  void getOrLoad_serverIsTooBusyForThePut_doesNotRepeatIt() {
    cache.putFailures.add(TestingCacheService.refusal("OVERLOADED"));
    assertEquals("loaded 1", loadBy(this::load).valueOrNull());
    assertEquals(1, cache.puts.size());
    assertEquals(List.of("cacheWriteFailed OVERLOADED"), listener.events);
  }

  @Test
  void getOrLoad_valueCannotBeEncoded_callerStillGetsIt() {
    Codec<Object> broken = unencodable();
    Object value = new Object();
    assertSame(
        value, client.blocking().getOrLoad(KEY, broken, key -> Loaded.of(value)).valueOrNull());
    assertEquals(List.of("cacheWriteFailed ENCODE_FAILED"), listener.events);
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"INTERNAL", "UNKNOWN", "CANCELLED", "DATA_LOSS", "RESOURCE_EXHAUSTED"})
  void getOrLoad_cacheFails_asksTheOrigin(Status.Code code) {
    cache.failures.add(code.toStatus().asRuntimeException());
    assertEquals("loaded 1", loadBy(this::load).valueOrNull());
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
    LarderException failure = assertThrows(LarderException.class, () -> loadBy(this::load));
    assertEquals(LarderException.CLIENT_CLOSED, failure.reason());
    assertEquals(0, loads.get());
  }

  @Test
  void getOrLoad_cachedPayloadCannotBeDecoded_loadsInItsPlace() {
    client.blocking().put(KEY, "not a number", Codec.jsonText());
    Answer<Integer> answer = client.blocking().getOrLoad(KEY, NUMBERS, key -> Loaded.of(7));
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
    LarderException failure = assertThrows(LarderException.class, () -> loadBy(this::load));
    assertEquals("KEY_INVALID", failure.reason());
    assertEquals(0, loads.get());
  }

  @Test
  void getOrLoad_listenerThrows_callerStillGetsItsAnswer() {
    cache.failures.add(Status.INTERNAL.asRuntimeException());
    listener.broken = true;
    Logger quiet = Logger.getLogger(LarderClient.class.getPackageName());
    quiet.setLevel(Level.OFF);
    assertEquals("loaded 1", loadBy(this::load).valueOrNull());
  }
}
