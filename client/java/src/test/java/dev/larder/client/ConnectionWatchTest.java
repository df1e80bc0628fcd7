package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionWatchTest {
  private final LarderException lost = Failures.internal("lost");

  private final ConnectionWatch watch = new ConnectionWatch();
  private final Call call = new Call();
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  @Test
  void within_noConnectionInTime_failsWhenTheCallIsOffTheWire() throws Exception {
    CompletableFuture<String> end = within(Duration.ofMillis(1));
    CompletableFuture<Boolean> offTheWire = end.handle((answer, failure) -> call.isOffTheWire);
    tasks.take().run();
    assertTrue(offTheWire.get(30, TimeUnit.SECONDS));
    assertSame(lost, assertThrows(ExecutionException.class, end::get).getCause());
  }

  @Test
  void within_callIsAnswered_answersIt() throws Exception {
    CompletableFuture<String> end = within(Duration.ofHours(1));
    call.complete("answer");
    assertEquals("answer", end.get(30, TimeUnit.SECONDS));
  }

  @Test
  void within_callFails_failsWithThat() {
    CompletableFuture<String> end = within(Duration.ofHours(1));
    LarderException failure = Failures.internal("another");
    call.completeExceptionally(failure);
    assertSame(failure, assertThrows(ExecutionException.class, end::get).getCause());
  }

  private CompletableFuture<String> within(Duration most) {
    return watch.within(most, lost, tasks::add, call);
  }

  @Test
  void madeDuring_callGetsToAConnection_isDoneWhileTheCallGoesOn() {
    CompletableFuture<Void> made = watch.madeDuring(call);
    assertFalse(made.isDone());
    connect();
    assertTrue(made.isDone());
    assertFalse(made.isCompletedExceptionally());
  }

  @Test
  void madeDuring_callEndsWithoutAConnection_fails() {
    CompletableFuture<Void> made = watch.madeDuring(call);
    call.completeExceptionally(lost);
    assertTrue(made.isCompletedExceptionally());
  }

  private void connect() {
    ClientStreamTracer.StreamInfo info =
        ClientStreamTracer.StreamInfo.newBuilder().setCallOptions(CallOptions.DEFAULT).build();
    watch
        .newClientStreamTracer(info, new Metadata())
        .streamCreated(Attributes.EMPTY, new Metadata());
  }

  /** Ends its future before it takes itself off the wire, as a {@link CallFuture} does. */
  private static final class Call extends CompletableFuture<String> {
    private volatile boolean isOffTheWire;

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      isOffTheWire = true;
      return cancelled;
    }
  }
}
