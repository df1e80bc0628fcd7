package dev.larder.store.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Names a set of ids, whatever their order: the sum of 128 bits of the SHA-256 of each, in two
 * halves that are summed apart. So an id that comes or goes moves it without a look at the others.
 * Chance does not make two sets meet; who chooses the ids could, and would deceive only himself.
 */
record IdDigest(long high, long low) {
  /** Of no ids. */
  static final IdDigest EMPTY = new IdDigest(0, 0);

  /** With an id that was not in the set. */
  IdDigest plus(String id) {
    ByteBuffer hash = hash(id);
    return new IdDigest(high + hash.getLong(), low + hash.getLong());
  }

  /** Without an id that was in the set. */
  IdDigest minus(String id) {
    ByteBuffer hash = hash(id);
    return new IdDigest(high - hash.getLong(), low - hash.getLong());
  }

  private static ByteBuffer hash(String id) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** As readers see it. */
  String etag() {
    byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
