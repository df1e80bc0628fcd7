package dev.larder.transport;

import static dev.larder.transport.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.PutObjectResponse;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnaryIntakeTest {
  private final Admission admission = new Admission(new CallLimits(1, 100, 1, 1, 1, 1 << 20));
  private final PayloadWork payloads = new PayloadWork(new ThreadConfig(1, 1, 1, 1 << 20));
  private final StatusMapper statuses = new StatusMapper(() -> "id-1");
  private final Answers answers = new Answers(statuses, payloads);
  private @Nullable Server server;
  private @Nullable ManagedChannel channel;

  /** Serves PutObject so, with an intake in front. */
  private CacheServiceGrpc.CacheServiceBlockingStub serving(
      BiConsumer<PutObjectRequest, StreamObserver<PutObjectResponse>> put) throws Exception {
    var service =
        new CacheServiceGrpc.CacheServiceImplBase() {
          @Override
          public void putObject(
              PutObjectRequest request, StreamObserver<PutObjectResponse> observer) {
            put.accept(request, observer);
          }
        };
    ServerServiceDefinition definition =
        LarderServices.guarded(service, admission, payloads, statuses);
    String name = InProcessServerBuilder.generateName();
    Server started =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(definition)
            .build()
            .start();
    server = started;
    ManagedChannel connected = InProcessChannelBuilder.forName(name).directExecutor().build();
    channel = connected;
    return CacheServiceGrpc.newBlockingStub(connected).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    if (channel != null) {
      channel.shutdownNow();
    }
    if (server != null) {
      server.shutdownNow();
    }
    payloads.close();
  }

  @Test
  void service_thatThrows_endsTheCallWithAnId() throws Exception {
    var stub =
        serving(
            (request, observer) -> {
              throw new IllegalStateException("secret");
            });
    StatusRuntimeException failure =
        assertFails(Code.INTERNAL, "INTERNAL", () -> stub.putObject(Requests.put()));
    assertTrue(String.valueOf(failure.getStatus().getDescription()).contains("id-1"));
    assertEquals(0, admission.inFlight());
  }

  @Test
  void service_thatThrowsAfterItsAnswer_hasAnswered() throws Exception {
    var stub =
        serving(
            (request, observer) -> {
              observer.onNext(PutObjectResponse.newBuilder().setRevision(7).build());
              observer.onCompleted();
              throw new IllegalStateException("too late");
            });
    assertEquals(7, stub.putObject(Requests.put()).getRevision());
    assertEquals(0, admission.inFlight());
  }

  @Test
  void smallRequest_isServedWhereItArrives() throws Exception {
    Thread here = Thread.currentThread();
    var stub =
        serving(
            (request, observer) ->
                observer.onError(
                    statuses.toException(
                        new CacheException(
                            Reason.DISK_FULL,
                            Thread.currentThread() == here ? "here" : "elsewhere"))));
    StatusRuntimeException failure =
        assertThrows(StatusRuntimeException.class, () -> stub.putObject(Requests.put()));
    assertEquals("here", failure.getStatus().getDescription());
  }

  @Test
  void largeRequest_isServedOnAPayloadThread() throws Exception {
    CompletableFuture<String> thread = new CompletableFuture<>();
    var stub =
        serving(
            (request, observer) -> {
              thread.complete(Thread.currentThread().getName());
              observer.onNext(PutObjectResponse.getDefaultInstance());
              observer.onCompleted();
            });
    assertEquals(PutObjectResponse.getDefaultInstance(), stub.putObject(large(40_000)));
    assertEquals("payload-0", thread.getNow(""));
  }

  /** Every call says when it has begun, and is answered when all are let go. */
  private CacheServiceGrpc.CacheServiceBlockingStub servingOnceLetGo(
      CountDownLatch begun, CountDownLatch go) throws Exception {
    return serving(
        (request, observer) -> {
          begun.countDown();
          await(go);
          observer.onNext(PutObjectResponse.getDefaultInstance());
          observer.onCompleted();
        });
  }

  @Test
  void largeRequests_beyondTheQueue_areOverloaded() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    var stub = servingOnceLetGo(begun, go);
    var future = CacheServiceGrpc.newFutureStub(stub.getChannel());
    var running = future.putObject(large(40_000));
    await(begun);
    var waiting = future.putObject(large(40_000));
    assertFails(Code.UNAVAILABLE, "OVERLOADED", () -> stub.putObject(large(40_000)));
    assertEquals(new PayloadWork.Load(1, 1, 1), payloads.load());
    go.countDown();
    running.get(30, TimeUnit.SECONDS);
    waiting.get(30, TimeUnit.SECONDS);
  }

  @Test
  void largeRequests_beyondTheBytes_areOverloaded() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    var stub = servingOnceLetGo(begun, go);
    var running = CacheServiceGrpc.newFutureStub(stub.getChannel()).putObject(large(2 << 20));
    await(begun);
    assertFails(Code.UNAVAILABLE, "OVERLOADED", () -> stub.putObject(large(40_000)));
    go.countDown();
    running.get(30, TimeUnit.SECONDS);
  }

  @Test
  void work_whoseDeadlineHasPassed_isNotBegun() throws Exception {
    var unused = serving((request, observer) -> {});
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (var context = Context.current().withDeadlineAfter(-1, TimeUnit.SECONDS, timer)) {
      CompletableFuture<Throwable> failure = new CompletableFuture<>();
      context.run(
          () ->
              answers.answer(
                  failureOf(failure),
                  () -> {
                    throw new AssertionError("begun");
                  }));
      StatusRuntimeException told = (StatusRuntimeException) failure.get(30, TimeUnit.SECONDS);
      assertEquals("DEADLINE_EXCEEDED", Failures.reason(told));
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void work_whoseCallerHasGone_isNotBegun() throws Exception {
    var unused = serving((request, observer) -> {});
    try (var context = Context.current().withCancellation()) {
      context.cancel(null);
      CompletableFuture<Throwable> failure = new CompletableFuture<>();
      context.run(
          () ->
              answers.answer(
                  failureOf(failure),
                  () -> {
                    throw new AssertionError("begun");
                  }));
      StatusRuntimeException told = (StatusRuntimeException) failure.get(30, TimeUnit.SECONDS);
      assertEquals("CANCELLED", Failures.reason(told));
    }
  }

  private static StreamObserver<PutObjectResponse> failureOf(CompletableFuture<Throwable> failure) {
    return new StreamObserver<>() {
      @Override
      public void onNext(PutObjectResponse value) {}

      @Override
      public void onError(Throwable thrown) {
        failure.complete(thrown);
      }

      @Override
      public void onCompleted() {}
    };
  }

  private static PutObjectRequest large(int bytes) {
    return Requests.put().toBuilder()
        .setPayload(Payload.newBuilder().setData(ByteString.copyFrom(new byte[bytes])))
        .build();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
