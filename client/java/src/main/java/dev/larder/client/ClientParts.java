package dev.larder.client;

import io.grpc.CallOptions;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What all views of a client share.
 *
 * @param channels where calls go
 * @param callbacks where futures complete
 * @param loaders where blocking loaders run
 * @param loading the reads through the cache that are under way
 * @param owned the executors that were made here, and so are closed here
 * @param calls those that were taken and are not yet sent
 * @param closed whether the client was closed
 */
record ClientParts(
    Channels channels,
    Executor callbacks,
    Executor loaders,
    Loading loading,
    List<ExecutorService> owned,
    TakenCalls calls,
    AtomicBoolean closed) {
  private static final long GRACE_SECONDS = 5;

  Caller caller(Duration deadline) {
    return new Caller(channels, callbacks, deadline, calls, CallOptions.DEFAULT);
  }

  void close() {
    if (closed.compareAndSet(false, true)) {
      Deadline end = Deadline.after(GRACE_SECONDS, TimeUnit.SECONDS);
      calls.close(end);
      channels.close(end);
      owned.forEach(ExecutorService::shutdown);
    }
  }
}
