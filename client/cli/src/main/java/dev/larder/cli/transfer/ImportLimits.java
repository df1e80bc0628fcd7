package dev.larder.cli.transfer;

import dev.larder.client.Capabilities;

/**
 * How an import goes about it.
 *
 * @param batchItems the most records a request
 * @param batchBytes the most bytes a request, unless one record alone is larger
 * @param inFlight how many requests at a time
 * @param failFast whether the first bad record ends it
 */
record ImportLimits(int batchItems, long batchBytes, int inFlight, boolean failFast) {
  /** Larger requests are no faster. */
  private static final long BATCH_BYTES = 1 << 20;

  /** What is asked for, as far as the server allows it. */
  static ImportLimits within(
      Capabilities capabilities, int batchItems, int inFlight, boolean failFast) {
    return new ImportLimits(
        Math.min(batchItems, capabilities.maxBatchItems()),
        Math.min(BATCH_BYTES, capabilities.maxMessageBytes() / 2),
        inFlight,
        failFast);
  }
}
