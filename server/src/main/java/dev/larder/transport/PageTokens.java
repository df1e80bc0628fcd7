package dev.larder.transport;

import com.google.protobuf.Message;
import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Page tokens: where a page ended, and a digest of that and of all other arguments, so that a token
 * is good for those alone. A token outlives a restart. It holds no secret and grants nothing.
 */
final class PageTokens {
  /** Enough that none is met by chance. */
  private static final int DIGEST_LENGTH = 12;

  private PageTokens() {}

  /**
   * The token of the next page.
   *
   * @param arguments the request without its page token and page size
   * @param after where the page ended; null: it was the last, and the token is empty
   */
  static String next(Message arguments, @Nullable String after) {
    if (after == null) {
      return "";
    }
    byte[] position = after.getBytes(StandardCharsets.UTF_8);
    byte[] token = Arrays.copyOf(digest(arguments, position), DIGEST_LENGTH + position.length);
    System.arraycopy(position, 0, token, DIGEST_LENGTH, position.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /**
   * Where the page before ended.
   *
   * @param arguments the request without its page token and page size
   * @param token null is answered for an empty one: the first page
   */
  static @Nullable String after(Message arguments, String token) {
    return after(arguments, token, "page_token");
  }

  /** The same for a token that is in another field. */
  static @Nullable String after(Message arguments, String token, String field) {
    if (token.isEmpty()) {
      return null;
    }
    byte[] bytes = decoded(token, field);
    if (bytes.length < DIGEST_LENGTH) {
      throw foreign(field, null);
    }
    byte[] position = Arrays.copyOfRange(bytes, DIGEST_LENGTH, bytes.length);
    if (!Arrays.equals(bytes, 0, DIGEST_LENGTH, digest(arguments, position), 0, DIGEST_LENGTH)) {
      throw foreign(field, null);
    }
    return new String(position, StandardCharsets.UTF_8);
  }

  private static byte[] decoded(String token, String field) {
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw foreign(field, e);
    }
  }

  private static byte[] digest(Message arguments, byte[] position) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(
          arguments.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(arguments.toByteArray());
      digest.update((byte) 0);
      return Arrays.copyOf(digest.digest(position), DIGEST_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A token that this server did not give out for these arguments. */
  static CacheException foreign(String field, @Nullable Throwable cause) {
    return new CacheException(
        Reason.PAGE_TOKEN_INVALID,
        field + ": not one that was given out for these arguments",
        Map.of(CacheException.FIELD, field),
        cause);
  }
}
