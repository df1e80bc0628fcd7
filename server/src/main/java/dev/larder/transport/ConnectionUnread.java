package dev.larder.transport;

import io.grpc.Attributes;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives every connection a count of the bytes of large answers that are on their way on it.
 *
 * <p>Thread-safe.
 */
final class ConnectionUnread extends ServerTransportFilter {
  private static final Attributes.Key<AtomicLong> COUNT = Attributes.Key.create("unread-bytes");

  @Override
  public Attributes transportReady(Attributes attributes) {
    return attributes.toBuilder().set(COUNT, new AtomicLong()).build();
  }

  /** That of the call's connection; one of its own for a call that came over none. */
  static AtomicLong of(ServerCall<?, ?> call) {
    AtomicLong count = call.getAttributes().get(COUNT);
    return count == null ? new AtomicLong() : count;
  }
}
