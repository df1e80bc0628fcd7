package dev.larder.model;

/**
 * How much a namespace may hold.
 *
 * @param maxBytes the most bytes by {@link Entry#weight}; 0: no limit
 * @param maxObjects the most objects; 0: no limit
 * @param eviction what happens at a limit
 */
public record NamespaceLimits(long maxBytes, long maxObjects, Eviction eviction) {
  public static final NamespaceLimits NONE = new NamespaceLimits(0, 0, Eviction.LRU);

  /** What a namespace does at its limit. The numbers are stored: they never change. */
  public enum Eviction {
    LRU(1),
    OLDEST_FETCH(2),
    REJECT(3);

    private final int number;

    Eviction(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }

  /** True when so much is over a limit. */
  public boolean exceededBy(long bytes, long objects) {
    return (maxBytes > 0 && bytes > maxBytes) || (maxObjects > 0 && objects > maxObjects);
  }
}
