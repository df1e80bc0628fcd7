package dev.larder.cli.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** Bytes one at a time, without a lock for each. A byte order mark at the start is passed over. */
final class ByteSource implements Closeable {
  /** What {@link #next} answers at the end. */
  static final int END = -1;

  private static final int[] BYTE_ORDER_MARK = {0xEF, 0xBB, 0xBF};

  private final InputStream stream;
  private final byte[] buffer = new byte[64 * 1024];
  private int position;
  private int limit;
  private boolean begun;

  /** Takes over the stream. */
  ByteSource(InputStream stream) {
    this.stream = stream;
  }

  int next() throws IOException {
    if (position == limit && !fill()) {
      return END;
    }
    return buffer[position++] & 0xFF;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, begun ? stream.read(buffer) : first());
    return limit > position;
  }

  private int first() throws IOException {
    begun = true;
    int count = stream.readNBytes(buffer, 0, BYTE_ORDER_MARK.length);
    return isByteOrderMark(count) ? stream.read(buffer) : count;
  }

  private boolean isByteOrderMark(int count) {
    for (int index = 0; index < BYTE_ORDER_MARK.length; index++) {
      if (index >= count || (buffer[index] & 0xFF) != BYTE_ORDER_MARK[index]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
