package dev.larder.store.sqlite;

/** What a row of the change log says. The numbers are stored: they never change. */
enum ChangeType {
  PUT(1),
  REFRESHED(2),
  DELETED(3),
  INVALIDATED(4),
  REMOVED(5),
  CLEARED(6),
  COLLECTION(7);

  private final int number;

  ChangeType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
