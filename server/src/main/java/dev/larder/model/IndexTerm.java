package dev.larder.model;

/**
 * A value under which a lookup finds an object.
 *
 * @param field 1 to 128 bytes
 * @param value 1 to 1024 bytes, as it was put
 */
public record IndexTerm(String field, String value) {
  /** The most terms of one object. */
  public static final int MAX_TERMS = 64;

  public static final int MAX_FIELD_BYTES = 128;
  public static final int MAX_VALUE_BYTES = 1024;
}
