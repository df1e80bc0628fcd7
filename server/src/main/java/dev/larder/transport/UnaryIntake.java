package dev.larder.transport;

import com.google.protobuf.MessageLite;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Takes the calls of one method in, which takes one request and answers once or in a stream: admits
 * or refuses them, parses their requests (large ones on a payload thread, where the service then
 * runs too), and sees to it that every call is ended exactly once, whatever the service throws.
 *
 * <p>Thread-safe.
 */
final class UnaryIntake<Q, R> implements ServerCallHandler<WireRequest, R> {
  private final ServerMethodDefinition<Q, R> definition;
  private final MessageLite prototype;
  private final Class<Q> requestType;
  private final Admission admission;
  private final PayloadWork payloads;
  private final StatusMapper statuses;
  private final boolean answersInStream;

  @SuppressWarnings("unchecked")
  private UnaryIntake(
      ServerMethodDefinition<Q, R> definition,
      Admission admission,
      PayloadWork payloads,
      StatusMapper statuses) {
    this.definition = definition;
    this.admission = admission;
    this.payloads = payloads;
    this.statuses = statuses;
    this.answersInStream = !definition.getMethodDescriptor().getType().serverSendsOneMessage();
    var marshaller =
        (MethodDescriptor.PrototypeMarshaller<Q>)
            definition.getMethodDescriptor().getRequestMarshaller();
    Q message = marshaller.getMessagePrototype();
    this.prototype = (MessageLite) message;
    this.requestType = (Class<Q>) message.getClass();
  }

  /** The method with its intake in front. */
  static <Q, R> ServerMethodDefinition<WireRequest, R> inFrontOf(
      ServerMethodDefinition<Q, R> definition,
      Admission admission,
      PayloadWork payloads,
      StatusMapper statuses) {
    MethodDescriptor<Q, R> method = definition.getMethodDescriptor();
    return ServerMethodDefinition.create(
        method.toBuilder(WireRequest.MARSHALLER, method.getResponseMarshaller()).build(),
        new UnaryIntake<>(definition, admission, payloads, statuses));
  }

  @Override
  public ServerCall.Listener<WireRequest> startCall(
      ServerCall<WireRequest, R> call, Metadata headers) {
    GuardedCall<Q, R> guarded = new GuardedCall<>(call, definition.getMethodDescriptor(), statuses);
    Admission.Ticket ticket;
    try {
      ticket = admission.enter(ConnectionUnread.of(call));
    } catch (CacheException e) {
      guarded.fail(e);
      return new ServerCall.Listener<>() {};
    }
    guarded.admittedBy(ticket);
    try {
      return new Intake(
          guarded, definition.getServerCallHandler().startCall(guarded, headers), ticket);
    } catch (RuntimeException | Error e) {
      guarded.fail(e);
      ticket.giveBack();
      return new ServerCall.Listener<>() {};
    }
  }

  /**
   * One call. Nothing but the request, and that there is room for answers in a stream, is passed on
   * to the service: it may be running on a payload thread, and a listener must not be called on two
   * threads; that the caller has gone it learns from the gRPC context.
   */
  private final class Intake extends ServerCall.Listener<WireRequest> {
    private final GuardedCall<Q, R> call;
    private final ServerCall.Listener<Q> service;
    private final Admission.Ticket ticket;
    private @Nullable WireRequest request;

    /** The service has had the request; guarded by this, as the next. */
    private boolean served;

    private boolean readyBefore;

    Intake(GuardedCall<Q, R> call, ServerCall.Listener<Q> service, Admission.Ticket ticket) {
      this.call = call;
      this.service = service;
      this.ticket = ticket;
    }

    @Override
    public void onMessage(WireRequest message) {
      request = message;
    }

    @Override
    public void onHalfClose() {
      WireRequest whole = request;
      request = null;
      if (whole == null) {
        call.fail(new CacheException(Reason.REQUEST_INVALID, "a call without a message"));
      } else if (PayloadWork.isLarge(whole.size())) {
        handOn(whole);
      } else {
        serve(whole);
      }
    }

    private void handOn(WireRequest whole) {
      try {
        payloads.execute(whole.size(), () -> serve(whole));
      } catch (CacheException e) {
        call.fail(e);
      }
    }

    private void serve(WireRequest whole) {
      try {
        CallCancellation.requireAwaited();
        Q message = whole.parse(prototype, requestType);
        Context.current().withValue(AnswerRoom.OF_CALL, ticket).run(() -> serve(message));
      } catch (RuntimeException | Error e) {
        call.fail(e);
      }
      if (answersInStream) {
        tellReadyBefore();
      }
    }

    private void serve(Q message) {
      service.onMessage(message);
      service.onHalfClose();
    }

    private void tellReadyBefore() {
      synchronized (this) {
        served = true;
        if (!readyBefore) {
          return;
        }
      }
      service.onReady();
    }

    /** A service that answers in a stream has to know; not while it has its request yet to see. */
    @Override
    public void onReady() {
      if (!answersInStream) {
        return;
      }
      synchronized (this) {
        if (!served) {
          readyBefore = true;
          return;
        }
      }
      service.onReady();
    }

    @Override
    public void onCancel() {
      ticket.giveBack();
    }

    @Override
    public void onComplete() {
      ticket.giveBack();
    }
  }
}
