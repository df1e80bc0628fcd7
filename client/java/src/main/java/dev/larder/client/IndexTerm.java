package dev.larder.client;

import java.util.Objects;

/**
 * A value under which a lookup finds an object. At most 64 an object.
 *
 * @param field the field, 1 to 128 bytes of UTF-8: "name"
 * @param value the value, 1 to 1024 bytes of UTF-8, handed back as it was put; lookups disregard
 *     its case where the kind's policy names the field
 */
public record IndexTerm(String field, String value) {
  public IndexTerm {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(value, "value");
  }

  /** The same as the constructor, shorter to read. */
  public static IndexTerm of(String field, String value) {
    return new IndexTerm(field, value);
  }
}
