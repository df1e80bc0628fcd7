package dev.larder.cli.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that are taken from a file, compressed ones as they are there, for whoever shows
 * progress.
 */
final class CountingStream extends FilterInputStream {
  private final AtomicLong taken;

  CountingStream(InputStream stream, AtomicLong taken) {
    super(stream);
    this.taken = taken;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    taken.addAndGet(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    taken.addAndGet(Math.max(0, count));
    return count;
  }
}
