package dev.larder.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one failure that crosses the layers: a reason of the wire contract's closed list, a message
 * for the caller, and details by name. Anything else that is thrown is a fault of ours and reaches
 * the client as INTERNAL.
 */
public final class CacheException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient Map<String, String> details;

  public CacheException(Reason reason, String message) {
    this(reason, message, Map.of(), null);
  }

  public CacheException(Reason reason, String message, Map<String, String> details) {
    this(reason, message, details, null);
  }

  public CacheException(
      Reason reason, String message, Map<String, String> details, @Nullable Throwable cause) {
    super(message, cause, false, cause != null);
    this.reason = reason;
    this.details = Map.copyOf(details);
  }

  /** An argument that breaks the contract; {@code field} is its path in the request: "key.id". */
  public static CacheException invalid(Reason reason, String field, String message) {
    return new CacheException(reason, field + ": " + message, Map.of(FIELD, field));
  }

  /** Detail: the path of the field that broke the contract. */
  public static final String FIELD = "field";

  /** Detail: the current revision, with VERSION_CONFLICT. */
  public static final String CURRENT_REVISION = "current_revision";

  /** Detail: the current etag, with VERSION_CONFLICT. */
  public static final String CURRENT_ETAG = "current_etag";

  /** Detail: the limit that was passed. */
  public static final String LIMIT = "limit";

  /** Detail: the name of what was not found or already exists. */
  public static final String RESOURCE = "resource";

  /**
   * Detail: how many milliseconds to wait before trying again, with OVERLOADED and SHUTTING_DOWN.
   */
  public static final String RETRY_AFTER_MILLIS = "retry_after_millis";

  public Reason reason() {
    return reason;
  }

  public Map<String, String> details() {
    return details;
  }

  /** True when the same call may succeed later without a change by the caller. */
  public boolean isRetryable() {
    return reason.isRetryable();
  }

  /** Why a call failed. The names are on the wire. */
  public enum Reason {
    KEY_INVALID,
    POLICY_INVALID,
    PAGE_TOKEN_INVALID,
    JSON_INVALID,
    VALUE_TOO_LARGE,
    REQUEST_INVALID,
    VERSION_CONFLICT,
    ALREADY_EXISTS,
    NAMESPACE_NOT_FOUND,
    KIND_NOT_FOUND,
    QUOTA_EXCEEDED,
    DISK_FULL,
    OVERLOADED,
    SHUTTING_DOWN,
    DEADLINE_EXCEEDED,
    CANCELLED,
    BATCH_ABORTED,
    FILL_LOST,
    FILL_SUPERSEDED;

    /** True when the same call may succeed later without a change by the caller. */
    public boolean isRetryable() {
      return this == OVERLOADED || this == SHUTTING_DOWN;
    }
  }
}
