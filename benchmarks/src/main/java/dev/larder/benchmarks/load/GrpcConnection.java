package dev.larder.benchmarks.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One HTTP/2 connection on which one unary method is called again and again, at as little cost to
 * the machine as can be: the load must not take the processor from the server that it measures. It
 * speaks as much of RFC 9113 as gRPC servers use towards a client, and fails loudly on the rest.
 *
 * <p>Used by one thread. Never blocks.
 */
final class GrpcConnection implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;

  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED_OR_PRIORITY = 0x28;

  private static final int FRAME_HEADER = 9;
  private static final int MESSAGE_PREFIX = 5;
  private static final int BUFFER = 1 << 20;
  private static final int WINDOW = Integer.MAX_VALUE;
  private static final int DEFAULT_WINDOW = 65_535;
  private static final int LARGEST_FRAME = 16_384;
  private static final int SETTING_INITIAL_WINDOW = 4;

  /** The first entry of HPACK's dynamic table, RFC 7541, section 2.3.3. */
  private static final int FIRST_DYNAMIC = 62;

  /** Told of every answer. */
  interface Listener {
    /**
     * A call has ended.
     *
     * @param startedAt as given to {@link #call}
     * @param good it was answered with OK and a message that begins as it should
     */
    void ended(long startedAt, boolean good);
  }

  private final SocketChannel channel;
  private final ByteString expectedStart;
  private final Listener listener;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER);
  private final ByteBuffer out = ByteBuffer.allocate(BUFFER);
  private final DefaultHttp2HeadersDecoder headers = new DefaultHttp2HeadersDecoder(false);
  private final byte[] indexedHeaders;
  private final StreamTable streams = new StreamTable();
  private byte[] headerBlock;
  private int nextStream = 1;
  private int inFlight;
  private long sendWindow = DEFAULT_WINDOW;
  private long initialStreamWindow = DEFAULT_WINDOW;
  private long unacknowledged;

  GrpcConnection(SocketChannel channel, Call call, Listener listener) {
    this.channel = channel;
    this.expectedStart = call.expectedStart();
    this.listener = listener;
    List<String[]> fields =
        List.of(
            new String[] {":method", "POST"},
            new String[] {":scheme", "http"},
            new String[] {":path", call.path()},
            new String[] {":authority", "localhost"},
            new String[] {"te", "trailers"},
            new String[] {"content-type", "application/grpc"});
    this.headerBlock = literals(fields);
    this.indexedHeaders = indexes(fields.size());
    in.limit(0);
    begin();
  }

  /** Each field as a literal that enters the dynamic table, RFC 7541, section 6.2.1. */
  private static byte[] literals(List<String[]> fields) {
    ByteBuffer block = ByteBuffer.allocate(512);
    for (String[] field : fields) {
      block.put((byte) 0x40);
      for (String text : field) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        block.put((byte) bytes.length).put(bytes);
      }
    }
    byte[] bytes = new byte[block.flip().remaining()];
    block.get(bytes);
    return bytes;
  }

  /** The same fields by their places in the dynamic table: the first that went in is the last. */
  private static byte[] indexes(int count) {
    byte[] block = new byte[count];
    for (int i = 0; i < count; i++) {
      block[i] = (byte) (0x80 | (FIRST_DYNAMIC + count - 1 - i));
    }
    return block;
  }

  private void begin() {
    out.put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(6, SETTINGS, 0, 0).putShort((short) SETTING_INITIAL_WINDOW).putInt(WINDOW);
    frame(4, WINDOW_UPDATE, 0, 0).putInt(WINDOW - DEFAULT_WINDOW);
  }

  private ByteBuffer frame(int length, int type, int flags, int stream) {
    return out.put((byte) (length >> 16))
        .putShort((short) length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream);
  }

  int inFlight() {
    return inFlight;
  }

  /** True when a message of this size can be sent now. */
  boolean hasRoomFor(int messageBytes) {
    int bytes = messageBytes + MESSAGE_PREFIX;
    if (bytes > initialStreamWindow) {
      throw new IllegalStateException("a request larger than the window of a stream");
    }
    int frames = 1 + bytes / LARGEST_FRAME;
    return bytes <= sendWindow
        && bytes + frames * FRAME_HEADER + FRAME_HEADER + headerBlock.length <= out.remaining();
  }

  /** Starts a call; there must be room. What is written goes out with the next {@link #flush}. */
  void call(MessageLite message, int size, long startedAt) throws IOException {
    int stream = nextStream;
    nextStream += 2;
    frame(headerBlock.length, HEADERS, END_HEADERS, stream).put(headerBlock);
    headerBlock = indexedHeaders;
    writeMessage(message, size, stream);
    sendWindow -= size + MESSAGE_PREFIX;
    inFlight++;
    streams.put(stream, startedAt);
  }

  private void writeMessage(MessageLite message, int size, int stream) throws IOException {
    if (size + MESSAGE_PREFIX <= LARGEST_FRAME) {
      frame(size + MESSAGE_PREFIX, DATA, END_STREAM, stream).put((byte) 0).putInt(size);
      CodedOutputStream coded =
          CodedOutputStream.newInstance(out.array(), out.arrayOffset() + out.position(), size);
      message.writeTo(coded);
      coded.checkNoSpaceLeft();
      out.position(out.position() + size);
      return;
    }
    ByteBuffer whole = ByteBuffer.allocate(size + MESSAGE_PREFIX).put((byte) 0).putInt(size);
    whole.put(message.toByteArray()).flip();
    while (whole.hasRemaining()) {
      int length = Math.min(LARGEST_FRAME, whole.remaining());
      boolean last = length == whole.remaining();
      frame(length, DATA, last ? END_STREAM : 0, stream)
          .put(whole.array(), whole.position(), length);
      whole.position(whole.position() + length);
    }
  }

  /** Sends what can be sent; true when nothing is left. */
  boolean flush() throws IOException {
    out.flip();
    channel.write(out);
    boolean all = !out.hasRemaining();
    out.compact();
    return all;
  }

  /** Reads what has come and deals with it. */
  void read() throws IOException, Http2Exception {
    in.compact();
    int count = channel.read(in);
    in.flip();
    if (count < 0) {
      throw new IOException("the server closed the connection");
    }
    while (in.remaining() >= FRAME_HEADER) {
      int start = in.position();
      int length = (in.get(start) & 0xff) << 16 | (in.getShort(start + 1) & 0xffff);
      if (in.remaining() < FRAME_HEADER + length) {
        return;
      }
      in.position(start + FRAME_HEADER);
      int limit = in.limit();
      in.limit(in.position() + length);
      frameCame(in.get(start + 3), in.get(start + 4), in.getInt(start + 5), length);
      in.position(in.limit());
      in.limit(limit);
    }
  }

  private void frameCame(int type, int flags, int stream, int length)
      throws IOException, Http2Exception {
    switch (type) {
      case DATA -> dataCame(flags, stream, length);
      case HEADERS -> headersCame(flags, stream);
      case RST_STREAM -> end(stream, false);
      case SETTINGS -> settingsCame(flags);
      case PING -> pingCame(flags);
      case GOAWAY -> throw new IOException("the server ends the connection");
      case WINDOW_UPDATE -> sendWindow += stream == 0 ? in.getInt() : 0;
      default -> throw new IOException("a frame of type " + type);
    }
  }

  private void dataCame(int flags, int stream, int length) throws IOException {
    if ((flags & PADDED_OR_PRIORITY) != 0) {
      throw new IOException("padded data");
    }
    unacknowledged += length;
    if (unacknowledged > WINDOW / 2) {
      frame(4, WINDOW_UPDATE, 0, 0).putInt((int) unacknowledged);
      unacknowledged = 0;
    }
    if (streams.isFirstData(stream)) {
      streams.sawData(stream, startsAsExpected());
    }
  }

  private boolean startsAsExpected() {
    if (in.remaining() < MESSAGE_PREFIX + expectedStart.size()) {
      return false;
    }
    int start = in.position() + MESSAGE_PREFIX;
    for (int i = 0; i < expectedStart.size(); i++) {
      if (in.get(start + i) != expectedStart.byteAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void headersCame(int flags, int stream) throws IOException, Http2Exception {
    if ((flags & PADDED_OR_PRIORITY) != 0 || (flags & END_HEADERS) == 0) {
      throw new IOException("headers in several frames, padded or with a priority");
    }
    Http2Headers decoded = headers.decodeHeaders(stream, Unpooled.wrappedBuffer(in));
    if ((flags & END_STREAM) != 0) {
      CharSequence status = decoded.get("grpc-status");
      boolean good = status != null && status.length() == 1 && status.charAt(0) == '0';
      end(stream, good && streams.isGood(stream));
    }
  }

  private void end(int stream, boolean good) {
    inFlight--;
    listener.ended(streams.remove(stream), good);
  }

  private void settingsCame(int flags) {
    if ((flags & ACK) != 0) {
      return;
    }
    while (in.remaining() >= 6) {
      int name = in.getShort();
      int value = in.getInt();
      if (name == SETTING_INITIAL_WINDOW) {
        initialStreamWindow = value;
      }
    }
    frame(0, SETTINGS, ACK, 0);
  }

  private void pingCame(int flags) {
    if ((flags & ACK) == 0) {
      frame(8, PING, ACK, 0).putLong(in.getLong());
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
