package dev.larder.transport;

import dev.larder.model.Bytes;
import io.grpc.Drainable;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.NullMarked;

/** Calls a method of {@link WithoutNetwork}, one call after the other. For one thread. */
@NullMarked
public final class CallerWithoutNetwork {
  private final ServerMethodDefinition<WireRequest, Object> method;
  private final ByteArrayOutputStream response = new ByteArrayOutputStream(1 << 16);
  private final Semaphore ended = new Semaphore(0);
  private volatile Status status = Status.UNKNOWN;

  CallerWithoutNetwork(ServerMethodDefinition<WireRequest, Object> method) {
    this.method = method;
  }

  /**
   * Makes one call and waits for its end; answers how many bytes its response has.
   *
   * @throws IllegalStateException when the call fails
   */
  public int call(byte[] request) {
    response.reset();
    ServerCall.Listener<WireRequest> listener =
        method.getServerCallHandler().startCall(new Call(), new Metadata());
    listener.onMessage(new WireRequest(Bytes.wrap(request)));
    listener.onHalfClose();
    ended.acquireUninterruptibly();
    listener.onComplete();
    if (!status.isOk()) {
      throw new IllegalStateException("the call failed: " + status);
    }
    return response.size();
  }

  /** The bytes of the last response. */
  public byte[] response() {
    return response.toByteArray();
  }

  private final class Call extends ServerCall<WireRequest, Object> {
    @Override
    public void sendMessage(Object message) {
      // As gRPC puts it into its buffers.
      try (var stream = method.getMethodDescriptor().streamResponse(message)) {
        ((Drainable) stream).drainTo(response);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close(Status end, Metadata trailers) {
      status = end;
      ended.release();
    }

    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<WireRequest, Object> getMethodDescriptor() {
      return method.getMethodDescriptor();
    }
  }
}
