package dev.larder.client;

import dev.larder.client.LarderException.Code;
import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Sees whether a call, in any of its attempts, got to a connection: a server that was there and is
 * not any more is most likely being restarted, one that cannot be reached is away. Thread-safe.
 */
final class ConnectionWatch extends ClientStreamTracer.Factory {
  private volatile boolean connected;

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new ClientStreamTracer() {
      @Override
      public void streamCreated(Attributes transport, Metadata sent) {
        connected = true;
      }
    };
  }

  /** True when the call failed because its connection was lost. */
  boolean wasLostWith(LarderException failure) {
    return connected && failure.code() == Code.UNAVAILABLE && failure.reason().isEmpty();
  }
}
