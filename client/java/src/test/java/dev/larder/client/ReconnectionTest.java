package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ConnectivityState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReconnectionTest {
  private final TestingChannel channel = new TestingChannel();
  private final Reconnection reconnection = new Reconnection(channel);
  private final CompletableFuture<Void> wait = new CompletableFuture<>();

  private void assertTries(int times) throws InterruptedException {
    assertTrue(channel.attempts.tryAcquire(times, 30, TimeUnit.SECONDS));
  }

  @Test
  void wait_isOn_triesOverAndOver() throws InterruptedException {
    reconnection.during(wait);
    assertTries(3);
    wait.complete(null);
  }

  @Test
  void wait_isOverWithAConnection_leavesItAlone() {
    reconnection.during(wait);
    channel.state = ConnectivityState.READY;
    wait.complete(null);
    assertFalse(reconnection.isTrying());
    assertEquals(0, channel.idle.availablePermits());
  }

  @Test
  void wait_isOverBeforeTheChannelSaysThatItIsConnected_leavesItAlone() {
    reconnection.during(wait);
    channel.state = ConnectivityState.CONNECTING;
    wait.complete(null);
    assertFalse(reconnection.isTrying());
    assertEquals(0, channel.idle.availablePermits());
  }

  @ParameterizedTest
  @EnumSource(
      value = ConnectivityState.class,
      names = {"TRANSIENT_FAILURE", "CONNECTING"})
  void wait_isOverInVain_leavesNoLongPauseBehind(ConnectivityState state) {
    reconnection.during(wait);
    channel.state = state;
    wait.completeExceptionally(new IllegalStateException("the server is away"));
    assertFalse(reconnection.isTrying());
    assertEquals(1, channel.idle.availablePermits());
  }

  @Test
  void oneOfTwoWaits_isOver_triesOnForTheOther() throws InterruptedException {
    CompletableFuture<Void> other = new CompletableFuture<>();
    reconnection.during(wait);
    reconnection.during(other);
    wait.complete(null);
    assertTrue(reconnection.isTrying());
    assertEquals(0, channel.idle.availablePermits());
    assertTries(1);
    other.complete(null);
    assertFalse(reconnection.isTrying());
  }

  @Test
  void wait_thatIsOverAlready_triesNothing() {
    wait.complete(null);
    reconnection.during(wait);
    assertFalse(reconnection.isTrying());
  }

  @Test
  void secondWait_afterTheFirstIsOver_triesAnew() throws InterruptedException {
    reconnection.during(wait);
    wait.complete(null);
    CompletableFuture<Void> second = new CompletableFuture<>();
    reconnection.during(second);
    assertTries(2);
    second.complete(null);
  }
}
