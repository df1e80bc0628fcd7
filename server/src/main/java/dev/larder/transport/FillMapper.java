package dev.larder.transport;

import com.google.rpc.Status;
import dev.larder.cache.FillConfig;
import dev.larder.cache.FillRequest;
import dev.larder.cache.FillResult;
import dev.larder.cache.ObjectCache;
import dev.larder.cache.OriginError;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.ObjectKey;
import dev.larder.v1.CompleteFillRequest;
import dev.larder.v1.FailFillRequest;
import dev.larder.v1.FillOptions;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.RenewFillRequest;
import io.grpc.Context;
import io.grpc.Deadline;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What is said of fills, checked against the bounds of the contract.
 *
 * <p>Thread-safe.
 */
final class FillMapper {
  private static final int MOST_HOLDER_BYTES = 256;
  private static final int MOST_MESSAGE_BYTES = 4096;

  /**
   * Of a call's time, this share is kept for the answer to travel, so that a caller who has waited
   * in vain hears of it and does not run into its deadline.
   */
  private static final int MARGIN_SHARE = 10;

  private static final Duration LONGEST_MARGIN = Duration.ofMillis(100);

  private final FillConfig limits;
  private final PutMapper puts;

  @Inject
  FillMapper(FillConfig limits, PutMapper puts) {
    this.limits = limits;
    this.puts = puts;
  }

  FillRequest read(FillOptions wire, String field) {
    String holder = FieldChecks.text(wire.getHolder(), MOST_HOLDER_BYTES, field + ".holder");
    if (holder.indexOf('\0') >= 0) {
      throw CacheException.invalid(Reason.POLICY_INVALID, field + ".holder", "must not hold NUL");
    }
    Duration lease = lease(wire.getLease(), field + ".lease");
    Duration wait = bounded(wire.getWait(), limits.maxWait(), field + ".wait");
    return new FillRequest(wire.getAcquire(), holder, lease, withinDeadline(wait));
  }

  private Duration lease(com.google.protobuf.Duration wire, String field) {
    Duration lease = bounded(wire, limits.maxLease(), field);
    if (!lease.isZero() && lease.compareTo(FillRequest.SHORTEST_LEASE) < 0) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID,
          field,
          "must not be shorter than " + FillRequest.SHORTEST_LEASE.toMillis() + " ms");
    }
    return lease.isZero() ? defaultLease() : lease;
  }

  /** Whoever names none is not refused for what it did not say. */
  private Duration defaultLease() {
    return limits.maxLease().compareTo(FillRequest.DEFAULT_LEASE) < 0
        ? limits.maxLease()
        : FillRequest.DEFAULT_LEASE;
  }

  private static Duration bounded(
      com.google.protobuf.Duration wire, Duration longest, String field) {
    Duration duration = WireTimes.read(wire, field);
    if (duration.compareTo(longest) > 0) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID, field, "must not be longer than " + longest.toMillis() + " ms");
    }
    return duration;
  }

  private static Duration withinDeadline(Duration wait) {
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      return wait;
    }
    Duration left = Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    Duration margin = left.dividedBy(MARGIN_SHARE);
    Duration most = left.minus(margin.compareTo(LONGEST_MARGIN) < 0 ? margin : LONGEST_MARGIN);
    return wait.compareTo(most) < 0 ? wait : most;
  }

  /** The result; the token has been checked to be of the key. */
  FillResult result(CompleteFillRequest request, ObjectCache cache) {
    return switch (request.getResultCase()) {
      case VALUE -> new FillResult.Value(puts.read(keyed(request, cache)));
      case NOT_MODIFIED ->
          new FillResult.NotModified(
              LifetimeMapper.read(request.getNotModified().getLifetime(), "not_modified.lifetime"));
      case ORIGIN_NOT_FOUND ->
          new FillResult.OriginNotFound(
              LifetimeMapper.read(
                  request.getOriginNotFound().getLifetime(), "origin_not_found.lifetime"));
      case RESULT_NOT_SET ->
          throw CacheException.invalid(Reason.POLICY_INVALID, "result", "must be set");
    };
  }

  private static PutObjectRequest keyed(CompleteFillRequest request, ObjectCache cache) {
    PutObjectRequest value = request.getValue();
    if (value.hasPrecondition()) {
      throw CacheException.invalid(
          Reason.POLICY_INVALID, "value.precondition", "the fill is the condition");
    }
    if (value.hasKey()) {
      return value;
    }
    ObjectKey key = cache.filledKey(request.getToken());
    return value.toBuilder().setKey(KeyMapper.write(key)).build();
  }

  static OriginError error(FailFillRequest request) {
    Status error = request.getError();
    if (error.getDetailsCount() > 0) {
      throw CacheException.invalid(Reason.POLICY_INVALID, "error.details", "must be empty");
    }
    return new OriginError(
        error.getCode(), FieldChecks.text(error.getMessage(), MOST_MESSAGE_BYTES, "error.message"));
  }

  static Duration backoff(FailFillRequest request) {
    return request.hasBackoff()
        ? bounded(request.getBackoff(), FillRequest.LONGEST_BACKOFF, "backoff")
        : FillRequest.DEFAULT_BACKOFF;
  }

  Duration lease(RenewFillRequest request) {
    return lease(request.getLease(), "lease");
  }
}
