package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
  @Test
  void getOrLoad_allIsQuiet_holdsNoKey() throws Exception {
    SingleFlight<String> flights = new SingleFlight<>(failure -> false);
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletableFuture<String> first = flights.join("U1", "a", flight -> work, () -> work);
    CompletableFuture<String> second = flights.join("U1", "a", flight -> work, () -> work);
    assertTrue(first.cancel(true));
    assertEquals(1, flights.size());
    work.complete("done");
    assertEquals("done", second.get(10, TimeUnit.SECONDS));
    assertEquals(0, flights.size());
  }
}
