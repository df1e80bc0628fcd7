package dev.larder.transport;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import dev.larder.v1.AdminProto;
import dev.larder.v1.CacheProto;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls of any method with any bytes. */
final class RawCalls {
  static final List<ServiceDescriptor> SERVICES =
      List.of(
          CacheProto.getDescriptor().findServiceByName("CacheService"),
          AdminProto.getDescriptor().findServiceByName("AdminService"));

  private static final io.grpc.MethodDescriptor.Marshaller<byte[]> BYTES =
      new io.grpc.MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] bytes) {
          return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final Channel channel;

  RawCalls(Channel channel) {
    this.channel = channel;
  }

  static Stream<MethodDescriptor> methods() {
    return SERVICES.stream().flatMap(service -> service.getMethods().stream());
  }

  /** The method that takes this request. */
  static MethodDescriptor methodOf(Message request) {
    return methods()
        .filter(method -> method.getInputType() == request.getDescriptorForType())
        .findFirst()
        .orElseThrow();
  }

  static io.grpc.MethodDescriptor<byte[], byte[]> describe(MethodDescriptor method) {
    return io.grpc.MethodDescriptor.<byte[], byte[]>newBuilder(BYTES, BYTES)
        .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(method.getService().getFullName() + "/" + method.getName())
        .build();
  }

  /**
   * Calls, and answers the error: of the call, or of the first item of a batch; null when there is
   * none.
   */
  @Nullable Status errorOf(MethodDescriptor method, byte[] request) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
    try {
      byte[] response = ClientCalls.blockingUnaryCall(channel, describe(method), options, request);
      return itemError(DynamicMessage.parseFrom(method.getOutputType(), response));
    } catch (StatusRuntimeException e) {
      Status status = StatusProto.fromThrowable(e);
      return status == null
          ? Status.newBuilder().setCode(e.getStatus().getCode().value()).build()
          : status;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static @Nullable Status itemError(DynamicMessage response)
      throws InvalidProtocolBufferException {
    var items = response.getDescriptorForType().findFieldByName("items");
    if (items == null || response.getRepeatedFieldCount(items) == 0) {
      return null;
    }
    Message item = (Message) response.getRepeatedField(items, 0);
    var error = item.getDescriptorForType().findFieldByName("error");
    return error == null || !item.hasField(error)
        ? null
        : Status.parseFrom(((Message) item.getField(error)).toByteString());
  }
}
