package dev.larder.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Names bytes: equal bytes have equal etags, and different bytes, for all practical purposes,
 * different ones.
 */
final class Etag {
  /**
   * 128 bits of SHA-256: a collision would take an object for unchanged, so chance alone must not
   * make one.
   */
  private static final int LENGTH = 16;

  private Etag() {}

  static String of(Bytes bytes) {
    byte[] digest = sha256().digest(bytes.array());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, LENGTH));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
