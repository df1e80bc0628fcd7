package dev.larder.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable run of bytes. The array that is handed in or out is shared, not copied: neither side
 * may change it.
 *
 * <p>Thread-safe.
 */
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** Wraps an array that the caller will not change any more. */
  public static Bytes wrap(byte[] array) {
    return new Bytes(array);
  }

  /** The UTF-8 bytes of a text. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The array itself; the caller must not change it. */
  public byte[] array() {
    return array;
  }

  public int size() {
    return array.length;
  }

  /** The bytes read as UTF-8. */
  public String utf8() {
    return new String(array, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  @Override
  public String toString() {
    return array.length + " bytes";
  }
}
