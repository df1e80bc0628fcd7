package dev.larder.transport;

import com.google.protobuf.MessageLite;
import dev.larder.model.CacheException;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A call whose requests are parsed later (so its type differs from that of the call underneath),
 * and which is closed once, whoever closes it first.
 */
final class GuardedCall<Q, R> extends ServerCall<Q, R> {
  private final ServerCall<WireRequest, R> call;
  private final MethodDescriptor<Q, R> method;
  private final StatusMapper statuses;
  private final AtomicBoolean closed = new AtomicBoolean();
  private Admission.@Nullable Ticket ticket;

  GuardedCall(
      ServerCall<WireRequest, R> call, MethodDescriptor<Q, R> method, StatusMapper statuses) {
    this.call = call;
    this.method = method;
    this.statuses = statuses;
  }

  /** To be called before the service sees the call. */
  void admittedBy(Admission.Ticket admitted) {
    ticket = admitted;
  }

  /** Ends the call with what the failure comes to. Without effect when it has ended. */
  void fail(Throwable failure) {
    if (closed.compareAndSet(false, true)) {
      StatusRuntimeException told = statuses.toException(failure);
      Metadata trailers = told.getTrailers();
      call.close(told.getStatus(), trailers == null ? new Metadata() : trailers);
    } else if (!(failure instanceof CacheException)) {
      // The caller has its answer, yet a fault must not vanish.
      statuses.toStatus(failure);
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    if (closed.compareAndSet(false, true)) {
      call.close(status, trailers);
    }
  }

  @Override
  public void request(int messages) {
    call.request(messages);
  }

  @Override
  public void sendHeaders(Metadata headers) {
    call.sendHeaders(headers);
  }

  @Override
  public void sendMessage(R message) {
    if (ticket != null && method.getType().serverSendsOneMessage()) {
      count(message, ticket);
    }
    call.sendMessage(message);
  }

  /** Those of a stream wait for their reader by themselves. */
  private void count(R message, Admission.Ticket answered) {
    int size = message instanceof MessageLite sized ? sized.getSerializedSize() : 0;
    if (PayloadWork.isLarge(size)) {
      answered.answers(size);
    }
  }

  @Override
  public boolean isReady() {
    return call.isReady();
  }

  @Override
  public boolean isCancelled() {
    return call.isCancelled();
  }

  @Override
  public void setMessageCompression(boolean enabled) {
    call.setMessageCompression(enabled);
  }

  @Override
  public void setCompression(String compressor) {
    call.setCompression(compressor);
  }

  @Override
  public SecurityLevel getSecurityLevel() {
    return call.getSecurityLevel();
  }

  @Override
  public Attributes getAttributes() {
    return call.getAttributes();
  }

  @Override
  public String getAuthority() {
    return call.getAuthority();
  }

  @Override
  public MethodDescriptor<Q, R> getMethodDescriptor() {
    return method;
  }
}
