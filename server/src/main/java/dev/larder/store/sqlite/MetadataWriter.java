package dev.larder.store.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes numbers and texts one after the other; {@link MetadataReader} reads them. */
final class MetadataWriter {
  /** Enough for most entries, so that it seldom grows. */
  private static final int FIRST_BYTES = 128;

  private static final int MOST_BYTES_OF_A_NUMBER = 10;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int size;

  /**
   * A number in as few bytes as it needs: zigzag and base 128, as in protobuf's encoding
   * (protobuf.dev/programming-guides/encoding).
   */
  void number(long value) {
    reserve(MOST_BYTES_OF_A_NUMBER);
    long left = (value << 1) ^ (value >> 63);
    while ((left & ~0x7fL) != 0) {
      bytes[size++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[size++] = (byte) left;
  }

  /** A text: the number of its bytes in UTF-8, then those. */
  void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes: their number, then those. */
  void bytes(byte[] run) {
    number(run.length);
    reserve(run.length);
    System.arraycopy(run, 0, bytes, size, run.length);
    size += run.length;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}
