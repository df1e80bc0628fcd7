package dev.larder.client;

import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call failed. The code says what kind of failure it is, the reason which one exactly; neither
 * needs a gRPC type.
 *
 * <p>Thrown by the blocking face with the stack of its caller, and what the futures of the
 * asynchronous one fail with. A miss is not a failure: it is an {@link Outcome}.
 */
public final class LarderException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** The {@link #reason} when a codec could not turn a value into a payload. Nothing was sent. */
  public static final String ENCODE_FAILED = "ENCODE_FAILED";

  /** The {@link #reason} when a codec could not turn a payload into a value. */
  public static final String DECODE_FAILED = "DECODE_FAILED";

  /** The {@link #reason} when the client was closed before the call. Nothing was sent. */
  public static final String CLIENT_CLOSED = "CLIENT_CLOSED";

  private final Code code;
  private final String reason;
  private final String detail;
  private final transient Details details;

  LarderException(
      Code code, String reason, String message, Details details, @Nullable Throwable cause) {
    super(describe(code, reason, message), cause);
    this.code = code;
    this.reason = reason;
    this.detail = message;
    this.details = details;
  }

  /** The same failure, caused by this one, with the stack of the thread that calls this. */
  LarderException withCallersStack() {
    return new LarderException(code, reason, detail, details, this);
  }

  private static String describe(Code code, String reason, String message) {
    String name = reason.isEmpty() ? code.name() : code + " / " + reason;
    return message.isEmpty() ? name : name + ": " + message;
  }

  /** What kind of failure it is. */
  public Code code() {
    return code;
  }

  /**
   * Which failure exactly, a word of the server's closed list: "KEY_INVALID", "VERSION_CONFLICT",
   * "OVERLOADED". Empty when the failure did not come from a Larder server: a connection that was
   * refused, a deadline that passed on the way.
   */
  public String reason() {
    return reason;
  }

  /** The failure in words: the message without code and reason. Empty when nobody said any. */
  public String detail() {
    return detail;
  }

  /** Facts about the failure by name, such as "current_revision" with VERSION_CONFLICT. */
  public Map<String, String> metadata() {
    return details == null ? Map.of() : details.metadata();
  }

  /** The arguments that were refused. */
  public List<Violation> violations() {
    return details == null ? List.of() : details.violations();
  }

  /** How long to wait before the same call is tried again; empty when the server did not say. */
  public Optional<Duration> retryAfter() {
    return details == null ? Optional.empty() : Optional.ofNullable(details.retryAfterOrNull());
  }

  /**
   * True when the same call may succeed later without a change by the caller. What is safe to
   * repeat has been repeated already when this is thrown. A change may have been done all the same,
   * unless the {@link #reason} is OVERLOADED or SHUTTING_DOWN.
   */
  public boolean isRetryable() {
    return code == Code.UNAVAILABLE;
  }

  /** What kind of failure it is: the names and meanings of gRPC's status codes. */
  public enum Code {
    CANCELLED,
    UNKNOWN,
    INVALID_ARGUMENT,
    DEADLINE_EXCEEDED,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    RESOURCE_EXHAUSTED,
    FAILED_PRECONDITION,
    ABORTED,
    OUT_OF_RANGE,
    UNIMPLEMENTED,
    INTERNAL,
    UNAVAILABLE,
    DATA_LOSS,
    UNAUTHENTICATED
  }

  /**
   * An argument that was refused.
   *
   * @param field its path in the request: "key.id"
   * @param description what is wrong with it
   */
  public record Violation(String field, String description) {}

  /** What came with the failure. */
  record Details(
      Map<String, String> metadata,
      List<Violation> violations,
      @Nullable Duration retryAfterOrNull) {
    static final Details NONE = new Details(Map.of(), List.of(), null);
  }
}
