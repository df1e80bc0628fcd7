package dev.larder.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import dev.larder.model.Bytes;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A request as it came off the wire, not parsed yet: so that a large one can be parsed elsewhere
 * than on the event loop, and so that bytes which are no message are answered like any other bad
 * request instead of killing the call.
 *
 * @param bytes of the message
 */
record WireRequest(Bytes bytes) {
  /** Requests only come in, so nothing is ever streamed out. */
  static final MethodDescriptor.Marshaller<WireRequest> MARSHALLER =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(WireRequest request) {
          throw new UnsupportedOperationException("a server sends no requests");
        }

        @Override
        public WireRequest parse(InputStream stream) {
          try {
            return new WireRequest(Bytes.wrap(read(stream)));
          } catch (IOException e) {
            throw new UncheckedIOException("a message that had arrived could not be read", e);
          }
        }
      };

  /**
   * The length is known unless the client compressed, and a buffer of the right size at once is
   * half the work.
   */
  private static byte[] read(InputStream stream) throws IOException {
    return stream instanceof KnownLength
        ? stream.readNBytes(stream.available())
        : stream.readAllBytes();
  }

  int size() {
    return bytes.size();
  }

  /** The message; REQUEST_INVALID when the bytes are none. */
  <Q> Q parse(MessageLite prototype, Class<Q> type) {
    try {
      return type.cast(
          prototype
              .getParserForType()
              .parseFrom(UnsafeByteOperations.unsafeWrap(bytes.array()).newCodedInput()));
    } catch (InvalidProtocolBufferException e) {
      throw new CacheException(
          Reason.REQUEST_INVALID,
          "not a well-formed message: its bytes do not parse, a string is not UTF-8, or it nests too"
              + " deep",
          Map.of(),
          e);
    }
  }
}
