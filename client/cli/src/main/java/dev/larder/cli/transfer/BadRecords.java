package dev.larder.cli.transfer;

/** Hears of records that are passed over. Called by any thread. */
interface BadRecords {
  /** A record, by its number, and why. */
  void report(long number, String why);
}
