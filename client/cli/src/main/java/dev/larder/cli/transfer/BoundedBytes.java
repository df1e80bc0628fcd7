package dev.larder.cli.transfer;

import java.util.Arrays;

/** Gathers the bytes of one record up to a bound; past it they are counted off, not kept. */
final class BoundedBytes {
  private final int bound;
  private byte[] bytes = new byte[1024];
  private int size;
  private boolean overflowed;

  BoundedBytes(int bound) {
    this.bound = bound;
  }

  void add(int next) {
    if (size == bound) {
      overflowed = true;
      return;
    }
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(bound, 2L * size));
    }
    bytes[size++] = (byte) next;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** What was gathered as a record, or as a bad one when there was too much; starts anew. */
  InputRecord take(long number) {
    InputRecord record =
        overflowed
            ? new InputRecord.Bad(number, "longer than " + bound + " bytes")
            : new InputRecord.Read(number, Arrays.copyOf(bytes, size));
    size = 0;
    overflowed = false;
    return record;
  }

  /** Drops trailing bytes of this value. */
  void trimEnd(int unwanted) {
    if (!overflowed && size > 0 && bytes[size - 1] == (byte) unwanted) {
      size--;
    }
  }
}
