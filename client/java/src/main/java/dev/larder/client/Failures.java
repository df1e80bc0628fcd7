package dev.larder.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.larder.client.LarderException.Code;
import dev.larder.client.LarderException.Details;
import dev.larder.client.LarderException.Violation;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what gRPC says of a failure into a {@link LarderException}. */
final class Failures {
  private Failures() {}

  static LarderException of(@Nullable Throwable wrapped) {
    Throwable failure = wrapped == null ? null : Futures.unwrap(wrapped);
    if (failure instanceof LarderException known) {
      return known;
    }
    Status status = failure == null ? null : StatusProto.fromThrowable(failure);
    return status == null
        ? new LarderException(Code.UNKNOWN, "", String.valueOf(failure), Details.NONE, failure)
        : of(status, failure);
  }

  static LarderException of(Status status) {
    return of(status, null);
  }

  static LarderException internal(String message) {
    return new LarderException(Code.INTERNAL, "", message, Details.NONE, null);
  }

  static LarderException encoding(Key key, Throwable failure) {
    return new LarderException(
        Code.INVALID_ARGUMENT,
        LarderException.ENCODE_FAILED,
        "the codec cannot encode the value of " + key,
        Details.NONE,
        failure);
  }

  static LarderException decoding(Key key, Throwable failure) {
    return new LarderException(
        Code.INTERNAL,
        LarderException.DECODE_FAILED,
        "the codec cannot decode the payload of " + key,
        Details.NONE,
        failure);
  }

  static LarderException closed() {
    return new LarderException(
        Code.FAILED_PRECONDITION,
        LarderException.CLIENT_CLOSED,
        "the client is closed",
        Details.NONE,
        null);
  }

  static LarderException interrupted(InterruptedException failure) {
    Thread.currentThread().interrupt();
    return new LarderException(
        Code.CANCELLED, "", "interrupted while waiting", Details.NONE, failure);
  }

  private static LarderException of(Status status, @Nullable Throwable cause) {
    ErrorInfo info =
        detail(status, ErrorInfo.getDefaultInstance()).orElse(ErrorInfo.getDefaultInstance());
    return new LarderException(
        code(status.getCode()),
        info.getReason(),
        status.getMessage(),
        details(status, info),
        cause);
  }

  private static Details details(Status status, ErrorInfo info) {
    return new Details(
        Map.copyOf(info.getMetadataMap()), violations(status), retryAfterOrNull(status));
  }

  private static List<Violation> violations(Status status) {
    return detail(status, BadRequest.getDefaultInstance())
        .orElse(BadRequest.getDefaultInstance())
        .getFieldViolationsList()
        .stream()
        .map(violation -> new Violation(violation.getField(), violation.getDescription()))
        .toList();
  }

  private static @Nullable Duration retryAfterOrNull(Status status) {
    return detail(status, RetryInfo.getDefaultInstance())
        .filter(RetryInfo::hasRetryDelay)
        .map(info -> WireTime.duration(info.getRetryDelay()))
        .orElse(null);
  }

  private static <M extends Message> Optional<M> detail(Status status, M prototype) {
    return status.getDetailsList().stream()
        .filter(any -> any.is(prototype.getClass()))
        .findFirst()
        .flatMap(any -> unpack(any, prototype));
  }

  // Details explain a failure: one that does not parse must not hide it.
  @SuppressWarnings("unchecked")
  private static <M extends Message> Optional<M> unpack(Any any, M prototype) {
    try {
      return Optional.of((M) prototype.getParserForType().parseFrom(any.getValue()));
    } catch (InvalidProtocolBufferException unreadable) {
      return Optional.empty();
    }
  }

  private static Code code(int number) {
    return switch (number) {
      case 1 -> Code.CANCELLED;
      case 3 -> Code.INVALID_ARGUMENT;
      case 4 -> Code.DEADLINE_EXCEEDED;
      case 5 -> Code.NOT_FOUND;
      case 6 -> Code.ALREADY_EXISTS;
      case 7 -> Code.PERMISSION_DENIED;
      case 8 -> Code.RESOURCE_EXHAUSTED;
      case 9 -> Code.FAILED_PRECONDITION;
      case 10 -> Code.ABORTED;
      case 11 -> Code.OUT_OF_RANGE;
      case 12 -> Code.UNIMPLEMENTED;
      case 13 -> Code.INTERNAL;
      case 14 -> Code.UNAVAILABLE;
      case 15 -> Code.DATA_LOSS;
      case 16 -> Code.UNAUTHENTICATED;
      default -> Code.UNKNOWN;
    };
  }
}
