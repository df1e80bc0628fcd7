package dev.larder.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import org.junit.jupiter.api.function.Executable;

/** What a failed call said. */
final class Failures {
  private Failures() {}

  /** The call fails with this code and reason. */
  static StatusRuntimeException assertFails(Code code, String reason, Executable call) {
    StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, call);
    assertEquals(code + " " + reason, failure.getStatus().getCode() + " " + reason(failure));
    return failure;
  }

  /** The reason of its ErrorInfo; empty when it has none. */
  static String reason(StatusRuntimeException failure) {
    return detail(failure, ErrorInfo.class).map(ErrorInfo::getReason).orElse("");
  }

  static <M extends Message> Optional<M> detail(StatusRuntimeException failure, Class<M> type) {
    Status status = StatusProto.fromThrowable(failure);
    return status == null ? Optional.empty() : detail(status, type);
  }

  static <M extends Message> Optional<M> detail(Status status, Class<M> type) {
    return status.getDetailsList().stream()
        .filter(detail -> detail.is(type))
        .findFirst()
        .map(detail -> unpack(detail, type));
  }

  private static <M extends Message> M unpack(Any detail, Class<M> type) {
    try {
      return detail.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
