package dev.larder.transport;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one table from failures to what the wire says. A {@link CacheException} is told as it is;
 * anything else is a fault of ours: it is logged once, under an id, and the caller learns that id
 * and nothing more.
 *
 * <p>Thread-safe.
 */
final class StatusMapper {
  private static final Logger log = LoggerFactory.getLogger(StatusMapper.class);

  static final String DOMAIN = "larder.dev";

  /** Metadata of INTERNAL: under this id the fault is in the server's log. */
  static final String ERROR_ID = "error_id";

  /** What clients with a retry policy wait for instead of their own backoff. */
  static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  /** Headers carry the message, and clients bound those: most at 8 KB for all of them. */
  private static final int LONGEST_MESSAGE = 500;

  private final Supplier<String> errorIds;

  @Inject
  StatusMapper() {
    this(() -> UUID.randomUUID().toString());
  }

  StatusMapper(Supplier<String> errorIds) {
    this.errorIds = errorIds;
  }

  /** The failure as a call ends with it. */
  StatusRuntimeException toException(Throwable failure) {
    Throwable cause = peel(failure);
    Metadata trailers = new Metadata();
    if (cause instanceof CacheException known && known.reason() == Reason.OVERLOADED) {
      trailers.put(PUSHBACK, Long.toString(ErrorDetails.retryAfterMillis(known)));
    }
    return StatusProto.toStatusRuntimeException(toStatus(cause), trailers);
  }

  /** The failure as an item of a batch carries it. */
  Status toStatus(Throwable failure) {
    Throwable cause = peel(failure);
    return cause instanceof CacheException known ? told(known) : concealed(cause);
  }

  private static Status told(CacheException known) {
    Status.Builder status =
        Status.newBuilder()
            .setCode(code(known.reason()).getNumber())
            .setMessage(shortened(String.valueOf(known.getMessage())))
            .addDetails(Any.pack(ErrorDetails.info(known)));
    ErrorDetails.more(known).forEach(detail -> status.addDetails(Any.pack(detail)));
    return status.build();
  }

  private Status concealed(Throwable fault) {
    String id = errorIds.get();
    log.error("A call failed of a fault of the server, error_id {}", id, fault);
    ErrorInfo info =
        ErrorInfo.newBuilder()
            .setDomain(DOMAIN)
            .setReason("INTERNAL")
            .putAllMetadata(Map.of(ERROR_ID, id))
            .build();
    return Status.newBuilder()
        .setCode(Code.INTERNAL_VALUE)
        .setMessage("a fault of the server; its log has more under " + id)
        .addDetails(Any.pack(info))
        .build();
  }

  private static Throwable peel(Throwable failure) {
    Throwable peeled = failure;
    while ((peeled instanceof CompletionException || peeled instanceof ExecutionException)
        && peeled.getCause() != null) {
      peeled = peeled.getCause();
    }
    return peeled;
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE) + "…";
  }

  private static Code code(Reason reason) {
    return switch (reason) {
      case KEY_INVALID,
          POLICY_INVALID,
          PAGE_TOKEN_INVALID,
          JSON_INVALID,
          VALUE_TOO_LARGE,
          REQUEST_INVALID ->
          Code.INVALID_ARGUMENT;
      case VERSION_CONFLICT, BATCH_ABORTED, FILL_LOST, FILL_SUPERSEDED -> Code.ABORTED;
      case ALREADY_EXISTS -> Code.ALREADY_EXISTS;
      case NAMESPACE_NOT_FOUND, KIND_NOT_FOUND -> Code.NOT_FOUND;
      case QUOTA_EXCEEDED, DISK_FULL -> Code.RESOURCE_EXHAUSTED;
      case OVERLOADED, SHUTTING_DOWN -> Code.UNAVAILABLE;
      case DEADLINE_EXCEEDED -> Code.DEADLINE_EXCEEDED;
      case CANCELLED -> Code.CANCELLED;
    };
  }
}
