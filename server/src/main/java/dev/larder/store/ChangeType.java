package dev.larder.store;

/** What a change did. The numbers are stored: they never change. */
public enum ChangeType {
  PUT(1),
  REFRESHED(2),
  DELETED(3),
  INVALIDATED(4),
  REMOVED(5),
  CLEARED(6);

  private final int number;

  ChangeType(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
