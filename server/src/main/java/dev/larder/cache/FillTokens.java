package dev.larder.cache;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of leaders: a fence and the epoch of the database, as text. Fences grow over all keys;
 * their upper half is the store's incarnation, which grows durably with each start before anybody
 * is served. So no fence is given out twice, and one of before a restart is lower than all that
 * come after it, although no fence is ever written down.
 */
final class FillTokens {
  private static final int COUNTER_BITS = 32;

  private final String suffix;
  private final long first;
  private long given;

  FillTokens(String epoch, long incarnation) {
    this.suffix = "." + epoch;
    this.first = incarnation << COUNTER_BITS;
  }

  /** The next fence. Not thread-safe. */
  long nextFence() {
    return first + ++given;
  }

  String token(long fence) {
    return Long.toHexString(fence) + suffix;
  }

  /**
   * The fence of a token, which may be one of before a restart; -1 for a token of another database.
   *
   * @param field the path of the token in the request
   * @throws CacheException POLICY_INVALID when it is no token
   */
  long fence(String token, String field) {
    int dot = token.indexOf('.');
    if (dot <= 0) {
      throw notOurs(field, null);
    }
    try {
      long fence = Long.parseLong(token, 0, dot, 16);
      return token.startsWith(suffix, dot) && token.length() == dot + suffix.length() ? fence : -1;
    } catch (NumberFormatException e) {
      throw notOurs(field, e);
    }
  }

  private static CacheException notOurs(String field, @Nullable Throwable cause) {
    return new CacheException(
        Reason.POLICY_INVALID,
        field + ": is not one of a leader",
        Map.of(CacheException.FIELD, field),
        cause);
  }
}
