package dev.larder.cli.transfer;

/** One record of an input, or why it cannot be one. */
sealed interface InputRecord {
  /** Its place in the input, from 1: a line number, or an element's number in an array. */
  long number();

  /** A record with its exact bytes. */
  @SuppressWarnings(
      "ArrayRecordComponent") // Records are never compared, and a copy of each would cost.
  record Read(long number, byte[] bytes) implements InputRecord {
    @Override
    public String toString() {
      return "record " + number + " of " + bytes.length + " bytes";
    }
  }

  /** A record that is passed over, and why. */
  record Bad(long number, String why) implements InputRecord {}

  /** Where the input breaks off, and why; nothing follows. */
  record Broken(long number, String why) implements InputRecord {}
}
