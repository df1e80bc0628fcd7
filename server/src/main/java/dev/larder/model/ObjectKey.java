package dev.larder.model;

/**
 * Names one object. Compared byte for byte.
 *
 * @param namespace the tenant, 1 to 512 bytes of UTF-8 without NUL
 * @param kind the type of the object, same bounds
 * @param id the object within its kind, same bounds
 */
public record ObjectKey(String namespace, String kind, String id) {
  /** The most bytes of each part. */
  public static final int MAX_PART_BYTES = 512;

  /** How many characters its parts have together. */
  public int length() {
    return namespace.length() + kind.length() + id.length();
  }
}
