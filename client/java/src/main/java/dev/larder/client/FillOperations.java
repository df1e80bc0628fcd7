package dev.larder.client;

import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.CompleteFillRequest;
import dev.larder.v1.CompleteFillResponse;
import dev.larder.v1.FailFillRequest;
import dev.larder.v1.FailFillResponse;
import dev.larder.v1.GetCapabilitiesRequest;
import dev.larder.v1.GetCapabilitiesResponse;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import dev.larder.v1.RenewFillRequest;
import dev.larder.v1.RenewFillResponse;
import java.time.Duration;

/** The calls of a fill. */
final class FillOperations {
  private FillOperations() {}

  /** Reads, ready to ask the origin; waits for so long when somebody else does. */
  static <T> Operation<GetObjectRequest, GetObjectResponse, FillRead<T>> get(
      Key key, Codec<T> codec, ReadOptions read, LoadOptions options, Duration wait) {
    return new Operation<>(
        CacheServiceGrpc.getGetObjectMethod(),
        WireFills.get(key, read, options, wait),
        response -> WireFills.read(response, codec),
        true);
  }

  /** Answers the longest that the server keeps a caller waiting; zero when it does not say. */
  static Operation<GetCapabilitiesRequest, GetCapabilitiesResponse, Duration> longestWait() {
    return new Operation<>(
        CacheServiceGrpc.getGetCapabilitiesMethod(),
        GetCapabilitiesRequest.getDefaultInstance(),
        response -> WireTime.duration(response.getMaxWait()),
        true);
  }

  static <T> Operation<CompleteFillRequest, CompleteFillResponse, Long> complete(
      String token, Key key, Loaded<T> loaded, Codec<T> codec) {
    return new Operation<>(
        CacheServiceGrpc.getCompleteFillMethod(),
        WireFills.complete(token, key, loaded, codec),
        CompleteFillResponse::getRevision,
        false);
  }

  static Operation<FailFillRequest, FailFillResponse, Boolean> fail(
      String token, Throwable failure, Duration backoff) {
    return new Operation<>(
        CacheServiceGrpc.getFailFillMethod(),
        WireFills.fail(token, failure, backoff),
        response -> true,
        false);
  }

  /** Answers how long the lease lasts from now on. */
  static Operation<RenewFillRequest, RenewFillResponse, Duration> renew(
      String token, Duration lease) {
    return new Operation<>(
        CacheServiceGrpc.getRenewFillMethod(),
        RenewFillRequest.newBuilder().setToken(token).setLease(WireTime.duration(lease)).build(),
        response -> WireTime.duration(response.getExpiresIn()),
        false);
  }
}
