package dev.larder.model;

/**
 * How fresh an answer must be; the meaning of each is the wire contract's. The numbers are stored:
 * they never change.
 */
public enum Freshness {
  FRESH_ONLY(1),
  STALE_WHILE_REVALIDATE(2),
  STALE_IF_ERROR(3),
  ANY(4),
  REFRESH(5);

  private final int number;

  Freshness(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
