package dev.larder.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrpcLoadTest {
  private SmallServer server;

  @BeforeEach
  void start() throws IOException {
    server = new SmallServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private LoadResult run(Call call, LoadShape shape) {
    return GrpcLoad.run(server.target(), call, shape);
  }

  @Test
  void closedLoad_makesEveryCallOnceAndCountsItsAnswer() {
    LoadResult result = run(Calls.get(new Tens(500)), LoadShape.closed(3, 7, 500));
    assertEquals(500, result.answered());
    assertEquals(0, result.failed());
    assertEquals(500, result.latencies().getTotalCount());
    assertEquals(expected(500), Set.copyOf(server.ids));
    assertEquals(500, server.ids.size());
  }

  /** Numbers that end in 0. */
  private static final class Tens implements LongSupplier {
    private final long most;
    private long next;

    Tens(long most) {
      this.most = most;
    }

    @Override
    public long getAsLong() {
      if (next == most) {
        throw new IllegalStateException("more requests than were to be made");
      }
      return 10 * next++;
    }
  }

  private static Set<String> expected(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> "U%07d0".formatted(number))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Test
  void wrongAnswer_isAFailure() {
    LoadResult result = run(Calls.get(() -> 1), LoadShape.closed(1, 4, 20));
    assertEquals(0, result.answered());
    assertEquals(20, result.failed());
  }

  @Test
  void errorStatus_isAFailure() {
    LoadResult result = run(Calls.get(() -> 2), LoadShape.closed(1, 4, 20));
    assertEquals(0, result.answered());
    assertEquals(20, result.failed());
  }

  @Test
  void someFailures_areToldFromTheAnswers() {
    LoadResult result = run(Calls.get(Numbers.inTurn(10)), LoadShape.closed(2, 2, 100));
    assertEquals(80, result.answered());
    assertEquals(20, result.failed());
  }

  @Test
  void unimplementedMethod_isAFailure() {
    LoadResult result = run(Calls.scan(10), LoadShape.closed(1, 1, 3));
    assertEquals(3, result.failed());
  }

  @Test
  void pacedLoad_doesNotExceedItsRate() {
    LoadResult result =
        run(Calls.get(() -> 7), LoadShape.paced(2, 10, 200, Duration.ofMillis(500)));
    assertTrue(result.answered() <= 101, () -> result.answered() + " calls in half a second");
    assertEquals(0, result.failed());
    assertEquals(Collections.nCopies((int) result.answered(), "U00000007"), ids());
  }

  private List<String> ids() {
    return List.copyOf(server.ids);
  }

  @Test
  void noServer_breaksTheLoadOff() {
    Target target = server.target();
    server.close();
    server.awaitEnd();
    assertThrows(
        IllegalStateException.class,
        () -> GrpcLoad.run(target, Calls.get(() -> 7), LoadShape.closed(1, 1, 1)));
  }
}
