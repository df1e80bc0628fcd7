package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.larder.client.Answer.Source;
import dev.larder.v1.GetCapabilitiesResponse;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndWaitsTest extends FillFixture {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  EndWaitsTest() {
    cache.answer =
        request -> {
          asked.countDown();
          awaitUninterrupted(released);
          return fresh("late");
        };
  }

  @AfterEach
  void release() {
    released.countDown();
  }

  @Test
  void endWaits_whileAnotherProcessLoads_failsThoseWhoWaitAndThoseWhoCome() throws Exception {
    CompletableFuture<Answer<String>> waiting = ask(client);
    asked.await();
    client.endWaits();
    assertEnded(waiting);
    assertEnded(ask(client));
  }

  @Test
  void endWaits_whileTheServerIsAway_failsThoseWhoWaitForIt() throws Exception {
    try (HeldProxy killed = HeldProxy.before(server);
        LarderClient patient = server.client().target(killed.target()).listener(listener).build()) {
      killed.open();
      CompletableFuture<Answer<String>> waiting = ask(patient);
      asked.await();
      killed.close();
      try (ServerSocket back = new ServerSocket(killed.port());
          Socket trying = back.accept()) {
        assertFalse(waiting.isDone());
        patient.endWaits();
        assertEnded(waiting);
      }
    }
  }

  @Test
  void endWaits_whileItAsksHowLongItMayWait_failsThoseWhoDo() throws Exception {
    cache.answer =
        request -> {
          throw TestingCacheService.invalid("POLICY_INVALID", "fill.wait");
        };
    cache.capabilities =
        () -> {
          asked.countDown();
          awaitUninterrupted(released);
          return GetCapabilitiesResponse.getDefaultInstance();
        };
    CompletableFuture<Answer<String>> asking = ask(client);
    asked.await();
    client.endWaits();
    assertEnded(asking);
  }

  private CompletableFuture<Answer<String>> ask(LarderClient asking) {
    return asking.getOrLoadBlocking(KEY, Codec.text(), this::load, DEFAULTS);
  }

  private void assertEnded(CompletableFuture<Answer<String>> wait) {
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> wait.get(20, TimeUnit.SECONDS));
    LarderException cause = assertInstanceOf(LarderException.class, failed.getCause());
    assertEquals(LarderException.Code.CANCELLED, cause.code());
    assertEquals(0, loads.get());
    assertEquals(List.of(), listener.events);
  }

  @Test
  void endWaits_whileItsLoaderRuns_letsItComplete() {
    cache.answer = request -> leader(ABSENT);
    Answer<String> answer =
        loadBy(
            key -> {
              client.endWaits();
              return loaded();
            },
            DEFAULTS);
    assertEquals(new Answer<>("loaded 1", Source.ORIGIN), answer);
    assertEquals("token", onlyCompletion().getToken());
  }
}
