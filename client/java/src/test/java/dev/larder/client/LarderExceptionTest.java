package dev.larder.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.larder.client.LarderException.Code;
import dev.larder.client.LarderException.Violation;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LarderExceptionTest {
  @Test
  void failure_withDetails_carriesThemAll() {
    LarderException failure =
        Failures.of(
            StatusProto.toStatusRuntimeException(
                Status.newBuilder()
                    .setCode(14)
                    .setMessage("the writer's queue is full")
                    .addDetails(
                        Any.pack(
                            ErrorInfo.newBuilder()
                                .setReason("OVERLOADED")
                                .setDomain("larder.dev")
                                .putMetadata("limit", "5")
                                .build()))
                    .addDetails(
                        Any.pack(
                            RetryInfo.newBuilder()
                                .setRetryDelay(WireTime.duration(Duration.ofMillis(250)))
                                .build()))
                    .addDetails(
                        Any.pack(
                            BadRequest.newBuilder()
                                .addFieldViolations(
                                    BadRequest.FieldViolation.newBuilder()
                                        .setField("key.id")
                                        .setDescription("is empty"))
                                .build()))
                    .build()));
    assertEquals(Code.UNAVAILABLE, failure.code());
    assertEquals("OVERLOADED", failure.reason());
    assertEquals(Map.of("limit", "5"), failure.metadata());
    assertEquals(Optional.of(Duration.ofMillis(250)), failure.retryAfter());
    assertEquals(List.of(new Violation("key.id", "is empty")), failure.violations());
    assertTrue(failure.isRetryable());
    assertEquals("UNAVAILABLE / OVERLOADED: the writer's queue is full", failure.getMessage());
    assertEquals("the writer's queue is full", failure.detail());
  }

  @Test
  void failure_withDetailsThatDoNotParse_isStillTold() {
    LarderException failure =
        Failures.of(
            Status.newBuilder()
                .setCode(3)
                .setMessage("no")
                .addDetails(
                    Any.newBuilder()
                        .setTypeUrl("type.googleapis.com/google.rpc.ErrorInfo")
                        .setValue(ByteString.copyFromUtf8("\377\377")))
                .addDetails(Any.newBuilder().setTypeUrl("type.googleapis.com/some.newer.Detail"))
                .build());
    assertEquals(Code.INVALID_ARGUMENT, failure.code());
    assertEquals("", failure.reason());
  }

  @Test
  void failure_wrappedByAFuture_isUnwrapped() {
    LarderException inner = Failures.of(Status.newBuilder().setCode(5).build());
    assertSame(inner, Failures.of(new CompletionException(new CompletionException(inner))));
  }

  @Test
  void failure_toldInAnotherThread_keepsItsFactsAndItsCause() {
    LarderException inner =
        Failures.of(TestingCacheService.failure(io.grpc.Status.Code.ABORTED, "VERSION_CONFLICT"));
    LarderException copy = inner.withCallersStack();
    assertEquals(inner.getMessage(), copy.getMessage());
    assertEquals(inner.detail(), copy.detail());
    assertEquals("VERSION_CONFLICT", copy.reason());
    assertSame(inner, copy.getCause());
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void code_ofEveryGrpcStatus_hasItsName(Code code) {
    io.grpc.Status.Code grpc = io.grpc.Status.Code.valueOf(code.name());
    assertEquals(code, Failures.of(Status.newBuilder().setCode(grpc.value()).build()).code());
  }
}
