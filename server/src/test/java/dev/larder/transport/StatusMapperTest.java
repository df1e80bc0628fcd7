package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatusMapperTest {
  private final StatusMapper statuses = new StatusMapper(() -> "id-1");

  @Test
  void everyReason_isOnTheWireUnderItsName() {
    List<String> known =
        Stream.concat(Arrays.stream(Reason.values()).map(Reason::name), Stream.of("INTERNAL"))
            .sorted()
            .toList();
    List<String> documented =
        Arrays.stream(ErrorReason.values())
            .filter(reason -> reason != ErrorReason.UNRECOGNIZED)
            .filter(reason -> reason != ErrorReason.ERROR_REASON_UNSPECIFIED)
            .map(reason -> reason.name().substring("ERROR_REASON_".length()))
            .sorted()
            .toList();
    assertEquals(documented, known);
  }

  @Test
  void everyReason_carriesItsInfoAndTheCodeOfTheContract() {
    Map<Reason, Code> codes =
        Map.ofEntries(
            Map.entry(Reason.KEY_INVALID, Code.INVALID_ARGUMENT),
            Map.entry(Reason.POLICY_INVALID, Code.INVALID_ARGUMENT),
            Map.entry(Reason.PAGE_TOKEN_INVALID, Code.INVALID_ARGUMENT),
            Map.entry(Reason.JSON_INVALID, Code.INVALID_ARGUMENT),
            Map.entry(Reason.VALUE_TOO_LARGE, Code.INVALID_ARGUMENT),
            Map.entry(Reason.REQUEST_INVALID, Code.INVALID_ARGUMENT),
            Map.entry(Reason.VERSION_CONFLICT, Code.ABORTED),
            Map.entry(Reason.BATCH_ABORTED, Code.ABORTED),
            Map.entry(Reason.FILL_LOST, Code.ABORTED),
            Map.entry(Reason.FILL_SUPERSEDED, Code.ABORTED),
            Map.entry(Reason.ALREADY_EXISTS, Code.ALREADY_EXISTS),
            Map.entry(Reason.NAMESPACE_NOT_FOUND, Code.NOT_FOUND),
            Map.entry(Reason.KIND_NOT_FOUND, Code.NOT_FOUND),
            Map.entry(Reason.SNAPSHOT_NOT_FOUND, Code.NOT_FOUND),
            Map.entry(Reason.SNAPSHOT_INCOMPLETE, Code.FAILED_PRECONDITION),
            Map.entry(Reason.QUOTA_EXCEEDED, Code.RESOURCE_EXHAUSTED),
            Map.entry(Reason.DISK_FULL, Code.RESOURCE_EXHAUSTED),
            Map.entry(Reason.OVERLOADED, Code.UNAVAILABLE),
            Map.entry(Reason.SHUTTING_DOWN, Code.UNAVAILABLE),
            Map.entry(Reason.DEADLINE_EXCEEDED, Code.DEADLINE_EXCEEDED),
            Map.entry(Reason.CANCELLED, Code.CANCELLED));
    for (Reason reason : Reason.values()) {
      StatusRuntimeException told = statuses.toException(new CacheException(reason, "why"));
      assertEquals(codes.get(reason), told.getStatus().getCode(), reason.name());
      assertEquals(reason.name(), Failures.reason(told));
      assertEquals("why", told.getStatus().getDescription());
    }
  }

  @Test
  void wrappedFailure_isPeeled() {
    CacheException failure = new CacheException(Reason.DISK_FULL, "full");
    Throwable wrapped = new CompletionException(new ExecutionException(failure));
    assertEquals("DISK_FULL", Failures.reason(statuses.toException(wrapped)));
  }

  @Test
  void argument_isNamedInBadRequest() {
    Status status =
        statuses.toStatus(
            CacheException.invalid(Reason.KEY_INVALID, "key.id", "must not be empty"));
    BadRequest.FieldViolation violation =
        Failures.detail(status, BadRequest.class).orElseThrow().getFieldViolations(0);
    assertEquals("key.id: must not be empty", status.getMessage());
    assertEquals("key.id", violation.getField());
    assertEquals("must not be empty", violation.getDescription());
    assertEquals("KEY_INVALID", violation.getReason());
    assertTrue(info(status).getMetadataMap().isEmpty());
  }

  @Test
  void conflict_carriesTheCurrentRevisionAndEtag() {
    Map<String, String> current =
        Map.of(CacheException.CURRENT_REVISION, "7", CacheException.CURRENT_ETAG, "abc");
    Status status =
        statuses.toStatus(new CacheException(Reason.VERSION_CONFLICT, "differs", current));
    assertEquals(current, info(status).getMetadataMap());
  }

  @Test
  void quotaAndResources_areNamed() {
    Map<String, String> resource = Map.of(CacheException.RESOURCE, "acme");
    Status quota = statuses.toStatus(new CacheException(Reason.QUOTA_EXCEEDED, "full", resource));
    assertEquals(
        "namespace:acme",
        Failures.detail(quota, QuotaFailure.class).orElseThrow().getViolations(0).getSubject());
    for (Reason reason :
        List.of(Reason.ALREADY_EXISTS, Reason.NAMESPACE_NOT_FOUND, Reason.KIND_NOT_FOUND)) {
      Status status = statuses.toStatus(new CacheException(reason, "no", resource));
      assertEquals(
          "acme", Failures.detail(status, ResourceInfo.class).orElseThrow().getResourceName());
    }
  }

  @Test
  void overload_saysWhenToTryAgain() {
    StatusRuntimeException told =
        statuses.toException(
            new CacheException(
                Reason.OVERLOADED, "full", Map.of(CacheException.RETRY_AFTER_MILLIS, "250")));
    Metadata trailers = told.getTrailers();
    assertNotNull(trailers);
    assertEquals("250", trailers.get(StatusMapper.PUSHBACK));
    RetryInfo retry = Failures.detail(told, RetryInfo.class).orElseThrow();
    assertEquals(WireTimes.duration(Duration.ofMillis(250)), retry.getRetryDelay());
  }

  @Test
  void fault_isConcealedUnderAnId() {
    StatusRuntimeException told =
        statuses.toException(
            new CompletionException(new IllegalStateException("SELECT secret FROM table")));
    assertEquals(Code.INTERNAL, told.getStatus().getCode());
    ErrorInfo info = Failures.detail(told, ErrorInfo.class).orElseThrow();
    assertEquals("INTERNAL", info.getReason());
    assertEquals("id-1", info.getMetadataOrThrow(StatusMapper.ERROR_ID));
    assertFalse(String.valueOf(told.getTrailers()).contains("secret"));
    assertFalse(String.valueOf(told.getStatus().getDescription()).contains("secret"));
    assertNull(told.getStatus().getCause());
  }

  @Test
  void message_thatIsLong_isCutShort() {
    Status status = statuses.toStatus(new CacheException(Reason.DISK_FULL, "a".repeat(10_000)));
    assertTrue(status.getMessage().length() < 600);
  }

  private static ErrorInfo info(Status status) {
    return Failures.detail(status, ErrorInfo.class).orElseThrow();
  }
}
