package dev.larder.cli.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes one at a time, without a lock for each, counted as they are taken from the stream. */
final class ByteSource implements Closeable {
  /** What {@link #next} answers at the end. */
  static final int END = -1;

  private final InputStream stream;
  private final AtomicLong taken;
  private final byte[] buffer = new byte[64 * 1024];
  private int position;
  private int limit;

  /**
   * Takes over the stream; {@code taken} is moved on by each read of it, for whoever shows
   * progress.
   */
  ByteSource(InputStream stream, AtomicLong taken) {
    this.stream = stream;
    this.taken = taken;
  }

  int next() throws IOException {
    if (position == limit && !fill()) {
      return END;
    }
    return buffer[position++] & 0xFF;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, stream.read(buffer));
    taken.addAndGet(limit);
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
