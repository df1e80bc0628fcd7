package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.larder.v1.CompleteFillRequest;
import dev.larder.v1.Entry;
import dev.larder.v1.FailFillRequest;
import dev.larder.v1.FillRole;
import dev.larder.v1.FillTicket;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.Payload;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;

/** A caller, and a server that gives it the part in a fill that it is told to. */
abstract class FillFixture extends LoadFixture {
  final BlockingQueue<GetObjectResponse> answers = new LinkedBlockingQueue<>();

  FillFixture() {
    cache.answer = this::next;
  }

  GetObjectResponse next(GetObjectRequest request) {
    return Objects.requireNonNull(answers.poll(), "asked more often than expected");
  }

  Answer<String> load(LoadOptions options) {
    return loadBy(key -> loaded(), options);
  }

  /** To a server, repeating nothing by itself; to be shut down. */
  static ManagedChannel channel(String target) {
    return Grpc.newChannelBuilder(target, InsecureChannelCredentials.create()).build();
  }

  /** Makes calls with a deadline that no test reaches. */
  static Caller caller(Channels channels) {
    return new Caller(
        channels,
        ForkJoinPool.commonPool(),
        Duration.ofMinutes(1),
        new TakenCalls(),
        CallOptions.DEFAULT);
  }

  CompleteFillRequest onlyCompletion() {
    assertEquals(1, cache.completions.size());
    return cache.completions.get(0);
  }

  FailFillRequest failedFill() {
    return take(cache.failedFills);
  }

  static GetObjectResponse leader(dev.larder.v1.Outcome outcome) {
    return answer(outcome, leaderTicket());
  }

  static GetObjectResponse leader(dev.larder.v1.Outcome outcome, Duration expiresIn) {
    return answer(
        outcome, leaderTicket().toBuilder().setExpiresIn(WireTime.duration(expiresIn)).build());
  }

  static GetObjectResponse leader(dev.larder.v1.Outcome outcome, Entry previous) {
    return answer(outcome, leaderTicket().toBuilder().setPrevious(previous).build());
  }

  static FillTicket leaderTicket() {
    return ticket(FillRole.FILL_ROLE_LEADER).toBuilder()
        .setToken("token")
        .setExpiresIn(WireTime.duration(Duration.ofMinutes(1)))
        .build();
  }

  static GetObjectResponse follower(Duration retryAfter) {
    return answer(
        ABSENT,
        ticket(FillRole.FILL_ROLE_FOLLOWER).toBuilder()
            .setRetryAfter(WireTime.duration(retryAfter))
            .build());
  }

  static GetObjectResponse backoff(Duration retryAfter) {
    return answer(
        ABSENT,
        ticket(FillRole.FILL_ROLE_BACKOFF).toBuilder()
            .setRetryAfter(WireTime.duration(retryAfter))
            .setLastError(
                com.google.rpc.Status.newBuilder()
                    .setCode(Status.Code.UNKNOWN.value())
                    .setMessage("java.io.IOException: origin is down"))
            .build());
  }

  static GetObjectResponse fresh(String text) {
    return TestingCacheService.outcome(dev.larder.v1.Outcome.OUTCOME_FRESH).toBuilder()
        .setEntry(entry(text))
        .build();
  }

  static GetObjectResponse stale(String text, FillTicket ticket) {
    return answer(dev.larder.v1.Outcome.OUTCOME_STALE, ticket).toBuilder()
        .setEntry(entry(text))
        .build();
  }

  static GetObjectResponse answer(dev.larder.v1.Outcome outcome, FillTicket ticket) {
    return TestingCacheService.outcome(outcome).toBuilder().setFill(ticket).build();
  }

  static FillTicket ticket(FillRole role) {
    return FillTicket.newBuilder().setRole(role).build();
  }

  static Entry entry(String text) {
    return Entry.newBuilder()
        .setKey(WireRequests.key(KEY))
        .setPayload(Payload.newBuilder().setJson(text))
        .setOriginValidator("W/\"7\"")
        .build();
  }

  static final dev.larder.v1.Outcome ABSENT = dev.larder.v1.Outcome.OUTCOME_MISS_ABSENT;

  static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
