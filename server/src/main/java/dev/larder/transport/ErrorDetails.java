package dev.larder.transport;

import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import dev.larder.model.CacheException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The standard details of an error: who said it and why, and what a program can do about it. */
final class ErrorDetails {
  /** Unless the failure says otherwise: a full queue empties fast. */
  private static final Duration OVERLOADED_RETRY = Duration.ofMillis(100);

  /** Another server, or this one again, needs about as long to come up. */
  private static final Duration SHUTDOWN_RETRY = Duration.ofSeconds(1);

  /** These details of a failure stand in messages of their own. */
  private static final Set<String> TOLD_ELSEWHERE =
      Set.of(CacheException.FIELD, CacheException.RESOURCE, CacheException.RETRY_AFTER_MILLIS);

  private ErrorDetails() {}

  static ErrorInfo info(CacheException failure) {
    Map<String, String> metadata =
        failure.details().entrySet().stream()
            .filter(detail -> !TOLD_ELSEWHERE.contains(detail.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return ErrorInfo.newBuilder()
        .setDomain(StatusMapper.DOMAIN)
        .setReason(failure.reason().name())
        .putAllMetadata(metadata)
        .build();
  }

  /** The detail that belongs to the failure's reason, if there is one. */
  static List<Message> more(CacheException failure) {
    return switch (failure.reason()) {
      case KEY_INVALID,
          POLICY_INVALID,
          PAGE_TOKEN_INVALID,
          JSON_INVALID,
          VALUE_TOO_LARGE,
          REQUEST_INVALID ->
          List.of(badRequest(failure));
      case QUOTA_EXCEEDED -> List.of(quotaFailure(failure));
      case ALREADY_EXISTS -> List.of(resource(failure, "larder.v1.Key"));
      case NAMESPACE_NOT_FOUND -> List.of(resource(failure, "larder.v1.Namespace"));
      case KIND_NOT_FOUND -> List.of(resource(failure, "larder.v1.KindPolicy"));
      case SNAPSHOT_NOT_FOUND -> List.of(resource(failure, "larder.v1.Snapshot"));
      case OVERLOADED, SHUTTING_DOWN -> List.of(retry(failure));
      default -> List.of();
    };
  }

  /** How long the caller should wait before it tries again. */
  static long retryAfterMillis(CacheException failure) {
    String told = failure.details().get(CacheException.RETRY_AFTER_MILLIS);
    if (told != null) {
      return Long.parseLong(told);
    }
    return failure.reason() == CacheException.Reason.OVERLOADED
        ? OVERLOADED_RETRY.toMillis()
        : SHUTDOWN_RETRY.toMillis();
  }

  private static BadRequest badRequest(CacheException failure) {
    String field = failure.details().getOrDefault(CacheException.FIELD, "");
    return BadRequest.newBuilder()
        .addFieldViolations(
            BadRequest.FieldViolation.newBuilder()
                .setField(field)
                .setReason(failure.reason().name())
                .setDescription(withoutField(message(failure), field)))
        .build();
  }

  /** The message names the field for people; beside the field itself it need not. */
  private static String withoutField(String message, String field) {
    String prefix = field + ": ";
    return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
  }

  private static QuotaFailure quotaFailure(CacheException failure) {
    return QuotaFailure.newBuilder()
        .addViolations(
            QuotaFailure.Violation.newBuilder()
                .setSubject(
                    "namespace:" + failure.details().getOrDefault(CacheException.RESOURCE, ""))
                .setDescription(message(failure)))
        .build();
  }

  private static ResourceInfo resource(CacheException failure, String type) {
    return ResourceInfo.newBuilder()
        .setResourceType(type)
        .setResourceName(failure.details().getOrDefault(CacheException.RESOURCE, ""))
        .setDescription(message(failure))
        .build();
  }

  private static RetryInfo retry(CacheException failure) {
    return RetryInfo.newBuilder()
        .setRetryDelay(WireTimes.duration(Duration.ofMillis(retryAfterMillis(failure))))
        .build();
  }

  private static String message(CacheException failure) {
    return String.valueOf(failure.getMessage());
  }
}
